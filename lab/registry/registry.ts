// The lab's registry, at the gateway: hosts pull from it what they do not have. Started by the tests that need one.
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabFacts } from "../machine/record";
import { run } from "../machine/run";
import { startService, stopService } from "../machine/service";
import { insideCommand, onHost } from "../machine/ssh";
import { hostNames, lan } from "../network/addresses";
import type { ImageArchive } from "../toolchain/types";
import { writeContent } from "./content";

const ROLE = "registry";
const port = 5000;

export interface PulledImage {
  /** With the registry and the tag: `10.77.0.1:5000/kube-vip/kube-vip:v1.2.1`. */
  readonly reference: string;
  readonly digest: string;
}

export interface Registry {
  readonly address: string;
  readonly images: readonly PulledImage[];
  /** What it was asked for so far, `GET /v2/kube-vip/kube-vip/manifests/v1.2.1` and so on. */
  requests(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts it with these images, and has the hosts' containerd speak plain http to it. One that runs is ended first. */
export async function startRegistry(lab: LabFacts, archives: readonly ImageArchive[]): Promise<Registry> {
  await stopService(lab, ROLE);
  const dir = join(lab.dir, "registry");
  await rm(dir, { recursive: true, force: true });
  const files = join(dir, "files");
  await mkdir(files, { recursive: true, mode: 0o700 });
  const address = `${lan.gateway}:${port}`;
  const served = await Promise.all(archives.map((archive) => writeContent(files, archive)));
  const log = join(dir, "log");
  await startService(lab, ROLE, [process.execPath, "-r", require.resolve("tsx/cjs"), join(__dirname, "server.ts"), files, lan.gateway, String(port)], { log });
  await untilAnswers(lab, address, log);
  // read at each pull; a reset of the hosts takes it away
  const folder = `/etc/containerd/certs.d/${address}`;
  await Promise.all(hostNames.map((host) => onHost(lab, host, `mkdir -p ${folder} && cat >${folder}/hosts.toml`, { input: hostsToml(address) })));
  return {
    address,
    images: served.map(({ name, digest }) => ({ reference: `${address}/${name}`, digest })),
    requests: async () => (await readFile(log, "utf8")).split("\n").filter((line) => line.startsWith("GET ") || line.startsWith("HEAD ")),
    stop: () => stopService(lab, ROLE),
  };
}

/** containerd 1.6 takes none without a table of hosts. */
function hostsToml(address: string): string {
  return `server = "http://${address}"\n[host."http://${address}"]\n  capabilities = ["pull", "resolve"]\n`;
}

async function untilAnswers(lab: LabFacts, address: string, log: string): Promise<void> {
  const [command, args] = insideCommand(lab, "curl", ["-sf", "-m", "2", `http://${address}/v2/`]);
  for (let tries = 0; tries < 100; tries++) {
    if ((await run(command, args, { reject: false })).exitCode === 0) return;
    await sleep(100);
  }
  throw new Error(`the registry does not answer at ${address}; what it said is in ${log}`);
}
