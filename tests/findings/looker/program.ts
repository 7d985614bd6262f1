// Runs inside a lab's network: each line of standard input is a question, each line of standard output the findings, as `pulumi preview` would come to them.
import { createInterface } from "node:readline";
import { output } from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { look } from "../../../components/knowledge/look";
import { findings } from "../../../components/plan/findings/findings";
import type { KubeVipArgs } from "../../../components/settings/args";
import { formatProblems, type ResolvedArgs, resolveSettings } from "../../../components/settings/resolve";
import type { Answer, Question } from "./looker";

/** As an argument is that another resource of the program will bring. */
function withLate(args: ResolvedArgs, late: readonly string[]): KubeVipArgs {
  const hosts = Object.entries(args.hosts).map(([key, host]) => [key, late.includes(key) ? { ...host, address: output(unknown as string) } : host]);
  return { ...args, hosts: Object.fromEntries(hosts) } as KubeVipArgs;
}

async function answer({ args, owner, late }: Question): Promise<Answer> {
  const { settings, problems } = resolveSettings(args);
  if (settings === undefined) return { error: formatProblems(problems) };
  const { observations, sessions } = await look({ args: withLate(args, late), settings, preview: true });
  for (const session of sessions.values()) session.close();
  return { findings: findings(settings, observations, { now: Date.now(), owner }), observations };
}

async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const said = await answer(JSON.parse(line) as Question).catch((error: Error): Answer => ({ error: error.stack ?? error.message }));
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
}

void main();
