// Repair of drift: each thing that is not as it was left is put right, and a healthy kube-vip is not started anew for it.
import { manifestHash } from "../../components/manifest";
import { parseHostReport } from "../../components/hosts/reports";
import { KUBELET } from "./programs";
import { apply, bgpManifest, inPlace, KUBECONFIG, MANIFEST, otherManifest, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell } from "./sandbox";

const FOLDER = "/etc/kubernetes/manifests";
const RUNNING = `${RIGHTS}\n${KUBELET}\nuntil pgrep -x kube-vip >/dev/null; do sleep 0.05; done; sleep 0.6`;
const host: Host = { files: inPlace(bgpManifest), setup: RUNNING };
const repair = apply(bgpManifest, { withinSeconds: 6 });
const PROCESS = "pgrep -x kube-vip";
const RECORD = `grep -e ^repairs -e ^sha= ${STATE}/record`;
const JOURNAL = { "/opt/front/logger": "#!/bin/sh\nprintf '%s\\n' \"$*\" >>/opt/journal\n" };
/** As a runtime that knows the image `wanted` by the id aa and runs the container with what `runs` says. */
const crictl = (runs: string) => ({ "/opt/front/crictl": `#!/bin/sh\ncase "$*" in *inspecti*) echo 'sha256:aa [r@sha256:bb]' ;; *inspect*) echo '${runs}' ;; esac\n` });
/** The process is in a container of this id, as a runtime puts it. */
const CONTAINER = `id=${"ab12".repeat(16)}; printf '0::/kubepods/%s\\n' "$id" >/opt/cgroup; mount --bind /opt/cgroup "/proc/$(pgrep -x kube-vip)/cgroup"`;

interface Repaired {
  readonly restarted: boolean;
  readonly changed: boolean;
  readonly stderr: string;
  readonly record: string;
  readonly look: string;
}

function repaired(shell: Parameters<typeof onHost>[0], drift: string, look: string, on: Host = host): Repaired {
  const [, before, done, after, record, looked] = onHost(shell, on, [drift, PROCESS, repair, PROCESS, RECORD, look]) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
  if (done.status !== 0) throw new Error(done.stderr);
  return { restarted: before.stdout !== after.stdout, changed: parseHostReport(done.stdout).changed, stderr: done.stderr, record: record.stdout, look: looked.stdout };
}

