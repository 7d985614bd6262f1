// The order of a cluster that begins: the first host prepared, `kubeadm init`, the VIP proven there, the other hosts joined.
import type { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneHost, ControlPlaneHostInputs } from "./controlPlaneHost";
import { hostResourceName } from "./resourceNames";
import type { BootstrapArgs } from "./settings/bootstrapArgs";

/** Makes the host with that key. */
type Make = (key: string, order?: Pick<ControlPlaneHostInputs, "begins" | "after">) => ControlPlaneHost;

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
  const { host, init, join } = bootstrap;
  if (init === undefined || join === undefined) {
    const hosts = keys.map((key) => make(key, { begins: "by others" }));
    return { hosts, started: [hosts[keys.indexOf(host)]!.prepare()] };
  }
  const first = make(host, { begins: "here" });
  const started = first.start([init(first.prepare())]);
  let before: pulumi.Resource = started;
  const joined = (key: string): ControlPlaneHost => make(key, { after: [(before = join(key, before))] });
  return { hosts: keys.map((key) => (key === host ? first : joined(key))), started: [started] };
}

/** Where no kube-vip is wanted, the program's own resources for kubeadm are made all the same: to leave them out would delete them. */
export function clusterWithout({ host, init, join }: BootstrapArgs, keys: readonly string[], component: pulumi.Resource): void {
  let before = init?.(component) ?? component;
  for (const key of keys.filter((one) => one !== host)) before = join?.(key, before) ?? before;
}
