// A cluster's certificates, as kubeadm would lay them out, made with openssl 3 and valid for ten years.
import { mkdir } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { run } from "../machine/run";
import { apiServerAddresses, hostNames, hostNetwork } from "../network/addresses";

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "3650"];

interface Request {
  readonly name: string;
  readonly subject: string;
  /** DNS names and addresses. */
  readonly sans?: readonly string[];
}

/** Subjects are what Kubernetes' authorizers read: system:masters, and system:node:<name> in system:nodes. */
export function certificateRequests(): Request[] {
  const dnsNames = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost", ...hostNames];
  return [
    { name: "apiserver", subject: "/CN=kube-apiserver", sans: [...dnsNames, ...apiServerAddresses()] },
    { name: "apiserver-kubelet-client", subject: "/O=system:masters/CN=kube-apiserver-kubelet-client" },
    { name: "admin", subject: "/O=system:masters/CN=kubernetes-admin" },
    ...hostNames.map(hostNetwork).map(({ name, address, address6 }) => ({
      name: `kubelet-${name}`,
      subject: `/O=system:nodes/CN=system:node:${name}`,
      sans: [name, address, address6],
    })),
  ];
}

export function subjectAltName(sans: readonly string[]): string {
  return `subjectAltName=${sans.map((san) => `${isIP(san) ? "IP" : "DNS"}:${san}`).join(",")}`;
}

/** Fills `dir` with ca, sa (the key of service accounts), and one .crt and .key for each of `certificateRequests`. */
export async function makeCertificates(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(dir, name);
  const ca = ["req", "-x509", ...newKey, "-subj", "/CN=kubernetes", "-keyout", path("ca.key"), "-out", path("ca.crt")];
  await Promise.all([run("openssl", ca), makeServiceAccountKey(path)]);
  await Promise.all(certificateRequests().map((request) => sign(path, request)));
}

async function sign(path: (name: string) => string, { name, subject, sans }: Request): Promise<void> {
  const extensions = ["basicConstraints=critical,CA:FALSE", "keyUsage=digitalSignature", "extendedKeyUsage=serverAuth,clientAuth", ...(sans ? [subjectAltName(sans)] : [])];
  await run("openssl", [
    "req", "-x509", "-CA", path("ca.crt"), "-CAkey", path("ca.key"), ...newKey, "-subj", subject,
    ...extensions.flatMap((extension) => ["-addext", extension]),
    "-keyout", path(`${name}.key`), "-out", path(`${name}.crt`),
  ]);
}

async function makeServiceAccountKey(path: (name: string) => string): Promise<void> {
  await run("openssl", ["genrsa", "-out", path("sa.key"), "2048"]);
  await run("openssl", ["rsa", "-in", path("sa.key"), "-pubout", "-out", path("sa.pub")]);
}
