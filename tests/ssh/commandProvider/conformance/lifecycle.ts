// Conformance: when scripts run, with what inputs, and what the resource then holds.
import { UNKNOWN } from "../../../../lab/commandProvider/values";
import { freePort } from "../../sshd";
import { secret, secretValue, startFixture, type Fixture } from "./fixture";

export function describeLifecycle(folder: () => string): void {
  describe("lifecycle", () => {
    let fixture: Fixture;
    beforeAll(async () => void (fixture = await startFixture(folder())));
    afterAll(() => fixture?.stop());
    const log = (name: string): string => `echo ${name} >> ${fixture.dir}/${name}`;
    const nowhere = async () => fixture.connection({ port: await freePort() });

    it("says that it is version 1.2.1", async () => {
      expect(await fixture.plugin.version()).toBe("1.2.1");
    });

    it("fills in user, port, and the limits of dialling", async () => {
      const { inputs, failures } = await fixture.plugin.check({ connection: { host: "h", proxy: { host: "p" } }, create: "true" });
      const hop = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };
      expect(failures).toEqual([]);
      expect(secretValue(inputs["connection"])).toEqual({ ...hop, host: "h", proxy: { ...hop, host: "p" } });
    });

    it.each([
      ["a missing connection", { create: "true" }, "connection"],
      ["a connection without a host", { connection: {}, create: "true" }, "connection.host"],
      ["an unknown key in the connection", { connection: { host: "h", hostkey: "x" } }, "hostkey"],
      ["an unknown input", { connection: { host: "h" }, created: "true" }, "created"],
      ["a port that is no number", { connection: { host: "h", port: "x" } }, "port"],
    ])("refuses %s", async (_case, inputs, named) => {
      const { failures } = await fixture.plugin.check(inputs);
      expect(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n")).toContain(named.split(".").pop());
    });

    it("accepts inputs that are not known yet", async () => {
      expect((await fixture.plugin.check({ connection: { host: UNKNOWN, port: UNKNOWN }, stdin: UNKNOWN })).failures).toEqual([]);
      expect((await fixture.plugin.check({ connection: UNKNOWN, create: UNKNOWN })).failures).toEqual([]);
    });

    it("runs create with the text of stdin and repeats the inputs as outputs", async () => {
      const state = await fixture.plugin.create({ connection: fixture.connection(), create: "cat; echo to-stderr >&2", stdin: "line one\nline two" });
      expect(state).toMatchObject({ create: "cat; echo to-stderr >&2", stdin: "line one\nline two", stdout: "line one\nline two", stderr: "to-stderr" });
    });

    it("gives a command without stdin an input that ends at once", async () => {
      expect(await fixture.plugin.create({ connection: fixture.connection(), create: "wc -c" })).toMatchObject({ stdout: "0" });
    });

    it("passes a stdin of a megabyte whole", async () => {
      const stdin = "0123456789abcdef\n".repeat(65_536);
      expect(await fixture.plugin.create({ connection: fixture.connection(), create: "wc -c", stdin })).toMatchObject({ stdout: String(stdin.length) });
    });

    it("runs nothing when there is no create", async () => {
      expect(await fixture.plugin.create({ connection: await nowhere(), delete: "true" })).toMatchObject({ stdout: "", stderr: "" });
    });

    it("dials nobody in a preview and leaves the output unknown", async () => {
      const inputs = { connection: await nowhere(), create: "true", stdin: "a" };
      expect(await fixture.plugin.create(inputs, { preview: true })).toMatchObject({ stdout: UNKNOWN, stderr: UNKNOWN, stdin: "a" });
      const state = { ...(await fixture.plugin.check(inputs)).inputs, stdout: "before", stderr: "" };
      expect(await fixture.plugin.update(state, { ...inputs, stdin: "b" }, { preview: true })).toMatchObject({ stdout: UNKNOWN, stdin: "b" });
    });

    it("runs update when there is one, with the new inputs", async () => {
      const inputs = { connection: fixture.connection(), create: log("never"), update: "cat", stdin: "new" };
      expect(await fixture.plugin.update({ ...inputs, stdin: "old", stdout: "", stderr: "" }, inputs)).toMatchObject({ stdout: "new", stdin: "new" });
      expect(await fixture.file("never")).toBeUndefined();
    });

    it("runs create again when there is no update", async () => {
      const inputs = { connection: fixture.connection(), create: "cat", stdin: "again" };
      expect(await fixture.plugin.update({ ...inputs, stdin: "old", stdout: "", stderr: "" }, inputs)).toMatchObject({ stdout: "again" });
    });

    it("keeps the old output when an update has nothing to run", async () => {
      const inputs = { connection: await nowhere(), delete: "true" };
      expect(await fixture.plugin.update({ ...inputs, stdout: "old", stderr: "e" }, inputs)).toMatchObject({ stdout: "old", stderr: "e" });
    });

    it("runs the stored delete with the stored stdin on the stored connection", async () => {
      const state = await fixture.plugin.create({ connection: fixture.connection(), create: "true", delete: `cat > ${fixture.dir}/deleted`, stdin: "stored" });
      await fixture.plugin.delete(state);
      expect(await fixture.file("deleted")).toBe("stored");
    });

    it("deletes without dialling when there is no delete script", async () => {
      await fixture.plugin.delete({ connection: await nowhere(), create: "true", stdout: "", stderr: "" });
    });

    it("fails a delete whose script fails", async () => {
      const state = await fixture.plugin.create({ connection: fixture.connection(), create: "true", delete: "echo still mounted >&2; exit 4" });
      await expect(fixture.plugin.delete(state)).rejects.toThrow(/status 4: running "echo still mounted >&2; exit 4":\nstill mounted/);
    });

    it("reads back the stored state and dials nobody", async () => {
      const state = { connection: await nowhere(), create: "true", stdout: "kept", stderr: "" };
      expect(await fixture.plugin.read(state)).toMatchObject({ stdout: "kept", create: "true" });
    });

    it("keeps secret what was secret, makes the connection one, and leaves the output public", async () => {
      const state = await fixture.plugin.create({ connection: fixture.connection(), create: "cat", stdin: secret("hidden") });
      expect(secretValue(state["connection"])).toMatchObject({ host: "127.0.0.1", privateKey: fixture.sshd.privateKey });
      expect(secretValue(state["stdin"])).toBe("hidden");
      expect(state["stdout"]).toBe("hidden");
    });

    describe("diff", () => {
      const base = { connection: secret("c"), create: "c", stdin: "s", environment: { LANG: "C" }, triggers: ["t"] };
      const cases: [string, object, string[], string[]][] = [
        ["nothing", {}, [], []],
        ["stdin is an update", { stdin: "s2" }, ["stdin"], []],
        ["create is an update", { create: "c2" }, ["create"], []],
        ["the connection is an update, told as a whole", { connection: secret("d") }, ["connection"], []],
        ["one variable is an update at its path", { environment: { LANG: "D" } }, ["environment.LANG"], []],
        ["a new delete is an update", { delete: "d" }, ["delete"], []],
        ["triggers that go away are a replace", { triggers: null }, ["triggers"], ["triggers"]],
        ["one trigger is told at its path, where the SDK asks for a replace", { triggers: ["u"] }, ["triggers[0]"], []],
      ];
      it.each(cases)("%s", async (_case, changed, paths, replaces) => {
        const state = { ...base, stdout: "o", stderr: "" };
        expect(await fixture.plugin.diff(state, base, { ...base, ...changed })).toEqual({ changed: paths.length > 0, paths, replaces });
      });
    });
  });
}
