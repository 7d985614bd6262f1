// All families, in an order that leaves what restarts something for the end; and which ids they bring about.
import { addressFamily } from "./addresses";
import { clusterFamily } from "./cluster";
import { controlPlaneFamily } from "./controlPlanes";
import { kubeconfigFamily } from "./kubeconfigs";
import { kubeVipFamily } from "./kubeVips";
import { ipv6Family, machineFamily } from "./machines";
import type { Family, Stage } from "./provocation";
import { servicesFamily } from "./services";
import { settingsFamily } from "./settings";

export const FAMILIES: readonly Family[] = [settingsFamily, kubeconfigFamily, clusterFamily, servicesFamily, addressFamily, machineFamily, ipv6Family, kubeVipFamily, controlPlaneFamily];

/** Ids that the suite brings about, read without a lab. */
export function provokedIds(): string[] {
  const nowhere = { lab: { vip: "10.77.0.100", hosts: [] }, owner: "", holder: "cp1", second: "cp2", third: "cp3" } as unknown as Stage;
  return [...new Set(FAMILIES.flatMap(({ provocations }) => provocations.flatMap(({ finds }) => Object.keys(finds(nowhere)))))];
}
