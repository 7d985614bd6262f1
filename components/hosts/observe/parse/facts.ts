// From the answer of the observing script to the facts of a host. Parts that cannot be told become gaps; only an answer that is none at all is an error.
import type { HostFacts } from "../../facts/hostFacts";
import { Answer } from "./answer";
import { type ExchangeTimes, readClock } from "./parse/clock";
import { readFiles } from "./parse/files";
import { readSysctls, readSystem } from "./parse/system";

/** Throws when the output is not that of the script. */
export function parseFacts(output: string, times: ExchangeTimes): HostFacts {
  const answer = Answer.parse(output);
  const clock = readClock(answer, times);
  const files = readFiles(answer);
  return { system: readSystem(answer, files, clock), sysctls: readSysctls(files), gaps: [] };
}
