// What another TypeScript project gets when it installs the packed library.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { run } from "../../lab/machine/run";
import { operations } from "../../lab/pulumi/events";
import { createWorkspace, type WorkspaceOptions } from "../../lab/pulumi/workspace";
import { findCommandPlugin } from "../../lab/toolchain/commandPlugin";
import { ensurePulumi } from "../../lab/toolchain/pulumiCli";
import { PRIVATE_KEY } from "../settings/keys";
import { KNOWN_HOSTS } from "../settings/samples";
import { compile, type Consumers, makeConsumers } from "./consumer";
import { outputsOf, UNKNOWN } from "./outputs";

const MINUTE = 60_000;
jest.setTimeout(5 * MINUTE);

let consumers: Consumers;
let toolchain: WorkspaceOptions["toolchain"];
const complaints: Record<string, string> = {};
const kinds = ["esm", "commonjs"] as const;

beforeAll(async () => {
  const pulumi = await ensurePulumi((line) => process.stderr.write(`${line}\n`));
  toolchain = { ...pulumi, commandPlugin: await findCommandPlugin({ pulumi: pulumi.pulumi }) };
  consumers = await makeConsumers();
  for (const kind of kinds) complaints[kind] = await compile(consumers[kind]);
}, 20 * MINUTE);
afterAll(() => consumers?.remove());

/** Runs JavaScript in a project, as the kind of module that the project has, and parses what it prints. */
async function evaluate(kind: (typeof kinds)[number], code: string): Promise<unknown> {
  const type = kind === "esm" ? "module" : "commonjs";
  return JSON.parse((await run(process.execPath, [`--input-type=${type}`, "-e", code], { cwd: consumers[kind] })).stdout) as unknown;
}

