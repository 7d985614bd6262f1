// What is true of the stand-in alone: it says what it is, starts fast, and refuses what it does not offer.
import { buildCommandStandIn } from "../../../lab/commandProvider/build";
import { startPlugin, type Plugin } from "./plugin";
import { startFixture, type Fixture } from "./conformance/fixture";

jest.setTimeout(30_000);

describe("the lab's stand-in for pulumi-resource-command", () => {
  let folder: string;
  let fixture: Fixture;
  const plugins: Plugin[] = [];
  const start = async (type: string): Promise<Plugin> => {
    const plugin = await startPlugin(folder, {}, type);
    plugins.push(plugin);
    return plugin;
  };
  beforeAll(async () => {
    folder = await buildCommandStandIn();
    fixture = await startFixture(folder);
  });
  afterAll(async () => {
    await Promise.all([fixture, ...plugins].map((started) => started?.stop()));
  });

  it("says once that it is a stand-in, and how to use the real one", () => {
    const notices = fixture.plugin.log.filter(({ message }) => message.includes("stand-in"));
    expect(notices).toEqual([{ severity: 1, urn: "", message: expect.stringContaining("LAB_COMMAND_PLUGIN"), ephemeral: false }]);
  });

  it("writes nothing to stderr", () => expect(fixture.plugin.stderr()).toBe(""));

  it("refuses other resources by name", async () => {
    const plugin = await start("command:remote:CopyToRemote");
    await expect(plugin.check({})).rejects.toThrow(/^command:remote:CopyToRemote is not offered by the lab's stand-in/);
  });

  it("fails a command that logs a line of 64 KiB, where the real provider hangs", async () => {
    const create = "head -c 70000 /dev/zero | tr '\\0' x";
    await expect(fixture.plugin.create({ connection: fixture.connection(), create })).rejects.toThrow("a line of 64 KiB or more");
    const quiet = await fixture.plugin.create({ connection: fixture.connection(), create, logging: "none" });
    expect(String(quiet["stdout"])).toHaveLength(70_000);
  });

  describe("local commands", () => {
    it("run create with stdin and environment", async () => {
      const plugin = await start("command:local:Command");
      const state = await plugin.create({ create: 'cat; echo " $WHO"', stdin: "hello", environment: { WHO: "you" } });
      expect(state).toMatchObject({ stdout: "hello you", stderr: "" });
    });

    it("fail with the exit status, the quoted script, and the output", async () => {
      const plugin = await start("command:local:Command");
      await expect(plugin.create({ create: "echo broken; exit 5" })).rejects.toThrow('exit status 5: running "echo broken; exit 5":\nbroken\n');
    });
  });
});
