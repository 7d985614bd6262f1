// Host keys are checked, or nothing happens. (A user with sudo behind a bastion: see the role's examples.)
import { diagnostics } from "../../../lab/pulumi/events";
import type { Lab } from "../../../lab/session";
import { traces } from "../sights";
import { AT_ONCE, labSettings, labStack } from "../stack";

export function access(lab: () => Lab): void {
  describe("the way to the hosts", () => {
    beforeAll(() => lab().resetHosts());

    it("is refused to a host whose key is another than the known one, and nothing is touched", async () => {
      const [first, second] = lab().hosts;
      const hosts = Object.fromEntries(lab().hosts.map(({ name, address, hostKeys }) => [name, { address, ssh: { hostKey: name === first!.name ? second!.hostKeys.ed25519 : hostKeys.ed25519 } }]));
      const stack = await labStack(lab(), { knownHosts: { value: "" }, hosts: { value: JSON.stringify(hosts) }, settings: labSettings({ ssh: { dialErrorLimit: 1 } }) });
      const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(diagnostics(events, "error").join("\n")).toMatch(/host key/i);
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      await stack.remove();
    });

    it("refuses a pinned RSA key before any connection, and says what to do", async () => {
      const hosts = Object.fromEntries(lab().hosts.map(({ name, address, hostKeys }) => [name, { address, ssh: { hostKey: hostKeys.rsa } }]));
      const stack = await labStack(lab(), { knownHosts: { value: "" }, hosts: { value: JSON.stringify(hosts) } });
      const { exitCode, events, stdout, stderr } = await stack.preview({ mayFail: true });
      expect(exitCode).not.toBe(0);
      const said = [...diagnostics(events), stdout, stderr].join("\n");
      for (const { name } of lab().hosts) expect(said).toContain(`hosts.${name}.ssh.hostKey`);
      expect(said).toContain("ssh-keyscan -t ed25519");
      await stack.remove();
    });
  });
}
