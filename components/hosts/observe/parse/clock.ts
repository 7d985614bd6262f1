// The host's clock against the observer's, and what the host's other times are in.
import { type Answer, Unreadable } from "../answer";

/** When the observer sent the script and when the last of the answer came, by its own clock, milliseconds since the epoch. */
export interface ExchangeTimes {
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface HostClock {
  readonly uptimeSeconds: number;
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  /** The host's wall clock at a time since its boot, seconds since the epoch. */
  epochAt(uptimeSeconds: number): number;
}

/** Of a look that does not read it: no time that comes from it means anything. */
export const UNREAD_CLOCK: HostClock = { uptimeSeconds: 0, offsetMs: 0, uncertaintyMs: Infinity, epochAt: () => 0 };

/** `date +%s%N`; a date that knows no nanoseconds prints whole seconds. */
function epochOf(text: string): { seconds: number; doubt: number } {
  if (/^\d{19}$/.test(text)) return { seconds: Number(text.slice(0, 10)) + Number(text.slice(10)) / 1e9, doubt: 0 };
  const whole = /^(\d{10})\D*$/.exec(text)?.[1];
  if (whole === undefined) throw new Unreadable(`the host's \`date\` prints \`${text.slice(0, 40)}\``);
  return { seconds: Number(whole) + 0.5, doubt: 0.5 };
}

/** The clock is read when the script begins; what it did afterwards is no part of the round trip. */
export function readClock(answer: Answer, { sentAt, receivedAt }: ExchangeTimes): HostClock {
  const [before = "", date = "", after = ""] = answer.text("clock").trim().split(" ");
  const { seconds, doubt } = epochOf(date);
  const readAt = (Number(before) + Number(after)) / 2;
  const end = answer.find("end");
  const spentMs = end === undefined ? 0 : Math.max(0, Number(end.trim()) - readAt) * 1000;
  const answeredAt = Math.max(sentAt, receivedAt - spentMs);
  return {
    uptimeSeconds: Number(before),
    offsetMs: Math.round(seconds * 1000 - (sentAt + answeredAt) / 2),
    // the uptime counts hundredths
    uncertaintyMs: Math.ceil((answeredAt - sentAt) / 2 + doubt * 1000 + (Number(after) - Number(before)) * 500 + 10),
    epochAt: (uptime) => seconds + uptime - readAt,
  };
}
