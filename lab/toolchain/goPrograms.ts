// The programs the lab builds from Go modules: where each one's main package is and how it is told its version.

export interface GoProgram {
  /** Name of the executable. */
  readonly name: string;
  /** Folder under gomod/ with the wrapper module (go.mod, go.sum). */
  readonly module: string;
  readonly version: string;
  /** Import path of the main package. */
  readonly main: string;
  /** Variables set by the linker, as in the project's own build. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tags?: string;
  /** Seconds of a cold build on two cores: what a person should expect. */
  readonly coldSeconds: number;
}

export const kubernetesVersion = "v1.34.4";

// Source: Kubernetes hack/lib/version.sh (the variables of k8s.io/component-base/version).
const kubernetesVariables = {
  "k8s.io/component-base/version.gitVersion": kubernetesVersion,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "34",
};

function kubernetesProgram(name: string, coldSeconds: number): GoProgram {
  return { name, module: "kubernetes", version: kubernetesVersion, main: `k8s.io/kubernetes/cmd/${name}`, variables: kubernetesVariables, coldSeconds };
}

export const kubelet = kubernetesProgram("kubelet", 205);
export const kubeApiserver = kubernetesProgram("kube-apiserver", 82);
// Built only for hosts that a test hands to kubeadm (see ./kubeadm), after the two above, with which they share most packages.
export const kubeadm = kubernetesProgram("kubeadm", 40);
export const kubeControllerManager = kubernetesProgram("kube-controller-manager", 45);
export const kubeScheduler = kubernetesProgram("kube-scheduler", 10);

/** Debian's etcd 3.4 does not tell a watch cache how far it is, so that a watch without a resource version (kube-vip's of Nodes and Services) fails until that kind of object is written next. */
export const etcd: GoProgram = { name: "etcd", module: "etcd", version: "v3.6.5", main: "go.etcd.io/etcd/server/v3", variables: {}, coldSeconds: 25 };

// Source: cri-tools v1.34.0 Makefile, GO_LDFLAGS.
export const crictl: GoProgram = {
  name: "crictl", module: "crictl", version: "v1.34.0", main: "sigs.k8s.io/cri-tools/cmd/crictl", variables: { "sigs.k8s.io/cri-tools/pkg/version.Version": "v1.34.0" }, coldSeconds: 23,
};

const sdkVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

// Source of the tags: Pulumi's .goreleaser.yml; without the version the CLI calls itself 3.x-dev and accepts no plugin constraints.
export const pulumiCli: GoProgram = {
  name: "pulumi", module: "pulumi", version: "v3.259.0", main: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", variables: { [sdkVersion]: "v3.259.0" }, tags: "osusergo,grpcnotrace", coldSeconds: 193,
};
/** The last version inside the sdk module; later ones are a module of their own that is not served. Works with CLI 3.259. */
export const nodejsLanguageHost: GoProgram = {
  name: "pulumi-language-nodejs", module: "pulumi-language-nodejs", version: "v3.68.0", main: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", variables: { [sdkVersion]: "v3.68.0" }, coldSeconds: 5,
};

/** kube-vip's versions that are served as Go modules (v0.8.x, v1.2.0 and v1.2.2 onwards are not). */
export const kubeVipVersions = ["v1.2.1", "v1.0.0", "v0.9.2"] as const;
export type KubeVipVersion = (typeof kubeVipVersions)[number];

// Source of the variables: kube-vip's Makefile, LDFLAGS.
export function kubeVip(version: KubeVipVersion): GoProgram {
  return { name: "kube-vip", module: `kube-vip-${version.slice(1)}`, version, main: "github.com/kube-vip/kube-vip", variables: { "main.Version": version, "main.Build": "lab" }, coldSeconds: 90 };
}
