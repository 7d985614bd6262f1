// The host's own API server.
import type { ApiServerFacts } from "../../../facts/hostFacts";
import { type Answer, linesOf } from "../answer";
import { type ApiAnswers, healthzOf } from "./api";
import { parseCertificate } from "./certificate";
import type { HostClock } from "./clock";
import type { Gaps } from "./gaps";
import { parseLeaseWrites, parseProcessStart } from "./latency";
import type { Asked } from "./asked";

export function readApiServer(answer: Answer, asked: Asked, clock: HostClock, api: ApiAnswers, gaps: Gaps): ApiServerFacts {
  const metrics = answer.find("metrics") ?? "";
  const certificate = gaps.read("apiServer.certificate", () => parseCertificate(api.certificates));
  const leaseWrites = parseLeaseWrites(metrics);
  const started = startOf(answer, clock) ?? parseProcessStart(metrics);
  const gate = answer.find("gate");
  if (certificate === undefined && gaps.list.every(({ part }) => part !== "apiServer.certificate")) {
    gaps.note("apiServer.certificate", api.healthz.httpCode === 0 ? "the API server did not answer" : "showing it needs curl 7.88 or newer, or openssl, on the host");
  }
  if (metrics === "") gaps.note("apiServer.leaseWrites", "the API server's metrics could not be read");
  return {
    url: asked.apiUrl,
    healthz: api.healthz,
    ...(gate === undefined ? {} : { gate: healthzOf(linesOf(gate).find((line) => /^\d{3} \d/.test(line)), gate) }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(leaseWrites === undefined ? {} : { leaseWrites }),
    ...(started === undefined ? {} : { started }),
  };
}

/** Seconds since the epoch; undefined unless there is one process of that name, as inside of k3s there is none. */
function startOf(answer: Answer, clock: HostClock): number | undefined {
  const [ticks, ...more] = linesOf(answer.find("api-server") ?? "");
  return ticks === undefined || more.length > 0 ? undefined : clock.epochAt(Number(ticks) / 100);
}
