// Where the lab's programs come from: Go builds, downloads that may fail, and a real command plugin.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCommandPlugin } from "../../lab/toolchain/commandPlugin";
import { fetchFile, tryDownload } from "../../lab/toolchain/downloads";
import { buildArguments, goModules } from "../../lab/toolchain/goBuild";
import { crictl, etcd, kubeadm, kubeApiserver, kubeControllerManager, kubelet, kubeScheduler, kubeVip, kubeVipVersions, nodejsLanguageHost, pulumiCli } from "../../lab/toolchain/goPrograms";
import { isAtLeast } from "../../lab/toolchain/pulumiCli";
import { run } from "../../lab/toolchain/run";
import { which } from "../../lab/toolchain/which";

const saved = { ...process.env };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lab-sources-"));
  Object.assign(process.env, { PULUMI_KUBE_VIP_LAB_CACHE: join(root, "cache"), PULUMI_HOME: join(root, "home"), PATH: "/usr/bin:/bin" });
  delete process.env.LAB_COMMAND_PLUGIN;
  delete process.env.LAB_OFFLINE_TOOLCHAIN;
});
afterEach(() => {
  process.env = { ...saved };
  rmSync(root, { recursive: true, force: true });
});

function plugin(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pulumi-resource-command"), "#!/bin/sh\n");
  chmodSync(join(folder, "pulumi-resource-command"), 0o755);
  return folder;
}

describe("a Go program", () => {
  const all = [kubelet, kubeApiserver, kubeadm, kubeControllerManager, kubeScheduler, etcd, crictl, pulumiCli, nodejsLanguageHost, ...kubeVipVersions.map(kubeVip)];
  test.each(all.map((program) => [`${program.name} ${program.version}`, program] as const))("%s is pinned by its wrapper module, hash included", (_name, program) => {
    const [mod, sum] = ["go.mod", "go.sum"].map((file) => readFileSync(join(goModules, program.module, file), "utf8"));
    const required = [...mod!.matchAll(/^(?:require)?\s+(\S+) (v\S+)/gm)].filter(([, path]) => `${program.main}/`.startsWith(`${path}/`));
    expect(required.map(([, , version]) => version)).toEqual([program.version]);
    expect(sum).toMatch(new RegExp(`^${required[0]![1]!.replaceAll(".", "\\.")} ${program.version} h1:`, "m"));
  });
  test("is told its version and tags", () => {
    expect(buildArguments(pulumiCli)).toEqual(["build", "-ldflags", "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0", "-tags", "osusergo,grpcnotrace"]);
    expect(buildArguments(kubeVip("v1.0.0"))).toEqual(["build", "-ldflags", "-s -w -X main.Version=v1.0.0 -X main.Build=lab"]);
  });
});

