// The Pulumi CLI with its Node.js language host: the user's own, the official download, or built from Go modules.
import { link, rm, writeFile } from "node:fs/promises";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { cached, entryName, findCached, type Say } from "../cache";
import { fetchFile, tryDownload } from "./downloads";
import { ensureGoProgram } from "./goBuild";
import { nodejsLanguageHost, pulumiCli } from "./goPrograms";
import { run } from "./run";
import type { Toolchain } from "./types";
import { isExecutable, which } from "./which";

export type PulumiCli = Pick<Toolchain, "pulumi" | "pulumiFrom">;

const programs = [pulumiCli.name, nodejsLanguageHost.name];
const downloadSeconds = 300;

/** Folder with `pulumi` and `pulumi-language-nodejs`. The user's own CLI is taken when it is not older than the SDK. */
export async function ensurePulumi(say: Say): Promise<PulumiCli> {
  const own = await pulumiOnPath(say);
  if (own) return { pulumi: own, pulumiFrom: "path" };
  const official = await officialPulumi(say);
  if (official) return { pulumi: official, pulumiFrom: "download" };
  return { pulumi: await pulumiFromGo(say), pulumiFrom: "go" };
}

async function pulumiOnPath(say: Say): Promise<string | undefined> {
  const found = which("pulumi");
  if (!found) return undefined;
  // A link in /usr/local/bin leads to the folder where the language hosts are.
  const folder = [dirname(found), dirname(realpathSync(found))].find(holdsPrograms);
  if (!folder) {
    say(`${found} is not used: ${nodejsLanguageHost.name} is not beside it`);
    return undefined;
  }
  const version = await run(found, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" }, timeoutMs: 20_000 }).catch(() => "");
  if (isAtLeast(version, sdkVersion())) return folder;
  say(`${found} is not used: its version ${version || "cannot be read"}, and the SDK needs at least ${sdkVersion()}`);
  return undefined;
}

function holdsPrograms(folder: string): boolean {
  return programs.every((name) => isExecutable(join(folder, name)));
}

/** The SDK's version: the oldest CLI that the SDK's own Automation API accepts. */
function sdkVersion(): string {
  return (createRequire(__filename)("@pulumi/pulumi/package.json") as { version: string }).version;
}

/** Whether version `a` ("v3.259.0", "3.260.0-alpha.1") is not older than `b`, by its three numbers; false when `a` is none. */
export function isAtLeast(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => /^v?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number));
  if (!left || !right) return false;
  const at = left.findIndex((number, index) => number !== right[index]);
  return at === -1 || left[at]! > right[at]!;
}

async function officialPulumi(say: Say): Promise<string | undefined> {
  const url = `https://get.pulumi.com/releases/sdk/pulumi-${pulumiCli.version}-linux-x64.tar.gz`;
  const download = async (dir: string) => {
    const archive = join(dir, "pulumi.tar.gz");
    await writeFile(archive, await fetchFile(url, downloadSeconds));
    await run("tar", ["-xzf", archive, "-C", dir, "--strip-components=1"]);
    await rm(archive);
    if (!holdsPrograms(dir)) throw new Error(`${url} holds no ${programs.join(" and ")}`);
  };
  return (
    findCached("pulumi-official", [url]) ??
    (await tryDownload(`pulumi ${pulumiCli.version}`, say, () => {
      say(`trying to download pulumi ${pulumiCli.version}`);
      return cached("pulumi-official", [url], download, say);
    }))
  );
}

/** Linked, not pointed at, so that pruning one entry of the cache leaves the other whole. */
async function pulumiFromGo(say: Say): Promise<string> {
  const built = [await ensureGoProgram(nodejsLanguageHost, say), await ensureGoProgram(pulumiCli, say)];
  return cached(
    "pulumi-from-go",
    built.map(entryName),
    async (dir) => {
      for (const program of built) await link(program, join(dir, basename(program)));
    },
    say,
  );
}
