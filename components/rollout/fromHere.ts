// The VIP as the machine sees it that runs the program: fresh connections over TLS, checked against the cluster's CA.
import { request } from "node:https";
import type { FromHere } from "../plan/rolloutReport";

/** Milliseconds for one connection. */
const LIMIT = 4000;

export interface Question {
  /** `https://192.168.1.100:6443/healthz` */
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

/** All VIPs at once. That one of them is not reached from here says nothing of the other: the machine may know IPv4 only. @param urls by VIP */
export async function askAllFromHere(urls: Readonly<Record<string, string>>, question: Omit<Question, "url">): Promise<FromHere> {
  const vips = Object.keys(urls);
  const seen = await Promise.all(vips.map((vip) => askFromHere({ ...question, url: urls[vip]! })));
  const reached = seen.filter(({ answered }) => answered > 0);
  const [first, ...others] = reached.length > 0 ? reached : seen;
  if (first === undefined) throw new RangeError("there is no VIP to be asked");
  const unreached = vips.filter((_, index) => seen[index]!.answered === 0);
  const counted = reached.length > 0 ? reached : [first];
  const sum = (of: "asked" | "answered") => counted.reduce((total, one) => total + one[of], 0);
  return {
    url: first.url,
    httpCode: [first, ...others].find(({ httpCode }) => httpCode !== 200)?.httpCode ?? first.httpCode,
    latencyMs: Math.max(...counted.map(({ latencyMs }) => latencyMs)),
    failure: seen.find(({ failure }) => failure !== "")?.failure ?? "",
    asked: sum("asked"),
    answered: sum("answered"),
    ...(vips.length > 1 && unreached.length > 0 ? { unreached } : {}),
  };
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
