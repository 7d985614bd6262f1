// The files of iptables-legacy, and nothing of nft, from Debian's packages: for the lab's kube-vip-iptables image.
import { readdir, readFile, realpath } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "../toolchain/run";
import type { TarEntry } from "./tarFile";

/** The program, its match and target modules, and every library one of them names. */
export const iptablesPackages = ["iptables", "libxtables12", "libip4tc2", "libip6tc2", "libnetfilter-conntrack3", "libnfnetlink0", "libmnl0", "libc6"];

const libraries = "usr/lib/x86_64-linux-gnu";
const modules = `${libraries}/xtables`;
const program = "usr/sbin/xtables-legacy-multi";

// `iptables` alone must be the legacy one too: kube-vip asks it for its version (v1.2.1 pkg/iptables/version.go).
const names = ["iptables", "ip6tables"].flatMap((name) => ["", "-save", "-restore", "-legacy", "-legacy-save", "-legacy-restore"].map((suffix) => name + suffix));

/**
 * Entries of the image's file system, from packages unpacked in `root`.
 * Everything is under /usr with /lib, /lib64, /sbin and /bin linked to it, wherever the release of Debian keeps it.
 * @throws when a module needs a library that none of the packages has.
 */
export async function legacyIptables(root: string): Promise<TarEntry[]> {
  const moduleFiles = (await readdir(join(root, modules))).filter((name) => name.endsWith(".so")).sort();
  const needed = await libraryClosure(root, [program, ...moduleFiles.map((name) => `${modules}/${name}`)]);
  return [
    ...["usr/", "usr/sbin/", "usr/bin/", "usr/lib/", "usr/lib64/", `${libraries}/`, `${modules}/`, "run/", "var/", "tmp/"].map((path) => ({ path, directory: true as const })),
    ...["bin", "sbin", "lib", "lib64"].map((path) => ({ path, linkTo: `usr/${path}` })),
    { path: "var/run", linkTo: "../run" },
    { path: program, content: await readFile(join(root, program)), mode: 0o755 },
    ...names.map((name) => ({ path: `usr/sbin/${name}`, linkTo: basename(program) })),
    ...(await files(moduleFiles.map((name) => [`${modules}/${name}`, join(root, modules, name)]))),
    ...(await files(needed.map((name) => [`${libraries}/${name}`, findLibrary(root, name)]))),
    { path: "usr/lib64/ld-linux-x86-64.so.2", linkTo: "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" },
  ];
}

async function files(list: readonly (readonly [path: string, source: string])[]): Promise<TarEntry[]> {
  return Promise.all(list.map(async ([path, source]) => ({ path, content: await readFile(await realpath(source)), mode: 0o755 })));
}

/** All libraries the programs need, directly or not, by name; the dynamic loader among them. */
async function libraryClosure(root: string, programs: readonly string[]): Promise<string[]> {
  const found = new Set(["ld-linux-x86-64.so.2"]);
  let next = programs.map((path) => join(root, path));
  while (next.length > 0) {
    const fresh = neededLibraries(await run("objdump", ["-p", ...next])).filter((name) => !found.has(name));
    for (const name of fresh) found.add(name);
    next = fresh.map((name) => findLibrary(root, name));
  }
  return [...found].sort();
}

/** The NEEDED entries in the output of `objdump -p` of any number of files, each once. */
export function neededLibraries(objdump: string): string[] {
  return [...new Set([...objdump.matchAll(/^\s+NEEDED\s+(\S+)$/gm)].map((match) => match[1]!))];
}

function findLibrary(root: string, name: string): string {
  const path = [libraries, "lib/x86_64-linux-gnu"].map((folder) => join(root, folder, name)).find((file) => existsSync(file));
  if (!path) throw new Error(`iptables-legacy needs ${name}, which is in none of the packages ${iptablesPackages.join(", ")}: add the package that has it to lab/images/legacyIptables.ts`);
  return path;
}
