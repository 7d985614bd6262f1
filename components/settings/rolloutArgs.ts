// Arguments of knowing the hosts and changing them, hand-written for Pulumi's schema inference.
import type { Input } from "@pulumi/pulumi";
import type { TakeOver } from "./choices";

/** How a change reaches the hosts: one at a time, the holder of the VIP last. */
export interface RolloutArgs {
  /** A manifest that failed on a host is refused there until something changes. Any text that was not given at that failure lets it be tried again. */
  retry?: Input<string>;
  /**
   * Consent to a change after which old and new hosts do not go together: VIP, mode, interface, lease, election on or off, how Services are elected. All hosts stop and start anew, so the VIP is away meanwhile.
   * The text that the refusal names, which tells old and new.
   */
  replace?: Input<string>;
  /**
   * For the worst day, when no API server answers (etcd without quorum, certificates that expired) and a corrected manifest must be written all the same: your reason, in a few words. As long as it is given, every changed manifest is
   * written on all hosts at once; no API server, VIP or Pod is waited for, nothing goes back, nothing is proven (`healthz.status` is `emergency`), and what is found about API servers are warnings. Locks, owners and the checks of the
   * settings hold as ever. Take it away as soon as the API servers answer: the next `pulumi up` proves the VIP and restarts nothing. Default none.
   */
  emergency?: Input<string>;
  /**
   * Take the VIP over from this program, which has it on the hosts now, and end it there for good. keepalived: it is ended on the hosts without the VIP first; the host with the VIP goes on having it while keepalived
   * goes and kube-vip comes; when that fails, keepalived gets it back. Needs `mode: arp` and `observe: require`. Does nothing where no keepalived runs, so it may stay. Default: such hosts are refused at preview.
   */
  takeOver?: Input<TakeOver>;
}
