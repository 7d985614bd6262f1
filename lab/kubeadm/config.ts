// kubeadm's configuration for hosts of the lab (kubeadm.k8s.io/v1beta4).
import { stringify } from "yaml";
import { withPort } from "../../components/settings/addresses";
import { hostNetwork, lan, type HostName } from "../network/addresses";
import { kubernetesVersion } from "../toolchain/goPrograms";

/** Fixed, so that the commands for all hosts can be written before the first of them runs. They open nothing but a lab. */
const bootstrapToken = "abcdef.0123456789abcdef";
const certificateKey = "0123456789abcdef".repeat(4);

const apiVersion = "kubeadm.k8s.io/v1beta4";

/** Three hosts share two processors: what takes seconds elsewhere takes minutes here. */
const timeouts = {
  controlPlaneComponentHealthCheck: "10m0s",
  kubeletHealthCheck: "10m0s",
  kubernetesAPICall: "5m0s",
  etcdAPICall: "5m0s",
  tlsBootstrap: "10m0s",
  discovery: "10m0s",
};

const port = 6443;

function localAPIEndpoint(host: HostName) {
  return { advertiseAddress: hostNetwork(host).address, bindPort: port };
}

function nodeRegistration(host: HostName) {
  return {
    criSocket: "unix:///run/containerd/containerd.sock",
    imagePullPolicy: "IfNotPresent",
    kubeletExtraArgs: [{ name: "node-ip", value: hostNetwork(host).address }],
  };
}

/** For a test that writes a configuration of its own, too. The kernel of user-mode Linux has no cpuset controller. kubeadm drops an empty `enforceNodeAllocatable`, and kubelet's default would not start: hence "none". */
export const kubeletConfiguration = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: false,
  enforceNodeAllocatable: ["none"],
  failSwapOn: false,
};

/** Text of the file for `kubeadm init` on that host, with `--upload-certs`: its certificates are for `kubeadmJoinConfig`. */
export function kubeadmInitConfig(host: HostName): string {
  return documents(
    {
      apiVersion,
      kind: "InitConfiguration",
      bootstrapTokens: [{ token: bootstrapToken, ttl: "24h0m0s", usages: ["signing", "authentication"], groups: ["system:bootstrappers:kubeadm:default-node-token"] }],
      certificateKey,
      localAPIEndpoint: localAPIEndpoint(host),
      nodeRegistration: nodeRegistration(host),
      timeouts,
    },
    {
      apiVersion,
      kind: "ClusterConfiguration",
      kubernetesVersion,
      controlPlaneEndpoint: withPort(lan.vips[0], port),
      networking: { serviceSubnet: "10.96.0.0/16", podSubnet: "10.244.0.0/16" },
    },
    kubeletConfiguration,
  );
}

/**
 * Text of the file for `kubeadm join` as a control plane. kubelet's configuration comes from the cluster.
 * The CA is believed at first sight: its hash is not known before `init` has run.
 */
export function kubeadmJoinConfig(host: HostName): string {
  return documents({
    apiVersion,
    kind: "JoinConfiguration",
    discovery: { bootstrapToken: { token: bootstrapToken, apiServerEndpoint: withPort(lan.vips[0], port), unsafeSkipCAVerification: true } },
    controlPlane: { localAPIEndpoint: localAPIEndpoint(host), certificateKey },
    nodeRegistration: nodeRegistration(host),
    timeouts,
  });
}

function documents(...objects: object[]): string {
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n");
}
