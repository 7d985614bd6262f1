// `npm run lab -- COMMAND`: labs from the command line.
import { Command } from "commander";
import { spawnSync } from "node:child_process";
import { pruneWholeCache } from "./cache";
import { checkMachine, installMissing } from "./doctor";
import { describeLab, labStates, openLabs } from "./inventory";
import { sshCommand, insideCommand } from "./machine/ssh";
import { readRecord, type LabFacts } from "./machine/record";
import { tearDown } from "./machine/teardown";
import { hostNames, isHostName } from "./network/addresses";
import { progressOn } from "./progress";
import { attachLab, buildLab, startLab } from "./session";

const defaultName = "dev";
const program = new Command("lab").description("Disposable control planes: three real hosts in a network namespace of this machine.").enablePositionalOptions();
const nameOption = ["-n, --name <name>", "which lab", defaultName] as const;

program
  .command("doctor")
  .description("say whether this machine can run a lab, and what to do if not")
  .option("--install", "install the missing Debian packages with apt-get")
  .action(async ({ install }: { install?: boolean }) => {
    if (install) for (const name of await installMissing((line) => console.error(line))) console.log(`installed ${name}`);
    const problems = await checkMachine();
    for (const { what, remedy } of problems) console.log(`${what}\n  ${remedy}`);
    if (problems.length === 0) console.log("This machine can run the lab.");
    else process.exitCode = 1;
  });

program
  .command("build")
  .description("build or fetch everything a lab is made of, into the cache")
  .action(async () => {
    const { disk } = await buildLab(progressOn());
    console.log(disk);
  });

program
  .command("prune")
  .description("remove from the cache what no lab has used for some days; end labs that lean on it first")
  .option("--idle-days <n>", "days without use", Number, 14)
  .action(async ({ idleDays }: { idleDays: number }) => {
    if (labStates().length > 0) throw new Error("labs are up whose disks lean on the cache: end them first with `npm run lab -- down --all`");
    for (const removed of await pruneWholeCache(idleDays)) console.log(`removed ${removed}`);
  });

program
  .command("up")
  .description("start a lab that stays up until `down`")
  .option(...nameOption)
  .option("--fresh", "end a lab of that name first")
  .action(async ({ name, fresh }: { name: string; fresh?: boolean }) => {
    const lab = await startLab({ name, fresh, keep: true, report: progressOn() });
    console.log(describeLab(lab));
  });

program
  .command("down")
  .description("end a lab, also one whose starter died")
  .option(...nameOption)
  .option("--all", "end all labs, but those that a running process started for itself")
  .action(async ({ name, all }: { name: string; all?: boolean }) => {
    for (const target of all ? openLabs() : [name]) {
      tearDown(target);
      console.log(`${target}: down`);
    }
    for (const { name: other, starter } of all ? labStates().filter(({ inUse }) => inUse) : []) console.log(`${other}: left alone, process ${starter} is using it (end that, or name the lab)`);
  });

program
  .command("list")
  .description("the labs of this machine")
  .action(() => {
    for (const { name, hostsOn, kept, inUse, starter, startedAt } of labStates()) {
      const owner = kept ? "kept" : inUse ? `of process ${starter}` : "abandoned";
      console.log([name, `${hostsOn.join(" ") || "no host"} on`, owner, startedAt].join("\t"));
    }
  });

program
  .command("ssh")
  .description(`log in to a host (${hostNames.join(", ")}), or run a command there`)
  .argument("<host>")
  .argument("[command...]")
  .option(...nameOption)
  .option("-l, --login <user>", "root or ops", "root")
  .passThroughOptions()
  .action((host: string, command: string[], { name, login }: { name: string; login: string }) => {
    if (!isHostName(host)) throw new Error(`there is no host "${host}": there are ${hostNames.join(", ")}`);
    become(sshCommand(factsOf(name), host, command.length > 0 ? command.join(" ") : undefined, login));
  });

program
  .command("exec")
  .description("run a command inside the lab's network namespace")
  .argument("<command...>")
  .option(...nameOption)
  .passThroughOptions()
  .action(([command, ...args]: [string, ...string[]], { name }: { name: string }) => become(insideCommand(factsOf(name), command, args)));

for (const [verb, description] of [["power-off", "pull the plug of a host"], ["boot", "switch a host on and wait until it is ready"]] as const) {
  program
    .command(verb)
    .description(description)
    .argument("<host>")
    .option(...nameOption)
    .action(async (host: string, { name }: { name: string }) => {
      const lab = await attachLab(name);
      if (verb === "power-off") return lab.powerOff(host);
      await lab.boot(host);
      await lab.waitReady([host], (line) => console.error(line));
    });
}

program
  .command("reset")
  .description("make the hosts pristine again: in place, or from new disks")
  .option(...nameOption)
  .option("--reinstall", "new disks and a reboot")
  .action(async ({ name, reinstall }: { name: string; reinstall?: boolean }) => (await attachLab(name)).resetHosts({ reinstall }));

function factsOf(name: string): LabFacts {
  const facts = readRecord(name);
  if (!facts) throw new Error(`no lab named "${name}" is up: start one with \`npm run lab -- up --name ${name}\``);
  return facts;
}

/** Gives this process's terminal and exit status to another program. */
function become([command, args]: [string, string[]]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  process.exitCode = status ?? 1;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
