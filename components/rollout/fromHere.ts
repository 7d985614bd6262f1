// The VIP as the machine sees it that runs the program: one question over TLS, checked against the cluster's CA.
import { request } from "node:https";
import type { FromHere } from "../plan/rolloutReport";

/** Milliseconds for the question. */
const LIMIT = 4000;

/** Never rejects: whoever runs the program need not reach the VIP. Proxies in the environment are not asked, as they are not by any witness. */
export async function askFromHere(url: string, ca: string, limitMs = LIMIT): Promise<FromHere> {
  const start = performance.now();
  const answer = await ask(url, ca, limitMs).catch((error: Error) => ({ httpCode: 0, failure: error.message }));
  return { url, failure: "", ...answer, latencyMs: Math.round(performance.now() - start) };
}

function ask(url: string, ca: string, limitMs: number): Promise<{ httpCode: number }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, agent: false, signal: AbortSignal.timeout(limitMs) }, (answer) => {
      answer.resume();
      resolve({ httpCode: answer.statusCode ?? 0 });
    });
    asked.once("error", (error) => reject(error.name === "AbortError" || error.name === "TimeoutError" ? new Error(`no answer within ${limitMs / 1000} s`) : error));
    asked.end();
  });
}
