// Where a command gets its control plane from.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCluster, type SourceOptions } from "../../../cli/cluster/source";
import { PRIVATE_KEY } from "../../settings/keys";
import { bgpArgs, goodArgs, KNOWN_HOSTS } from "../../settings/samples";
import { settingsFile } from "../controlPlane";

describe("a control plane", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "source-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (args: object, options: SourceOptions = {}) => readCluster({ settings: settingsFile(folder, args), ...options }, () => {});
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("comes from a settings file, with a connection to each host", async () => {
    const { settings, connections } = await read({ ...goodArgs(), ssh: { user: "ops", knownHosts: KNOWN_HOSTS, bastion: { address: "192.168.1.13" } } });
    expect(Object.keys(settings.hosts)).toEqual(["cp1", "cp2", "cp3"]);
    expect(connections["cp1"]).toMatchObject({ host: "192.168.1.11", port: 22, user: "ops", proxy: { host: "192.168.1.13" } });
  });

  it("takes key and host keys from the command line, which win over those of the file", async () => {
    const { ssh: _, ...args } = goodArgs();
    const { connections } = await read({ ...args, ssh: { password: "x" } }, { identity: file("id", PRIVATE_KEY), knownHosts: file("known_hosts", KNOWN_HOSTS) });
    expect(connections["cp1"]).toMatchObject({ privateKey: PRIVATE_KEY, hostKey: KNOWN_HOSTS.split("\n")[0]!.replace("192.168.1.11 ", "") });
    expect(connections["cp1"]).not.toHaveProperty("password");
  });

  it("keeps the passwords of BGP peers, so that no output shows them", async () => {
    const args = bgpArgs();
    const { secrets, settings } = await read({ ...args, bgp: { ...args.bgp, peers: [{ ...args.bgp!.peers![0], password: "tcp-md5" }] } });
    expect(secrets).toEqual(["tcp-md5"]);
    expect(JSON.stringify(settings)).not.toContain("tcp-md5");
  });

  it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
    ["two sources at once", () => readCluster({ settings: "x", stack: "prod" }, () => {}), /^--settings takes the place of --stack and --cwd/],
    ["settings without host keys", () => read({ ...goodArgs(), ssh: undefined }), /cannot be used; no host was contacted\.\nerror .*\n(.*\n)*--known-hosts FILE/],
    ["settings with a mistake", () => read({ ...goodArgs(), vip: "300.1.1.1" }), /cannot be used; no host was contacted\.\nerror +vip: /],
    ["settings that switch kube-vip off", () => read({ ...goodArgs(), enabled: false }), /switches kube-vip off/],
    ["a key that is not there", () => read(goodArgs(), { identity: "/nowhere/id" }), /^\/nowhere\/id cannot be read: /],
    ["a file that is no map", () => readCluster({ settings: file("list.yaml", "- a\n") }, () => {}), /does not hold a map of arguments/],
  ])("is refused with a sentence for %s", async (_, refused, sentence) => {
    await expect(refused(folder)).rejects.toThrow(sentence);
    await expect(refused(folder)).rejects.toMatchObject({ name: "Unusable" });
  });
});
