// A lab to be used: three real control-plane hosts in a network namespace, from start to end.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkMachine } from "./doctor";
import { postGuard } from "./machine/guard";
import { bootHost, hostFiles, powerOffHost, wipeHost } from "./machine/host";
import { prepareLab } from "./machine/prepare";
import { waitHostsReady } from "./machine/ready";
import { createRecord, placeOf, readRecord, type LabFacts } from "./machine/record";
import { rememberPristine, resetAll } from "./machine/reset";
import { run, type RunOptions, type RunResult } from "./machine/run";
import { insideCommand, onHost, sshFiles, type OnOptions } from "./machine/ssh";
import { tearDown } from "./machine/teardown";
import { untilExit } from "./machine/untilExit";
import { hostNames, hostNetwork, isHostName, lan, type HostName } from "./network/addresses";
import { startBastion, type Bastion } from "./network/bastion";
import { hostKeyTypes, type HostKeyType } from "./pki/sshKeys";
import { kubeconfig } from "./pki/kubeconfig";
import { quiet, type Progress } from "./progress";
import { type Registry, startRegistry } from "./registry/registry";
import type { RouterSettings } from "./router/configuration";
import { type Router, startRouter } from "./router/router";
import { ensureDisk } from "./rootfs/disk";
import { ensureToolchain, type Toolchain } from "./toolchain";
import type { ImageArchive } from "./toolchain/types";

export interface LabHost {
  readonly name: HostName;
  readonly address: string;
  readonly address6: string;
  /** In authorized_keys form; different on every host of every lab. */
  readonly hostKeys: Readonly<Record<HostKeyType, string>>;
}

