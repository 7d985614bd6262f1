// A cluster that begins on a host: the manifest before there is a kubeconfig, and the step to the login that is to last.
import { abandonCall, prepareCall, startCall } from "../../components/hosts/calls/apply";
import { witnessCall } from "../../components/hosts/calls/witness";
import { manifestHash } from "../../components/manifest";
import { parseAgentReport, parseHostReport, parseWitnessReport } from "../../components/hosts/reports";
import { KUBELET } from "./programs";
import { type Host, onHost, type Outcome, type Step, underEachShell } from "./sandbox";
import { apply, bgpManifest, caller, install, inPlace, kubeconfig, KUBECONFIG, kubeconfigFile, MANIFEST, needs, OWNER, removal, RIGHTS, secretManifest, secrets, STATE } from "./samples";

const SUPER = "/etc/kubernetes/super-admin.conf";
/** `kubeadm version -o short` of that version. */
const kubeadm = (version: string) => ({ "/opt/front/kubeadm": `#!/bin/sh\n[ "$*" = 'version -o short' ] && echo ${version}\n` });
/** The lease may be read, may not, or the API server is silent: what stands in /opt/lease-code. */
const leaseCode = (code: string) => `printf ${code} >/opt/lease-code; mv /opt/front/curl /opt/curl; printf '#!/bin/sh\\ncase "$*" in */leases/*) cat /opt/lease-code ;; *) exec /opt/curl "$@" ;; esac\\n' >/opt/front/curl; chmod 755 /opt/front/curl`;

const prepare = (input = bgpManifest, with_ = {}): Step => ({ command: prepareCall(caller, { ...needs, ...with_ }), input });
const start: Step = { command: startCall(caller, { ...needs, ...removal, withinSeconds: 8 }), input: bgpManifest };
const abandon = abandonCall(caller, removal);
const installed = install({}, { bootstrap: true });
const withSuperAdmin = bgpManifest.replace(`path: ${KUBECONFIG}\n`, `path: ${SUPER}\n`);
const empty: Host = { files: kubeadm("v1.34.4"), setup: `${KUBELET}\nrmdir /etc/kubernetes/manifests` };
/** \`kubeadm init\` makes it. */
const initialized: Step = { command: `cat >${KUBECONFIG}`, input: kubeconfig };

