// The disk all hosts of all labs share as the lower half of their own: Debian, the control plane's programs, its configuration and images.
import { readdirSync, readFileSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { cached, type Say } from "../cache";
import { run } from "../machine/run";
import { startUml } from "../machine/uml";
import { waitForEnd } from "../machine/processes";
import type { Toolchain } from "../toolchain/types";
import { ensureBase } from "./base";
import { enabled, masked } from "./units";

const filesDir = join(__dirname, "files");
/** Where the package user-mode-linux keeps its modules, one folder per kernel release. */
const modulesDir = "/usr/lib/uml/modules";
const size = "8G";

/** Path of `disk.img`, built first when something in it changed. */
export async function ensureDisk(toolchain: Toolchain, say: Say): Promise<string> {
  const base = await ensureBase(say);
  const programs = [toolchain.kubelet, toolchain.kubeApiserver, toolchain.etcd, toolchain.crictl];
  const archives = toolchain.images.map(({ archive }) => archive);
  // Programs and archives are cache entries, so that their paths stand for their contents.
  const inputs = [base, ...programs, ...archives, ...configurationFiles().flat(), readFileSync(__filename, "utf8"), ...enabled, ...masked, ...(await readdir(modulesDir))];
  const dir = await cached("lab-disk", inputs, async (work) => {
    const tree = join(work, "tree");
    await mkdir(tree);
    say("unpacking the base");
    await run("tar", ["--xattrs", "--numeric-owner", "-xf", base, "-C", tree]);
    await installPrograms(tree, toolchain);
    await configure(tree);
    say("making the file system");
    const image = join(work, "disk.img");
    await run("truncate", ["-s", size, image]);
    await run("mkfs.ext4", ["-q", "-F", "-m", "0", "-d", tree, image]);
    await rm(tree, { recursive: true });
    say("importing the images");
    await importImages(work, image, archives, toolchain.umlShim);
  }, say);
  return join(dir, "disk.img");
}

function configurationFiles(): [path: string, content: string][] {
  const entries = readdirSync(filesDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => [relative(filesDir, path), readFileSync(path, "utf8")]);
}

async function installPrograms(tree: string, { kubelet, kubeApiserver, etcd, crictl }: Toolchain): Promise<void> {
  for (const [source, name] of [[kubelet, "kubelet"], [kubeApiserver, "kube-apiserver"], [etcd, "etcd"], [crictl, "crictl"]] as const) {
    await run("install", ["-m", "755", source, join(tree, "usr/local/bin", name)]);
  }
  await mkdir(join(tree, "opt/kubernetes/bin"), { recursive: true });
  await symlink("/usr/local/bin/crictl", join(tree, "opt/kubernetes/bin/crictl"));
  await mkdir(join(tree, "opt/cni"), { recursive: true });
  await symlink("/usr/lib/cni", join(tree, "opt/cni/bin"));
  await mkdir(join(tree, "usr/lib/modules"), { recursive: true });
  for (const release of await readdir(modulesDir)) {
    await cp(join(modulesDir, release), join(tree, "usr/lib/modules", release), { recursive: true });
    await run("chroot", [tree, "depmod", release]);
  }
}

async function configure(tree: string): Promise<void> {
  await cp(filesDir, tree, { recursive: true });
  await run("chown", ["-R", "root:root", ...configurationFiles().map(([path]) => join(tree, path))]);
  // git keeps no mode but "executable", and sudo refuses a file that others may write.
  await chmod(join(tree, "etc/sudoers.d/ops"), 0o440);
  await run("chroot", [tree, "useradd", "--create-home", "--shell", "/bin/bash", "--password", "*", "ops"]);
  for (const [dir, owner] of [["root/.ssh", "root"], ["home/ops/.ssh", "ops"]] as const) {
    await run("chroot", [tree, "install", "-d", "-m", "700", "-o", owner, "-g", owner, `/${dir}`]);
  }
  await mkdir(join(tree, "etc/kubernetes/manifests"), { recursive: true, mode: 0o755 });
  await mkdir(join(tree, "etc/kubernetes/pki"), { recursive: true });
  // The kernel has no nf_tables for IPv4 or IPv6: only the legacy programs work.
  for (const name of ["iptables", "ip6tables"]) await run("chroot", [tree, "update-alternatives", "--set", name, `/usr/sbin/${name}-legacy`]);
  await run("chroot", [tree, "systemctl", "--quiet", "enable", ...enabled]);
  await run("chroot", [tree, "systemctl", "--quiet", "mask", ...masked]);
  await run("chroot", [tree, "systemctl", "--quiet", "set-default", "multi-user.target"]);
  // Debian greets each login with a script, ssh commands included.
  await rm(join(tree, "etc/update-motd.d"), { recursive: true });
  // What would be the same on every host, or belongs to the machine that built it.
  for (const path of ["etc/fstab", "etc/machine-id", "etc/resolv.conf"]) await writeFile(join(tree, path), "");
  const hostKeys = (await readdir(join(tree, "etc/ssh"))).filter((name) => name.startsWith("ssh_host_"));
  for (const path of [...hostKeys.map((name) => join("etc/ssh", name)), "var/lib/containerd"]) await rm(join(tree, path), { recursive: true, force: true });
  await mkdir(join(tree, "var/lib/etcd"), { mode: 0o700 });
  await mkdir(join(tree, "var/lib/lab"));
}

/** Boots the new disk once with `lab-import-images` as init. The hosts' own kernel does it, so the machine needs no containerd. */
async function importImages(work: string, image: string, archives: readonly string[], shim: string): Promise<void> {
  const stage = join(work, "images");
  await mkdir(stage);
  for (const [n, archive] of archives.entries()) await symlink(archive, join(stage, `${n}.tar`));
  const second = join(work, "images.tar");
  await run("tar", ["--dereference", "-cf", second, "-C", stage, "."]);
  const log = join(work, "import.log");
  const disks = [{ file: image }, { file: second, readOnly: true }];
  const machine = await startUml({ shim, disks, controlDir: join(work, "uml"), parameters: ["init=/usr/local/sbin/lab-import-images"] }, log);
  await waitForEnd(machine, 300_000);
  const said = await readFile(log, "utf8");
  if (!said.includes("lab-import-images: done")) throw new Error(`the images could not be imported into the lab's disk. The last the host said:\n${said.slice(-2000)}`);
  await rm(second);
  await rm(stage, { recursive: true });
  await rm(join(work, "uml"), { recursive: true, force: true });
}
