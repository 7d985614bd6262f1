// What makes one host of one lab: names, addresses, keys and certificates, as a tar file that the host reads from its second disk at first boot.
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "../machine/run";
import { hostNames, hostNetwork, lan, type HostName } from "../network/addresses";
import { kubeconfig } from "../pki/kubeconfig";
import { hostKeyTypes } from "../pki/sshKeys";

export interface SeedSources {
  /** Folder of `makeCertificates`. */
  readonly pki: string;
  /** Folder with this host's `ssh_host_<type>_key` pairs. */
  readonly hostKeys: string;
  /** A line of authorized_keys: who may log in as root and as ops. */
  readonly authorizedKey: string;
}

interface SeedFile {
  readonly content: string | Buffer;
  readonly mode: number;
}

/** Writes `<dir>/seed.tar`. */
export async function makeSeed(dir: string, host: HostName, sources: SeedSources): Promise<string> {
  const files = { ...identityFiles(host), ...(await accessFiles(sources)), ...(await clusterFiles(host, sources.pki)) };
  const stage = join(dir, "seed");
  for (const [path, { content, mode }] of Object.entries(files)) {
    await mkdir(dirname(join(stage, path)), { recursive: true });
    await writeFile(join(stage, path), content);
    await chmod(join(stage, path), mode);
  }
  const seed = join(dir, "seed.tar");
  // Files alone: a folder in the archive would give its owner and mode to the host's.
  await run("tar", ["--owner=0", "--group=0", "--no-recursion", "-cf", seed, "-C", stage, ...Object.keys(files)]);
  await rm(stage, { recursive: true });
  return seed;
}

/** Host name, neighbours, and the variables that the host's units read. */
export function identityFiles(host: HostName): Record<string, SeedFile> {
  const all = hostNames.map(hostNetwork);
  const self = hostNetwork(host);
  const neighbours = all.flatMap(({ name, address, address6 }) => [`${address} ${name}`, `${address6} ${name}`]);
  const variables = {
    LAB_HOST: host,
    LAB_ADDRESS: self.address,
    LAB_ADDRESS6: self.address6,
    LAB_GATEWAY: lan.gateway,
    LAB_GATEWAY6: lan.gateway6,
    LAB_ETCD_MEMBERS: all.map(({ name, address }) => `${name}=http://${address}:2380`).join(","),
  };
  return {
    "etc/hostname": { content: `${host}\n`, mode: 0o644 },
    "etc/hosts": { content: `${["127.0.0.1 localhost", "::1 localhost", ...neighbours].join("\n")}\n`, mode: 0o644 },
    "etc/lab/host.env": { content: `${Object.entries(variables).map(([name, value]) => `${name}=${value}`).join("\n")}\n`, mode: 0o644 },
  };
}

async function accessFiles({ hostKeys, authorizedKey }: SeedSources): Promise<Record<string, SeedFile>> {
  const files: Record<string, SeedFile> = {};
  for (const name of hostKeyTypes.map((type) => `ssh_host_${type}_key`)) {
    files[`etc/ssh/${name}`] = { content: await readFile(join(hostKeys, name)), mode: 0o600 };
    files[`etc/ssh/${name}.pub`] = { content: await readFile(join(hostKeys, `${name}.pub`)), mode: 0o644 };
  }
  // sshd reads ops' file as ops, so it must be readable to others; its folder is not.
  for (const home of ["root", "home/ops"]) files[`${home}/.ssh/authorized_keys`] = { content: `${authorizedKey}\n`, mode: 0o644 };
  return files;
}

/** kubeadm's layout, and beside it the role's: its kubeconfig is /etc/kubernetes/admin.kubeconfig. */
async function clusterFiles(host: HostName, pki: string): Promise<Record<string, SeedFile>> {
  const names = ["ca.crt", "ca.key", "sa.key", "sa.pub", ...["apiserver", "apiserver-kubelet-client"].flatMap((name) => [`${name}.crt`, `${name}.key`])];
  const sources = { ...Object.fromEntries(names.map((name) => [name, name])), "kubelet.crt": `kubelet-${host}.crt`, "kubelet.key": `kubelet-${host}.key` };
  const files: Record<string, SeedFile> = {};
  for (const [name, source] of Object.entries(sources)) {
    files[`etc/kubernetes/pki/${name}`] = { content: await readFile(join(pki, source)), mode: name.endsWith(".key") ? 0o600 : 0o644 };
  }
  // As kubeadm writes it with the VIP as the control plane's endpoint: it does not work before there is a VIP.
  const admin = await kubeconfig(pki, "admin", `https://${lan.vips[0]}:6443`);
  const kubelet = await kubeconfig(pki, `kubelet-${host}`, "https://127.0.0.1:6443");
  for (const [name, content] of [["admin.conf", admin], ["admin.kubeconfig", admin], ["kubelet.conf", kubelet]] as const) {
    files[`etc/kubernetes/${name}`] = { content, mode: 0o600 };
  }
  return files;
}
