// `npm run demo`: from nothing to three control planes with a proven virtual IP.
import { Command, InvalidArgumentError } from "commander";
import { demoStack, writePulumiScript } from "./demo/demoStack";
import { playRound, type Round } from "./demo/round";
import { nextSteps, summary } from "./demo/summary";
import { installMissing } from "./doctor";
import { progressOn } from "./progress";
import { startLab } from "./session";

const NAME = "demo";

interface Options {
  keep?: boolean;
  rounds: number;
}

async function play({ keep = false, rounds }: Options): Promise<void> {
  const progress = progressOn();
  await progress.step("Debian packages that the lab needs", (say) => installMissing(say));
  const lab = await startLab({ name: NAME, keep, fresh: true, report: progress });
  try {
    const stack = await progress.step("A Pulumi stack", (say) => demoStack(lab, say));
    const played: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      if (round > 1) {
        await progress.step("Destroyed, for another round", () => stack.workspace.destroy());
        await lab.resetHosts();
      }
      played.push(await playRound(lab, stack, progress, rounds === 1));
    }
    console.log(summary(played, stack.provider));
    if (keep) console.log(nextSteps(NAME, played.at(-1)!.outputs.holder, await writePulumiScript(lab, stack.workspace)));
    else {
      console.log("\nThe lab ends now; `npm run demo -- --keep` leaves it up to play with.");
      await stack.workspace.remove();
    }
  } finally {
    if (!keep) await lab.down();
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 20) throw new InvalidArgumentError("a number from 1 to 20");
  return value;
}

new Command("demo")
  .description("Three real control planes on this machine get their virtual IP by the real Pulumi engine.")
  .option("--keep", "leave the lab up, and say how to reach it and how to end it")
  .option("--rounds <n>", "repeat for figures that are medians (Pulumi's display is then not shown)", positive, 1)
  .action(play)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
