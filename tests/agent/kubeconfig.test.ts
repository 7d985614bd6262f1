// Taking a kubeconfig apart on a host: what it holds, byte by byte, by the awk that is there.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { KUBECONFIG } from "./samples";
import { underEachShell, withLibrary } from "./sandbox";

const encode = (text: string): string => Buffer.from(text).toString("base64");

/** Texts of every length around a group of three, and keys as clusters have them. */
const TEXTS = ["A", "AB", "ABC", "ABCD", ...Array.from({ length: 8 }, (_, index) => randomBytes(20 + index).toString("hex")), ...[2048, 4096].map((modulusLength) => generateKeyPairSync("rsa", { modulusLength, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } }).privateKey)];

underEachShell("a kubeconfig", (shell) => {
  function parts(config: string, more: Record<string, string> = {}): string[] {
    const script = `scratch; kubeconfig=${KUBECONFIG}; open_kubeconfig; for part in ca cert key token; do cat "$run/$part" 2>/dev/null; printf '\\001'; done; printf %s "$login"`;
    return withLibrary(shell, { files: { [KUBECONFIG]: config, ...more } }, script).split("\u0001");
  }

  it("gives CA, certificate and key as they were before they were encoded", () => {
    for (const [at, text] of TEXTS.entries()) {
      const [ca, cert, key] = [text, TEXTS[(at + 1) % TEXTS.length]!, TEXTS[(at + 2) % TEXTS.length]!];
      expect(parts(`clusters:\n- cluster:\n    certificate-authority-data: ${encode(ca)}\nusers:\n- user:\n    client-certificate-data: "${encode(cert)}"\n    client-key-data: '${encode(key)}'\n`)).toEqual([ca, cert, key, "", "certificate"]);
    }
  });

  it("gives what the files hold that it names, also beside it", () => {
    const config = "clusters:\n- cluster:\n    certificate-authority: pki/ca.pem\nusers:\n- user:\n    client-certificate: /etc/x/cert.pem\n    client-key: /etc/x/key.pem\n";
    expect(parts(config, { "/etc/kubernetes/pki/ca.pem": "CA", "/etc/x/cert.pem": "CERT", "/etc/x/key.pem": "KEY" })).toEqual(["CA", "CERT", "KEY", "", "certificate"]);
  });

  it("gives a token where there is no certificate, and of several of each the first", () => {
    expect(parts(`    certificate-authority-data: ${encode("one")}\n    certificate-authority-data: ${encode("two")}\n    token: abc\n    token: def\n`)).toEqual(["one", "", "", "Authorization: Bearer abc\n", "token"]);
  });
});
