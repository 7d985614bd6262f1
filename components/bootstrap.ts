// The order of a cluster that begins: the first host prepared, `kubeadm init`, the VIP proven there, the other hosts joined.
import type { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneHost, ControlPlaneHostInputs } from "./controlPlaneHost";
import { hostResourceName } from "./resourceNames";
import type { BootstrapArgs } from "./settings/bootstrapArgs";

/** Makes the host with that key, whose agent comes after what is given. */
type Make = (key: string, order?: Pick<ControlPlaneHostInputs, "bootstrap" | "after">) => ControlPlaneHost;

export interface Hosts {
  /** In the order of the keys. */
  readonly hosts: readonly ControlPlaneHost[];
  /** What must be done beside all agents before a host is given what is to last. */
  readonly started: readonly remote.Command[];
}

/** Resources that serve the beginning alone. */
export function beginningNames(component: string, bootstrap: BootstrapArgs | undefined): readonly string[] {
  return bootstrap === undefined ? [] : (["-prepared", "-started"] as const).map((part) => hostResourceName(component, bootstrap.host, part));
}

/** Without `bootstrap` all hosts at once. None of these edges moves in later runs, and none leads from one host's change to another's, whose order is the rollout's. */
export function hostsInOrder(bootstrap: BootstrapArgs | undefined, keys: readonly string[], make: Make): Hosts {
  if (bootstrap === undefined || !keys.includes(bootstrap.host)) return { hosts: keys.map((key) => make(key)), started: [] };
  const first = make(bootstrap.host, { bootstrap: true });
  const started = first.start([bootstrap.init(first.prepare())]);
  const hosts = keys.map((key) => (key === bootstrap.host ? first : make(key, { after: [bootstrap.join(key, started)] })));
  return { hosts, started: [started] };
}

/** Where no kube-vip is wanted, the program's own resources for kubeadm are made all the same: to leave them out would delete them. */
export function clusterWithout(bootstrap: BootstrapArgs, keys: readonly string[], component: pulumi.Resource): void {
  bootstrap.init(component);
  for (const key of keys.filter((one) => one !== bootstrap.host)) bootstrap.join(key, component);
}
