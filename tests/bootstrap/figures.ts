// The part of docs/performance.md that this suite measures, as text to be copied there.
import { LOGINS_TITLE } from "../../bench/report";
import { type Measured, vipSection } from "../lab/vipSection";
import { SHORT_LEASES } from "../lab/stack";

/** @param wanted connections in a second at most */
export function section(measured: readonly Measured[], wanted: number, at: Date): string {
  const on = `On three control planes that a real kubeadm made; kube-vip v1.2.1, a lease of ${Object.values(SHORT_LEASES).join("/")} s.`;
  return vipSection({ title: LOGINS_TITLE, on, moves: "Moves of the VIP", suite: "bootstrap", wanted }, measured, at);
}
