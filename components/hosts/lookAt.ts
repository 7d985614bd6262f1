// One look at one host: the reading script through an open session, parsed into facts.
import type { HostFacts } from "../facts/hostFacts";
import type { Observation } from "../facts/observation";
import type { Settings } from "../settings/settings";
import { observeCall, type ObserveOptions, observeOptions } from "./observe/observeCall";
import { parsing } from "../lazily";
import { observeScript } from "./observe/observeScript";
import type { Session } from "./session/api";
import { Deadline } from "./session/deadline";

export type Scope = Pick<ObserveOptions, "wanted" | "brief" | "known" | "metrics">;

export interface LookOptions {
  readonly key: string;
  /** Login name; any but root reads by `sudo -n` where that is allowed. */
  readonly user: string;
  readonly settings: Settings;
  /** What need not be read. Default: everything is. */
  readonly scope?: Scope;
  /** Called when the host has its question. Not where it does not come to that. */
  readonly onAsked?: () => void;
  /** Milliseconds for the whole look, of `observeHost` with the connecting. */
  readonly deadlineMs: number;
}

/** Reads only. @throws SshError when the session fails, and Error when the host's answer cannot be read */
export async function lookAt(session: Session, { key, user, settings, scope, onAsked, deadlineMs }: LookOptions): Promise<HostFacts> {
  const sentAt = Date.now();
  const { stdout, stderr, code } = await session.run(observeCall(user, { ...observeOptions(settings, key), ...scope }), { stdin: observeScript(), onSent: onAsked, deadlineMs });
  try {
    return parsing().parseFacts(stdout, { sentAt, receivedAt: Date.now() });
  } catch (error) {
    throw new Error(`${(error as Error).message} (status ${code ?? "of a signal"}${stderr === "" ? "" : `: ${stderr.trim().slice(-300)}`})`, { cause: error });
  }
}

/** Connects and looks. Never rejects: a host that cannot be reached or read in time is unseen, with the reason. */
export async function observeHost(connect: () => Promise<Session>, options: LookOptions): Promise<Observation> {
  const deadline = new Deadline(options.deadlineMs);
  try {
    const session = await connect();
    return { kind: "seen", facts: await lookAt(session, { ...options, deadlineMs: deadline.within(Infinity) }) };
  } catch (error) {
    return { kind: "unseen", reason: (error as Error).message };
  }
}
