// A Pulumi program without an engine: what it registers, with hosts whose agents answer as real ones do.
import * as pulumi from "@pulumi/pulumi";

export interface Registered {
  readonly type: string;
  readonly name: string;
  /** As they came over the wire; a secret is an object with a signature key. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Seen<T> {
  readonly result: T;
  readonly resources: readonly Registered[];
  /** @throws when there is none of that name */
  find(name: string): Registered;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export function isSecretValue(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET;
}

/** The value without the marks of secrets, at any depth. */
export function clear(value: unknown): unknown {
  if (isSecretValue(value)) return clear((value as { value: unknown }).value);
  if (Array.isArray(value)) return value.map(clear);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clear(item)]));
}

const SHA256 = "5e".repeat(32);
const VIP = "192.168.1.100";

/** As components/hosts/agent/apply.sh prints it. */
function hostReport(host: string): object {
  return {
    host,
    changed: true,
    manifest: { path: "/etc/kubernetes/manifests/kube-vip.yaml", sha256: SHA256 },
    containerId: `c0ffee-${host}`,
    startedAt: "2026-11-23T06:00:00Z",
    interface: "eth0",
    modules: ["ip_vs"],
    appliedAt: "2026-11-23T05:59:58Z",
  };
}

/** As components/hosts/agent/witness.sh prints it; cp1 holds the VIP. */
function witnessReport(host: string): object {
  const own = host === "cp1";
  const sighting = { vip: VIP, url: `https://${VIP}:6443/healthz`, own, asked: 5, answered: 5, httpCode: 200, latencyMs: 12, ping: own ? null : true, mac: own ? "52:54:00:00:00:01" : "", neighbours: own ? null : ["52:54:00:00:00:01"] };
  return { host, node: host, holds: own, lease: "cp1", vips: [sighting], containerId: `c0ffee-${host}`, imageDigest: `sha256:${SHA256}`, mirrorPod: "Ready", metrics: true, elects: true, leaseAgeMs: 700, leaseMs: 15_000, leaseTransitions: 1, settled: true, macs: [`52:54:00:00:00:0${host.slice(2)}`], rollout: null };
}

function stdoutOf(name: string, inputs: Record<string, unknown>): string {
  const [, host = "", part = ""] = /-host-(cp\d)(-\w+)?$/.exec(name) ?? [];
  if (name.endsWith("-health")) return String(clear(inputs["stdin"]));
  if (part === "-witness") return JSON.stringify(witnessReport(host));
  if (part === "-secrets") return "7";
  if (part === "-agent") return JSON.stringify({ fresh: true, run: "of another run" });
  return part === "" ? JSON.stringify(hostReport(host)) : "";
}

/** Runs a program to its end and tells what it registered. */
export async function runProgram<T>(program: () => T, { preview = false } = {}): Promise<Seen<T>> {
  const resources: Registered[] = [];
  const newResource = ({ type, name, inputs, id }: pulumi.runtime.MockResourceArgs) => {
    const given = inputs as Record<string, unknown>;
    resources.push({ type, name, inputs: given });
    return { id: id ?? `${name}-id`, state: preview ? given : { ...given, stdout: stdoutOf(name, given), stderr: "" } };
  };
  await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "project", "stack", preview);
  const result = program();
  await pulumi.runtime.disconnect();
  const find = (name: string): Registered => {
    const found = resources.find((resource) => resource.name === name);
    if (!found) throw new Error(`no resource ${name}: there are ${resources.map((resource) => resource.name).join(", ")}`);
    return found;
  };
  return { result, resources, find };
}

/** Reads an output of a program that has ended. */
export async function read<T>(output: pulumi.Output<T>): Promise<{ known: true; value: T } | { known: false }> {
  let seen: { known: true; value: T } | undefined;
  output.apply((value) => void (seen = { known: true, value: value as T }));
  // The program is over, so whatever can resolve has; its callbacks take a few turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return seen ?? { known: false };
}
