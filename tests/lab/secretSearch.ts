// The search for secrets: in texts, on the hosts, in the API.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";

/** A part of the private key that no other text holds, and the password of a BGP peer. */
export function secretsOf(lab: Lab, password: string): string[] {
  const body = lab.ssh.privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  return [body.at(-2)!, password];
}

/** Every text that holds one of the secrets, by name. */
export function leaks(texts: Record<string, string>, secrets: readonly string[]): string[] {
  return Object.entries(texts).flatMap(([name, text]) => (secrets.some((secret) => text.includes(secret)) ? [name] : []));
}

/** Samples command line and environment of every process of every host, until stopped. One loop on each host: a session for each sample would slow down what is watched. */
export async function sampleProcesses(lab: Lab): Promise<{ stop(): Promise<string> }> {
  const everywhere = (script: string) => Promise.all(lab.hosts.map(({ name }) => lab.on(name, script)));
  await everywhere(": > /run/sampling; umask 077; : > /run/sampled");
  const samples = everywhere("while [ -e /run/sampling ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\000' '\\n' | sort -u >/run/sampled.new; sort -u /run/sampled.new /run/sampled -o /run/sampled; sleep 0.3; done; cat /run/sampled; rm -f /run/sampled /run/sampled.new");
  return {
    async stop() {
      await everywhere("rm -f /run/sampling");
      return (await samples).map(({ stdout }) => stdout).join("\n");
    },
  };
}

/** Files that a user without any right can read, found by such a user, and lines of the journal. */
export async function readableOn(lab: Lab, host: string, secrets: readonly string[]): Promise<string[]> {
  const patterns = secrets.join("\n");
  const script = `
    cat > /run/patterns; chmod 644 /run/patterns
    runuser -u nobody -- sh -c 'find /etc /opt /run /tmp /var /root -xdev -type f -readable ! -name patterns -print0 2>/dev/null | xargs -0 -r grep -lFf /run/patterns 2>/dev/null'
    journalctl --no-pager -q 2>/dev/null | grep -Ff /run/patterns
    rm -f /run/patterns`;
  return (await lab.on(host, script, { input: patterns, reject: false })).stdout.split("\n").filter((line) => line !== "");
}

/** Every Pod of kube-system, mirror Pods too, as the API shows them. */
export async function podsOf(lab: Lab): Promise<string> {
  const pki = (name: string) => `${lab.dir}/pki/${name}`;
  return (await lab.inside("curl", ["-sf", "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"), `https://${lab.hosts[0]!.address}:6443/api/v1/namespaces/kube-system/pods`])).stdout;
}

/** The engine's logs of all operations of a stack, by file. */
export async function eventLogs(stack: Workspace): Promise<Record<string, string>> {
  const folder = join(stack.dir, "..");
  const logs = (await readdir(folder)).filter((file) => file.startsWith("events-"));
  return Object.fromEntries(await Promise.all(logs.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const)));
}
