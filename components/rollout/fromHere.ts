// The VIP as the machine sees it that runs the program: fresh connections over TLS, checked against the cluster's CA.
import { request } from "node:https";
import type { FromHere } from "../plan/rolloutReport";

/** Milliseconds for one connection. */
const LIMIT = 4000;

export interface Question {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  /** Connections, one after the other; the first that is not answered is the last. Default 1. */
  readonly times?: number;
  readonly limitMs?: number;
}

/** Never rejects: whoever runs the program need not reach the VIP. Proxies in the environment are not asked, as they are not by any witness. */
export async function askFromHere({ url, ca, times = 1, limitMs = LIMIT }: Question): Promise<FromHere> {
  let seen: FromHere = { url, httpCode: 0, latencyMs: 0, failure: "", asked: 0, answered: 0 };
  while (seen.asked < times && seen.failure === "") {
    const start = performance.now();
    const { httpCode, failure = "" }: Answer = await ask(url, ca, limitMs).catch((error: Error) => ({ httpCode: 0, failure: error.message }));
    const latencyMs = Math.max(seen.latencyMs, Math.round(performance.now() - start));
    seen = { url, httpCode, latencyMs, failure, asked: seen.asked + 1, answered: seen.answered + (failure === "" ? 1 : 0) };
  }
  return seen;
}

interface Answer {
  readonly httpCode: number;
  readonly failure?: string;
}

function ask(url: string, ca: string, limitMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, agent: false, signal: AbortSignal.timeout(limitMs) }, (answer) => {
      answer.resume();
      resolve({ httpCode: answer.statusCode ?? 0 });
    });
    asked.once("error", (error) => reject(error.name === "AbortError" || error.name === "TimeoutError" ? new Error(`no answer within ${limitMs / 1000} s`) : error));
    asked.end();
  });
}
