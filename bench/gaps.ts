// How long the VIP is away: rollouts by the component, beside hand-overs by hand and changes of all hosts at once, in turn on the same hosts.
import { demoStack } from "../lab/demo/demoStack";
import { writeManifests } from "../lab/demo/floor";
import type { Say } from "../lab/progress";
import type { Lab } from "../lab/session";
import { watchWhile, type Watched } from "../lab/watch";
import { holderOf, until, untilAllRunWith, untilVipAnswers } from "./hosts";
import { benchArguments, benchSettings, LEASES } from "./settings";

export interface Gaps {
  readonly rollouts: readonly (Watched & { readonly reportedMs?: number })[];
  readonly byHand: readonly Watched[];
  readonly atOnce: readonly Watched[];
  /** What failed, in words: it is in no other figure. */
  readonly failures: readonly string[];
}

const MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml";

/** `rounds` rollouts and hand-overs, and a fifth as many changes at once, at least one. The lease's duration goes up and down by a second, which every host notices. */
export async function measureGaps(lab: Lab, rounds: number, say: Say): Promise<Gaps> {
  await lab.resetHosts();
  const { workspace } = await demoStack(lab, say, benchArguments());
  const [rollouts, byHand, atOnce, failures]: [(Watched & { reportedMs?: number })[], Watched[], Watched[], string[]] = [[], [], [], []];
  // What was measured in the hour before is not to be lost with one that fails.
  const tried = async (what: string, work: () => Promise<void>): Promise<void> => {
    await work().catch((error: Error) => {
      failures.push(`${what}: ${error.message.split("\n")[0]}`);
      say(`${what} failed: ${error.message}`);
    });
  };
  try {
    await workspace.up({ args: ["--skip-preview"] });
    for (let round = 1; round <= rounds; round++) {
      const lease = LEASES.leaseDurationSeconds + (round % 2);
      await workspace.setConfig({ settings: { value: JSON.stringify(benchArguments(lease)) } });
      await tried(`rollout ${round}`, async () => {
        const rolled = await watchWhile(lab, async () => void (await workspace.up({ args: ["--skip-preview"] })));
        const { vipGapMs } = (await workspace.outputs())["rollout"] as { vipGapMs?: number };
        rollouts.push({ ...rolled, ...(vipGapMs === undefined ? {} : { reportedMs: vipGapMs }) });
        say(`round ${round} of ${rounds}: rollout ${describe(rolled)}, by the hosts ${vipGapMs ?? "-"} ms`);
      });
      await tried(`hand-over ${round}`, async () => {
        byHand.push(await watchWhile(lab, () => handOver(lab)));
        say(`round ${round} of ${rounds}: hand-over by hand ${describe(byHand.at(-1)!)}`);
      });
    }
    // Last, since the hosts then run what nobody recorded.
    for (let round = 1; round <= Math.max(1, Math.round(rounds / 5)); round++) {
      const lease = LEASES.leaseDurationSeconds + 2 + (round % 2);
      await tried(`change at once ${round}`, async () => {
        atOnce.push(await watchWhile(lab, async () => {
          await writeManifests(lab, benchSettings(lab, lease));
          await untilAllRunWith(lab, `vip_leaseduration=${lease}`);
          await untilVipAnswers(lab);
        }));
        say(`all at once: ${describe(atOnce.at(-1)!)}`);
      });
    }
  } finally {
    await workspace.remove();
    await lab.resetHosts();
  }
  return { rollouts, byHand, atOnce, failures };
}

/** The holder's manifest is moved away until another host has the VIP, and then put back. */
async function handOver(lab: Lab): Promise<void> {
  const holder = await holderOf(lab);
  await lab.on(holder, `mv ${MANIFEST} /root/kube-vip.yaml`);
  await until("another host holds the VIP", async () => (await holderOf(lab).catch(() => holder)) !== holder);
  await untilVipAnswers(lab);
  await until(`kube-vip has ended on ${holder}`, async () => (await lab.on(holder, "grep -lx kube-vip /proc/[0-9]*/comm", { reject: false })).stdout === "");
  await lab.on(holder, `mv /root/kube-vip.yaml ${MANIFEST}`);
  await untilAllRunWith(lab, "vip_arp=true");
}

function describe({ moves, gapMs }: Watched): string {
  return `${moves} ${moves === 1 ? "move" : "moves"}, ${gapMs} ms`;
}
