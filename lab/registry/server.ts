// A process of its own in the lab's namespace: the reading half of the registry API (OCI distribution-spec v1, "Pull") over plain http, from the files of content.ts. Tells each request on standard output.
import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { digestOf, manifestType } from "./content";

const asked = /^\/v2\/((?:[a-z0-9._-]+\/)+)(manifests|blobs)\/([A-Za-z0-9._:-]+)$/;

/** Serves the files below `dir`. */
export function registryServer(dir: string, told: (line: string) => void): Server {
  return createServer((request, response) => {
    const { method = "", url = "" } = request;
    told(`${method} ${url}`);
    if (method !== "GET" && method !== "HEAD") return end(response, 405, {});
    if (url === "/v2/" || url === "/v2") return end(response, 200, {});
    void answer(dir, url, method, response);
  });
}

async function answer(dir: string, url: string, method: string, response: ServerResponse): Promise<void> {
  const [, repository = "", kind = "", ref = ""] = asked.exec(url) ?? [];
  const bytes = url.includes("..") || kind === "" ? undefined : await readFile(join(dir, repository, kind, ref)).catch(() => undefined);
  if (!bytes) return end(response, 404, { "Content-Type": "application/json" }, '{"errors":[{"code":"NOT_FOUND","message":"the lab\'s registry does not have it"}]}');
  const headers = { "Content-Type": kind === "manifests" ? manifestType : "application/octet-stream", "Content-Length": bytes.length, "Docker-Content-Digest": digestOf(bytes) };
  end(response, 200, headers, method === "HEAD" ? undefined : bytes);
}

function end(response: ServerResponse, status: number, headers: Record<string, string | number>, body?: string | Buffer): void {
  response.writeHead(status, { "Docker-Distribution-Api-Version": "registry/2.0", ...headers }).end(body);
}

if (require.main === module) {
  const [dir = "", address = "", port = ""] = process.argv.slice(2);
  registryServer(dir, (line) => console.log(line)).listen(Number(port), address);
}