describe("the packed file", () => {
  it("holds the built library, README, changelog and licence, and nothing else", () => {
    const paths = consumers.packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith("dist/")).sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    expect(paths.filter((path) => !/^dist\/(components|cli|stack)\/.*\.(js|mjs|d\.ts|d\.mts|sh)$/.test(path) && path.startsWith("dist/"))).toEqual([]);
  });

  it("holds the files that package.json names", () => {
    const paths = consumers.packed.files.map(({ path }) => `./${path}`);
    const { main, types, exports, bin } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { main: string; types: string; exports: Record<string, unknown>; bin: Record<string, string> };
    const named = JSON.stringify([main, types, exports, bin]).match(/\.\/[^"]*(?=")/g)!.filter((path) => /\.\w+$/.test(path));
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it("brings no @pulumi/kubernetes, and no second @pulumi/pulumi", () => {
    expect(existsSync(join(consumers.esm, "node_modules/@pulumi/kubernetes"))).toBe(false);
    expect(existsSync(join(consumers.esm, "node_modules/pulumi-kube-vip/node_modules"))).toBe(false);
  });
});

describe.each(kinds)("a project of kind %s", (kind) => {
  it("type-checks a program that uses the library, strictly, and has its mistakes found", () => expect(complaints[kind]).toBe(""));

  it("loads the same classes, whichever way it imports them", async () => {
    const load = kind === "esm" ? 'import { createRequire } from "node:module"; const required = createRequire(process.cwd() + "/")("pulumi-kube-vip"); const imported = await import("pulumi-kube-vip");' : 'const required = require("pulumi-kube-vip"); import("pulumi-kube-vip").then((imported) => {';
    const compare = "console.log(JSON.stringify({ names: Object.keys(imported), different: Object.keys(required).filter((name) => required[name] !== imported[name]) }))";
    const { names, different } = (await evaluate(kind, `${load}${compare}${kind === "esm" ? "" : "})"}`)) as { names: string[]; different: string[] };
    expect(names).toEqual(expect.arrayContaining(["KubeVip", "Mode", "ForwardingMethod"]));
    expect(different).toEqual([]);
  });

  it("loads few packages beside Pulumi's SDK, and of its own nothing that looks at hosts", async () => {
    const cache = kind === "esm" ? 'const { createRequire } = await import("node:module"); const cache = createRequire(process.cwd() + "/").cache;' : "const cache = require.cache;";
    const sdk = kind === "esm" ? 'await import("@pulumi/pulumi");' : 'require("@pulumi/pulumi");';
    const ours = kind === "esm" ? 'await import("pulumi-kube-vip");' : 'require("pulumi-kube-vip");';
    const code = `${cache}${sdk} const before = new Set(Object.keys(cache)); ${ours} console.log(JSON.stringify(Object.keys(cache).filter((file) => !before.has(file))))`;
    const files = (await evaluate(kind, code)) as string[];
    const packages = new Set(files.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
    expect([...packages].sort()).toEqual(["@pulumi/command", "fastest-levenshtein", "ipaddr.js", "pulumi-kube-vip", "yaml", "zod"]);
    expect(files.filter((file) => /components\/(hosts\/(session|observe\/parse)|plan\/findings\/checks|knowledge\/(fromHosts|judge))/.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes("components/knowledge/"))).not.toEqual([]);
  });

  it("previews without a host: endpoint, VIP, port and manifests are known, what only hosts can tell is not", async () => {
    const config = { sshKey: { value: PRIVATE_KEY, secret: true }, knownHosts: { value: KNOWN_HOSTS } };
    const stack = await createWorkspace({ program: consumers[kind], toolchain, config });
    try {
      const { events } = await stack.preview();
      const { manifests, ...outputs } = outputsOf(events);
      expect(outputs).toEqual({ isComponent: true, endpoint: "https://192.168.1.100:6443", vip: "192.168.1.100", port: 6443, holder: UNKNOWN, holders: UNKNOWN, hosts: UNKNOWN, healthz: UNKNOWN });
      expect(Object.values(manifests as Record<string, string>).map((text) => (parse(text) as { kind: string }).kind)).toEqual(["Pod", "Pod", "Pod"]);
      expect(new Set(operations(events).map(({ op }) => op))).toEqual(new Set(["create"]));
      expect(operations(events).map(({ name }) => name)).toEqual(expect.arrayContaining(["prod", "prod-host-cp1", "prod-host-cp2-agent", "prod-host-cp3-witness", "prod-health"]));
    } finally {
      await stack.remove();
    }
  });
});

describe("the part that needs @pulumi/kubernetes", () => {
  it("is an entry of its own, which is loaded with that package alone", async () => {
    const load = (kind: (typeof kinds)[number], code: string) => run(process.execPath, [`--input-type=${kind === "esm" ? "module" : "commonjs"}`, "-e", code], { cwd: consumers[kind], reject: false });
    for (const { stderr, exitCode } of [await load("esm", 'await import("pulumi-kube-vip/services")'), await load("commonjs", 'require("pulumi-kube-vip/services")')]) {
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain("Cannot find module '@pulumi/kubernetes/");
    }
    symlinkSync(join(__dirname, "../../node_modules/@pulumi/kubernetes"), join(consumers.esm, "node_modules/@pulumi/kubernetes"));
    symlinkSync(join(__dirname, "../../node_modules/@pulumi/kubernetes"), join(consumers.commonjs, "node_modules/@pulumi/kubernetes"));
    const names = "console.log(JSON.stringify(Object.keys(services).sort()))";
    expect(await evaluate("esm", `import * as services from "pulumi-kube-vip/services"; ${names}`)).toEqual(["AddressPool", "ServicesAccess"]);
    expect(await evaluate("commonjs", `const services = require("pulumi-kube-vip/services"); ${names}`)).toEqual(["AddressPool", "ServicesAccess"]);
  });
});

describe("the package's command", () => {
  const settings = { vip: "192.168.1.100", hosts: { cp1: { address: "192.168.1.11" }, cp2: { address: "192.168.1.12" } } };
  const render = (content: unknown) => {
    const file = join(consumers.commonjs, "settings.yaml");
    writeFileSync(file, JSON.stringify(content));
    return run(join(consumers.commonjs, "node_modules", ".bin", "pulumi-kube-vip"), ["render", file], { reject: false });
  };

  it("renders the manifests of a settings file", async () => {
    const { stdout, exitCode } = await render(settings);
    expect(exitCode).toBe(0);
    expect(parseAllDocuments(stdout).map((document) => (document.toJS() as { kind: string }).kind)).toEqual(["Pod", "Pod"]);
  });

  it("refuses settings with a mistake, by name", async () => {
    const { stderr, exitCode } = await render({ ...settings, vip: "192.168.1.300" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("192.168.1.300");
  });
});
