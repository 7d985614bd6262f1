// The example of a cluster that begins, run from a folder of its own where the library is this repository.
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kubeletConfiguration } from "../../lab/kubeadm/config";
import type { StackConfig } from "../../lab/pulumi/project";
import { createWorkspace, type Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { ensureToolchain } from "../../lab/toolchain";
import { kubernetesVersion } from "../../lab/toolchain/goPrograms";
import { programFolder } from "../lab/programFolder";
import { labSettings, REPOSITORY } from "../lab/stack";

/** What kubeadm is told beside what the example knows: the lab's kernel and images. */
export function kubeadmOf(over: object = {}): StackConfig[string] {
  const { apiVersion: _, kind: __, ...kubelet } = kubeletConfiguration;
  return { value: JSON.stringify({ kubernetesVersion, podSubnet: "10.244.0.0/16", skipPhases: ["addon"], flags: "--ignore-preflight-errors=all", kubelet, ...over }) };
}

export async function exampleStack(lab: Lab, over: StackConfig = {}): Promise<{ stack: Workspace; remove(): Promise<void> }> {
  const { dir: program, remove } = await programFolder("bootstrap");
  await cp(join(REPOSITORY, "examples", "bootstrap-kubeadm"), program, { recursive: true, filter: (path) => !path.endsWith("tsconfig.json") });
  const index = join(program, "index.ts");
  await writeFile(index, (await readFile(index, "utf8")).replace('"pulumi-kube-vip"', JSON.stringify(join(REPOSITORY, "components"))));
  const config: StackConfig = {
    vip: { value: lab.vip },
    machines: { value: JSON.stringify(Object.fromEntries(lab.hosts.map(({ name, address }) => [name, address]))) },
    first: { value: "cp1" },
    knownHosts: { value: lab.ssh.knownHosts },
    sshPrivateKey: { value: lab.ssh.privateKey, secret: true },
    settings: labSettings(),
    kubeadm: kubeadmOf(),
    ...over,
  };
  const toolchain = await ensureToolchain(() => {});
  const stack = await createWorkspace({ program, config, toolchain, inside: (command, args) => lab.insideCommand(command, args) });
  return {
    stack,
    remove: async () => {
      await stack.remove();
      await remove();
    },
  };
}