underEachShell("a repair", (shell) => {
  it("of nothing restarts nothing, and its number is kept", () => {
    expect(repaired(shell, "", "true")).toEqual({ restarted: false, changed: false, stderr: "", record: `sha=${manifestHash(bgpManifest)}\nrepairs=1\n`, look: "" });
  });

  it("gives the manifest back to root alone", () => {
    const done = repaired(shell, `chmod 644 ${MANIFEST}; chown 1000:1000 ${MANIFEST}`, `stat -c '%a %u %g' ${MANIFEST}`);
    expect(done).toMatchObject({ restarted: false, changed: false, look: "600 0 0\n" });
    expect(done.stderr).toContain(`${MANIFEST} had the rights 644 1000 1000, and has 600 0 0 again`);
  });

  it.each([
    ["that was changed", `sed -i s/65001/65003/ ${MANIFEST}; sleep 0.5`],
    ["that was deleted", `rm ${MANIFEST}; sleep 0.5`],
    ["that was moved to another name", `mv ${MANIFEST} ${FOLDER}/moved.yaml; sleep 0.5`],
  ])("writes a manifest %s, and nothing else stays", (_, drift) => {
    expect(repaired(shell, drift, `cat ${MANIFEST}; ls ${FOLDER} >&2`)).toMatchObject({ changed: true, look: bgpManifest });
  });

  it("moves copies of our manifest out of kubelet's sight, and leaves files that hold no kube-vip of ours", () => {
    const drift = `cp ${MANIFEST} ${FOLDER}/copy.yaml; sed s/65001/65009/ ${MANIFEST} >${FOLDER}/kube-vip.old; echo 'image: etcd' >${FOLDER}/etcd.yaml`;
    const done = repaired(shell, drift, `ls ${FOLDER} ${STATE}/strays`);
    expect(done).toMatchObject({ restarted: false, changed: false, look: `${FOLDER}:\netcd.yaml\nkube-vip.yaml\n\n${STATE}/strays:\ncopy.yaml\nkube-vip.old\n` });
    expect(done.stderr).toContain(`${FOLDER}/copy.yaml was a copy of our manifest, and lies in ${STATE}/strays now`);
  });

  it("refuses a kube-vip of somebody else, as ever", () => {
    const foreign = `sed 's/^  name: kube-vip/  name: vip/' ${MANIFEST} >${FOLDER}/vip.yaml`;
    const [, refused, left] = onHost(shell, host, [foreign, repair, `ls ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([refused.status, left.stdout]).toEqual([1, "kube-vip.yaml\nvip.yaml\n"]);
    expect(refused.stderr).toContain(`${FOLDER}/vip.yaml runs a kube-vip of its own`);
  });

  it("has kubelet start a kube-vip anew that runs other settings although the manifest is right", () => {
    const deaf = { "/opt/deaf": "#!/bin/sh\n. /opt/library.sh\nsettings_of $1 >/opt/variables\nset --\nwhile IFS= read -r line; do set -- \"$@\" \"$line\"; done </opt/variables\nexec env -i \"$@\" /opt/bin/kube-vip 1000\n" };
    // A kubelet that missed the change and the change back: it goes on with what it has until the manifest is another one.
    const swap = `read -r kubelet </opt/kubelet.pid; kill "$kubelet" $(pgrep -x kube-vip); sed s/65001/65003/ ${MANIFEST} >/opt/wrong; (sh /opt/deaf /opt/wrong & child=$!; cp ${MANIFEST} /opt/missed; while cmp -s ${MANIFEST} /opt/missed; do sleep 0.05; done; kill $child; wait $child; exec /opt/kubelet) >/dev/null 2>&1 </dev/null & sleep 0.5`;
    const done = repaired(shell, swap, `tr '\\000' '\\n' </proc/$(pgrep -x kube-vip)/environ | grep ^bgp_peers=`, { files: { ...host.files, ...deaf }, setup: `${RUNNING.replace(KUBELET, `${KUBELET}\necho $! >/opt/kubelet.pid`)}` });
    expect(done).toMatchObject({ restarted: true, changed: true, look: "bgp_peers=192.168.1.254:65001::false\n" });
    expect(done.stderr).toContain(`kube-vip ran something else than ${MANIFEST} says, and is started anew`);
  });

  it.each([
    ["starts a kube-vip anew that runs another image", "r@sha256:cc", true],
    ["leaves one alone that runs the right image by its digest", "r@sha256:bb", false],
    ["leaves one alone that runs the right image by its id", "sha256:aa", false],
    ["leaves one alone whose image nobody knows", "", false],
  ])("%s", (_, runs, restarted) => {
    const done = repaired(shell, CONTAINER, "true", { ...host, files: { ...host.files, ...crictl(runs) } });
    expect(done).toMatchObject({ restarted, changed: restarted });
  });

  it.each([
    ["has kubelet start a kube-vip anew whose kubeconfig was renewed since", "sleep 1.1; touch", true],
    ["leaves one alone that was started after its kubeconfig was renewed", "touch -d '1 hour ago'", false],
  ])("%s", (_, renewed, restarted) => {
    const done = repaired(shell, `echo kubeconfig=0123 >>${STATE}/record; ${renewed} ${KUBECONFIG}`, `sha256sum <${KUBECONFIG}; sed -n 's/^kubeconfig=//p' ${STATE}/record`);
    expect(done).toMatchObject({ restarted, changed: restarted });
    expect(done.stderr.includes(`kube-vip was started with another kubeconfig than ${KUBECONFIG} is now, and is started anew`)).toBe(restarted);
    expect(done.look).toMatch(/^([0-9a-f]{64}) {2}-\n\1\n$/);
  });

  it("loads modules that are gone and lists them for the next boot again", () => {
    const modprobe = { "/opt/front/modprobe": "#!/bin/sh\nprintf '%s\\n' \"$*\" >>/opt/loaded\n" };
    const done = repaired(shell, "rm -f /etc/modules-load.d/*", "cat /opt/loaded /etc/modules-load.d/pulumi-kube-vip.conf", { ...host, files: { ...host.files, ...modprobe } });
    expect(done.restarted).toBe(false);
    expect(done.look).toMatch(/-a .*ip_vs[^]*# IPVS for kube-vip, kept by pulumi-kube-vip\nip_vs\nnf_conntrack\n/);
  });

  it("tells the journal what it did, and apply what it changed", () => {
    const [, , , journal] = onHost(shell, { files: { ...host.files, ...JOURNAL }, setup: host.setup }, [`chmod 644 ${MANIFEST}`, repair, apply(otherManifest), "n=0; until [ $(wc -l </opt/journal) = 2 ] || [ $n = 50 ]; do n=$((n + 1)); sleep 0.1; done; cat /opt/journal"]) as [Outcome, Outcome, Outcome, Outcome];
    expect(journal.stdout.split("\n").slice(0, -1)).toEqual([expect.stringMatching(/^-t pulumi-kube-vip repaired: .* had the rights 644/), expect.stringMatching(/^-t pulumi-kube-vip kube-vip runs .*, and the VIP answers$/)]);
  });
});
