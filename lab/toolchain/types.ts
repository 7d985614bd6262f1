// What the toolchain hands to the rest of the lab.

/** An image as a docker-archive tar, ready for `ctr -n k8s.io images import`. */
export interface ImageArchive {
  /** Full reference, e.g. `ghcr.io/kube-vip/kube-vip:v1.2.1`. */
  readonly reference: string;
  /** Absolute path of the tar file. */
  readonly archive: string;
}

/** Where the plugin `pulumi-resource-command` comes from. */
export type CommandPlugin =
  /** `path`: the folder that holds the executable `pulumi-resource-command`. */
  | { readonly kind: "real"; readonly path: string; readonly version?: string; readonly from: string }
  /** None can be had: the lab's own stand-in is to be used. */
  | { readonly kind: "stand-in"; readonly reason: string };

/** Absolute paths of all programs the lab uses. */
export interface Toolchain {
  /** Folder to put on PATH: `pulumi` and `pulumi-language-nodejs`. */
  readonly pulumi: string;
  /** "path": the user's own; "download": the official one; "go": built from its Go modules. */
  readonly pulumiFrom: "path" | "download" | "go";
  readonly kubelet: string;
  readonly kubeApiserver: string;
  readonly etcd: string;
  readonly crictl: string;
  /** Shared object for LD_PRELOAD of `linux.uml`. */
  readonly umlShim: string;
  readonly images: readonly ImageArchive[];
  readonly commandPlugin: CommandPlugin;
}
