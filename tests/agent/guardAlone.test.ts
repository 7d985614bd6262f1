// A guard that is left alone: it ends by itself, whoever started it, and goes back unless all is well.
import { change, events, guard, host, IN_MEMORY, LOOK, RUN, underGuard } from "./guards";
import { HURRY } from "./programs";
import { bgpManifest, MANIFEST, otherManifest, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell } from "./sandbox";

/** The VIP answers for the old manifest alone. */
const PICKY = `(while :; do if grep -qs 65002 ${MANIFEST}; then echo 503; else echo 200; fi >/opt/code; mv /opt/code /opt/vip-code; sleep 0.05; done) >/dev/null 2>&1 &`;

underEachShell("a guard", (shell) => {
  it.each([
    ["of a host that was not changed does nothing", "", "echo handover >&3", "unchanged", bgpManifest],
    ["before the hand-over leaves a changed host alone whose VIP answers", "", change, "healthy", otherManifest],
    ["before the hand-over goes back where the VIP stays silent", PICKY, `${change}`, "restored", bgpManifest],
    ["during the hand-over goes back although the VIP answers", "", `${change}; echo handover >&3`, "restored", bgpManifest],
  ])("that is left alone %s", (_, setup, body, result, manifest) => {
    const [told, look, left, log] = onHost(shell, { ...host, setup: `${host.setup}\n${setup}` }, [underGuard(body), LOOK, IN_MEMORY, `cat ${STATE}/rollout.log`]) as [Outcome, Outcome, Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "ended", result });
    expect([look.stdout, left.stdout]).toEqual([manifest, ""]);
    expect(log.stdout).toMatch(new RegExp(`Z run ${RUN} of ada@laptop: ended, ${result}`));
  });

  it("keeps in an emergency what was written, although the VIP stays silent", () => {
    const [told, look] = onHost(shell, { ...host, setup: `${host.setup}\n${PICKY}` }, [underGuard(change, guard({ emergency: true })), LOOK]) as [Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "ended", result: "unchanged" });
    expect(look.stdout).toBe(otherManifest);
  });

  it.each([
    ["is no failure of the manifest, which is tried again at once", "", "interrupted", ""],
    ["remembers it as one that failed where the program said that the proof did", "echo 'failed cp2 has it too.' >&3; sleep 0.3; ", "this boot", "the proof failed: cp2 has it too."],
    ["remembers it as one that failed where the witness of this host did", `printf 'no answer\\nrun=${RUN}\\n' >${STATE}/unproven; `, "this boot", "no answer"],
    ["takes no word of an earlier rollout for its own", `printf 'no answer\\nrun=run-0\\n' >${STATE}/unproven; `, "interrupted", ""],
    ["takes a witness that had not ended for an interruption", `printf 'its witness did not come to its end\\nrun=${RUN}\\n' >${STATE}/unproven; `, "interrupted", ""],
  ])("that goes back after the hand-over %s", (_, word, boot, reason) => {
    const [told, , record] = onHost(shell, host, [underGuard(`${change}; echo handover >&3; ${word}`), LOOK, `sed "s/=$(cat /proc/sys/kernel/random/boot_id)$/=this boot/" ${STATE}/record`]) as [Outcome, Outcome, Outcome];
    expect(events(told).at(-1)).toMatchObject({ event: "ended", result: "restored" });
    expect(record.stdout).toContain(`failed_boot=${boot}\n`);
    expect(record.stdout).toMatch(reason === "" ? /^failed_reason=the rollout ended during the hand-over/m : new RegExp(`^failed_reason=${reason}$`, "m"));
  });

  it("survives a hang-up and a reader that is gone, and still goes back", () => {
    const lonely = `mkfifo /opt/in; (${guard()}) </opt/in 2>&1 | head -n 2 >/opt/events & exec 3>/opt/in; until grep -qs pid /run/pulumi-kube-vip.rollout/holder; do sleep 0.05; done; sleep 0.3; pid=$(sed -n 's/^pid=//p' /run/pulumi-kube-vip.rollout/holder); kill -HUP "$pid"; ${change}; echo handover >&3; exec 3>&-; while [ -e /run/pulumi-kube-vip.rollout ]; do sleep 0.1; done`;
    const [, look] = onHost(shell, host, [lonely, LOOK]) as [Outcome, Outcome];
    expect(look.stdout).toBe(bgpManifest);
  });

  it("waits for an agent that still changes the host", () => {
    const LOCK = "/run/pulumi-kube-vip.lock";
    const busy = `(sleep 1.5; ${change}; rm -r ${LOCK}) >/dev/null 2>&1 3>&- & mkdir ${LOCK}; read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/$!/stat; echo "$! $start" >${LOCK}/holder; echo handover >&3`;
    const [told, look] = onHost(shell, host, [underGuard(busy), LOOK]) as [Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "ended", result: "restored" });
    expect(look.stdout).toBe(bgpManifest);
  });

  it("on the host with the VIP lets the others go back first", () => {
    const holder: Host = { ...host, setup: `${host.setup}\nip addr add 192.168.1.100/32 dev lo\n${HURRY}` };
    const uptime = (name: string) => `read -r at _ </proc/uptime; echo "\${at%.*}" >/opt/${name}`;
    const body = `cp ${MANIFEST} /opt/old; ${change}; (until cmp -s ${MANIFEST} /opt/old; do sleep 0.02; done; ${uptime("back")}) 3>&- & echo handover >&3; ${uptime("began")}`;
    const [, times] = onHost(shell, holder, [underGuard(body), "read -r began </opt/began; read -r back </opt/back; echo $((back - began))"]) as [Outcome, Outcome];
    expect(Number(times.stdout)).toBeGreaterThanOrEqual(45);
  });

  it("takes a connection for dead on which it hears nothing, and says that it is ending", () => {
    const holder = "/run/pulumi-kube-vip.rollout/holder";
    const slow = `${host.setup}\nprintf 503 >/opt/vip-code`;
    const body = `${change}; for turn in 1 2 3; do sleep 1; echo alive >&3; done; cp ${holder} /opt/alive; until grep -qs ending ${holder}; do sleep 0.1; done; cp ${holder} /opt/ending; echo 200 >/opt/vip-code; wait $guard`;
    const [told, look] = onHost(shell, { ...host, setup: slow }, [underGuard(body, guard({ silenceSeconds: 2, withinSeconds: 30 })), "grep -c ending= /opt/alive /opt/ending"]) as [Outcome, Outcome];
    expect(look.stdout).toBe("/opt/alive:0\n/opt/ending:1\n");
    expect(events(told)[1]).toMatchObject({ event: "ended", result: "healthy" });
  });

  it("ends by itself when it is not told to end for too long", () => {
    const [told] = onHost(shell, { ...host, setup: `${host.setup}\n${HURRY}` }, [underGuard("wait $guard", guard({ limitSeconds: 20 }))]) as [Outcome];
    expect(events(told)[1]).toMatchObject({ event: "ended", result: "unchanged" });
  });
});
