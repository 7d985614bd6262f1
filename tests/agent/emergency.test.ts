// The worst day: API servers and VIP are silent, and a manifest is written all the same. When the day is over, it is proven without a restart.
import { witnessCall } from "../../components/hosts/calls/witness";
import { parseHostReport, parseWitnessReport } from "../../components/hosts/reports";
import { manifestHash } from "../../components/manifest";
import { HURRY, KUBELET } from "./programs";
import { type Host, onHost, type Outcome, type Step, underEachShell } from "./sandbox";
import { apply, bgpManifest, caller, inPlace, KUBECONFIG, MANIFEST, otherManifest, OWNER, removal, RIGHTS, STATE } from "./samples";

const REASON = "etcd lost its quorum; nobody's fault";
const DARK = "touch /opt/api-down; echo 000 >/opt/vip-code";
const LIGHT = "rm -f /opt/api-down /opt/vip-code";
const dark: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}\n${DARK}\nuntil grep -lsx kube-vip /proc/[0-9]*/comm; do sleep 0.05; done` };
const emergency = { emergency: REASON };
const PROCESS = "grep -lsx kube-vip /proc/[0-9]*/comm";
const RECORD = `cat ${STATE}/record`;

function witness(manifest: string, with_: object = {}): Step {
  return { command: witnessCall(caller, { ...removal, kubeconfig: KUBECONFIG, connections: 1, withinSeconds: 3, ...with_ }), input: JSON.stringify({ cp1: manifestHash(manifest) }) };
}

underEachShell("an emergency", (shell) => {
  it("without which a host whose API server is silent is not touched", () => {
    const [refused, manifest] = onHost(shell, { ...dark, setup: `${dark.setup}\n${HURRY}` }, [apply(otherManifest), `cat ${MANIFEST}`]) as [Outcome, Outcome];
    expect([refused.status, manifest.stdout]).toEqual([1, bgpManifest]);
    expect(refused.stderr).toContain("The API server of this host does not answer at https://kubernetes:6443/healthz".replace("The", "the"));
  });

  it("has the manifest written and run, reported and recorded, with nothing waited for; when it is over, nothing restarts", () => {
    const steps = [apply(otherManifest, emergency), `cat ${MANIFEST}; stat -c %a ${MANIFEST} >&2`, RECORD, PROCESS, LIGHT, apply(otherManifest), PROCESS];
    const [written, manifest, record, before, , again, after] = onHost(shell, dark, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([written.status, manifest]).toEqual([0, { status: 0, stdout: otherManifest, stderr: "600\n" }]);
    const report = parseHostReport(written.stdout);
    expect(report).toMatchObject({ changed: true, manifest: { sha256: manifestHash(otherManifest) }, startedAt: expect.stringMatching(/Z$/) });
    expect(record.stdout).toContain(`owner=${OWNER}\npath=${MANIFEST}\nsha=${manifestHash(otherManifest)}\n`);
    expect(parseHostReport(again.stdout)).toMatchObject({ changed: false, startedAt: report.startedAt, appliedAt: report.appliedAt });
    expect(after.stdout).toBe(before.stdout);
  });

  it("leaves the manifest in its place where kubelet does not run it, and says so", () => {
    const lame = { ...dark, setup: `${RIGHTS}\n${DARK}\n${HURRY}` };
    const [written, manifest] = onHost(shell, lame, [apply(otherManifest, emergency), `cat ${MANIFEST}`]) as [Outcome, Outcome];
    expect([written.status, manifest.stdout]).toEqual([0, otherManifest]);
    expect(written.stderr).toContain("cp1: the manifest is in its place, and kubelet has not run it within 30 s");
    expect(parseHostReport(written.stdout)).toMatchObject({ changed: true, containerId: "", startedAt: "" });
  });

  it("writes a manifest that failed here before, and forgets that it did", () => {
    const failed = `printf 'failed_sha=${manifestHash(otherManifest)}\\nfailed_reason=no answer\\nfailed_boot=%s\\n' "$(cat /proc/sys/kernel/random/boot_id)" >>${STATE}/record`;
    const [refused, written, record] = onHost(shell, { ...dark, setup: `${dark.setup}\n${failed}` }, [apply(otherManifest), apply(otherManifest, emergency), RECORD]) as [Outcome, Outcome, Outcome];
    expect(refused.stderr).toContain("this very manifest failed on this host before");
    expect([written.status, /^failed_sha=(.*)$/m.exec(record.stdout)?.[1]]).toEqual([0, ""]);
  });

  it.each<[string, Partial<Host>, RegExp]>([
    ["another stack's host", { files: { ...dark.files, [`${STATE}/record`]: `owner=prod::other::kube-vip:index:KubeVip::vip#cp1\npath=${MANIFEST}\nsha=abc\n` } }, /belongs to prod::other::.*The host was not changed\./],
    ["a host with a second kube-vip", { files: { ...dark.files, "/etc/kubernetes/manifests/mine.yaml": "image: ghcr.io/kube-vip/kube-vip:v1.0.0\n" } }, /mine\.yaml runs a kube-vip of its own/],
    ["a host that another run changes", { setup: `${dark.setup}\n${HURRY}\nmkdir /run/pulumi-kube-vip.lock; printf '1 %s\\n' "$(sed 's/.*) //' /proc/1/stat | cut -d ' ' -f 20)" >/run/pulumi-kube-vip.lock/holder` }, /another run of the agent \(process 1\) is changing this host/],
  ])("does not touch %s", (_, over, says) => {
    const [refused, manifest] = onHost(shell, { ...dark, ...over }, [apply(otherManifest, emergency), `cat ${MANIFEST}`]) as [Outcome, Outcome];
    expect([refused.status, manifest.stdout]).toEqual([1, bgpManifest]);
    expect(refused.stderr).toMatch(says);
  });

  it("has a witness that tells what it sees and does not fail; without it the same host fails", () => {
    const [told, failed] = onHost(shell, { ...dark, setup: `${dark.setup}\nip addr add 192.168.1.100/32 dev lo` }, [witness(bgpManifest, emergency), witness(bgpManifest)]) as [Outcome, Outcome];
    expect([told.status, parseWitnessReport(told.stdout)]).toEqual([0, expect.objectContaining({ host: "cp1", emergency: REASON, holds: true, vips: [], lease: "" })]);
    expect(told.stderr).toContain(`cp1: nothing is proven, since \`rollout.emergency\` is set: ${REASON}\ncp1: the API server of this host does not answer: Failed to connect`);
    expect(told.stderr).toContain("cp1: the VIP 192.168.1.100 does not answer: ");
    expect(failed.status).toBe(1);
  });
});
