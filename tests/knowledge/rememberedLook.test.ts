// A preview's look, kept for the update that follows it at once, and for nothing else.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { RememberedLook } from "../../components/knowledge/rememberedLook";
import { AGENT, manifestsOf, observed, OWNER, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const wanted = { settings, manifests: manifestsOf(settings), agentSha256: AGENT };
const seen = observed(settings);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "looks-"))));
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

const look = (inputs = wanted, owner = OWNER): RememberedLook => new RememberedLook(owner, inputs, join(folder, "cache"));
const files = (): string[] => readdirSync(join(folder, "cache"));

it("is taken once, by whoever wants the same", async () => {
  await look().keep(seen);
  expect(await look().take()).toEqual(seen);
  expect(await look().take()).toBeUndefined();
  expect(files()).toEqual([]);
});

it("is the last one, a file of each component, which nobody else may read", async () => {
  await look().keep({});
  await look().keep(seen);
  await look(wanted, "dev::shop::kube-vip:index:KubeVip::other").keep({});
  expect(files()).toHaveLength(2);
  for (const file of files()) expect(statSync(join(folder, "cache", file)).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "cache")).mode & 0o777).toBe(0o700);
  expect(await look().take()).toEqual(seen);
});

const other = settingsFrom({ ...goodArgs(), leaderElection: { leaseName: "another" } });

it.each<[string, Partial<typeof wanted>]>([
  ["a manifest", { manifests: { ...wanted.manifests, cp1: "another" } }],
  ["the agent", { agentSha256: "b".repeat(64) }],
  ["what is looked for", { settings: other }],
])("is forgotten where %s is another", async (_, change) => {
  await look().keep(seen);
  expect(await look({ ...wanted, ...change }).take()).toBeUndefined();
  expect(await look().take()).toBeUndefined();
});

it("holds for twenty seconds, and not from a clock that was ahead", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout"], now: 1_000_000 });
  for (const [age, holds] of [[19_000, true], [21_000, false], [-1, false]] as const) {
    await look().keep(seen);
    jest.setSystemTime(Date.now() + age);
    expect([age, (await look().take()) !== undefined]).toEqual([age, holds]);
  }
});

it("is not kept where a host was not seen", async () => {
  await look().keep(seen);
  await look().keep({ ...seen, cp2: { kind: "unseen", reason: "no route" } });
  expect(await look().take()).toBeUndefined();
});

it("is none, and no error, where the folder cannot be written or the file says something else", async () => {
  writeFileSync(join(folder, "cache"), "a file");
  await look().keep(seen);
  expect(await look().take()).toBeUndefined();
  rmSync(join(folder, "cache"));
  await look().keep(seen);
  const [file] = files();
  writeFileSync(join(folder, "cache", file!), readFileSync(join(folder, "cache", file!), "utf8").slice(0, 50));
  chmodSync(join(folder, "cache", file!), 0o600);
  expect(await look().take()).toBeUndefined();
  expect(files()).toEqual([]);
});

it("is none, and no error, for a user without a home", async () => {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const nobody = jest.spyOn(os, "homedir").mockImplementation(() => {
    throw new Error("ERR_SYSTEM_ERROR");
  });
  try {
    delete process.env["HOME"];
    delete process.env["XDG_CACHE_HOME"];
    await new RememberedLook(OWNER, wanted).keep(seen);
    expect(await new RememberedLook(OWNER, wanted).take()).toBeUndefined();
    expect(nobody).toHaveBeenCalled();
  } finally {
    nobody.mockRestore();
    Object.assign(process.env, { ...(HOME === undefined ? {} : { HOME }), ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }) });
  }
});

it("holds no password", async () => {
  const bgp = { ...goodArgs(), mode: "bgp" as const, bgp: { as: 65000, peers: [{ address: "192.168.1.1", as: 65001, password: "hush-hush" }] } };
  const secret = settingsFrom(bgp);
  await look({ ...wanted, settings: secret, manifests: manifestsOf(secret) }).keep(observed(secret));
  expect(readFileSync(join(folder, "cache", files()[0]!), "utf8")).not.toContain("hush-hush");
});
