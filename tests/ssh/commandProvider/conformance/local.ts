// Conformance: a command on this machine, by an interpreter of one's own: the verdict's.
import { INTERPRETER, SCRIPT } from "../../../../components/vipHealth";
import { startPlugin, type Plugin } from "../plugin";

export function describeLocal(folder: () => string): void {
  describe("a local command", () => {
    let plugin: Plugin;
    beforeAll(async () => void (plugin = await startPlugin(folder(), {}, "command:local:Command")));
    afterAll(() => plugin?.stop());
    const judge = (verdict: object) => plugin.create({ interpreter: INTERPRETER, create: SCRIPT, update: SCRIPT, addPreviousOutputInEnv: false, logging: "stderr", stdin: JSON.stringify(verdict) });

    it("prints a good verdict as it is, whatever it holds", async () => {
      const verdict = { healthy: true, reason: "", holder: "cp1 %s \\ \" ' $HOME -n ü", healthz: { url: "https://[fd00::1]:6443/healthz" } };
      expect(await judge(verdict)).toMatchObject({ stdout: JSON.stringify(verdict), stderr: "" });
    });

    it.each(["host cp2 does not see the VIP.", "the Node \"cp 2\" and \\ hold it.", "it said \"healthy\":true."])("fails with the reason of a bad one: %s", async (reason) => {
      await expect(judge({ healthy: false, reason, rollout: { healthy: true, reason: "another" } })).rejects.toThrow(`exit status 1: running ${JSON.stringify(SCRIPT)}:\n${reason}\n`);
    });

    it("runs its update with the new input", async () => {
      const state = await judge({ healthy: true, reason: "" });
      const inputs = { interpreter: INTERPRETER, create: SCRIPT, update: SCRIPT, addPreviousOutputInEnv: false, logging: "stderr", stdin: JSON.stringify({ healthy: true, reason: "", holder: "cp2" }) };
      expect(await plugin.update(state, inputs)).toMatchObject({ stdout: inputs.stdin });
    });
  });
}
