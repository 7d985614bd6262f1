#!/usr/bin/env node
// The command line of pulumi-kube-vip: manifests without hosts, the comparison with kube-vip's own generator, and a look at the hosts.
import { Command, Option } from "commander";
import { type ClusterFlags, positive, withJson, withSource } from "./cluster/options";
import { DRILL_EXIT_HELP } from "./drill/result";
import { type DrillFlags, runDrill } from "./drill/runDrill";
import { runRender } from "./render/runRender";
import { EXIT_CODE_HELP } from "./status/exitCode";
import { runStatus } from "./status/runStatus";
import { ownTerminal, realClock } from "./terminal";
import { runUnlock, UNLOCK_EXIT_HELP, type UnlockFlags } from "./unlock/runUnlock";
import { runVectors } from "./vectors/runVectors";

interface RenderFlags {
  readonly host?: string;
  readonly format: "yaml" | "json";
  readonly roleVariables?: true;
  readonly inventory?: string;
}

interface StatusFlags extends ClusterFlags {
  readonly json?: true;
  readonly watch?: number | true;
  readonly logs?: true;
}

const WATCH_SECONDS = 5;

const streams = { out: (line: string) => console.log(line), err: (line: string) => console.error(line) };

const program = new Command("pulumi-kube-vip").description("kube-vip on a Kubernetes control plane: its manifests, and how it is on the hosts.");

program
  .command("render")
  .description("Prints the static Pod manifest of each host for a settings file. Problems go to standard error.")
  .argument("<file>", "settings: the arguments of KubeVip as YAML or JSON")
  .option("--host <key>", "only this host")
  .addOption(new Option("--format <format>", "how to print").choices(["yaml", "json"]).default("yaml"))
  .option("--role-variables", "the file is a group_vars file of the Ansible role")
  .option("--inventory <file>", "Ansible inventory that names the hosts; with --role-variables")
  .action((file: string, flags: RenderFlags, command: Command) => {
    if (flags.inventory !== undefined && !flags.roleVariables) command.error("error: --inventory goes with --role-variables; otherwise the settings file names the hosts");
    process.exitCode = runRender({ ...flags, file, roleVariables: flags.roleVariables ?? false }, streams);
  });

program
  .command("vectors")
  .description("Compares our manifests with what kube-vip's own generator printed; ends with `N passed, N failed`.")
  .argument("<file>", "a JSON list of cases: version, settings, flags, pod")
  .action((file: string) => {
    process.exitCode = runVectors(file, streams.out);
  });

withJson(withSource(program.command("status")))
  .description("Looks at the hosts over SSH, reading only, and says whether the VIP answers, who holds it, and what is wrong.")
  .option("--watch [seconds]", `look again and again, every ${WATCH_SECONDS} s or as given; the exit code is that of the last look`, positive)
  .option("--logs", "also what the component did on each host, beside kube-vip's own last lines")
  .addHelpText("after", EXIT_CODE_HELP)
  .action(async (flags: StatusFlags, command: Command) => {
    if (flags.watch !== undefined && flags.logs) command.error("error: --logs shows the logs once; leave --watch out");
    const { watch, ...rest } = flags;
    process.exitCode = await runStatus({ ...rest, ...(watch === undefined ? {} : { watch: watch === true ? WATCH_SECONDS : watch }) }, { terminal: ownTerminal(), clock: realClock, stop: watch === undefined ? new AbortController().signal : interrupted() });
  });

withJson(withSource(program.command("drill")))
  .description("Makes the holder of the VIP give it up, and measures from the other hosts how long it is gone. Looks first, says what it is about to do, and asks.")
  .addOption(new Option("--kind <kind>", "stop the holder's kube-vip once, or power the holder off by --power-off-command").choices(["step-down", "power-off"]).default("step-down"))
  .option("--power-off-command <command>", "run by `sh -c` on this machine; {host} is the holder's address, {key} its key")
  .option("--limit <seconds>", "how long the VIP may be gone (default: lease duration + 2.2 retry periods + 5 s)", positive)
  .option("--yes", "do not ask")
  .addHelpText("after", DRILL_EXIT_HELP)
  .action(async (flags: DrillFlags, command: Command) => {
    if ((flags.kind === "power-off") !== (flags.powerOffCommand !== undefined)) command.error("error: --kind power-off and --power-off-command go together");
    process.exitCode = await runDrill(flags, { terminal: ownTerminal(), clock: realClock });
  });

withSource(program.command("unlock"))
  .description("Ends a rollout by its name where it still holds hosts, as when the machine that ran it is gone. Asks first.")
  .argument("<rollout>", "the name, as the refusal of another rollout or `status` shows it")
  .option("--yes", "do not ask")
  .addHelpText("after", UNLOCK_EXIT_HELP)
  .action(async (rollout: string, flags: UnlockFlags) => {
    process.exitCode = await runUnlock(rollout, flags, { terminal: ownTerminal() });
  });

/** Ctrl-C and a plain `kill` end a watch in order. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 3;
});
