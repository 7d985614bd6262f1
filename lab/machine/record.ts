// What a lab leaves on the machine while it is up: a folder with its facts and the identities of its processes.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, type ProcessIdentity } from "./processes";

/** Facts of a lab that don't change while it is up. */
export interface LabFacts {
  readonly name: string;
  readonly namespace: string;
  /** Work folder of this lab; everything in it goes when the lab goes. */
  readonly dir: string;
  /** The disk under the hosts' own, and the shared object `linux.uml` is started with: both in the cache. */
  readonly disk: string;
  readonly shim: string;
  /** Start time, ISO 8601. */
  readonly startedAt: string;
  /** true: stays up when the process that started it ends. */
  readonly kept: boolean;
}

const namePattern = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** `$PULUMI_KUBE_VIP_LAB_STATE`, else `/var/lib/pulumi-kube-vip-lab`: one folder per lab that is up. */
export function stateRoot(env: NodeJS.ProcessEnv = process.env): string {
  return env.PULUMI_KUBE_VIP_LAB_STATE || "/var/lib/pulumi-kube-vip-lab";
}

/** Where a lab's folder and namespace are. The name is short because paths of sockets are. */
export function placeOf(name: string): { dir: string; namespace: string } {
  if (!namePattern.test(name)) throw new Error(`lab name "${name}": 1 to 20 lower case letters, digits and dashes are allowed, with no dash at either end`);
  return { dir: join(stateRoot(), name), namespace: `kvlab-${name}` };
}

/** Creates the lab's folder; an error when there is one already. */
export function createRecord(facts: LabFacts): void {
  mkdirSync(stateRoot(), { recursive: true, mode: 0o700 });
  try {
    mkdirSync(facts.dir, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`a lab named "${facts.name}" is there already: end it with \`npm run lab -- down --name ${facts.name}\`, or take another name`, { cause: error });
  }
  for (const folder of ["pids", "ssh", "pki", "hosts"]) mkdirSync(join(facts.dir, folder), { mode: 0o700 });
  writeWhole(join(facts.dir, "lab.json"), JSON.stringify(facts, null, 2));
  recordProcess(facts, "starter", identify(process.pid)!);
}

/** Undefined when there is no such lab, or it was never completely recorded. */
export function readRecord(name: string): LabFacts | undefined {
  try {
    return JSON.parse(readFileSync(join(placeOf(name).dir, "lab.json"), "utf8")) as LabFacts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Names of all labs of which there is a folder. */
export function labNames(): string[] {
  try {
    return readdirSync(stateRoot()).filter((name) => namePattern.test(name)).sort();
  } catch {
    return [];
  }
}

/** Remembers a process of the lab under a role: `cp1`, `bastion`, or `starter` for the process that started the lab. */
export function recordProcess({ dir }: Pick<LabFacts, "dir">, role: string, identity: ProcessIdentity): void {
  writeWhole(join(dir, "pids", role), `${identity.pid} ${identity.started}\n`);
}

export function forgetProcess({ dir }: Pick<LabFacts, "dir">, role: string): void {
  rmSync(join(dir, "pids", role), { force: true });
}

export function recordedProcess({ dir }: Pick<LabFacts, "dir">, role: string): ProcessIdentity | undefined {
  try {
    const [pid, started] = readFileSync(join(dir, "pids", role), "utf8").trim().split(" ");
    return { pid: Number(pid), started: started! };
  } catch {
    return undefined;
  }
}

export function recordedRoles({ dir }: Pick<LabFacts, "dir">): string[] {
  try {
    return readdirSync(join(dir, "pids")).filter((role) => !role.endsWith(".new"));
  } catch {
    return [];
  }
}

/** By rename, so that another process never reads half of it. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
