// What curl wrote about the questions to the API server: codes in their order, the server's certificate, what failed.
import type { HealthzFacts } from "../../../facts/hostFacts";
import { type Answer, linesOf, Unreadable } from "../answer";
import type { Asked } from "./asked";

/** In the order of the script's curl. */
const QUESTIONS = ["mirror", "node", "nodes", "kube-proxy", "kubeadm", "services", "services-lease", "daemonsets", "rules", "lease", "metrics"] as const;
/** A posted question is answered with 201. */
const ANSWERED = /^20[01]$/;
export type Question = (typeof QUESTIONS)[number];

function questions({ services, servicesLease }: Asked): readonly Question[] {
  return QUESTIONS.filter((question) => (question !== "services" || services) && (question !== "services-lease" || servicesLease));
}

/** `curl: (7) Failed to connect ...` without the prefix; of several lines the first. */
export function curlsWords(text: string): string {
  const line = linesOf(text).find((one) => one.startsWith("curl: ")) ?? "";
  return line.replace(/^curl: (\(\d+\) )?/, "");
}

/** From a line `200 0.012` that may stand among curl's other words. */
export function healthzOf(line: string | undefined, words: string): HealthzFacts {
  const [, code = "000", seconds = "0"] = /(\d{3}) (\d+[.,]\d+)/.exec(line ?? "") ?? [];
  const httpCode = Number(code);
  return { httpCode, latencyMs: Math.round(Number(seconds.replace(",", ".")) * 1000), failure: httpCode === 0 ? curlsWords(words) || "no answer" : "" };
}

export interface ApiAnswers {
  readonly healthz: HealthzFacts;
  /** PEM. */
  readonly certificates: string;
  /** The text of an answer; undefined where it says that there is no such thing. Throws `Unreadable` when there was none. */
  text(question: Question): string | undefined;
  /** The same from JSON. */
  body(question: Question): unknown;
  /** How long the question after the lease took, seconds. */
  readonly metricsSeconds: number;
  /** It was answered, and not by a refusal. */
  has(question: Question): boolean;
}

export function whyNotAsked(answer: Answer): string {
  const program = ["curl", "awk"].find((one) => answer.lines("missing").includes(one));
  if (program !== undefined) return `the program \`${program}\` is not installed on the host`;
  const kind = answer.lines("kubeconfig")[0];
  if (kind !== "file") return kind === "folder" ? "the kubeconfig is a folder" : "there is no kubeconfig";
  const words = linesOf(answer.find("why") ?? "").at(-1);
  return words?.replace(/^host: /, "") ?? "no folder for temporary files could be made on the host, under /run or /tmp";
}

export function readApi(answer: Answer, asked: Asked): ApiAnswers {
  const text = answer.find("api");
  if (text === undefined) throw new Unreadable(whyNotAsked(answer));
  const words = answer.find("api-failure") ?? "";
  const lines = linesOf(text);
  const healthz = healthzOf(lines.find((line) => line.startsWith("healthz ")), words);
  const codes = (lines.find((line) => /^\d{3}( \d{3})*( \d+[.,]\d+)? ?$/.test(line)) ?? "").trim().split(" ");
  const order = questions(asked);
  const code = (question: Question) => codes[order.indexOf(question)] ?? "000";
  const told = (question: Question): string | undefined => {
    const answered = code(question);
    if (ANSWERED.test(answered)) return answer.text(question);
    if (answered === "404") return undefined;
    if (answered === "401" || answered === "403") throw new Unreadable(`the API server refuses it to the kubeconfig's user (${answered})`);
    throw new Unreadable(/^0*$/.test(answered) ? `the API server did not answer: ${curlsWords(words) || "no answer"}` : `the API server answered ${answered}`);
  };
  return {
    healthz,
    certificates: text,
    metricsSeconds: Number(codes[order.length]?.replace(",", ".") ?? 0),
    has: (question) => ANSWERED.test(code(question)),
    text: told,
    body: (question) => {
      const body = told(question);
      return body === undefined ? undefined : (JSON.parse(body) as unknown);
    },
  };
}