underEachShell("a cluster that begins", (shell) => {
  it("finds the manifest in place with super-admin.conf, root's alone, whatever folder is missing, and is recorded as one that begins", () => {
    const [ready, done, manifest, record] = onHost(shell, empty, [installed, prepare(), `cat ${MANIFEST}; stat -c %a ${MANIFEST} >&2`, `cat ${STATE}/record`]) as [Outcome, Outcome, Outcome, Outcome];
    expect(parseAgentReport(ready.stdout)).toEqual({ fresh: true, run: "" });
    expect(JSON.parse(done.stdout)).toEqual({ host: "cp1", phase: "pending", kubeconfig: SUPER });
    expect(withSuperAdmin).not.toBe(bgpManifest);
    expect(manifest).toEqual({ status: 0, stdout: withSuperAdmin, stderr: "600\n" });
    expect(record.stdout).toContain(`owner=${OWNER}\npath=${MANIFEST}\nsha=\n`);
    expect(record.stdout).toContain("phase=bootstrap\n");
  });

  it("with a kubeadm before 1.29 finds the manifest as it is to last", () => {
    const [, done, manifest] = onHost(shell, { ...empty, files: kubeadm("v1.28.15") }, [installed, prepare(), `cat ${MANIFEST}`]) as [Outcome, Outcome, Outcome];
    expect(JSON.parse(done.stdout)).toMatchObject({ phase: "pending", kubeconfig: KUBECONFIG });
    expect(manifest.stdout).toBe(bgpManifest);
  });

  it("fills in secrets from the first moment on", () => {
    const [, , , manifest] = onHost(shell, empty, [installed, secrets("bgp-0=word\n"), prepare(secretManifest, { secrets: "1" }), `cat ${MANIFEST}`]) as [Outcome, Outcome, Outcome, Outcome];
    expect(manifest.stdout).toContain("word");
    expect(manifest.stdout).toContain(SUPER);
  });

  it("is refused, and the host not changed, without kubeadm or without programs", () => {
    const without = onHost(shell, { setup: empty.setup! }, [installed, prepare(), `ls ${MANIFEST}`]);
    expect(without[1]).toMatchObject({ status: 1, stdout: "" });
    expect(without[1]!.stderr).toContain("kubeadm is not on this host");
    expect(without[2]!.status).not.toBe(0);
    const strange = onHost(shell, { ...empty, files: kubeadm("development") }, [installed, prepare()]);
    expect(strange[1]!.stderr).toContain("calls its version `development`");
  });

  it("takes another manifest until it is there, and writes none twice", () => {
    const other = prepare(bgpManifest.replace('"65001"', '"65009"').replace("192.168.1.254:65001", "192.168.1.254:65009"));
    const [, , , second, again, manifest] = onHost(shell, empty, [installed, prepare(), `stat -c %i ${MANIFEST} >/opt/before`, other, other, `cat ${MANIFEST}`]) as Outcome[];
    expect(second!.stderr).toContain(`writing ${MANIFEST}, with super-admin.conf`);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(manifest!.stdout).toContain("65009");
  });

  it("gets the login that is to last by `start`, once; then it is as any other", () => {
    const steps = [installed, prepare(), initialized, start, `cat ${MANIFEST} ${STATE}/record`, start, apply(bgpManifest), `cat ${STATE}/record`];
    const [, , , started, after, second, applied, record] = onHost(shell, { ...empty, setup: `${empty.setup}\n${leaseCode("404")}` }, steps) as Outcome[];
    expect(started).toMatchObject({ status: 0, stdout: `{"host":"cp1","phase":"past","kubeconfig":"${KUBECONFIG}"}\n` });
    expect(after!.stdout).toContain(bgpManifest);
    expect(after!.stdout).toContain(`sha=${manifestHash(bgpManifest)}\n`);
    expect(after!.stdout).not.toContain("bootstrap");
    expect(second).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(applied!.stdout)).toMatchObject({ changed: false });
    expect(record!.stdout).toContain("phase=\n");
  });

  it("keeps the login of the beginning while the other one has no rights", () => {
    const hurried = { ...empty, setup: `${empty.setup}\n${leaseCode("403")}` };
    const steps = [installed, prepare(), initialized, `sed -i 's/start_clock 30/start_clock 1/' ${STATE}/agent`, start, `cat ${MANIFEST}; grep phase ${STATE}/record`];
    const [, , , , refused, left] = onHost(shell, hurried, steps) as Outcome[];
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused!.stderr).toContain("the API server answers 403");
    expect(refused!.stderr).toContain("`kubeadm init` has not come to its end");
    expect(left!.stdout).toBe(`${withSuperAdmin}phase=bootstrap\n`);
  });

  it("is past where the cluster is there already, or kube-vip of ours runs for good: nothing is touched", () => {
    const there = onHost(shell, { files: { ...kubeadm("v1.34.4"), ...kubeconfigFile }, setup: `${KUBELET}\n${leaseCode("200")}` }, [installed, prepare(), start, "ls -A /etc/kubernetes/manifests"]);
    const ours = onHost(shell, { files: { ...kubeadm("v1.34.4"), ...inPlace(bgpManifest) }, setup: RIGHTS }, [prepare(secretManifest), start, `cat ${MANIFEST}`]);
    expect([there[1], there[2], ours[0], ours[1]].map((outcome) => (JSON.parse(outcome!.stdout) as { phase: string }).phase)).toEqual(["past", "past", "past", "past"]);
    expect(there[3]!.stdout).toBe("");
    expect(ours[2]!.stdout).toBe(bgpManifest);
  });

  it("that somebody else makes is waited for: hosts without it are pending and not touched, and are given kube-vip by the same call once it is there", () => {
    const change = apply(bgpManifest, { bootstrap: true });
    const witness = { command: witnessCall(caller, { ...removal, kubeconfig: KUBECONFIG, connections: 2, withinSeconds: 5, bootstrap: true }), input: "{}\n" };
    const setup = `${empty.setup}\n${leaseCode("404")}`;
    const joining = onHost(shell, { ...empty, setup }, [installed, change, witness, "ls -A /etc/kubernetes", initialized, "mkdir /etc/kubernetes/manifests", change, `cat ${MANIFEST}`]);
    expect(parseHostReport(joining[1]!.stdout)).toMatchObject({ host: "cp1", pending: true, changed: false });
    expect(joining[1]!.stderr).toContain("no cluster is here yet; run `pulumi up` again when this host has joined");
    expect(parseWitnessReport(joining[2]!.stdout)).toMatchObject({ host: "cp1", pending: true, vips: [] });
    expect(joining[3]!.stdout).toBe("");
    expect(parseHostReport(joining[6]!.stdout)).toMatchObject({ pending: false, changed: true });
    expect(joining[7]!.stdout).toBe(bgpManifest);
    const first = onHost(shell, { ...empty, setup }, [installed, prepare(), change, `cat ${MANIFEST}`, initialized, change, `cat ${MANIFEST}; grep phase ${STATE}/record`]);
    expect(parseHostReport(first[2]!.stdout)).toMatchObject({ pending: true, changed: false });
    expect(first[2]!.stderr).toContain("kube-vip is in place for `kubeadm init");
    expect(first[3]!.stdout).toBe(withSuperAdmin);
    expect(parseHostReport(first[5]!.stdout)).toMatchObject({ pending: false, changed: true });
    expect(first[6]!.stdout).toBe(`${bgpManifest}phase=\n`);
  });

  it("is never waited for where kube-vip of ours ran for good: an API server that is down is an error there", () => {
    const [, refused] = onHost(shell, { files: inPlace(bgpManifest), setup: `${RIGHTS}\nprintf '#!/bin/sh\\nexit 7\\n' >/opt/front/curl; chmod 755 /opt/front/curl; sed -i 's/start_clock 30/start_clock 1/' ${STATE}/agent` }, ["true", apply(bgpManifest, { bootstrap: true })]) as [Outcome, Outcome];
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("the API server of this host does not answer");
  });

  it("that never came is abandoned with everything of ours, by its owner alone; one that came is not", () => {
    const stranger = abandonCall({ ...caller, owner: "prod::other::kube-vip:index:KubeVip::vip#cp1" }, removal);
    const [, , kept, keeps, gone, left] = onHost(shell, empty, [installed, prepare(), stranger, `ls ${MANIFEST}`, abandon, `ls -A /etc/kubernetes/manifests; cat ${STATE}/record`]) as Outcome[];
    expect([kept!.status, keeps!.status, gone!.status]).toEqual([0, 0, 0]);
    expect(left!.stdout).toContain("owner=\npath=\n");
    const came = onHost(shell, { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}` }, [abandon, `cat ${MANIFEST}`]);
    expect(came.map(({ status }) => status)).toEqual([0, 0]);
    expect(came[1]!.stdout).toBe(bgpManifest);
  });
});
