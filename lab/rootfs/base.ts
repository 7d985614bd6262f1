// The base of every host: a Debian tree by debootstrap, kept in the cache as one tar file.
import { join } from "node:path";
import { cached, type Say } from "../cache";
import { run } from "../machine/run";
import { packages, suite } from "./packages";

/** Path of `base.tar`: Debian with the packages of ./packages. The first time it takes about 90 s and the network. */
export async function ensureBase(say: Say): Promise<string> {
  const dir = await cached("lab-base", [suite, ...packages], buildBase, say);
  return join(dir, "base.tar");
}

async function buildBase(dir: string, say: Say): Promise<void> {
  const tree = join(dir, "tree");
  const mirror = await debianMirror();
  const onLine = (line: string) => line.startsWith("I: ") && say(line.slice(3));
  await run("debootstrap", ["--variant=minbase", `--include=${packages.join(",")}`, suite, tree, ...mirror], { onLine });
  await run("rm", ["-rf", join(tree, "var/cache/apt"), join(tree, "var/lib/apt/lists"), join(tree, "usr/share/doc"), join(tree, "usr/share/man"), join(tree, "usr/share/locale")]);
  say("packing");
  await run("tar", ["--xattrs", "--numeric-owner", "-cf", join(dir, "base.tar"), "-C", tree, "."]);
  await run("rm", ["-rf", tree]);
}

/** The mirror this machine's own apt uses for the same release; none lets debootstrap take its default. */
async function debianMirror(): Promise<string[]> {
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(SITE) $(CODENAME) $(COMPONENT)", "Created-By: Packages"], { reject: false });
  const line = stdout.split("\n").find((l) => l.endsWith(` ${suite} main`));
  return line ? [line.split(" ")[0]!] : [];
}
