// Certificates of a lab's own authority, as nobody would want them: out of date, about to end, for other names.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../lab/machine/run";
import { kubeconfig } from "../../../lab/pki/kubeconfig";
import type { Lab } from "../../../lab/session";

export interface Wanted {
  /** File name, too. */
  readonly name: string;
  readonly subject: string;
  /** `DNS:cp1,IP:10.0.0.1`. */
  readonly names?: string;
  /** From now; negative: past. */
  readonly daysLeft: number;
}

export interface Signed {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** A kubeconfig with both. */
  readonly kubeconfig: string;
}

const CONFIG = `[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
rand_serial = yes
policy = any
default_md = sha256
copy_extensions = copy
unique_subject = no
[any]
organizationName = optional
commonName = supplied
`;

function asn1Time(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`;
}

/** By openssl's small authority, since only that takes dates. */
export async function sign(lab: Lab, { name, subject, names, daysLeft }: Wanted): Promise<Signed> {
  const pki = join(lab.dir, "pki");
  const dir = join(lab.dir, `signed-${name}`);
  await mkdir(dir, { recursive: true });
  await Promise.all([writeFile(join(dir, "ca.cnf"), CONFIG), writeFile(join(dir, "index.txt"), ""), writeFile(join(dir, "ca.crt"), await readFile(join(pki, "ca.crt")))]);
  const openssl = (args: readonly string[]) => run("openssl", args, { cwd: dir });
  await openssl(["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-subj", subject, ...(names === undefined ? [] : ["-addext", `subjectAltName=${names}`]), "-addext", "extendedKeyUsage=serverAuth,clientAuth", "-keyout", `${name}.key`, "-out", `${name}.csr`]);
  await openssl(["ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", join(pki, "ca.crt"), "-keyfile", join(pki, "ca.key"), "-startdate", asn1Time(-100), "-enddate", asn1Time(daysLeft), "-in", `${name}.csr`, "-out", `${name}.crt`]);
  const text = (end: string) => readFile(join(dir, `${name}.${end}`), "utf8");
  return { certificate: await text("crt"), key: await text("key"), kubeconfig: await kubeconfig(dir, name, `https://${lab.vip}:6443`) };
}
