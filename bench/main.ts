// `npm run bench`: what the component costs beside the least that is possible, and beside Ansible; docs/performance.md is written from it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { installMissing } from "../lab/doctor";
import { progressOn, type Progress } from "../lab/progress";
import { startLab, type Lab } from "../lab/session";
import { ensureToolchain } from "../lab/toolchain";
import { ansible, ANSIBLE } from "./contenders/ansible";
import type { Contender } from "./contenders/contender";
import { floor } from "./contenders/floor";
import { ours } from "./contenders/ours";
import { measureIdle } from "./engine";
import { measureFailovers } from "./failover";
import { measureGaps } from "./gaps";
import { measurePlanning } from "./planning";
import { report, type Measured } from "./report";
import { playRound, type RoundTimes } from "./rounds";

const PARTS = ["planning", "idle", "rounds", "gaps", "bgp", "bgp-leader"] as const;
type Part = (typeof PARTS)[number];

interface Options {
  rounds: number;
  rollouts: number;
  idle: number;
  failovers: number;
  only?: Part[];
  ansible: boolean;
  out: string;
}

async function bench(options: Options): Promise<void> {
  const progress = progressOn();
  await progress.step("Debian packages that the lab needs", (say) => installMissing(say));
  const measured = await measure(options, progress);
  const { commandPlugin } = await ensureToolchain(() => undefined);
  const provider = commandPlugin.kind === "real" ? "the real command provider" : "the lab's stand-in for the command provider";
  const before = existsSync(options.out) ? readFileSync(options.out, "utf8") : "";
  const text = report(measured, before, { command: ["npm run bench --", ...process.argv.slice(2)].join(" "), provider, ansible: ANSIBLE.replace("==", " "), at: new Date() });
  writeFileSync(options.out, text);
  console.log(text);
}

async function measure({ rounds, rollouts, idle, failovers, only = [...PARTS], ansible: withAnsible }: Options, progress: Progress): Promise<Measured> {
  const wanted = new Set(only);
  const planning = wanted.has("planning") ? { planning: await progress.step("Planning", measurePlanning) } : {};
  if (only.every((part) => part === "planning")) return planning;
  const lab = await startLab({ name: `bench-${process.pid}`, report: progress });
  try {
    return {
      ...planning,
      ...(wanted.has("idle") ? { idle: await progress.step("Runs with nothing to change", (say) => measureIdle(lab, idle, say)) } : {}),
      ...(wanted.has("rounds") ? { rounds: await playRounds(lab, rounds, withAnsible, progress) } : {}),
      ...(wanted.has("bgp") ? { failovers: await progress.step("BGP of all hosts, one of which loses power", (say) => measureFailovers(lab, failovers, false, say)) } : {}),
      ...(wanted.has("bgp-leader") ? { leaderFailovers: await progress.step("BGP of one host, which loses power", (say) => measureFailovers(lab, failovers, true, say)) } : {}),
      ...(wanted.has("gaps") ? { gaps: await progress.step("Rollouts and hand-overs", (say) => measureGaps(lab, rollouts, say)) } : {}),
    };
  } finally {
    await lab.down();
  }
}

/** The contenders take turns, so that what else the machine does falls on all alike. */
async function playRounds(lab: Lab, rounds: number, withAnsible: boolean, progress: Progress): Promise<Record<string, RoundTimes[]>> {
  const times: Record<string, RoundTimes[]> = {};
  for (let round = 1; round <= rounds; round++) {
    for (const make of [floor, ours, ...(withAnsible ? [ansible] : [])]) {
      await progress.step(`Round ${round} of ${rounds}`, async (say) => {
        const contender: Contender = await make(lab, say);
        // What the others did in the hour before is not to be lost with one that fails.
        await playRound(lab, contender, say)
          .then((round) => void (times[contender.name] ??= []).push(round))
          .catch((error: Error) => say(`${contender.name} is left out of this round: ${error.message}`))
          .finally(() => contender.close?.());
      });
    }
  }
  return times;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError("a number from 1 to 100");
  return value;
}

new Command("bench")
  .description("Measures the component on a lab of its own, and writes docs/performance.md. On two processors all of it takes about two hours; let nothing else run beside it.")
  .option("--rounds <n>", "installations, changes and removals by each contender", positive, 3)
  .option("--rollouts <n>", "rollouts, and hand-overs by hand", positive, 20)
  .option("--idle <n>", "runs with nothing to change", positive, 10)
  .option("--failovers <n>", "hosts that lose power in BGP mode, of each kind", positive, 5)
  .addOption(new Option("--only <parts...>", "some of it; the page keeps what it has of the rest").choices(PARTS))
  .option("--no-ansible", "leave Ansible out")
  .option("--out <file>", "where to write", join(__dirname, "..", "docs", "performance.md"))
  .action(bench)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
