// A change from beginning to end with a kubelet that stands in: the report, what is kept, going back, and a connection that is cut.
import { witnessCall } from "../../components/hosts/calls/witness";
import { manifestHash } from "../../components/manifest";
import { parseHostReport, parseWitnessReport } from "../../components/hosts/reports";
import { KUBELET } from "./programs";
import { type Host, onHost, type Outcome, type Step, underEachShell } from "./sandbox";
import { apply, bgpManifest, caller, install, KUBECONFIG, kubeconfigFile, MANIFEST, OWNER, removal, secretManifest, secrets, STATE } from "./samples";

const host: Host = { files: kubeconfigFile, setup: KUBELET };
const LEFT = `ls -A /run; cat ${STATE}/record`;
const list = (folder: string) => `ls -A ${folder}`;
const change = apply(bgpManifest);
const VIP = "192.168.1.100";

/** The change as the first process of a step of its own, with more words of the shell around it. */
function around(before: string, after: string): Step {
  return { command: `${before}${change.command}${after}`, input: change.input };
}

underEachShell("a change", (shell) => {
  it("is reported, recorded and repeated without any effect; a witness then sees the VIP", () => {
    const witness: Step = {
      // no router is here
      command: `sed -i 's/^main "\$@"/sessions_up() { echo "192.168.1.254 192.168.1.11 4711"; }\\n&/' ${STATE}/agent; ${witnessCall(caller, { ...removal, kubeconfig: KUBECONFIG, connections: 2, withinSeconds: 5 })}`,
      input: JSON.stringify({ cp1: manifestHash(bgpManifest) }),
    };
    const steps = [install(), change, `cat ${MANIFEST}; stat -c %a ${MANIFEST} >&2`, LEFT, change, `ip addr add ${VIP}/32 dev lo`, witness];
    const [, first, manifest, left, second, , seen] = onHost(shell, host, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    const report = parseHostReport(first.stdout);
    expect(report).toMatchObject({ host: "cp1", changed: true, manifest: { path: MANIFEST, sha256: manifestHash(bgpManifest) }, interface: "lo", modules: ["ip_vs", "nf_conntrack"] });
    expect(manifest).toEqual({ status: 0, stdout: bgpManifest, stderr: "600\n" });
    expect(left.stdout).toContain(`owner=${OWNER}\npath=${MANIFEST}\nsha=${manifestHash(bgpManifest)}\napplied=${report.appliedAt}\n`);
    expect(left.stdout).not.toContain("pulumi-kube-vip.lock");
    expect(parseHostReport(second.stdout)).toEqual({ ...report, changed: false });
    expect(seen.stderr).toBe("");
    expect(parseWitnessReport(seen.stdout)).toMatchObject({ host: "cp1", holds: true, lease: "", metrics: true, vips: [{ vip: VIP, own: true, asked: 1, answered: 1, httpCode: 200, latencyMs: 12 }], bgp: [{ peer: "192.168.1.254", source: "192.168.1.11" }] });
  });

  it("puts the secrets in, and shows their hash nowhere: the report has the one of the shown manifest", () => {
    const [, , done, manifest] = onHost(shell, host, [install(), secrets("bgp-0=pa\\\\ss \\\"word\\\"\n"), apply(secretManifest, { secrets: "1" }), `cat ${MANIFEST}`]) as [Outcome, Outcome, Outcome, Outcome];
    expect(parseHostReport(done.stdout).manifest.sha256).toBe(manifestHash(secretManifest));
    expect(manifest.stdout).toBe(secretManifest.replace("@kube-vip:secret:bgp-0@", "pa\\\\ss \\\"word\\\""));
    expect(done.stdout + done.stderr).not.toContain("word");
  });

  it("that does not come up on a host without kube-vip leaves none", () => {
    const [, failed, folder, left, boot] = onHost(shell, { files: kubeconfigFile }, [install(), apply(bgpManifest, { withinSeconds: 1 }), list("/etc/kubernetes/manifests"), LEFT, list("/etc/modules-load.d")]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([failed.status, failed.stdout, folder.stdout, boot.stdout]).toEqual([1, "", "", ""]);
    expect(failed.stderr).toContain("kube-vip did not become healthy: kubelet did not start it");
    expect(failed.stderr).toContain("There was no kube-vip before, and none is left;");
    expect(left.stdout).toContain(`owner=\npath=\nsha=\napplied=\nagent_owner=${OWNER}\n`);
  });

  it("that does not become healthy goes back to the manifest from before", () => {
    const worse = apply(bgpManifest.replace('"65001"', '"65002"').replace(/192\.168\.1\.254:65001/, "192.168.1.254:65002"), { withinSeconds: 2 });
    expect(worse.input).not.toBe(bgpManifest);
    // the VIP answers for the old manifest alone
    const picky = `(while :; do if grep -qs 65002 ${MANIFEST}; then echo 503; else echo 200; fi >/opt/code; mv /opt/code /opt/vip-code; sleep 0.05; done) >/dev/null 2>&1 &`;
    const [, , failed, manifest, left] = onHost(shell, { ...host, setup: `${KUBELET}\n${picky}` }, [install(), change, worse, `cat ${MANIFEST}`, LEFT]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([failed.status, failed.stdout, manifest.stdout]).toEqual([1, "", bgpManifest]);
    expect(failed.stderr).toMatch(/does not answer at https:\/\/192\.168\.1\.100:6443\/healthz: it answers 503\..* The manifest from before is back, kube-vip runs it and the VIP answers/);
    expect(left.stdout).toContain(`sha=${manifestHash(bgpManifest)}\n`);
  });

  it.each([
    ["nobody reads its output any more", around("{ ", "; } 2>&1 | true")],
    ["its output is closed", around("", " >&- 2>&-")],
    ["a hang-up reaches it half-way", around("exec 3<&0; ", " <&3 & agent=$!; until test -e /run/pulumi-kube-vip.lock/shown; do sleep 0.05; done; kill -HUP $agent && wait $agent")],
  ])("comes to its end when %s", (_, step) => {
    const [, , left, manifest] = onHost(shell, host, [install(), step, LEFT, `cat ${MANIFEST}`]) as [Outcome, Outcome, Outcome, Outcome];
    expect(left.stdout).toContain(`sha=${manifestHash(bgpManifest)}\n`);
    expect(left.stdout).not.toContain("pulumi-kube-vip.lock");
    expect(manifest.stdout).toBe(bgpManifest);
  });

  it("with nothing on standard input is refused", () => {
    const [, refused, folder] = onHost(shell, host, [install(), apply(""), list("/etc/kubernetes/manifests")]) as [Outcome, Outcome, Outcome];
    expect([refused.status, refused.stderr, folder.stdout]).toEqual([1, "cp1: no manifest arrived on standard input. The host was not changed.\n", ""]);
  });
});
