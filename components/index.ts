// What programs import from pulumi-kube-vip.
export { KubeVip } from "./kubeVip";
export type { HostStatus } from "./outputs";
export type { Agreement, Proof, WitnessResult } from "./plan/proof";
export type { RolloutHost, RolloutReport } from "./plan/rolloutReport";
export type { Healthz } from "./plan/verdict";
export type { KubeVipArgs } from "./settings/args";
export * from "./settings/choices";
export type * from "./settings/bootstrapArgs";
export type * from "./settings/featureArgs";
export type * from "./settings/podArgs";
export type * from "./settings/rolloutArgs";
export type * from "./settings/sshArgs";