describe("a download", () => {
  test("that failed is told with its reason, and not tried again the same day", async () => {
    const attempt = jest.fn(async () => {
      throw new Error("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
    });
    const lines: string[] = [];
    expect(await tryDownload("thing v1", (line) => lines.push(line), attempt)).toBeUndefined();
    expect(await tryDownload("thing v1", (line) => lines.push(line), attempt)).toBeUndefined();
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(lines).toEqual(["thing v1 cannot be downloaded here (fetch failed: getaddrinfo ENOTFOUND); not tried again for a day"]);
  });
  test("is tried again when the failure is older than a day", async () => {
    await tryDownload("thing", () => {}, () => Promise.reject(new Error("no")));
    const memory = join(root, "cache/failed-downloads/thing.json");
    writeFileSync(memory, JSON.stringify({ at: new Date(Date.now() - 25 * 3600_000).toISOString(), reason: "no" }));
    expect(await tryDownload("thing", () => {}, async () => "there")).toBe("there");
    expect(existsSync(memory)).toBe(false);
  });
  test("is not tried at all with LAB_OFFLINE_TOOLCHAIN=1", async () => {
    process.env.LAB_OFFLINE_TOOLCHAIN = "1";
    expect(await tryDownload("thing", () => {}, async () => "there")).toBeUndefined();
  });
  test("gives the body, and fails on an error status", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/there" ? 200 : 404;
      response.end("body");
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await fetchFile(`${url}/there`, 5)).toString()).toBe("body");
      await expect(fetchFile(`${url}/gone`, 5)).rejects.toThrow("/gone answered 404");
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe("the command plugin", () => {
  test("comes from LAB_COMMAND_PLUGIN before PATH, and from PATH before PULUMI_HOME", async () => {
    const home = plugin(join(root, "home/plugins/resource-command-v1.2.1"));
    expect(await findCommandPlugin()).toEqual({ kind: "real", path: home, version: "1.2.1", from: "PULUMI_HOME" });
    const onPath = plugin(join(root, "bin"));
    process.env.PATH += `:${onPath}`;
    expect(await findCommandPlugin()).toEqual({ kind: "real", path: onPath, version: undefined, from: "PATH" });
    const named = plugin(join(root, "named"));
    process.env.LAB_COMMAND_PLUGIN = named;
    expect(await findCommandPlugin()).toEqual({ kind: "real", path: named, version: undefined, from: "LAB_COMMAND_PLUGIN" });
  });
  test("in PULUMI_HOME is the newest one that is installed completely", async () => {
    const plugins = join(root, "home/plugins");
    plugin(join(plugins, "resource-command-v1.0.9"));
    const newest = plugin(join(plugins, "resource-command-v1.0.10"));
    writeFileSync(`${plugin(join(plugins, "resource-command-v1.9.0"))}.partial`, "");
    mkdirSync(join(plugins, "resource-command-v2.0.0"));
    plugin(join(plugins, "resource-random-v9.0.0"));
    expect(await findCommandPlugin()).toMatchObject({ path: newest, version: "1.0.10" });
  });
  test("that cannot be had leaves the stand-in, and the reason says where was looked", async () => {
    expect(await findCommandPlugin()).toEqual({ kind: "stand-in", reason: expect.stringContaining(join(root, "home/plugins")) });
  });
  test("missing from the folder the user named is an error, not a silent stand-in", async () => {
    process.env.LAB_COMMAND_PLUGIN = root;
    await expect(findCommandPlugin()).rejects.toThrow(`LAB_COMMAND_PLUGIN is ${root}, which holds no executable pulumi-resource-command`);
  });
});

test.each([
  ["v3.259.0", "3.248.0", true],
  ["v3.248.0", "3.248.0", true],
  ["v3.99.12", "3.248.0", false],
  ["v4.0.0-alpha.1", "3.248.0", true],
  ["", "3.248.0", false],
])("a CLI of version %s serves an SDK of %s: %s", (cli, sdk, answer) => {
  expect(isAtLeast(cli, sdk)).toBe(answer);
});

describe("running a program", () => {
  test("gives its output without the last newline", async () => {
    expect(await run("printf", ["a\\nb\\n"])).toBe("a\nb");
  });
  test("tells the command, the status and what it said when it fails", async () => {
    await expect(run("sh", ["-c", "echo why >&2; exit 3"])).rejects.toThrow(/^sh -c .* ended with status 3:\nwhy$/);
  });
  test("ends one that takes too long", async () => {
    await expect(run("sleep", ["60"], { timeoutMs: 50 })).rejects.toThrow("was ended by SIGKILL after at most 0.05 s");
  });
  test("says which program is not there", async () => {
    await expect(run("no-such-program", [])).rejects.toThrow("no-such-program could not be started");
  });
});

test("a program is looked for in PATH's folders in order, and must be executable", () => {
  const [first, second] = [join(root, "first"), plugin(join(root, "second"))];
  mkdirSync(first);
  writeFileSync(join(first, "pulumi-resource-command"), "", { mode: 0o644 });
  expect(which("pulumi-resource-command", `${first}:relative:${second}`)).toBe(join(second, "pulumi-resource-command"));
  expect(which("pulumi-resource-command", first)).toBeUndefined();
});
