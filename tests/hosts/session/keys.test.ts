// Fingerprints of whatever a server may show.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { fingerprint } from "../../../components/hosts/session/keys";
import { printable } from "../../../components/hosts/session/words";
import { publicKey } from "../../settings/keys";

it("are those of ssh-keygen", () => {
  const key = publicKey("ssh-ed25519");
  const [, base64] = key.split(" ");
  const printed = execFileSync("ssh-keygen", ["-l", "-f", "-"], { input: key, encoding: "utf8" }).split(" ")[1];
  expect(fingerprint(Buffer.from(base64!, "base64"))).toBe(`ssh-ed25519 ${printed}`);
});

it("never fail, and what servers say is short and printable", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => expect(fingerprint(Buffer.from(bytes))).toMatch(/ SHA256:[A-Za-z0-9+/]{43}$/)));
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => expect(printable(text)).toMatch(/^\P{Cc}{0,200}$/u)));
});
