// The observing script on hosts in sandboxes: what it sees, what it never sends, what it leaves.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { HostFacts } from "../../../components/facts/hostFacts";
import { observeCall, type ObserveOptions } from "../../../components/hosts/observe/observeCall";
import { observeScript } from "../../../components/hosts/observe/observeScript";
import { parseFacts } from "../../../components/hosts/observe/parse/facts";
import { network, take } from "../../agent/network";
import { ETH0 } from "../../agent/programs";
import { arpManifest, hidingManifest, KUBECONFIG, MANIFEST, OWNER, recorded, STATE } from "../../agent/samples";
import { type Host, onHost, type Outcome, type Shell, underEachShell } from "../../agent/sandbox";
import { options } from "./samples";

const SECRET = "hush-hush";
/** Answers `ok` and nothing more. */
const CURL = `#!/bin/sh
out=''
for word; do
    case $previous in -o) out="$out $word" ;; esac
    previous=$word
done
case "$*" in
*certs*) for file in $out; do [ "$file" = /dev/null ] || echo ok >"$file"; done; printf 'healthz 200 0.012\\n404 404 404 404 404 404 404 404 404 0.010\\n' ;;
*time_total*) printf '200 0.020\\n' ;;
esac
`;

interface Look {
  readonly facts: HostFacts;
  readonly outcome: Outcome;
  readonly after: Outcome;
}

function look(shell: Shell, host: Host, { user = "root", as = "", with: over = {} }: { user?: string; as?: string; with?: Partial<ObserveOptions> } = {}): Look {
  const command = `${as}${observeCall(user, { ...options, ...over })}`;
  const [outcome, after] = onHost(shell, host, [{ command, input: observeScript() }, "ls -A /run /tmp | grep pulumi-kube-vip-look; exit 0"]) as [Outcome, Outcome];
  const now = Date.now();
  return { facts: parseFacts(outcome.stdout, { sentAt: now, receivedAt: now }), outcome, after };
}

/** A process called kube-vip with these variables. */
function running(...variables: readonly string[]): string {
  return `env -i ${variables.map((variable) => `'${variable}'`).join(" ")} /opt/bin/kube-vip 1000 >/dev/null 2>&1 </dev/null & sleep 0.2`;
}

