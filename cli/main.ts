#!/usr/bin/env node
// The command line of pulumi-kube-vip: manifests without hosts, and the comparison with kube-vip's own generator.
import { Command, Option } from "commander";
import { runRender } from "./render/runRender";
import { runVectors } from "./vectors/runVectors";

interface RenderFlags {
  readonly host?: string;
  readonly format: "yaml" | "json";
  readonly roleVariables?: true;
  readonly inventory?: string;
}

const streams = { out: (line: string) => console.log(line), err: (line: string) => console.error(line) };

const program = new Command("pulumi-kube-vip").description("Manifests of kube-vip for a Kubernetes control plane, without touching any host.");

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

program.parse();
