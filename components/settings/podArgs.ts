// The Pod, its image, and where and how long things happen on the hosts: arguments.
import type { Input } from "@pulumi/pulumi";
import type { PullPolicy } from "./choices";

/** The kube-vip image: `registry/repository:version`, with `@digest` when given. */
export interface ImageArgs {
  /** kube-vip version, `v0.8.0` to `v1.2.3`. Decides which variables are written. Default `v1.2.3`. */
  version?: Input<string>;
  /** Default `ghcr.io`. */
  registry?: Input<string>;
  /** Default `kube-vip/kube-vip`, and `kube-vip/kube-vip-iptables` where the forwarding method and version need iptables. */
  repository?: Input<string>;
  /** The whole reference, for images named in another way; `registry` and `repository` are then not used. `version` must still say what it holds. */
  reference?: Input<string>;
  /** `sha256:...`, added to the reference. */
  digest?: Input<string>;
  /** Default `IfNotPresent`. */
  pullPolicy?: Input<PullPolicy>;
  /**
   * Before any manifest changes, see on all hosts that the image is there and built for the host's processors: it is pulled where it is missing (with `Always` in any case, with `Never` it must be there).
   * False leaves it to kubelet, one host after the other, where only kubelet may log in to the registry. Default true.
   */
  beforehand?: Input<boolean>;
  /** Absolute path, on the hosts, of an archive with the image (`docker save`, or OCI). Where the image is missing, it is imported from there, and no registry is asked. Default none. */
  archive?: Input<string>;
}

/** Files and folders on the hosts; absolute paths. Defaults are the distribution's. */
export interface PathArgs {
  /** Folder of Kubernetes' configuration (the role's `kube_base_dir`). Default `/etc/kubernetes`. */
  kubernetes?: Input<string>;
  /** kubelet's static Pod folder. Default `<kubernetes>/manifests`. */
  manifests?: Input<string>;
  /** Name of the manifest file: no leading dot, no slash. Default `kube-vip.yaml`. */
  manifestName?: Input<string>;
  /** The kubeconfig that kube-vip uses, a regular file. Default `<kubernetes>/admin.conf` (kubeadm), `<kubernetes>/admin.kubeconfig` (binary). */
  kubeconfig?: Input<string>;
  /** Folder whose `bin` holds crictl or docker (the role's `base_dir`); PATH is searched too. Default `/opt/kubernetes`. */
  programs?: Input<string>;
}

/** What users add to the Pod. */
export interface PodArgs {
  /** Labels beside `app.kubernetes.io/name: kube-vip` and `app: kube-vip`. */
  labels?: Input<Record<string, Input<string>>>;
  /** Annotations. */
  annotations?: Input<Record<string, Input<string>>>;
  /** CPU and memory the container asks for: resource name to quantity (`{ cpu: "50m", memory: "64Mi" }`). */
  requests?: Input<Record<string, Input<string>>>;
  /** CPU and memory the container may use at most. */
  limits?: Input<Record<string, Input<string>>>;
  /** Default `system-node-critical`. An empty text leaves it out. */
  priorityClassName?: Input<string>;
  /** Environment variables beside those that the settings write; each must be a name which this kube-vip version reads, and none that is written already. */
  environment?: Input<Record<string, Input<string>>>;
  /** A JSON merge patch (RFC 7396) of the Pod, applied last. What it breaks, no check finds. Plain data: maps, lists, texts, numbers, booleans, null. */
  patch?: Input<Record<string, unknown>>;
}

/** Bounds in seconds, each 5 to 3600. */
export interface TimeoutArgs {
  /** From the manifest's write until kubelet runs it and the VIP answers; then the last good manifest is put back. Default 120. */
  applySeconds?: Input<number>;
  /** For a host that watches the VIP until it answers as it should. Default 60. */
  proofSeconds?: Input<number>;
  /** For looking at a host before anything is done, connection included, 1 to 600: what a preview without a way to the hosts takes. Default 15. */
  observeSeconds?: Input<number>;
  /** From the manifest's removal until the container is gone. Default 60. */
  removeSeconds?: Input<number>;
  /** For pulling the image, or importing it from `image.archive`, on all hosts at once, before any manifest changes. Default 600. */
  pullSeconds?: Input<number>;
}
