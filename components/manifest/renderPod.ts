// renderPod: settings and one host become kube-vip's static Pod. Pure.
import type { Settings } from "../settings/settings";
import { ACCESS_FOLDER } from "../stateFolder";
import { caFile } from "./caFile";
import { environment } from "./environment";
import { mergePatch } from "./mergePatch";
import { type PeersFile, peersFile } from "./peersFile";
import type { Container, Pod } from "./pod";

/** Where kube-vip looks for its kubeconfig in the container: a constant in every supported version (pkg/manager/manager.go). */
export const KUBECONFIG_IN_CONTAINER = "/etc/kubernetes/admin.conf";
const FOLDER_IN_CONTAINER = "/etc/kubernetes";

/** The Pod's name and namespace, as kube-vip's generator writes them. kubelet adds the Node's name. */
export const POD_NAME = "kube-vip";
export const POD_NAMESPACE = "kube-system";

/** On every Pod, so that the upgrade guide's `-l app=kube-vip` finds it; the generator sets none. */
export const STANDARD_LABELS: Readonly<Record<string, string>> = { app: "kube-vip", "app.kubernetes.io/name": "kube-vip" };

/**
 * The static Pod of one host. Secrets, and what was neither given nor follows from the settings, stay placeholders.
 * Throws when `hostKey` is no key of `settings.hosts`; everything else is the checks' business.
 */
export function renderPod(settings: Settings, hostKey: string): Pod {
  if (!Object.hasOwn(settings.hosts, hostKey)) throw new Error(`There is no host "${hostKey}" in the settings; there are ${Object.keys(settings.hosts).join(", ")}.`);
  const { pod } = settings;
  const peers = peersFile(settings.bgp);
  const annotations = { ...pod.annotations, ...peers.annotations };
  const rendered: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: POD_NAME,
      namespace: POD_NAMESPACE,
      labels: { ...STANDARD_LABELS, ...pod.labels },
      ...(isEmpty(annotations) ? {} : { annotations }),
    },
    spec: {
      containers: [container(settings, hostKey, peers)],
      // kube-vip dials https://kubernetes:<port>, a name in the API server's certificate, which must be this host.
      hostAliases: [{ ip: "127.0.0.1", hostnames: ["kubernetes"] }],
      hostNetwork: true,
      ...(pod.priorityClassName ? { priorityClassName: pod.priorityClassName } : {}),
      volumes: [kubeconfigVolume(settings), ...peers.volumes, ...caFile(settings.bgp).volumes],
    },
  };
  return pod.patch ? (mergePatch(rendered, pod.patch) as Pod) : rendered;
}

function container(settings: Settings, hostKey: string, peers: PeersFile): Container {
  const { requests, limits } = settings.pod;
  const resources = { ...(isEmpty(requests) ? {} : { requests }), ...(isEmpty(limits) ? {} : { limits }) };
  return {
    name: "kube-vip",
    image: settings.image.reference,
    imagePullPolicy: settings.image.pullPolicy,
    // An empty variable does not switch metrics off, since kube-vip takes it for unset; the argument does.
    args: ["manager", ...(settings.metrics.enabled ? [] : ["--prometheusHTTPServer", ""]), ...peers.args],
    env: environment(settings, hostKey),
    ...(isEmpty(resources) ? {} : { resources }),
    securityContext: securityContext(settings),
    volumeMounts: [{ name: "kubeconfig", mountPath: settings.scopedAccess ? FOLDER_IN_CONTAINER : KUBECONFIG_IN_CONTAINER, readOnly: true }, ...peers.volumeMounts, ...caFile(settings.bgp).volumeMounts],
  };
}

/**
 * Without a type, the runtime makes a folder where the file is missing, and every later kubeconfig fails to be put there. A login of its own is mounted with its folder: a file's mount would go on
 * showing the certificate from before the renewal, which client-go (cert_rotation.go) otherwise takes up by itself.
 */
function kubeconfigVolume({ scopedAccess, paths }: Settings): Pod["spec"]["volumes"][number] {
  return { name: "kubeconfig", hostPath: scopedAccess ? { path: ACCESS_FOLDER, type: "Directory" } : { path: paths.kubeconfig, type: "File" } };
}

/** Masquerade writes sysctls and netfilter rules, which only a privileged container may; everything else does with two capabilities. */
function securityContext({ loadBalancer }: Settings): Container["securityContext"] {
  if (loadBalancer.enabled && loadBalancer.forwardingMethod === "masquerade") return { privileged: true };
  return { capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] } };
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
