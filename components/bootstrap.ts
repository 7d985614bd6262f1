// The order of a cluster that begins: the first host prepared, `kubeadm init`, the VIP proven there, the other hosts joined.
import type { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneHost, ControlPlaneHostInputs } from "./controlPlaneHost";
import { hostResourceName } from "./resourceNames";
import type { BootstrapArgs } from "./settings/bootstrapArgs";

const BEGINNING = ["-prepared", "-started"] as const;
type BeginningPart = (typeof BEGINNING)[number];

/** Makes the host with that key. */
type Make = (key: string, order?: Pick<ControlPlaneHostInputs, "begins" | "after">) => ControlPlaneHost;

export interface OrderInputs {
  readonly bootstrap: BootstrapArgs | undefined;
  readonly keys: readonly string[];
  readonly make: Make;
  /** A resource of the beginning, where its host died for good. */
  readonly retired: (part: BeginningPart) => remote.Command;
}

export interface Hosts {
  /** In the order of the keys. */
  readonly hosts: readonly ControlPlaneHost[];
  /** What must be done beside all agents before a host is given what is to last. */
  readonly started: readonly remote.Command[];
}

/** Resources that serve the beginning alone. */
export function beginningNames(component: string, bootstrap: BootstrapArgs | undefined): readonly string[] {
  return bootstrap === undefined ? [] : BEGINNING.map((part) => hostResourceName(component, bootstrap.host, part));
}

/** Without `bootstrap` all hosts at once. None of these edges moves in later runs, and none leads from one host's change to another's, whose order is the rollout's. */
export function hostsInOrder({ bootstrap, keys, make, retired }: OrderInputs): Hosts {
  if (bootstrap === undefined) return { hosts: keys.map((key) => make(key)), started: [] };
  const { host, init, join } = bootstrap;
  const byOthers = init === undefined || join === undefined;
  const first = keys.includes(host) ? make(host, { begins: byOthers ? "by others" : "here" }) : undefined;
  const prepared = first?.prepare() ?? retired("-prepared");
  if (byOthers) return { hosts: keys.map((key) => (key === host && first ? first : make(key, { begins: "by others" }))), started: [prepared] };
  // The program's own resource that ran `kubeadm init` is made as ever, whatever became of its host: to leave it out would delete it.
  const initialized = init(prepared);
  const started = first?.start([initialized]) ?? retired("-started");
  let before: pulumi.Resource = started;
  const joined = (key: string): ControlPlaneHost => make(key, { after: [(before = join(key, before))] });
  return { hosts: keys.map((key) => (key === host && first ? first : joined(key))), started: [started] };
}

/** Where no kube-vip is wanted, the program's own resources for kubeadm are made all the same: to leave them out would delete them. */
export function clusterWithout({ host, init, join }: BootstrapArgs, keys: readonly string[], component: pulumi.Resource): void {
  let before = init?.(component) ?? component;
  for (const key of keys.filter((one) => one !== host)) before = join?.(key, before) ?? before;
}
