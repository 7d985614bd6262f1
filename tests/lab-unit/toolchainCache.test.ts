// The lab's cache: what counts as built, and who builds when several want the same.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { cached, cacheKey, cacheRoot, pruneCache, pruneWholeCache } from "../../lab/cache";

const run = promisify(execFile);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lab-cache-"));
  process.env.PULUMI_KUBE_VIP_LAB_CACHE = root;
});
afterEach(() => {
  delete process.env.PULUMI_KUBE_VIP_LAB_CACHE;
  rmSync(root, { recursive: true, force: true });
});

const hello = async (dir: string) => writeFileSync(join(dir, "hello"), "world");

describe("the cache's folder", () => {
  test("is the lab's own variable, else XDG_CACHE_HOME, else ~/.cache", () => {
    expect(cacheRoot({ PULUMI_KUBE_VIP_LAB_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
    expect(cacheRoot({ XDG_CACHE_HOME: "/b" })).toBe("/b/pulumi-kube-vip-lab");
    expect(cacheRoot({})).toMatch(/\/\.cache\/pulumi-kube-vip-lab$/);
  });
});

describe("a key", () => {
  test("tells apart the same bytes cut in different places, and the order", () => {
    expect(new Set([cacheKey(["ab"]), cacheKey(["a", "b"]), cacheKey(["b", "a"]), cacheKey(["ab", ""])]).size).toBe(4);
  });
  test("is the same for a string and its bytes", () => {
    expect(cacheKey(["é"])).toBe(cacheKey([Buffer.from("é")]));
  });
});

describe("an entry", () => {
  test("is built once and found again", async () => {
    const build = jest.fn(hello);
    const first = await cached("thing", ["v1"], build);
    expect(readFileSync(join(first, "hello"), "utf8")).toBe("world");
    expect(await cached("thing", ["v1"], build)).toBe(first);
    expect(build).toHaveBeenCalledTimes(1);
  });
  test("is another one when an input changes", async () => {
    expect(await cached("thing", ["v1"], hello)).not.toBe(await cached("thing", ["v2"], hello));
  });
  test("does not exist after a failed build, and the next try builds it", async () => {
    const fail = async (dir: string) => {
      await hello(dir);
      throw new Error("compiler said no");
    };
    await expect(cached("thing", ["v1"], fail)).rejects.toThrow("compiler said no");
    expect(readdirSync(join(root, "thing"))).toEqual([]);
    expect(existsSync(join(await cached("thing", ["v1"], hello), "hello"))).toBe(true);
  });
  test("passes the build's progress on", async () => {
    const lines: string[] = [];
    await cached("thing", ["v1"], async (_dir, say) => say("half way"), (line) => lines.push(line));
    expect(lines).toEqual(["half way"]);
  });
  test("refuses a name that would leave the cache", () => {
    expect(() => cached("../evil", [], hello)).toThrow("only lower case letters");
  });
});

describe("an interrupted build", () => {
  test("leaves a folder and a lock of a dead process: both are cleared and the entry is built anew", async () => {
    const { pid } = await deadProcess();
    const entry = join(root, "thing", cacheKey(["v1"]));
    mkdirSync(`${entry}.building.${pid}`, { recursive: true });
    mkdirSync(`${entry}.lock`);
    writeFileSync(join(`${entry}.lock`, "owner"), `${pid} 12345`);
    await cached("thing", ["v1"], hello);
    expect(readdirSync(join(root, "thing"))).toEqual([basename(entry)]);
  });
  test("is told from a later process with the same id by its start time", async () => {
    const entry = join(root, "thing", cacheKey(["v1"]));
    mkdirSync(`${entry}.lock`, { recursive: true });
    writeFileSync(join(`${entry}.lock`, "owner"), `${process.pid} 1`);
    await cached("thing", ["v1"], hello);
    expect(existsSync(join(entry, "hello"))).toBe(true);
  });
});

describe("several that want the same", () => {
  test("in one process share one build", async () => {
    const build = jest.fn(hello);
    const [a, b] = await Promise.all([cached("thing", ["v1"], build), cached("thing", ["v1"], build)]);
    expect(a).toBe(b);
    expect(build).toHaveBeenCalledTimes(1);
  });
  test("in four processes build it once", async () => {
    const script = `import { cached } from ${JSON.stringify(resolve(__dirname, "../../lab/cache"))}; import { appendFileSync } from "node:fs";
      void cached("thing", ["v1"], async () => { appendFileSync(${JSON.stringify(join(root, "builds"))}, "x"); await new Promise((done) => setTimeout(done, 700)); }).then(console.log);`;
    const program = join(root, "want.ts");
    writeFileSync(program, script);
    const tsx = resolve(__dirname, "../../node_modules/.bin/tsx");
    const answers = await Promise.all([1, 2, 3, 4].map(() => run(tsx, [program], { env: process.env })));
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
    expect(readFileSync(join(root, "builds"), "utf8")).toBe("x");
  }, 60_000);
});

test("whoever waits is told for which process and what, and goes on when that process is gone", async () => {
  const other = spawn("sleep", ["1"]);
  const startTime = readFileSync(`/proc/${other.pid}/stat`, "utf8").split(") ").pop()!.split(" ")[19];
  const lock = join(root, "thing", `${cacheKey(["v1"])}.lock`);
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, "owner"), `${other.pid} ${startTime}`);
  const lines: string[] = [];
  const entry = await cached("thing", ["v1"], hello, (line) => lines.push(line));
  expect(other.exitCode).toBe(0);
  expect(existsSync(join(entry, "hello"))).toBe(true);
  expect(lines).toEqual([`waiting for process ${other.pid}, which makes thing at this moment`]);
});

describe("pruning", () => {
  test("keeps what was used lately and the newest, and removes the rest of that name", async () => {
    const paths = [];
    for (const version of ["v1", "v2", "v3"]) paths.push(await cached("thing", [version], hello));
    const other = await cached("other", ["v1"], hello);
    const longAgo = new Date(Date.now() - 30 * 86_400_000);
    for (const path of [paths[0]!, paths[1]!, other]) utimesSync(path, longAgo, longAgo);
    expect((await pruneCache("thing")).sort()).toEqual([paths[0], paths[1]].sort());
    expect(readdirSync(join(root, "thing"))).toEqual([basename(paths[2]!)]);
    expect(await pruneCache("other")).toEqual([]);
    expect(await pruneCache("never-built")).toEqual([]);
  });
  test("of the whole cache takes names that nobody uses any more, and nothing used lately", async () => {
    const old = await cached("thing-1.0", [], hello);
    const current = await cached("thing-1.1", [], hello);
    const longAgo = new Date(Date.now() - 15 * 86_400_000);
    utimesSync(old, longAgo, longAgo);
    expect(await pruneWholeCache()).toEqual([old]);
    expect(existsSync(current)).toBe(true);
  });
});

async function deadProcess(): Promise<{ pid: number }> {
  const child = execFile("true");
  await new Promise((done) => child.once("exit", done));
  return { pid: child.pid! };
}
