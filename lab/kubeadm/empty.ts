// Hosts of a lab without their control plane, for a real kubeadm to make one.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { command } from "../../components/hosts/quote";
import { cacheRoot, type Say } from "../cache";
import type { Lab } from "../session";
import { ensureKubeadm } from "../toolchain/kubeadm";

const script = readFileSync(join(__dirname, "empty.sh"), "utf8");
const limitMs = 300_000;

/**
 * Takes etcd, API server, kubelet, certificates and Nodes from all hosts at once and leaves what an administrator prepares for kubeadm: containerd, the
 * kubelet's package (enabled, not started), an empty /etc/kubernetes/manifests, kubeadm on PATH, and the images it would pull.
 *
 * Takes about 35 s. The lab's own view of its cluster ends with it (`waitReady`, `kubeconfig`, `caCertificate`, `resetHosts()` in place), until
 * `resetHosts({ reinstall: true })`. It can be called again on what kubeadm made, but addresses, IPVS and files elsewhere stay.
 * @param say gets what is built, which happens once on a machine. Default: nobody listens.
 * @throws with the host and what it said.
 */
export async function emptyForKubeadm(lab: Lab, say: Say = () => {}): Promise<void> {
  const { kubeadm, images } = await ensureKubeadm(say);
  const root = cacheRoot();
  const files = [kubeadm, ...images.map(({ archive }) => archive)].map((path) => relative(root, path));
  await Promise.all(lab.hosts.map(({ name }) => lab.on(name, command(["sh", "-s", root, ...files]), { input: script, timeoutMs: limitMs })));
}
