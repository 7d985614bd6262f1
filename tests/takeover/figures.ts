// The part of docs/performance.md that this suite measures, as text to be copied there.
import { TAKEOVER_TITLE } from "../../bench/report";
import { type Measured, vipSection } from "../lab/vipSection";

/** @param wanted connections in a second at most */
export function section(measured: readonly Measured[], wanted: number, at: Date): string {
  const on = "Three hosts with keepalived 2.2.7 (VRRP, one advertisement a second); `rollout.takeOver: keepalived`, kube-vip v1.2.1, one `up` each.";
  return vipSection({ title: TAKEOVER_TITLE, on, moves: "Moves of the VIP to another MAC", suite: "takeover", wanted }, measured, at);
}
