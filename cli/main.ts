#!/usr/bin/env node
// The command line of pulumi-kube-vip: manifests without hosts, and the comparison with kube-vip's own generator.
import { Command } from "commander";
import { runVectors } from "./vectors/runVectors";

/** The whole command line; `print` gets the lines of standard output. Sets `process.exitCode`. */
function commandLine(): Command {
  const program = new Command("pulumi-kube-vip").description("Manifests of kube-vip for a Kubernetes control plane, without touching any host.");
  program
    .command("vectors")
    .description("Compares our manifests with what kube-vip's own generator printed; ends with `N passed, N failed`.")
    .argument("<file>", "a JSON list of cases: version, settings, flags, pod")
    .action((file: string) => {
      process.exitCode = runVectors(file, (line) => console.log(line));
    });
  return program;
}

commandLine().parse();
