// Fetches Debian packages by apt and unpacks them, without installing anything.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./run";

/** File names, sizes and hashes of what apt would download now: changes when, and only when, a package's version does. */
export async function packageFingerprint(packages: readonly string[]): Promise<string> {
  const lines = (await aptGet(["download", "--print-uris", ...packages])).split("\n");
  return lines.map((line) => line.replace(/^'[^']*' /, "")).sort().join("\n");
}

/** Unpacks the packages over one another into `dir` (absolute, made when missing). */
export async function unpackPackages(packages: readonly string[], dir: string): Promise<void> {
  const downloads = `${dir}.debs`;
  await mkdir(downloads, { recursive: true });
  await mkdir(dir, { recursive: true });
  await aptGet(["download", ...packages], downloads);
  for (const file of await readdir(downloads)) await run("dpkg-deb", ["-x", join(downloads, file), dir]);
  await rm(downloads, { recursive: true });
}

/** Once more after "apt-get update" when it fails: a machine made from a small image comes without package lists. */
async function aptGet(args: readonly string[], cwd?: string): Promise<string> {
  try {
    return await asRoot(args, cwd);
  } catch {
    await asRoot(["update"]);
    return await asRoot(args, cwd);
  }
}

/** As root, apt drops to a user that cannot write into our folder, and warns; we may as well stay who we are. */
async function asRoot(args: readonly string[], cwd?: string): Promise<string> {
  try {
    return await run("apt-get", ["-q", "-o", "APT::Sandbox::User=root", ...args], { cwd });
  } catch (error) {
    throw new Error(`a part of the lab is made of Debian packages, which apt could not get: ${(error as Error).message}`, { cause: error });
  }
}
