// The ways between the versions that the lab has, and what the plan is to tell of each.

export interface Step {
  readonly from: string;
  readonly to: string;
  /** Variables that are new, get another value or go, in the words of the plan. */
  readonly told: readonly string[];
  /** Names of variables that one of the two manifests has and the other has not. */
  readonly differing: readonly string[];
}

export const FIRST = "v0.9.2";

/** There and back. The scale of `vip_loglevel` and the name of the mask changed before these (since v0.8.10 and v0.9.0), so `dhcp_mode` is all that differs. */
export const STEPS: readonly Step[] = [
  { from: "v0.9.2", to: "v1.0.0", told: [], differing: [] },
  { from: "v1.0.0", to: "v1.2.1", told: ["dhcp_mode ipv4 is new"], differing: ["dhcp_mode"] },
  { from: "v1.2.1", to: "v1.0.0", told: ["dhcp_mode is no longer set"], differing: ["dhcp_mode"] },
  { from: "v1.0.0", to: "v0.9.2", told: [], differing: [] },
];

/** Why a host changes, in the words of the plan. */
export function reasons({ from, to, told }: Step): string[] {
  return [`image ${imageOf(from)} → ${imageOf(to)}`, ...told];
}

/** Of the variables that differ anywhere, those that the diff of a manifest shows: in quotes, as the reasons of an earlier rollout among the outputs are not. */
export function differingIn(text: string): string[] {
  return [...new Set(STEPS.flatMap(({ differing }) => differing))].filter((name) => text.includes(`"${name}"`));
}

function imageOf(version: string): string {
  return `ghcr.io/kube-vip/kube-vip:${version}`;
}