export interface Lab {
  readonly name: string;
  /** Work folder; goes with the lab. */
  readonly dir: string;
  readonly namespace: string;
  /** The VIP that admin.conf and the API servers' certificates name. The certificates also hold 10.77.0.101, 10.77.0.102 and fd77::100 to fd77::102. */
  readonly vip: string;
  readonly hosts: readonly LabHost[];
  /** The key opens root and ops (who has sudo without a password) on every host, and the bastion. `config` is a ssh_config(5) for use inside the namespace. */
  readonly ssh: { readonly user: "root"; readonly privateKey: string; readonly privateKeyFile: string; readonly knownHosts: string; readonly config: string };
  /** PEM. */
  readonly caCertificate: string;
  /** Of the cluster's admin, for cp1's own API server; usable inside the namespace. */
  readonly kubeconfig: string;
  /** Runs a program inside the lab's namespace. */
  inside(command: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The command line that does so, for whoever starts programs otherwise. */
  insideCommand(command: string, args?: readonly string[]): [program: string, args: string[]];
  /** Runs a shell script on a host over a shared ssh connection. */
  on(host: string, script: string, options?: OnOptions): Promise<RunResult>;
  /** Like pulling the plug. */
  powerOff(host: string): Promise<void>;
  boot(host: string): Promise<void>;
  /** Default: all hosts. */
  waitReady(hosts?: readonly string[], say?: (line: string) => void): Promise<void>;
  startBastion(): Promise<Bastion>;
  /** A BGP router on the hosts' network; another one ends first. */
  startRouter(settings?: RouterSettings): Promise<Router>;
  /** A registry with these images, from which the hosts' containerd pulls; another one ends first. */
  startRegistry(images: readonly ImageArchive[]): Promise<Registry>;
  /** Pristine hosts between tests. In place: some seconds, hosts must be ready. `reinstall`: new disks and a reboot, about as long as starting a lab. */
  resetHosts(options?: { reinstall?: boolean }): Promise<void>;
  /** Ends everything and removes the namespace and the work folder. May be called twice. */
  down(): Promise<void>;
}

export interface LabOptions {
  /** Default: `lab-<process id>`. */
  readonly name?: string;
  /** true: the lab outlives this process. Default: it ends with it, however that ends. */
  readonly keep?: boolean;
  /** Default: nothing is shown. */
  readonly report?: Progress;
  /** true: a lab of that name that is there already is ended first. Default: it is an error. */
  readonly fresh?: boolean;
}

/** Starts a lab and waits until its hosts are ready. The first time on a machine, everything is built before; that takes minutes. @throws when this machine cannot run one, with what to do. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { name = `lab-${process.pid}`, keep = false, report = quiet, fresh = false } = options;
  const place = placeOf(name);
  const { toolchain, disk } = await buildLab(report);
  if (fresh) tearDown(name);
  const facts: LabFacts = { name, ...place, disk, shim: toolchain.umlShim, startedAt: new Date().toISOString(), kept: keep };
  createRecord(facts);
  const forget = endWithThisProcess(name);
  try {
    await report.step("Keys, certificates and network", () => prepareLab(facts));
    await report.step("Three hosts boot", async (say) => {
      await Promise.all(hostNames.map((host) => bootHost(facts, host)));
      await waitHostsReady(facts, hostNames, say);
      await Promise.all(hostNames.map((host) => rememberPristine(facts, host)));
    });
  } catch (error) {
    forget();
    tearDown(name);
    throw error;
  }
  if (keep) forget();
  return labOf(facts, forget);
}

/** @returns a function that takes this back. */
function endWithThisProcess(name: string): () => void {
  const forget = untilExit(() => tearDown(name));
  const dismiss = postGuard(name);
  return () => {
    forget();
    dismiss();
  };
}

/** Everything a lab is made of, from the cache or built. */
export async function buildLab(report: Progress = quiet): Promise<{ toolchain: Toolchain; disk: string }> {
  await assertMachine();
  const toolchain = await report.step("Programs and images", (say) => ensureToolchain(say));
  const disk = await report.step("Disk of the hosts", (say) => ensureDisk(toolchain, say));
  return { toolchain, disk };
}

/** The lab of that name, which another process started. @throws when there is none. */
export async function attachLab(name: string): Promise<Lab> {
  const facts = readRecord(name);
  if (!facts) throw new Error(`no lab named "${name}" is up: start one with \`npm run lab -- up --name ${name}\``);
  return labOf(facts, () => {});
}

async function labOf(facts: LabFacts, forget: () => void): Promise<Lab> {
  const files = sshFiles(facts);
  const pki = join(facts.dir, "pki");
  return {
    name: facts.name,
    dir: facts.dir,
    namespace: facts.namespace,
    vip: lan.vips[0],
    hosts: hostNames.map((name) => labHost(facts, name)),
    ssh: { user: "root", privateKey: readFileSync(files.key, "utf8"), privateKeyFile: files.key, knownHosts: readFileSync(files.knownHosts, "utf8"), config: files.config },
    caCertificate: readFileSync(join(pki, "ca.crt"), "utf8"),
    kubeconfig: await kubeconfig(pki, "admin", `https://${hostNetwork("cp1").address}:6443`),
    inside: (command, args, options) => run(...insideCommand(facts, command, args), options),
    insideCommand: (command, args) => insideCommand(facts, command, args),
    on: (host, script, options) => onHost(facts, known(host), script, options),
    powerOff: (host) => powerOffHost(facts, known(host)),
    boot: (host) => bootHost(facts, known(host)),
    waitReady: (hosts = hostNames, say) => waitHostsReady(facts, hosts.map(known), say),
    startBastion: () => startBastion(facts),
    startRouter: (settings) => startRouter(facts, settings),
    startRegistry: (images) => startRegistry(facts, images),
    resetHosts: ({ reinstall = false } = {}) => (reinstall ? reinstallHosts(facts) : resetAll(facts)),
    down: async () => {
      forget();
      tearDown(facts.name);
    },
  };
}

function labHost(facts: LabFacts, name: HostName): LabHost {
  const { address, address6 } = hostNetwork(name);
  const publicKey = (type: HostKeyType) => readFileSync(join(hostFiles(facts, name).dir, `ssh_host_${type}_key.pub`), "utf8").trim();
  const hostKeys = Object.fromEntries(hostKeyTypes.map((type) => [type, publicKey(type)])) as Record<HostKeyType, string>;
  return { name, address, address6, hostKeys };
}

/** All hosts at once: etcd members that forgot everything could not join those that did not. */
async function reinstallHosts(facts: LabFacts): Promise<void> {
  await Promise.all(hostNames.map((host) => powerOffHost(facts, host)));
  for (const host of hostNames) wipeHost(facts, host);
  await Promise.all(hostNames.map((host) => bootHost(facts, host)));
  await waitHostsReady(facts, hostNames);
  await Promise.all(hostNames.map((host) => rememberPristine(facts, host)));
}

function known(host: string): HostName {
  if (!isHostName(host)) throw new Error(`there is no host "${host}" in a lab: its hosts are ${hostNames.join(", ")}`);
  return host;
}

async function assertMachine(): Promise<void> {
  const problems = await checkMachine();
  if (problems.length > 0) throw new Error(["This machine cannot run the lab:", ...problems.map(({ what, remedy }) => `- ${what}\n  ${remedy}`)].join("\n"));
}