underEachShell("the observer", (shell) => {
  it("sees an empty host, and says why what it could not see is not there", () => {
    const { facts, outcome, after } = look(shell, { setup: ETH0 });
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(facts.system).toMatchObject({ root: true, hostName: expect.stringMatching(/./) as string, bootId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(facts.interfaces).toContainEqual(expect.objectContaining({ name: "eth0", up: true, arp: true, addresses: expect.arrayContaining([expect.objectContaining({ address: "192.168.1.11", prefixLength: 24 })]) as unknown }));
    expect(facts.routes).toContainEqual(expect.objectContaining({ family: 4, destination: "192.168.1.0/24", interface: "eth0" }));
    expect(facts).toMatchObject({ manifestFiles: [], kubeVips: [], otherVipManagers: [], kubeconfig: { kind: "missing" }, listeners: [] });
    expect(facts.record).toBeUndefined();
    expect(facts.gaps).toContainEqual({ part: "apiServer", reason: "there is no kubeconfig" });
    expect(after.stdout).toBe("");
  });

  it("tells which of kube-vip's settings differ from those recorded, and keeps secrets on the host", () => {
    const good = arpManifest.replace(/value: "?plndr-cp-lock"?/, 'value: "other-lease"');
    const setup = [ETH0, running("vip_arp=true", "address=192.168.1.100", `bgp_peerpass=${SECRET}`, `bgp_peers=10.0.0.1:65000:${SECRET}:false`, `api_token=${SECRET}`, "http_proxy=http://me:hush-hush@proxy:1", "vip_leasename=plndr-cp-lock")].join("\n");
    const { facts, outcome } = look(shell, { setup, files: { [`${STATE}/last-good.yaml`]: good, ...recorded(OWNER) } });
    expect(outcome.stdout).not.toContain(SECRET);
    const [kubeVip] = facts.kubeVips!;
    expect(facts.kubeVips).toHaveLength(1);
    expect(kubeVip!.environment).toMatchObject({ vip_arp: "true", bgp_peerpass: "(secret)", bgp_peers: "(secret)", api_token: "(secret)", http_proxy: "http://(secret)@proxy:1" });
    expect(kubeVip!.differs).toEqual(expect.arrayContaining(["vip_leasename", "lb_enable"]));
    expect(kubeVip!.differs).not.toContain("vip_arp");
    expect(Math.abs(kubeVip!.started - Date.now() / 1000)).toBeLessThan(60);
  });

  it("tells of the file of BGP peers that the recorded manifest mounts, and whether kube-vip was started with it, and not what is in it", () => {
    const [name, path] = ["1-abc.json", `${STATE}/peers/1-abc.json`];
    const good = hidingManifest.replaceAll("@kube-vip:peers-file@", name);
    const files = { [`${STATE}/last-good.yaml`]: good, [`${STATE}/secrets`]: `bgp-0=${SECRET}\n`, ...recorded(OWNER) };
    const setup = `/opt/with-argument --config-file=/etc/kube-vip/${name} env -i </dev/null >/dev/null 2>&1 & until grep -qsx kube-vip /proc/[0-9]*/comm; do sleep 0.1; done`;
    const there = look(shell, { setup: `${setup}; chmod 600 ${path}`, files: { ...files, [path]: SECRET } });
    expect(there.outcome.stdout).not.toContain(SECRET);
    expect(there.facts.record!.peersFile).toMatchObject({ path, mode: "600" });
    expect(there.facts.kubeVips![0]!.differs).not.toContain("--config-file");
    expect(there.facts.kubeVips![0]!.environment).not.toHaveProperty("--config-file");
    const gone = look(shell, { setup: running("bgp_enable=true"), files });
    expect(gone.facts.record!.peersFile).toEqual({ path, mode: "", owner: "" });
    expect(gone.facts.kubeVips![0]!.differs).toContain("--config-file");
  });

  it("tells of the kubeconfig that was there when the manifest was applied, beside the one that is there now, in a brief look too", () => {
    const { record, ...rest } = { record: recorded(OWNER)[`${STATE}/record`]!, [KUBECONFIG]: "certificate-authority-data: Q0EK\n", [`${STATE}/last-good.yaml`]: arpManifest };
    const files = { ...rest, [`${STATE}/record`]: `${record}kubeconfig=0123\n` };
    const setup = `touch -d @1700000000 ${KUBECONFIG}`;
    const seen = { path: KUBECONFIG, recordedSha256: "0123", sha256: createHash("sha256").update(files[KUBECONFIG]!).digest("hex"), modified: 1_700_000_000 };
    expect(look(shell, { files, setup }).facts.record!.kubeconfig).toEqual(seen);
    const brief = look(shell, { files, setup }, { with: { brief: "yes", wanted: "abc" } }).facts;
    expect([brief.brief, brief.record!.kubeconfig]).toEqual([true, seen]);
    expect(look(shell, { files: { ...files, [`${STATE}/record`]: record }, setup }).facts.record).not.toHaveProperty("kubeconfig");
  });

  it("tells of kube-vip's own login, where it is recorded to have one: certificate, rights, and its kubeconfig instead of the host's; the key stays there", () => {
    const folder = `${STATE}/access`;
    const files = { [`${STATE}/record`]: `${recorded(OWNER)[`${STATE}/record`]!}kubeconfig=0123\naccess=scoped\n`, [`${folder}/admin.conf`]: "certificate-authority-data: WA==\n", [KUBECONFIG]: "certificate-authority-data: Q0EK\n", [`${STATE}/last-good.yaml`]: arpManifest };
    const make = `openssl req -config /opt/cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /opt/key -out /opt/cert -subj /CN=kube-vip -days 30 2>/dev/null </dev/null && cat /opt/cert /opt/key >${folder}/client.pem && chmod 640 ${folder}/client.pem`;
    const host = { files: { ...files, "/opt/cnf": "[req]\ndistinguished_name=n\n[n]\n" }, setup: `${make}; touch -d @1700000000 ${folder}/admin.conf` };
    const { facts, outcome } = look(shell, host);
    expect(outcome.stdout).not.toContain("PRIVATE");
    expect(facts.record!.access).toEqual({ certificate: expect.objectContaining({ subject: "CN=kube-vip" }) as unknown, mode: "640", owner: expect.any(String) as string, otherCa: true });
    expect(facts.record!.kubeconfig).toMatchObject({ path: `${folder}/admin.conf`, recordedSha256: "0123", modified: 1_700_000_000 });
    const brief = look(shell, host, { with: { brief: "yes", wanted: "abc" } }).facts;
    expect([brief.brief, brief.record!.access?.certificate?.subject]).toEqual([true, "CN=kube-vip"]);
    const gone = look(shell, { files });
    expect(gone.facts.record!.access).toEqual({ mode: "", owner: "", otherCa: true });
    expect(look(shell, { files: { ...files, [`${STATE}/record`]: recorded(OWNER)[`${STATE}/record`]! } }).facts.record).not.toHaveProperty("access");
  });

  it("tells where files lie at which distributions keep the administrator's kubeconfig", () => {
    const files = { "/etc/rancher/rke2/rke2.yaml": "", [KUBECONFIG]: "" };
    expect(look(shell, { files }).facts.kubeconfigs).toEqual([KUBECONFIG, "/etc/rancher/rke2/rke2.yaml"]);
    expect(look(shell, { setup: `mkdir -p /etc/rancher/rke2/rke2.yaml` }).facts.kubeconfigs).toEqual([]);
  });

  it("compares nothing where nothing is recorded", () => {
    const { facts } = look(shell, { setup: running("vip_arp=true") });
    expect(facts.kubeVips![0]).not.toHaveProperty("differs");
  });

  it("asks nobody where curl is not there, and says so", () => {
    const { facts } = look(shell, { files: { [KUBECONFIG]: "certificate-authority-data: Q0EK\n" }, setup: 'while found=$(command -v curl); do mount --bind /dev/null "$found"; done' });
    expect(facts).not.toHaveProperty("apiServer.healthz");
    expect(facts.gaps.filter(({ reason }) => reason.includes("did not answer"))).toEqual([]);
    expect(facts.gaps.map(({ reason }) => reason)).toContain("the program `curl` is not installed on the host");
  });

  it("sends the certificate of a kubeconfig, and neither key nor token", () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
    const config = `clusters:\n- cluster:\n    certificate-authority-data: Q0EK\n    server: https://10.0.0.1:6443\nusers:\n- user:\n    client-certificate: both.pem\n    client-key: both.pem\n    token: ${SECRET}\n`;
    const { outcome } = look(shell, { files: { [KUBECONFIG]: config, "/etc/kubernetes/both.pem": pem, "/opt/front/curl": CURL } });
    expect(outcome.stdout).toContain("BEGIN CERTIFICATE");
    expect(outcome.stdout).toContain("server: https://10.0.0.1:6443");
    expect(outcome.stdout).not.toContain("PRIVATE");
    expect(outcome.stdout).not.toContain(SECRET);
  });

  it("of a Pod and of kubeadm's configuration takes only what is public", () => {
    const container = "a".repeat(64);
    const pod = JSON.stringify({ spec: { containers: [{ env: [{ name: "bgp_peerpass", value: SECRET }] }] }, status: { containerStatuses: [{ name: "kube-vip", image: "ghcr.io/kube-vip/kube-vip:v1.2.1", imageID: `sha256:${"b".repeat(64)}`, containerID: `containerd://${container}`, lastState: { terminated: { message: SECRET } } }] } });
    const kubeadm = JSON.stringify({ data: { ClusterConfiguration: `apiServer:\n  extraEnvs:\n  - value: ${SECRET}\nnetworking:\n  podSubnet: 10.244.0.0/16,fd00:244::/56\n  serviceSubnet: 10.96.0.0/12\n` } });
    const curl = `${CURL}case "$*" in *certs*)
    for file in $out; do case $file in */mirror) cat /opt/pod.json >$file ;; */kubeadm) cat /opt/kubeadm.json >$file ;; esac; done ;;
esac
`.replace("404 404 404 404 404 404 404 404 404", "200 404 404 404 200 404 404 404 404");
    const { facts, outcome } = look(shell, { files: { [KUBECONFIG]: "certificate-authority-data: Q0EK\n", "/opt/pod.json": pod, "/opt/kubeadm.json": kubeadm, "/opt/front/curl": curl } });
    expect(outcome.stdout).not.toContain(SECRET);
    expect(outcome.stdout).toContain(`"containerID":"containerd://${container}"`);
    expect(facts.cluster).toMatchObject({ podCidrs: ["10.244.0.0/16", "fd00:244::/56"], serviceCidrs: ["10.96.0.0/12"] });
  });

  it("hears every machine that answers for an IPv6 VIP, also where it knew one of them", () => {
    const known = "ip neigh add fd00::100 lladdr 02:00:00:00:00:01 dev eth0 nud reachable";
    const setup = [network(2), `ln -sf "$(command -v busybox)" /opt/front/ping`, take(1, "fd00::100"), take(2, "fd00::100"), known].join("\n");
    const { facts, after } = look(shell, { setup }, { with: { vips: ["fd00::100"] } });
    expect(facts.vips).toEqual([expect.objectContaining({ vip: "fd00::100", answeredBy: ["02:00:00:00:00:01", "02:00:00:00:00:02"], probedFrom: "eth0" })]);
    expect(after.stdout).toBe("");
  });

  it("reads little where that is asked for and the wanted manifest is recorded, and everything where it is not or a rollout is at work", () => {
    const files = { [KUBECONFIG]: "certificate-authority-data: Q0EK\n", "/opt/front/curl": CURL, [MANIFEST]: arpManifest, [`${STATE}/last-good.yaml`]: arpManifest, ...recorded(OWNER) };
    const setup = `${ETH0}\nchmod 600 ${MANIFEST}\n${running("vip_arp=true")}`;
    const briefly = (wanted: string, more: Record<string, string> = {}) => look(shell, { setup, files: { ...files, ...more } }, { with: { brief: "yes", wanted } });
    const { facts, outcome, after } = briefly("abc");
    expect([outcome.status, outcome.stderr, after.stdout]).toEqual([0, "", ""]);
    expect(Object.keys(facts).sort()).toEqual(["brief", "gaps", "interfaces", "kubeVips", "manifestFiles", "modules", "record", "system", "vips"]);
    const whole = look(shell, { setup, files }).facts;
    const names = ({ interfaces = [] }: HostFacts) => interfaces.map(({ name }) => name);
    expect([facts.gaps, names(facts), facts.modules, facts.record]).toEqual([[], names(whole), whole.modules, whole.record]);
    expect(facts.manifestFiles!.map(({ modified: _, ...file }) => file)).toEqual(whole.manifestFiles!.map(({ modified: _, ...file }) => file));
    expect(facts.kubeVips![0]!.differs).toEqual(whole.kubeVips![0]!.differs);
    expect(briefly("def").facts).toMatchObject({ kubeconfig: { kind: "file" } });
    expect(briefly("abc", { [`${STATE}/unproven`]: "two MACs answer.\n" }).facts).toMatchObject({ kubeconfig: { kind: "file" }, record: { unproven: "two MACs answer." } });
    expect(briefly("abc", { [`${STATE}/unproven`]: "" }).facts).toMatchObject({ brief: true });
    expect(briefly("abc", { "/run/pulumi-kube-vip.rollout/holder": "run=r1\n" }).facts).toMatchObject({ kubeconfig: { kind: "file" }, record: { lock: { run: "r1" } } });
  });

  it("does not compare again what the container that ran the recorded manifest was started with, but that of any other", () => {
    const container = "ab12".repeat(16);
    const setup = [ETH0, running("vip_arp=true"), `printf '0::/kubepods/%s\\n' ${container} >/opt/cgroup; mount --bind /opt/cgroup "/proc/$(pgrep -x kube-vip)/cgroup"`].join("\n");
    const inContainer = (recordedContainer: string, brief?: "yes") => {
      const files = { ...recorded(OWNER), [`${STATE}/last-good.yaml`]: arpManifest, [`${STATE}/record`]: `${recorded(OWNER)[`${STATE}/record`]!}container=${recordedContainer}\n` };
      return look(shell, { setup, files }, { with: { wanted: "abc", ...(brief && { brief }) } }).facts.kubeVips![0]!;
    };
    expect(inContainer(container, "yes")).toMatchObject({ containerId: container, differs: [], environment: {} });
    expect(inContainer("cd34".repeat(16), "yes").differs).toContain("lb_enable");
    expect(inContainer(container).differs).toContain("lb_enable");
  });

  it("reads little where an earlier look may serve: the machine was not started since, whatever is recorded there", () => {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const briefly = (known?: string) => look(shell, { setup: ETH0 }, { with: { brief: "yes", wanted: "abc", known } });
    const { facts, outcome } = briefly(boot);
    expect([outcome.status, outcome.stderr, facts.brief, facts.gaps, facts.record, facts.system.bootId]).toEqual([0, "", true, [], undefined, boot]);
    expect(briefly(`x${boot}`).facts.brief).toBeUndefined();
    expect(briefly().facts.brief).toBeUndefined();
  });

  it("tells that there are no Services of type LoadBalancer, which is not the same as an answer that did not come", () => {
    const seen = (code: string) => look(shell, { files: { [KUBECONFIG]: "certificate-authority-data: Q0EK\n", "/opt/front/curl": CURL.replace("404 404 404 404 404 404 404 404 404", `404 404 404 404 404 ${code} 404 404 404 404`) } }, { with: { services: "yes" } }).facts;
    expect(seen("200").cluster?.loadBalancers).toEqual([]);
    expect(seen("403").gaps.map(({ part }) => part)).toContain("cluster.loadBalancers");
  });

  it("asks for the API server's metrics only before a change", () => {
    const curl = `${CURL}printf '%s\\n' "$*" >>/opt/asked`;
    const files = { [KUBECONFIG]: "certificate-authority-data: Q0EK\n", "/opt/front/curl": curl, ...recorded(OWNER) };
    const asked = (wanted?: string) => onHost(shell, { files }, [{ command: observeCall("root", { ...options, ...(wanted === undefined ? {} : { wanted }) }), input: observeScript() }, "grep -c /metrics /opt/asked; exit 0"])[1]!.stdout;
    expect([asked(), asked("def"), asked("abc")]).toEqual(["1\n", "1\n", "0\n"]);
    const { facts } = look(shell, { files }, { with: { wanted: "abc" } });
    expect(facts.gaps.map(({ part }) => part)).not.toContain("apiServer.leaseWrites");
    expect(look(shell, { files }).facts.gaps.map(({ part }) => part)).toContain("apiServer.leaseWrites");
  });

  it.each([["packed", "gzip -c"], ["as they are, from an API server that does not pack", "cat"]])("reads the API server's metrics that come %s", (_, pack) => {
    const labels = 'operation="update",resource="leases"';
    const metrics = `# HELP x\netcd_request_duration_seconds_bucket{${labels},le="0.1"} 3\netcd_request_duration_seconds_bucket{${labels},le="+Inf"} 4\netcd_request_duration_seconds_sum{${labels}} 2\netcd_request_duration_seconds_count{${labels}} 4\n`;
    const curl = `${CURL}case "$*" in *'Accept-Encoding:gzip'*) for file in $out; do case $file in */metrics) ${pack} </opt/metrics >$file ;; esac; done ;; esac\n`;
    const { facts } = look(shell, { files: { [KUBECONFIG]: "certificate-authority-data: Q0EK\n", "/opt/front/curl": curl, "/opt/metrics": metrics } });
    expect(facts.apiServer!.leaseWrites).toMatchObject({ count: 4 });
  });

  it("tells since when the API server runs", () => {
    const fake = (name: string) => `#!/bin/sh\nprintf '${name}' >/proc/self/comm\nwhile :; do sleep 1; done\n`;
    const setup = "chmod 755 /opt/bin/fake\n/opt/bin/fake >/dev/null 2>&1 </dev/null & sleep 0.3";
    const named = (name: string) => look(shell, { setup, files: { "/opt/bin/fake": fake(name), "/opt/front/curl": CURL, [KUBECONFIG]: "certificate-authority-data: Q0EK\n" } });
    expect(Math.abs(named("kube-apiserver").facts.apiServer!.started! - Date.now() / 1000)).toBeLessThan(60);
    // whoever calls himself so cannot break the look off
    const { facts, outcome } = named("kube-apiserver\\n");
    expect([outcome.stderr, facts.apiServer!.started]).toEqual(["", undefined]);
  });

  it("lists every file of the static Pod folder, and which define a kube-vip", () => {
    const files = { "/etc/passwd": "root:x:0:0::/root:/bin/sh\n", "/etc/group": "root:x:0:\n", [MANIFEST]: arpManifest, "/etc/kubernetes/manifests/.hidden.yaml": "image: ghcr.io/kube-vip/kube-vip:v1\n", "/etc/kubernetes/manifests/with blank.json": '{"image":"registry/kube-vip:v1"}', "/etc/kubernetes/manifests/etcd.yaml": "image: etcd\nname: no-kube-vip\n", "/etc/kubernetes/manifests/mine.yaml": "image: registry.example/kvip:v1\n" };
    const { facts } = look(shell, { files, setup: `chmod 640 ${MANIFEST}` }, { with: { repository: "registry.example/kvip" } });
    const seen = Object.fromEntries(facts.manifestFiles!.map(({ path, definesKubeVip, readByKubelet }) => [path.replace("/etc/kubernetes/manifests/", ""), [definesKubeVip, readByKubelet]]));
    expect(seen).toEqual({ "kube-vip.yaml": [true, true], ".hidden.yaml": [true, false], "with blank.json": [true, true], "etcd.yaml": [false, true], "mine.yaml": [true, true] });
    const ours = facts.manifestFiles!.find(({ path }) => path === MANIFEST);
    expect(ours).toMatchObject({ mode: "640", owner: "root", group: "root", bytes: Buffer.byteLength(arpManifest), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it("says that the folder is missing", () => {
    const { facts } = look(shell, {}, { with: { manifests: "/etc/no-such-folder" } });
    expect(facts).toMatchObject({ manifestsFolderExists: false, manifestFiles: [] });
  });

  it("names who listens on a port", () => {
    const listen = 'const { createServer } = require("node:net"); createServer().listen(2112); createServer().listen(6443, "192.168.1.11"); createServer().listen(6444); createServer().listen(8099, "::1")';
    const setup = `${ETH0}\n${process.execPath} -e '${listen}' >/dev/null 2>&1 </dev/null &\nsleep 1`;
    const { facts } = look(shell, { setup }, { with: { ports: [6443, 2112, 8099] } });
    const by = { process: "node", pid: expect.any(Number) as number };
    expect(facts.listeners).toEqual([{ port: 2112, address: "*", ...by }, { port: 6443, address: "192.168.1.11", ...by }, { port: 8099, address: "::1", ...by }]);
  });

  it("finds kubelet's arguments, written either way", () => {
    const kubelet = (...words: string[]) => `/opt/bin/fake ${words.join(" ")} >/dev/null 2>&1 </dev/null & sleep 0.3`;
    const fake = '#!/bin/sh\necho kubelet >/proc/self/comm\nwhile :; do sleep 1; done\n';
    const { facts } = look(shell, { files: { "/opt/bin/fake": fake, "/etc/kubelet.yaml": "kind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests/ # ours\n" }, setup: `chmod 755 /opt/bin/fake\n${kubelet("--node-ip", "10.0.0.9", "--config=/etc/kubelet.yaml", "--hostname-override=CP1", `--token=${SECRET}`)}` });
    expect(facts.kubelet).toEqual({ running: true, version: "", staticPodPath: "/etc/kubernetes/manifests", nodeIp: "10.0.0.9", nodeName: "cp1" });
  });

  it("reads record and rollout, and whether its holder lives", () => {
    const record = `owner=${OWNER}\npath=${MANIFEST}\nsha=abc\napplied=2026-01-02T03:04:05Z\nagent_owner=${OWNER}\nrepairs=3\nfailed_sha=def\nfailed_reason=it answers 503\nfailed_retry=twice\nfailed_boot=b\n`;
    const holder = (start: string) => `mkdir -p /run/pulumi-kube-vip.rollout; sleep 1000 >/dev/null 2>&1 </dev/null & pid=$!; start=$(sed 's/.*) //' /proc/$pid/stat | cut -d ' ' -f 20); printf '%s\\n' run=r1 'who=ada@laptop, x' owner=o pid=$pid start=${start} since=1 ending=yes >/run/pulumi-kube-vip.rollout/holder`;
    const files = { [`${STATE}/record`]: record, [`${STATE}/agent`]: "x", [`${STATE}/last-good.yaml`]: arpManifest };
    const alive = look(shell, { files, setup: holder("$start") }).facts.record;
    expect(alive).toMatchObject({ owner: OWNER, manifestPath: MANIFEST, manifestSha256: "abc", repairs: 3, failedSha256: "def", failedReason: "it answers 503", failedRetry: "twice", failedBoot: "b", agentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, lock: { run: "r1", who: "ada@laptop, x", alive: true, ending: true, owner: "o" } });
    expect(alive!.lock!.heldSeconds).toBeGreaterThan(0);
    expect(look(shell, { files, setup: holder("1") }).facts.record!.lock!.alive).toBe(false);
  });

  it("without root tells what everybody may see, and names the rest", () => {
    const { facts, after } = look(shell, { setup: ETH0, files: { "/opt/front/sudo": "#!/bin/sh\nexit 1\n", [KUBECONFIG]: "x" } }, { user: "ops", as: "setpriv --reuid=65534 --regid=65534 --clear-groups " });
    expect(facts.system.root).toBe(false);
    expect(facts.interfaces).toContainEqual(expect.objectContaining({ name: "eth0" }));
    const unread = facts.gaps.filter(({ reason }) => reason.includes("sudo")).map(({ part }) => part);
    expect(unread).toEqual(expect.arrayContaining(["apiServer", "manifestFiles", "kubeVips", "kubeconfig", "images", "record", "listeners"]));
    for (const part of unread) expect(facts).not.toHaveProperty(part);
    expect(after.stdout).toBe("");
  });

  it("goes through sudo where that asks for no password", () => {
    const sudo = "#!/bin/sh\n[ \"$1\" = -n ] || exit 9\nshift\nexec \"$@\"\n";
    expect(look(shell, { files: { "/opt/front/sudo": sudo } }, { user: "ops" }).facts.system.root).toBe(true);
  });

  it("hears every machine that answers for the VIP", () => {
    const arping = "#!/bin/sh\nprintf 'ARPING %s from 192.168.1.11 eth0\\nUnicast reply from 192.168.1.100 [52:54:00:AA:00:01]  0.7ms\\nUnicast reply from 192.168.1.100 [52:54:00:AA:00:02]  0.9ms\\nSent 1 probes (1 broadcast(s))\\nReceived 2 response(s)\\n'\n";
    const { facts } = look(shell, { setup: `${ETH0}; chmod 755 /opt/front/arping`, files: { "/opt/front/arping": arping, "/opt/front/curl": CURL, [KUBECONFIG]: "certificate-authority-data: Q0EK\n" } });
    expect(facts.vips).toEqual([{ vip: "192.168.1.100", answeredBy: ["52:54:00:aa:00:01", "52:54:00:aa:00:02"], probedFrom: "eth0", healthz: { httpCode: 200, latencyMs: 20, failure: "" } }]);
  });

  it("loses nothing else to an API server that accepts and says nothing", () => {
    const stalled = 'require("node:net").createServer().listen(6443, "127.0.0.1")';
    const setup = `${ETH0}\n${process.execPath} -e '${stalled}' >/dev/null 2>&1 </dev/null &\nsleep 1`;
    const { facts } = look(shell, { setup, files: { "/opt/front/curl": '#!/bin/sh\nexec /usr/bin/curl "$@"\n', [KUBECONFIG]: `certificate-authority-data: ${Buffer.from(rootCertificates[0]!).toString("base64")}\n` } });
    expect(facts.interfaces).toBeDefined();
    expect(facts.apiServer).toMatchObject({ healthz: { httpCode: 0, failure: expect.stringMatching(/time/i) as string } });
    expect(facts.gaps).toContainEqual({ part: "cluster.lease", reason: expect.stringMatching(/^the API server did not answer: .*time/i) as string });
  });

  it("knows the VIP on its own interface and probes for it nowhere", () => {
    const { facts } = look(shell, { setup: `${ETH0}; ip addr add 192.168.1.100/32 dev eth0` });
    expect(facts.vips).toEqual([{ vip: "192.168.1.100", interface: "eth0", prefixLength: 32 }]);
  });
});
