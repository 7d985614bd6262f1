// A manifest that failed is not tried again by itself: no loop of runs takes the VIP down again and again.
import { manifestHash } from "../../components/manifest";
import { KUBELET } from "./programs";
import { apply, bgpManifest, inPlace, install, kubeconfigFile, otherManifest, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, type Step, underEachShell } from "./sandbox";

/** The VIP answers for the old manifest alone. */
const PICKY = `(while :; do if grep -qs 65002 /etc/kubernetes/manifests/kube-vip.yaml; then echo 503; else echo 200; fi >/opt/code; mv /opt/code /opt/vip-code; sleep 0.05; done) >/dev/null 2>&1 & echo $! >/opt/picky`;
const CURED = "read -r picky </opt/picky; kill $picky; rm -f /opt/vip-code";
const host: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}\n${PICKY}` };
const RECORD = `cat ${STATE}/record`;
const change = (retry?: string, more = {}): Step => apply(otherManifest, { withinSeconds: 2, retry, ...more });
const REFUSED = "cp1: this very manifest failed on this host before, so it is not tried again by itself: ";

/** A host that remembers a failure of `otherManifest`. */
function failedBefore(reason: string, boot = "$(cat /proc/sys/kernel/random/boot_id)"): Host {
  const lines = `failed_sha=${manifestHash(otherManifest)}\\nfailed_reason=${reason}\\nfailed_retry=1\\nfailed_boot=`;
  return { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}\nprintf '${lines}%s\\n' "${boot}" >>${STATE}/record` };
}

underEachShell("a manifest that failed", (shell) => {
  it("is recorded with its reason, refused at once, and tried again with another `retry`; success forgets it", () => {
    const [failed, record, refused, , done, after] = onHost(shell, host, [change(), RECORD, change(), CURED, change("cured"), RECORD]) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect(failed.stderr).toContain("The manifest from before is back, kube-vip runs it and the VIP answers");
    const reason = "the VIP does not answer at https://192.168.1.100:6443/healthz: it answers 503";
    expect(record.stdout).toContain(`sha=${manifestHash(bgpManifest)}\n`);
    expect(record.stdout).toContain(`failed_sha=${manifestHash(otherManifest)}\nfailed_reason=${reason}\nfailed_retry=\n`);
    expect([refused.status, refused.stdout, refused.stderr.split("\n")[0]]).toEqual([1, "", expect.stringContaining(`${REFUSED}${reason}. `)]);
    expect(done.status).toBe(0);
    expect(after.stdout).toMatch(/^retry=cured\ncontainer=\nkubeconfig=[0-9a-f]{64}\naccess=\nphase=\nmachine=\S*\nat=\S*\nfailed_sha=\nfailed_reason=\nfailed_retry=\nfailed_boot=\n/m);
  });

  it("is tried again after a reboot, or with another text, but not with the text that failed", () => {
    const [same] = onHost(shell, failedBefore("x"), [change("1")]) as [Outcome];
    const [otherText] = onHost(shell, failedBefore("x"), [change("2")]) as [Outcome];
    const [rebooted] = onHost(shell, failedBefore("x", "another-boot"), [change("1")]) as [Outcome];
    expect([same.status, otherText.status, rebooted.status]).toEqual([1, 0, 0]);
    expect(same.stderr).toContain(REFUSED);
  });

  it("for want of an image is tried again once the host has that image", () => {
    const crictl = (there: string) => ({ "/opt/front/crictl": `#!/bin/sh\ncase "$*" in *'inspecti ${there}'*) exit 0 ;; esac\nexit 1\n` });
    const image = /image: (\S+)/.exec(otherManifest)![1]!;
    const tried = [image, "another:v1"].map((there) => {
      const host = failedBefore("kubelet cannot start it: ImagePullBackOff");
      return onHost(shell, { ...host, files: { ...host.files, ...crictl(there) } }, [change("1")])[0]!.status;
    });
    expect(tried).toEqual([0, 1]);
  });

  it("on a host without kube-vip is remembered too; but not where kubelet did nothing about it", () => {
    const dead = `echo 503 >/opt/vip-code`;
    const [, ran, remembered] = onHost(shell, { files: kubeconfigFile, setup: `${KUBELET}\n${dead}` }, [install(), change(), RECORD]) as [Outcome, Outcome, Outcome];
    expect(ran.stderr).toContain("There was no kube-vip before, and none is left");
    expect(remembered.stdout).toContain(`failed_sha=${manifestHash(otherManifest)}\n`);
    const [, , forgotten] = onHost(shell, { files: kubeconfigFile }, [install(), change(undefined, { withinSeconds: 1 }), RECORD]) as [Outcome, Outcome, Outcome];
    expect(forgotten.stdout).toContain("failed_sha=\n");
  });
});
