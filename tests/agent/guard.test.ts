// A guard over a rollout that is told what to do: what it says, and when it goes back.
import { manifestHash } from "../../components/manifest";
import { change, events, host, IN_MEMORY, LOOK, putInPlace, underGuard } from "./guards";
import { HURRY, KUBELET } from "./programs";
import { apply, bgpManifest, inPlace, kubeconfigFile, otherManifest, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell } from "./sandbox";

underEachShell("a guard", (shell) => {
  it("that is told that all is well gives the lock back and leaves nothing in memory", () => {
    const [told, left, look] = onHost(shell, host, [underGuard(`${change}; echo handover >&3; echo confirm >&3`), IN_MEMORY, LOOK]) as [Outcome, Outcome, Outcome];
    expect([told.status, told.stderr, left.stdout, look.stdout]).toEqual([0, "", "", otherManifest]);
    expect(events(told)).toEqual([{ event: "held" }, { event: "confirmed", gapMs: null, asked: 0, answered: 0, own: false, changed: true }]);
  });

  it("goes back on its word, remembers what failed and why, and the same manifest is then refused without a touch", () => {
    const everything = `find /etc ${STATE} /run -type f -exec sha256sum {} + | sort`;
    const steps = [underGuard(`${change}; echo 'back cp3 did not become healthy' >&3`), LOOK, everything, apply(otherManifest), everything];
    const [told, look, before, refused, after] = onHost(shell, host, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    const reason = "the rollout was taken back: cp3 did not become healthy";
    expect(events(told)[1]).toEqual({ event: "back", result: "restored", reason });
    expect(look.stdout).toBe(bgpManifest);
    expect(look.stderr).toContain(`sha=${manifestHash(bgpManifest)}\n`);
    expect(look.stderr).toContain(`failed_sha=${manifestHash(otherManifest)}\nfailed_reason=${reason}\n`);
    expect([refused.status, refused.stdout, after.stdout]).toEqual([1, "", before.stdout]);
    expect(refused.stderr).toContain(`this very manifest failed on this host before, so it is not tried again by itself: ${reason}. `);
  });

  it("goes back at once where kubelet has not seen the change", () => {
    const running: Host = { ...host, setup: `${host.setup}\necho $! >/opt/kubelet.pid; until pgrep -x kube-vip >/dev/null; do sleep 0.05; done; sleep 0.1` };
    const send = (signal: string) => `read -r kubelet </opt/kubelet.pid; kill -${signal} "$kubelet"`;
    const [told] = onHost(shell, running, [underGuard(`${send("STOP")}; ${putInPlace(otherManifest)}; echo back >&3; sleep 1; ${send("CONT")}`)]) as [Outcome];
    expect(events(told)[1]).toMatchObject({ event: "back", result: "restored" });
  });

  it("takes away what was not there before", () => {
    const fresh: Host = { files: kubeconfigFile, setup: KUBELET };
    const [told, look] = onHost(shell, fresh, [underGuard(`mkdir ${STATE}; echo owner= >${STATE}/record; ${change}; echo back >&3`), `ls ${STATE} /etc/kubernetes/manifests; pgrep -x kube-vip`]) as [Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "back", result: "restored" });
    expect(look.stdout).toBe(`/etc/kubernetes/manifests:\n\n${STATE}:\nrecord\nrollout.log\n`);
  });

  it("goes back once more only when there is something to go back from", () => {
    const [told] = onHost(shell, host, [underGuard(`${putInPlace(otherManifest)}; ${putInPlace(bgpManifest)}; echo back >&3`)]) as [Outcome];
    expect(events(told)[1]).toEqual({ event: "back", result: "unchanged", reason: "" });
  });

  it("that says it cannot go back names the reason", () => {
    const stuck: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${HURRY}` };
    const [told] = onHost(shell, stuck, [underGuard(`${change}; echo back >&3`)]) as [Outcome];
    expect(events(told)[1]).toMatchObject({ event: "back", result: "failed", reason: expect.stringMatching(/^The manifest from before is back in .*, but is not healthy either after 63 s: kubelet did not start it/) as string });
  });
});
