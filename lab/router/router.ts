// The lab's BGP router: BIRD in a network namespace of its own, on the hosts' bridge. Clients behind it reach the VIP by the routes that hosts announce.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabFacts } from "../machine/record";
import { run, type RunOptions, type RunResult } from "../machine/run";
import { startService, stopService } from "../machine/service";
import { insideCommand } from "../machine/ssh";
import { lan } from "../network/addresses";
import { removeNamespace } from "../network/namespace";
import { router, routerNamespace } from "./addresses";
import { type Bird, ensureBird } from "./bird";
import { birdConfig, routerNetworkPlan, type RouterSettings } from "./configuration";

const ROLE = "router";

export interface Router {
  /** A shell command that prints the router's routes to an address, with their next hops; it runs anywhere on the machine. */
  routeCommand(address: string): string;
  /** What that command prints. */
  routes(address: string): Promise<string>;
  /** Next hops of the route to an address in the router's kernel, sorted. */
  nextHops(address: string): Promise<string[]>;
  /** Names of the sessions that are up, `cp1_near` and so on. */
  established(): Promise<string[]>;
  /** Takes other settings without an end of the sessions that stay the same. */
  configure(settings: RouterSettings): Promise<void>;
  /** Runs a program in the router's namespace: as a client for whom the routes decide. */
  inside(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** For a program that one starts oneself. */
  insideCommand(command: string, args: readonly string[]): [program: string, args: string[]];
  stop(): Promise<void>;
}

/** Starts it with these settings; one that runs is ended first. The hosts' way to its far address, and the machine's way to VIPs through it, go with it. */
export async function startRouter(lab: LabFacts, settings: RouterSettings = {}): Promise<Router> {
  await stopRouter(lab);
  const bird = await ensureBird(() => {});
  const dir = join(lab.dir, "router");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await connect(lab);
  const files = { config: join(dir, "bird.conf"), socket: join(dir, "control"), log: join(dir, "log") };
  writeConfig(files.config, settings);
  await startService(lab, ROLE, [...bird.daemon, "-f", "-c", files.config, "-s", files.socket], { log: files.log, namespace: routerNamespace(lab) });
  await untilAnswers(bird, files);
  return routerOf(lab, bird, files);
}

interface Files {
  readonly config: string;
  readonly socket: string;
  readonly log: string;
}

/** Passwords may be in it. */
function writeConfig(file: string, settings: RouterSettings): void {
  writeFileSync(file, birdConfig(settings), { mode: 0o600 });
}

/** A namespace, a cable to the bridge, and forwarding in both, without telling anybody of a shorter way. */
async function connect(lab: LabFacts): Promise<void> {
  const namespace = routerNamespace(lab);
  await run("ip", ["netns", "add", namespace]);
  await ip(lab.namespace, `link add ${router.port} type veth peer name ${router.link} netns ${namespace}`, `link set ${router.port} master ${lan.bridge} up`, `route add ${router.far} via ${router.near}`, ...lan.vips.map((vip) => `route add ${vip} via ${router.near}`), ...lan.vips6.map((vip) => `route add ${vip} via ${router.near6}`));
  await run("ip", ["-netns", namespace, "-batch", "-"], { input: routerNetworkPlan() });
  await ip(namespace, `route add default via ${lan.gateway}`);
  // By ports, as routers do. Linux's default for IPv6 goes by the flow label, which changes with a segment that is sent again, and with it the host in the middle of a connection.
  const hashing = ["net.ipv4.fib_multipath_hash_policy=1", "net.ipv6.fib_multipath_hash_policy=1"];
  const sysctls = ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.conf.all.send_redirects=0", ...hashing];
  await run("ip", ["netns", "exec", namespace, "sysctl", "-qw", ...sysctls]);
  await run("ip", ["netns", "exec", lab.namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0", `net.ipv4.conf.${lan.bridge}.send_redirects=0`, `net.ipv6.conf.${lan.bridge}.accept_redirects=0`]);
}

async function ip(namespace: string, ...commands: string[]): Promise<void> {
  await run("ip", ["-netns", namespace, "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

async function untilAnswers(bird: Bird, { socket, log }: Files): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if ((await ask(bird, socket, "show status", false)).includes("up and running")) return;
    await sleep(100);
  }
  throw new Error(`the router does not answer; what it said is in ${log}`);
}

async function ask({ client: [program, ...args] }: Bird, socket: string, question: string, reject = true): Promise<string> {
  return (await run(program, [...args, "-s", socket, ...question.split(" ")], { reject })).stdout;
}

function routerOf(lab: LabFacts, bird: Bird, { config, socket }: Files): Router {
  const command = (program: string, args: readonly string[]): [string, string[]] => insideCommand({ namespace: routerNamespace(lab) }, program, args);
  const inside = (program: string, args: readonly string[], options?: RunOptions): Promise<RunResult> => run(...command(program, args), options);
  const question = (address: string): string => `show route for ${address}`;
  return {
    routeCommand: (address) => [...bird.client, "-s", socket, question(address)].join(" "),
    routes: (address) => ask(bird, socket, question(address)),
    nextHops: async (address) => {
      const { stdout } = await inside("ip", [...(address.includes(":") ? ["-6"] : []), "route", "show", address]);
      return [...stdout.matchAll(/ via (\S+)/g)].map((match) => match[1]!).sort();
    },
    established: async () => (await ask(bird, socket, "show protocols")).split("\n").filter((line) => /\bBGP\b.*\bEstablished\b/.test(line)).map((line) => line.split(" ")[0]!).sort(),
    configure: async (settings) => {
      writeConfig(config, settings);
      await ask(bird, socket, "configure");
    },
    inside,
    insideCommand: command,
    stop: () => stopRouter(lab),
  };
}

/** Ends it, and takes its cable and the machine's ways through it back. Does nothing when there is none. */
async function stopRouter(lab: LabFacts): Promise<void> {
  await stopService(lab, ROLE);
  // at once, since a namespace goes when the last of its processes has gone
  await run("ip", ["-netns", lab.namespace, "link", "del", router.port], { reject: false });
  removeNamespace(routerNamespace(lab));
  const ways = [...[router.far, ...lan.vips].map((address) => ["route", "del", address]), ...lan.vips6.map((address) => ["-6", "route", "del", address])];
  for (const way of ways) await run("ip", ["-netns", lab.namespace, ...way], { reject: false });
}
