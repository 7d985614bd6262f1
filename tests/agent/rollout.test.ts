// One rollout at a time on a host: who has it, who is turned away, and how it is taken from the dead and broken by name.
import { removeCall } from "../../components/hosts/calls/apply";
import { unlockCall } from "../../components/hosts/calls/guard";
import { events, guard, IN_MEMORY, RUN, underGuard } from "./guards";
import { KUBELET } from "./programs";
import { apply, bgpManifest, caller, inPlace, install, kubeconfigFile, OWNER, removal, RIGHTS } from "./samples";
import { type Host, onHost, type Outcome, underEachShell } from "./sandbox";

const host: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}` };
const ROLLOUT = "/run/pulumi-kube-vip.rollout";
const STRANGER = OWNER.replace("::vip#", "::other#");
const component = (owner: string) => owner.replace(/#.*/, "");

/** Runs `body` while a guard of `owner` holds the host, and shows what `body` said, not the guard. */
function whileHeld(body: string, owner = OWNER): string {
  return underGuard(`{ ${body}\n} >/opt/out 2>/opt/err 3>&-; echo $? >/opt/code`, guard({}, owner));
}
const SAID = "cat /opt/out; cat /opt/err >&2; read -r code </opt/code; exit $code";
const asIs = ({ command, input }: { command: string; input?: string }) => `${command} <<'END'\n${input ?? ""}END\n`;

underEachShell("the lock of a rollout", (shell) => {
  it("turns a second guard away, and tells it who has the host and since when", () => {
    const [, second, left] = onHost(shell, host, [whileHeld(`sleep 1.2; (${guard({ run: "run-2", who: "bob@desk" })})`), SAID, IN_MEMORY]) as [Outcome, Outcome, Outcome];
    expect(second.status).toBe(3);
    expect(events(second)).toEqual([{ event: "busy", who: "ada@laptop", owner: component(OWNER), run: RUN, heldSeconds: expect.any(Number) as number }]);
    expect((events(second)[0] as { heldSeconds: number }).heldSeconds).toBeGreaterThanOrEqual(1);
    expect(left.stdout).toBe("");
  });

  it("goes to exactly one of several that find it left by a dead process", () => {
    const dead = `mkdir ${ROLLOUT}; printf 'run=old\\nwho=eve\\nowner=o\\npid=4194000\\nstart=5\\nsince=1\\n' >${ROLLOUT}/holder`;
    const racers = [1, 2, 3, 4].map((index) => `(sleep 2 | (${guard({ run: `race-${index}` })}) >/opt/race.${index} 2>&1) &`);
    const [counted, left] = onHost(shell, host, [`${dead}; ${racers.join("\n")}\nwait; grep -c '"held"' /opt/race.*; grep -l busy /opt/race.* | wc -l`, IN_MEMORY]) as [Outcome, Outcome];
    const held = counted.stdout.split("\n").filter((line) => line.startsWith("/opt/")).map((line) => line.split(":")[1]);
    expect(held.sort()).toEqual(["0", "0", "0", "1"]);
    expect(counted.stdout).toMatch(/\n3\n$/);
    expect(left.stdout).toBe("");
  });

  it.each([["gone", "4194000 5"], ["another with the same number", "1 0"]])("is taken from a process that is %s", (_, process) => {
    const [pid, start] = process.split(" ");
    const dead = `mkdir ${ROLLOUT}; printf 'run=old\\nwho=eve\\nowner=o\\npid=${pid}\\nstart=${start}\\nsince=1\\n' >${ROLLOUT}/holder`;
    const [told, left] = onHost(shell, host, [`${dead}; mkdir /run/pulumi-kube-vip.guard-old; ${underGuard("")}`, IN_MEMORY]) as [Outcome, Outcome];
    expect(left.stdout).toBe("");
    expect(events(told)).toEqual([{ event: "held" }, { event: "ended", result: "unchanged", reason: "" }]);
  });

  it("lets the component through that holds it, and refuses install, apply and remove to any other, without a touch", () => {
    const everything = "find /etc /var/lib -type f -exec sha256sum {} + | grep -v rollout.log | sort";
    const [, own] = onHost(shell, host, [whileHeld(asIs(apply(bgpManifest))), SAID]) as [Outcome, Outcome];
    expect([own.status, own.stderr]).toEqual([0, ""]);
    for (const call of [install(), asIs(apply(bgpManifest)), removeCall(caller, removal)]) {
      const [before, , refused, after] = onHost(shell, host, [everything, whileHeld(call, STRANGER), SAID, everything]) as [Outcome, Outcome, Outcome, Outcome];
      expect([refused.status, refused.stdout, after.stdout]).toEqual([1, "", before.stdout]);
      expect(refused.stderr).toMatch(new RegExp(`the rollout ${RUN} of ${component(STRANGER)}, started by ada@laptop \\d+ s ago, holds this host\\. .*unlock run=${RUN}`));
    }
  });

  it("is broken by name, and not by another name", () => {
    const wrong = unlockCall(caller, RUN).replace(`run=${RUN}`, "run=another");
    const [, refused] = onHost(shell, host, [whileHeld(wrong), SAID]) as [Outcome, Outcome];
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining(`holds this host, and not another. To end it: \`unlock run=${RUN}\``)]);
    const [told, broken, left] = onHost(shell, host, [whileHeld(unlockCall(caller, RUN)), SAID, IN_MEMORY]) as [Outcome, Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "ended", result: "unchanged" });
    expect([broken.status, left.stdout]).toEqual([0, ""]);
    expect(broken.stderr).toContain("no rollout holds this host");
  });

  it("that a dead process left is taken away by name too", () => {
    const dead = `mkdir ${ROLLOUT}; printf 'run=${RUN}\\nwho=eve\\nowner=o\\npid=4194000\\nstart=5\\nsince=1\\n' >${ROLLOUT}/holder`;
    const [, done, left] = onHost(shell, { files: kubeconfigFile }, [dead, `sh /opt/agent.sh unlock host=cp1 run=${RUN}`, IN_MEMORY]) as [Outcome, Outcome, Outcome];
    expect([done.status, left.stdout]).toEqual([0, ""]);
    expect(done.stderr).toContain("its process was gone");
  });

  it("is given back by a guard that cannot begin", () => {
    const [failed, left] = onHost(shell, { setup: "" }, [underGuard(""), IN_MEMORY]) as [Outcome, Outcome];
    expect([failed.status, events(failed), left.stdout]).toEqual([1, [], ""]);
    expect(failed.stderr).toContain("holds no certificate-authority");
  });
});
