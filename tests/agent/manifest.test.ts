// The manifest on the host: read by awk, and completed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { fillPlaceholders, fromYaml, renderManifest } from "../../components/manifest";
import { CONTROL_CHARACTERS } from "../../components/settings/words";
import { secretLines } from "../../components/inputs/secretLines";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { settings } from "../arbitraries/settings";
import { bgpArgs } from "../settings/samples";
import { ETH0 } from "./programs";
import { forEachText, LIBRARY, onHost, type Outcome, type Shell, underEachShell, withLibrary } from "./sandbox";
import { arpManifest, bgpManifest, secretManifest, STATE } from "./samples";

const GOLDEN = join(__dirname, "../manifest/golden");
const golden = readdirSync(GOLDEN).filter((name) => name.endsWith(".yaml")).map((name) => readFileSync(join(GOLDEN, name), "utf8"));

/** What kube-vip will see, by the parser of the library. */
function variablesOf(yaml: string): string[] {
  const { args, env } = fromYaml(yaml).spec.containers[0]!;
  return [...args.filter((argument) => argument.startsWith("--config-file=")), ...env.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`]))];
}

/** What the agent reads of each manifest. */
function readByAgent(shell: Shell, manifests: readonly string[]): string[][] {
  return forEachText(shell, manifests, "settings_of $file").map((text) => text.split("\n").slice(0, -1));
}

underEachShell("the agent's view of a manifest", (shell) => {
  it("is every variable as a YAML parser reads it, for the golden manifests", () => {
    expect(golden.length).toBeGreaterThan(3);
    expect(readByAgent(shell, golden)).toEqual(golden.map(variablesOf));
  });

  it("is the same for any settings with values of printable characters, quotes and backslashes included", () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(..."ab =\\\"'`$#:@%{}[]&*!|>,;~()?<-/", "ü", "€", "😀", "\u00ad") });
    const hostile = fc.tuple(settings, text).map(([any, value]) => ({ ...any, pod: { ...any.pod, environment: { ...any.pod.environment, annotation: value } } }));
    const allowed = hostile.filter((any) => variablesOf(renderManifest(any, Object.keys(any.hosts)[0]!)).every((line) => !CONTROL_CHARACTERS.test(line)));
    fc.assert(fc.property(fc.array(allowed, { minLength: 20, maxLength: 20, size: "max" }), (many) => {
      const manifests = many.map((any) => renderManifest(any, Object.keys(any.hosts)[0]!));
      expect(readByAgent(shell, manifests)).toEqual(manifests.map(variablesOf));
    }), { numRuns: 5, endOnFailure: true });
  });

  it("gives a variable by its whole name, and nothing for one that is not there", () => {
    const files = { "/opt/m": golden[0]! };
    const script = "scratch; load_settings /opt/m; for name in port ort lb_port vip_cidr 'p.rt' address; do setting $name; echo \"$name=$value\"; done";
    expect(withLibrary(shell, { files }, script).split("\n")).toEqual(["port=6443", "ort=", "lb_port=6443", "vip_cidr=", "p.rt=", "address=192.168.1.100", ""]);
  });
});

function filledIn(shell: Shell, manifest: string, lines?: string, setup?: string): [Outcome, string] {
  const files = { "/opt/m": manifest, ...(lines === undefined ? {} : { [`${STATE}/secrets`]: lines }) };
  const [outcome, after] = onHost(shell, { files, setup }, [`. ${LIBRARY}\nscratch; fill_in /opt/m /opt/filled`, "cat /opt/filled"]) as [Outcome, Outcome];
  return [outcome, after.stdout];
}

function withPassword(password: string): ResolvedArgs {
  const args = bgpArgs();
  return { ...args, bgp: { as: 65000, peer: { address: "192.168.1.254", as: 65001, password } } };
}

underEachShell("a manifest, completed on the host,", (shell) => {
  it("gets the interface whose network holds the VIP", () => {
    const [{ status }, text] = filledIn(shell, arpManifest, undefined, ETH0);
    expect([status, text]).toEqual([0, fillPlaceholders(arpManifest, { interface: "eth0" })]);
  });

  it("gets it also where only the last patch of the Pod asks for it", () => {
    const patched = arpManifest.replace("@kube-vip:interface@", "eth0").replace("metadata:\n", 'metadata:\n  annotations:\n    devices: "@kube-vip:interface@,@kube-vip:interface@"\n');
    expect(filledIn(shell, patched, undefined, ETH0)).toEqual([expect.objectContaining({ status: 0 }), fillPlaceholders(patched, { interface: "eth0" })]);
  });

  it("is refused where no interface's network holds the VIP, and nothing is written", () => {
    const [{ status, stderr }, text] = filledIn(shell, arpManifest);
    expect([status, text]).toEqual([1, ""]);
    expect(stderr).toMatch(/^host: no interface's network holds the VIP 192\.168\.1\.100\. .* The host was not changed\.\n$/);
  });

  it.each(["&", "\\", "\\\\1", "a\\n", "\"quoted\"", "it's", "$HOME `id`", "a=b=c", " blanks ", "ü€😀", "%s", "|,:/"])("gets the password %j as it is", (password) => {
    const manifest = secretManifest.replaceAll("@kube-vip:secret:bgp-0@", "@kube-vip:secret:bgp-peer@");
    const [{ status, stderr }, text] = filledIn(shell, manifest, secretLines(withPassword(password)));
    expect([status, stderr, text]).toEqual([0, "", fillPlaceholders(manifest, { passwords: { peer: password } })]);
  });

  it("is refused, not filled in for ever, when a password is a placeholder itself", () => {
    const mark = "@kube-vip:secret:bgp-0@";
    const [{ status, stderr }] = filledIn(shell, secretManifest, `bgp-0=${mark}\n`);
    expect([status, stderr]).toEqual([1, expect.stringContaining("names a secret")]);
  });

  it.each([["none", undefined], ["others only", "bgp-1=x\n"]])("is refused when the host was given %s of its secrets", (_, lines) => {
    const [{ status, stderr }, text] = filledIn(shell, secretManifest, lines);
    expect([status, text]).toEqual([1, secretManifest]);
    expect(stderr).toContain("names a secret that this host was not given");
  });

  it("is the same text when there is nothing to fill in", () => {
    expect(filledIn(shell, bgpManifest, "bgp-0=x\n")[1]).toBe(bgpManifest);
  });
});
