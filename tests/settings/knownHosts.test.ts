// known_hosts as sshd(8) describes it: which key is pinned, and why none is.
import { hostKeyProblem, pinnedKey } from "../../components/settings/hostKeys";
import { hostKeyFor, parseKnownHosts } from "../../components/settings/knownHosts";
import { hashedName, publicKey } from "./keys";

const ED = publicKey("ssh-ed25519");
const ECDSA = publicKey("ecdsa-sha2-nistp256");
const RSA = publicKey("ssh-rsa");
const salt = Buffer.alloc(20, 7);

function ask(text: string, address = "cp1.example.org", port = 22) {
  const { key, problem } = hostKeyFor(parseKnownHosts(text), address, port);
  return key ?? problem?.id;
}

it.each<readonly [string, string, string, number, string]>([
  ["a plain name", `cp1.example.org ${ED}`, "cp1.example.org", 22, ED],
  ["a name in other case", `CP1.Example.org ${ED}`, "cp1.EXAMPLE.org", 22, ED],
  ["one of a list", `other,cp1.example.org,10.0.0.1 ${ED} comment here`, "10.0.0.1", 22, ED],
  ["a port in brackets", `[cp1.example.org]:2222 ${ED}`, "cp1.example.org", 2222, ED],
  ["the bare name when the port has no line", `cp1.example.org ${ED}`, "cp1.example.org", 2222, ED],
  ["the port's line before the bare name's", `cp1.example.org ${publicKey("ssh-ed25519", 9)}\n[cp1.example.org]:2222 ${ED}`, "cp1.example.org", 2222, ED],
  ["an IPv6 address in another text", `FD00:0::0011 ${ED}`, "fd00::11", 22, ED],
  ["an IPv6 address with a port", `[fd00:0::11]:2222 ${ED}`, "fd00::11", 2222, ED],
  ["a wildcard", `*.example.org ${ED}`, "cp1.example.org", 22, ED],
  ["a question mark", `cp?.example.org ${ED}`, "cp1.example.org", 22, ED],
  ["a hashed name", `${hashedName("cp1.example.org", salt)} ${ED}`, "cp1.example.org", 22, ED],
  ["a hashed name with port", `${hashedName("[cp1.example.org]:2222", salt)} ${ED}`, "cp1.example.org", 2222, ED],
  ["Windows line ends, comments and blank lines", `# a comment\r\n\r\n  cp1.example.org\t${ED}\r\n`, "cp1.example.org", 22, ED],
  ["ed25519 rather than ecdsa or RSA", `cp1.example.org ${RSA}\ncp1.example.org ${ECDSA}\ncp1.example.org ${ED}`, "cp1.example.org", 22, ED],
  ["ecdsa when there is nothing better", `cp1.example.org ${RSA}\ncp1.example.org ${ECDSA}`, "cp1.example.org", 22, ECDSA],
  ["the same key twice", `cp1.example.org ${ED}\n${hashedName("cp1.example.org", salt)} ${ED}`, "cp1.example.org", 22, ED],
  ["the key beside one that is revoked", `@revoked * ${publicKey("ssh-ed25519", 3)}\ncp1.example.org ${publicKey("ssh-ed25519", 3)}\ncp1.example.org ${ED}`, "cp1.example.org", 22, ED],
])("finds %s", (_, text, address, port, key) => {
  expect(ask(text, address, port)).toBe(key);
});

it.each<readonly [string, string, string]>([
  ["no line for the host", `cp2.example.org ${ED}`, "known-hosts-no-key"],
  ["a negated pattern", `*.example.org,!cp1.example.org ${ED}`, "known-hosts-no-key"],
  ["another hashed name", `${hashedName("cp2.example.org", salt)} ${ED}`, "known-hosts-no-key"],
  ["another port's line only", `[cp1.example.org]:2222 ${ED}`, "known-hosts-no-key"],
  ["only RSA", `cp1.example.org ${RSA}`, "known-hosts-rsa"],
  ["a revoked key", `cp1.example.org ${ED}\n@revoked cp1.example.org ${ED}`, "known-hosts-revoked"],
  ["only an authority", `@cert-authority *.example.org ${ED}`, "known-hosts-authority"],
  ["two keys of one kind", `cp1.example.org ${ED}\ncp1.example.org ${publicKey("ssh-ed25519", 2)}`, "known-hosts-ambiguous"],
  ["a key that is cut off", `cp1.example.org ${ED.slice(0, -30)}`, "known-hosts-no-key"],
])("gives no key for %s", (_, text, id) => {
  expect(ask(text)).toBe(id);
});

it("says how to get a key that can be pinned, with the port", () => {
  expect(hostKeyFor(parseKnownHosts(`[cp1]:2222 ${RSA}`), "cp1", 2222).problem).toMatchObject({
    reason: expect.stringContaining("RSA key cannot be pinned") as string, remedy: expect.stringContaining("ssh-keyscan -t ed25519 -p 2222 cp1") as string,
  });
});

it.each([
  ["@unknown cp1 ssh-ed25519 AAAA", "the marker \"@unknown\" is not known"],
  ["cp1 ssh-ed25519", "names, kind of key and key are expected"],
  ["cp1 1024 35 123456789", "it is in the form of SSH protocol 1, which is no longer used"],
  [`cp1 ssh-ed25519 ${ECDSA.split(" ")[1]}`, "the key is not of the kind that is named before it; it may be cut off"],
])("tells why it cannot read %s", (line, reason) => {
  expect(parseKnownHosts(`# first\n${line}`)).toEqual([{ line: 2, reason }]);
});

it("stays fast for a pattern made of wildcards", () => {
  const started = performance.now();
  expect(ask(`${"*a".repeat(2000)} ${ED}`, "a".repeat(250))).toBe("known-hosts-no-key");
  expect(performance.now() - started).toBeLessThan(1000);
});

it("pins kind and key without the comment", () => {
  expect(pinnedKey(` ${ED} root@cp1\n`)).toBe(ED);
  expect(hostKeyProblem(`${ED} root@cp1`, "cp1", 22)).toBeUndefined();
  expect(hostKeyProblem(ECDSA, "cp1", 22)).toBeUndefined();
});
