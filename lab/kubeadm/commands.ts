// Shell commands for hosts that `emptyForKubeadm` prepared: plain text, for `lab.on` and for a Pulumi program's remote.Command alike. Root runs them.
import type { HostName } from "../network/addresses";
import { kubeadmInitConfig, kubeadmJoinConfig } from "./config";

const configFile = "/root/kubeadm.yaml";

/** kubeadm wants two processors, the cpuset controller and its kernel option, of which a host has none. */
const flags = "--ignore-preflight-errors=all";

/**
 * Makes the host the first of a control plane, without CoreDNS and kube-proxy, whose images the lab has not. The VIP must come up meanwhile, that is, kube-vip's
 * manifest lies there before. Takes 60 to 85 s.
 */
export function kubeadmInitCommand(host: HostName): string {
  return withConfig(kubeadmInitConfig(host), `kubeadm init --config ${configFile} --upload-certs --skip-phases=addon ${flags}`);
}

/** Joins the host to the control plane that answers at the VIP. One host after the other: each becomes a member of etcd. Takes 85 to 105 s. */
export function kubeadmJoinCommand(host: HostName): string {
  return withConfig(kubeadmJoinConfig(host), `kubeadm join --config ${configFile} ${flags}`);
}

/** Asks the host's own API server as kubeadm's admin and prints the answer; fails when it refuses. `path` e.g. "/api/v1/nodes". There is no kubectl on a host. */
export function askClusterCommand(path: string): string {
  const pki = "/etc/kubernetes/pki";
  // This certificate has the rights of cluster-admin (group kubeadm:cluster-admins); and kubeadm's API server has no certificate for 127.0.0.1, but for this name.
  return `curl --silent --show-error --fail --max-time 20 --cacert ${pki}/ca.crt --cert ${pki}/apiserver-kubelet-client.crt --key ${pki}/apiserver-kubelet-client.key --resolve kubernetes:6443:127.0.0.1 'https://kubernetes:6443${path}'`;
}

function withConfig(config: string, command: string): string {
  return `(umask 077; cat > ${configFile}) <<'KUBEADM'\n${config}KUBEADM\n${command}\n`;
}
