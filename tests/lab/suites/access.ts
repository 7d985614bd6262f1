// Ways to the hosts: a user with sudo, a bastion, host keys that are checked.
import { diagnostics } from "../../../lab/pulumi/events";
import type { Lab } from "../../../lab/session";
import { manifestOn, tracesOn, vipAnswers } from "../sights";
import { labSettings, labStack, outputsOf } from "../stack";

export function access(lab: () => Lab): void {
  describe("the way to the hosts", () => {
    beforeAll(() => lab().resetHosts());

    it("works for a user with sudo through a bastion whose key is checked, and back", async () => {
      const bastion = await lab().startBastion();
      const knownHosts = `${lab().ssh.knownHosts}\n[${bastion.address}]:${bastion.port} ${bastion.hostKey}\n`;
      const ssh = { bastion: { address: bastion.address, port: bastion.port, user: bastion.user, privateKey: lab().ssh.privateKey } };
      const stack = await labStack(lab(), { sshUser: { value: "ops" }, knownHosts: { value: knownHosts }, settings: labSettings({ ssh }) });
      await stack.up();
      expect((await outputsOf(stack)).healthz.status).toBe("healthy");
      expect(await vipAnswers(lab())).toBe(true);
      await stack.destroy();
      for (const { name } of lab().hosts) expect(await tracesOn(lab(), name)).toEqual([]);
      await stack.remove();
      await bastion.stop();
    });

    it("is refused to a host whose key is another than the known one, and nothing is touched", async () => {
      const [first, second] = lab().hosts;
      const hosts = Object.fromEntries(lab().hosts.map(({ name, address, hostKeys }) => [name, { address, ssh: { hostKey: name === first!.name ? second!.hostKeys.ed25519 : hostKeys.ed25519 } }]));
      const stack = await labStack(lab(), { knownHosts: { value: "" }, hosts: { value: JSON.stringify(hosts) }, settings: labSettings({ ssh: { dialErrorLimit: 1 } }) });
      const { exitCode, events } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(diagnostics(events, "error").join("\n")).toMatch(/host key/i);
      for (const { name } of lab().hosts) expect(await manifestOn(lab(), name)).toBeUndefined();
      await stack.destroy();
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
