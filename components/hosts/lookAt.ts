// One look at one host: the reading script through an open session, parsed into facts.
import type { HostFacts } from "../facts/hostFacts";
import type { Settings } from "../settings/settings";
import { observeCall, observeOptions } from "./observe/observeCall";
import { observeScript } from "./observe/observeScript";
import { parseFacts } from "./observe/parse/facts";
import type { Session } from "./session/api";

export interface LookOptions {
  readonly key: string;
  /** Login name; any but root reads by `sudo -n` where that is allowed. */
  readonly user: string;
  readonly settings: Settings;
  /** Milliseconds for the whole look. */
  readonly deadlineMs: number;
}

/** Reads only. @throws SshError when the session fails, and Error when the host's answer cannot be read */
export async function lookAt(session: Session, { key, user, settings, deadlineMs }: LookOptions): Promise<HostFacts> {
  const sentAt = Date.now();
  const { stdout, stderr, code } = await session.run(observeCall(user, observeOptions(settings, key)), { stdin: observeScript(), deadlineMs });
  try {
    return parseFacts(stdout, { sentAt, receivedAt: Date.now() });
  } catch (error) {
    throw new Error(`${(error as Error).message} (status ${code ?? "of a signal"}${stderr === "" ? "" : `: ${stderr.trim().slice(-300)}`})`, { cause: error });
  }
}
