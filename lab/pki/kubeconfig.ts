// Kubeconfig files with everything embedded.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";

/** The kubeconfig of the client certificate `<user>.crt` in `pki`, for the API server at `server` (a URL). */
export async function kubeconfig(pki: string, user: string, server: string): Promise<string> {
  const data = async (file: string) => (await readFile(join(pki, file))).toString("base64");
  const [ca, certificate, key] = await Promise.all([data("ca.crt"), data(`${user}.crt`), data(`${user}.key`)]);
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { "certificate-authority-data": ca, server } }],
    users: [{ name: user, user: { "client-certificate-data": certificate, "client-key-data": key } }],
    contexts: [{ name: "lab", context: { cluster: "lab", user } }],
    "current-context": "lab",
  }, { lineWidth: 0 });
}
