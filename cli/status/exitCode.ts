// What `status` exits with, for scripts and monitoring.
import type { Verdict } from "./clusterStatus";

export const EXIT_CODES: Readonly<Record<Verdict, number>> = { healthy: 0, degraded: 1, down: 2, unseen: 3 };

/** Also where nothing could be looked at, as with wrong settings. */
export const NOT_LOOKED = EXIT_CODES.unseen;

export const EXIT_CODE_HELP = `
Exit code: 0 healthy; 1 the VIP answers, but something is wrong; 2 the VIP does not answer; 3 could not look.`;
