// The cluster of a lab as the machine sees it: requests to a host's own API server, with the cluster's CA checked.
import { join } from "node:path";
import { hostNetwork, type HostName } from "../network/addresses";
import type { LabFacts } from "./record";
import { run } from "./run";
import { insideCommand } from "./ssh";

export interface ApiRequest {
  readonly method?: "GET" | "PATCH" | "DELETE";
  /** A JSON merge patch. */
  readonly patch?: unknown;
}

export interface ApiAnswer {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
  /** Why there was no answer, in curl's words. */
  readonly problem: string;
}

/** Asks the API server of one host as the cluster's admin. */
export async function askApi(lab: LabFacts, host: HostName, path: string, { method = "GET", patch }: ApiRequest = {}): Promise<ApiAnswer> {
  const pki = (name: string) => join(lab.dir, "pki", name);
  const [program, args] = insideCommand(lab, "curl", [
    "--silent", "--show-error", "--max-time", "5", "--request", method, "--write-out", "\n%{http_code}",
    "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"),
    ...(patch === undefined ? [] : ["--header", "Content-Type: application/merge-patch+json", "--data", JSON.stringify(patch)]),
    `https://${hostNetwork(host).address}:6443${path}`,
  ]);
  const { stdout, stderr } = await run(program, args, { reject: false });
  const end = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, Math.max(end, 0)), problem: stderr };
}
