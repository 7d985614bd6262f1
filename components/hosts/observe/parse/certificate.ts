// Certificates, read with Node's own parser, so that a host needs no openssl.
import { X509Certificate } from "node:crypto";
import type { CertificateFacts } from "../../../facts/hostFacts";
import { parseAddress } from "../../../settings/addresses";

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/;

/** `CN=kubernetes\nO=x` on one line. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}

/** `DNS:cp1, IP Address:10.0.0.1`; a name that holds a comma is quoted as JSON. */
function namesOf(alternatives: string | undefined): string[] {
  const entries = (alternatives ?? "").match(/[^:,\s][^:]*:(?:"(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)|IP Address:[0-9A-Fa-f.:]+/g) ?? [];
  return entries.flatMap((entry) => {
    const [, kind, value] = /^(DNS|IP Address):(.*?)(?:, )?$/.exec(entry) ?? [];
    if (kind === undefined || value === undefined) return [];
    return [kind === "DNS" ? value : (parseAddress(value)?.text ?? value)];
  });
}

const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);

/** The first certificate of a PEM text: the server's or the client's own. Undefined when there is none; throws when it is broken. */
export function parseCertificate(pem: string): CertificateFacts | undefined {
  const block = BLOCK.exec(pem)?.[0];
  if (block === undefined) return undefined;
  const { subject, issuer, subjectAltName, validFrom, validTo } = new X509Certificate(block);
  return { subject: oneLine(subject), issuer: oneLine(issuer), names: namesOf(subjectAltName), notBefore: seconds(validFrom), notAfter: seconds(validTo) };
}
