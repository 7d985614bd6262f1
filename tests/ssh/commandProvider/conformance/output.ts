// Conformance: what becomes of a command's output, its failure, its environment, and a cancel.
import { freePort } from "../../sshd";
import { startFixture, until, type Fixture } from "./fixture";

export function describeOutput(folder: () => string): void {
  describe("output", () => {
    let fixture: Fixture;
    beforeAll(async () => void (fixture = await startFixture(folder(), { acceptEnv: ["LAB_*", "PULUMI_COMMAND_STDOUT"] })));
    afterAll(() => fixture?.stop());
    const create = (script: string, more: object = {}) => fixture.plugin.create({ connection: fixture.connection(), create: script, ...more });
    const messages = () => fixture.plugin.log.map(({ message }) => message);

    it("trims one newline from the end, not more", async () => {
      expect(await create("printf 'a\\n\\n'; printf 'b\\n\\n' >&2")).toMatchObject({ stdout: "a\n", stderr: "b\n" });
      expect(await create("printf ' a '")).toMatchObject({ stdout: " a " });
    });

    it("keeps text that is not ASCII", async () => {
      expect(await create("cat", { stdin: "Grüße, 世界" })).toMatchObject({ stdout: "Grüße, 世界" });
    });

    it("fails with the status, the quoted script, and all that was printed", async () => {
      await expect(create('echo "out"; echo err >&2; exit 3')).rejects.toThrow(
        /^Process exited with status 3: running "echo \\"out\\"; echo err >&2; exit 3":\n(out\nerr|err\nout)\n$/,
      );
    });

    it("quotes line ends and tabs of a failed script", async () => {
      await expect(create("true\n\texit 2")).rejects.toThrow('Process exited with status 2: running "true\\n\\texit 2":\n');
    });

    it("tells the signal that ended a script", async () => {
      await expect(create("kill -KILL $$")).rejects.toThrow('Process exited with status 137 from signal KILL: running "kill -KILL $$":');
    });

    it("does not print stdin when it fails", async () => {
      await expect(create("cat >/dev/null; exit 1", { stdin: "the-manifest" })).rejects.toThrow(expect.not.stringContaining("the-manifest"));
    });

    it("shows each line as status of the resource while the command runs", async () => {
      const running = create(`echo first-line; while [ ! -e ${fixture.dir}/go ]; do sleep 0.05; done; echo second-line >&2`);
      await until(() => messages().includes("first-line"));
      expect(messages()).not.toContain("second-line");
      await create(`touch ${fixture.dir}/go`);
      await running;
      expect(fixture.plugin.log).toEqual(expect.arrayContaining([
        { severity: 1, urn: expect.stringMatching(/::cmd$/), message: "first-line", ephemeral: true },
        { severity: 1, urn: expect.stringMatching(/::cmd$/), message: "second-line", ephemeral: true },
      ]));
    });

    it.each([
      ["stdout", ["on-out"]],
      ["stderr", ["on-err"]],
      ["stdoutAndStderr", ["on-err", "on-out"]],
      ["none", []],
    ])("with logging %s shows %j", async (logging, shown) => {
      const before = fixture.plugin.log.length;
      expect(await create("echo on-out; echo on-err >&2", { logging })).toMatchObject({ stdout: "on-out", stderr: "on-err" });
      expect(messages().slice(before).sort()).toEqual(shown);
    });

    it("sets the environment that the server accepts", async () => {
      expect(await create('echo "$LAB_A $LAB_B"', { environment: { LAB_A: "one", LAB_B: "two words" } })).toMatchObject({ stdout: "one two words" });
    });

    it("does not start a command whose environment the server refuses", async () => {
      const failing = create(`touch ${fixture.dir}/started`, { environment: { REFUSED: "x" } });
      await expect(failing).rejects.toThrow('could not set environment variable "REFUSED": ssh: setenv failed');
      expect(await fixture.file("started")).toBeUndefined();
      expect(fixture.plugin.log).toContainEqual(expect.objectContaining({ severity: 3, message: expect.stringContaining("Unable to set 'REFUSED'"), ephemeral: false }));
    });

    it("hands the last output to update and delete, and only warns where the server refuses it", async () => {
      const inputs = { connection: fixture.connection(), create: "true", update: 'echo "[$PULUMI_COMMAND_STDOUT]"' };
      expect(await fixture.plugin.update({ ...inputs, stdout: "last", stderr: "refused" }, inputs)).toMatchObject({ stdout: "[last]" });
      expect(fixture.plugin.log).toContainEqual(expect.objectContaining({ severity: 2, message: expect.stringContaining("PULUMI_COMMAND_STDERR") }));
    });

    it("keeps the last output to itself when told to", async () => {
      const inputs = { connection: fixture.connection(), create: "true", update: 'echo "[$PULUMI_COMMAND_STDOUT]"', addPreviousOutputInEnv: false };
      expect(await fixture.plugin.update({ ...inputs, stdout: "last", stderr: "" }, inputs)).toMatchObject({ stdout: "[]" });
    });

    it("waits for a running command after a cancel, and ends the dialling of another", async () => {
      const running = create(`touch ${fixture.dir}/running; sleep 1; echo finished`);
      const dialling = fixture.plugin.create({ connection: fixture.connection({ port: await freePort(), dialErrorLimit: -1 }), create: "true" });
      const ended = expect(dialling).rejects.toThrow("context canceled");
      await until(async () => (await fixture.file("running")) !== undefined && messages().some((line) => line.startsWith("Dial ")));
      await fixture.plugin.cancel();
      await ended;
      expect(await running).toMatchObject({ stdout: "finished" });
    });
  });
}
