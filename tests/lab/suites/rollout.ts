// Nobody interferes with a rollout, and one that ends in the middle is taken up again.
import { setTimeout as sleep } from "node:timers/promises";
import { diagnostics, operations, type EngineEvent } from "../../../lab/pulumi/events";
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { manifests, secondsUntilAnswer, vipAnswers } from "../sights";
import { AT_ONCE, labSettings, SHORT_LEASES } from "../stack";

const HOSTS = ["cp1", "cp2", "cp3"];
const WITH_LEASE = (leaseDurationSeconds: number) => labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds } });

/** Names of the resources that change. */
function changes(events: EngineEvent[]): string[] {
  return operations(events).filter(({ op }) => op !== "same").map(({ name, op }) => `${op} ${name}`);
}

function said(events: EngineEvent[]): string {
  return diagnostics(events).join("\n");
}

/** @param stack an installation whose hosts run another lease than that of 9 s */
export function disturbedRollout(lab: () => Lab, stack: () => Workspace): void {
  describe("a rollout", () => {
    it("is refused while another one has the hosts, and says who", async () => {
      // With the session's own streams, the session would last as long as the process.
      const holdLock = "mkdir -p /run/pulumi-kube-vip.rollout; sleep 600 </dev/null >/dev/null 2>&1 & echo $!";
      const { stdout } = await lab().on("cp1", holdLock);
      const pid = stdout.trim();
      await lab().on("cp1", `set -- $(sed 's/.*) //' /proc/${pid}/stat); shift 19; printf '%s\\n' run=r-other who=ada@laptop owner=other::infra::kube-vip:index:KubeVip::vip pid=${pid} start=$1 since=1 >/run/pulumi-kube-vip.rollout/holder`);
      await stack().setConfig({ settings: WITH_LEASE(9) });
      const before = await manifests(lab());
      const { exitCode, events } = await stack().up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said(events)).toContain("ada@laptop");
      expect(await manifests(lab())).toEqual(before);
      await lab().on("cp1", `kill ${pid}`);
    });

    it("that is killed in the middle leaves a VIP that answers, and the next one finishes the work", async () => {
      await stack().setConfig({ settings: WITH_LEASE(9) });
      const abort = new AbortController();
      const killed = stack().up({ ...AT_ONCE, mayFail: true, signal: abort.signal });
      await changedOn(lab(), '"9"');
      abort.abort();
      await killed.catch(() => undefined);
      await secondsUntilAnswer(lab(), 60);
      await stack().pulumi(["cancel", "--yes"], { mayFail: true });
      // It waits for the guards of the killed one, which see to the VIP before they give way.
      await stack().up(AT_ONCE);
      const written = await manifests(lab());
      for (const host of HOSTS) expect(written[host]?.text).toMatch(/vip_leaseduration\n +value: "9"/);
      expect(await vipAnswers(lab())).toBe(true);
      expect(changes((await stack().preview()).events)).toEqual([]);
    });

    it("does not mix a new VIP with the old one without consent", async () => {
      const before = await manifests(lab());
      await stack().setConfig({ vip: { value: "10.77.0.101" } });
      const { exitCode, events } = await stack().up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said(events)).toContain("10.77.0.100");
      expect(said(events)).toContain("10.77.0.101");
      expect(await manifests(lab())).toEqual(before);
      expect(await vipAnswers(lab())).toBe(true);
      await stack().setConfig({ vip: { value: lab().vip } });
    });
  });
}

/** Waits until one host has the text in its manifest. */
async function changedOn(lab: Lab, text: string): Promise<void> {
  for (let waited = 0; waited < 120; waited++) {
    const written = await manifests(lab);
    if (Object.values(written).some((manifest) => manifest?.text.includes(`value: ${text}`))) return;
    await sleep(1000);
  }
  throw new Error(`no host got ${text} within 2 minutes`);
}
