// Who is who changes: a machine is replaced by a new one, and everything that can be renamed is.
import { containers, traces } from "../lab/sights";
import { AT_ONCE, labStack } from "../lab/stack";
import { ownProgram } from "../role/ownProgram";
import type { Workspace } from "../../lab/pulumi/workspace";
import { said } from "../lab/told";
import { expectWhole } from "./whole";
import type { World } from "./world";

/** A new machine in the place of an old one: nothing of ours, other SSH keys, another machine id. What a reset brings back is kept in a folder that it clears. */
export const REPLACE = `
mkdir -p /root/old && cp -a /etc/ssh/ssh_host_* /etc/machine-id /root/old/
rm -f /etc/kubernetes/manifests/kube-vip.yaml /etc/modules-load.d/pulumi-kube-vip.conf
rm -rf /var/lib/pulumi-kube-vip
while pidof -q kube-vip; do sleep 0.5; done
rm /etc/ssh/ssh_host_* && ssh-keygen -A >/dev/null
tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
systemctl reload ssh
cat /etc/ssh/ssh_host_ed25519_key.pub`;

export const RETURN = "rm /etc/ssh/ssh_host_* && cp -a /root/old/ssh_host_* /etc/ssh/ && cp -a /root/old/machine-id /etc/machine-id && systemctl reload ssh && rm -r /root/old";

export function identity(world: World): void {
  describe("by another identity", () => {
    beforeAll(() => world.installed());

    it("a host that is replaced by a new machine: it is told and not trusted, and gets kube-vip once its key is known", async () => {
      const [host] = await world.followers();
      const { address } = world.lab.hosts.find(({ name }) => name === host)!;
      const key = (await world.lab.on(host, REPLACE)).stdout.trim();
      try {
        const stranger = await world.stack.up({ ...AT_ONCE, mayFail: true });
        expect(said(stranger)).toMatch(new RegExp(`${host}.*(host key|another key)`, "i"));
        expect((await world.lab.on(host, "ls -A /etc/kubernetes/manifests")).stdout).toBe("");
        const others = world.lab.ssh.knownHosts.split("\n").filter((line) => !line.startsWith(`${address} `) && !line.startsWith(`${address},`));
        await world.stack.setConfig({ knownHosts: { value: [...others, `${address} ${key}`, ""].join("\n") } });
        await world.stack.up(AT_ONCE);
        await expectWhole(world.lab);
      } finally {
        await world.lab.on(host, RETURN);
        await world.stack.setConfig({ knownHosts: { value: world.lab.ssh.knownHosts } });
      }
    });

    it("component, parent and host keys renamed at once: nothing goes down", async () => {
      const program = await ownProgram();
      const renamed: Workspace = await labStack(world.lab, { hosts: world.hostsConfig, settings: world.settingsWith({}), name: { value: "old" }, parent: { value: "here" } }, program.dir);
      await renamed.up(AT_ONCE);
      const before = await containers(world.lab);
      const hosts = Object.fromEntries(Object.entries(JSON.parse(world.hostsConfig.value) as object).map(([key, host]) => [`new-${key}`, host as object]));
      await renamed.setConfig({ hosts: { value: JSON.stringify(hosts) }, name: { value: "new" }, parent: { value: "there" } });
      await renamed.up(AT_ONCE);
      await expectWhole(world.lab);
      expect(await containers(world.lab)).toEqual(before);
      await renamed.destroy(AT_ONCE);
      expect(await traces(world.lab)).toEqual({});
      await renamed.remove();
      await program.remove();
      await world.forget();
    });
  });
}
