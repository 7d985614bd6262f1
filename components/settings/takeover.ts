// How long the VIP is nobody's when its holder dies.
import type { LeaderElectionSettings } from "./settings";

/** A follower's next look at the lease comes up to this many retry periods later (client-go's jitter, 1.2, after a wait of one). */
const RETRIES = 2.2;

/** Seconds from the death of the holder until another may have taken the lease at the latest. */
export function takeoverSeconds({ leaseDurationSeconds, retryPeriodSeconds }: Pick<LeaderElectionSettings, "leaseDurationSeconds" | "retryPeriodSeconds">): number {
  return leaseDurationSeconds + RETRIES * retryPeriodSeconds;
}
