// What the component knows of its hosts before it touches them: a stranger on the VIP, the plan, and drift, which is shown and repaired.
import { diagnostics } from "../../lab/pulumi/events";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { command } from "../lab/commands";
import { containers, manifests, vipHolders } from "../lab/sights";
import { AT_ONCE, labSettings, labStack, outputsOf } from "../lab/stack";
import { changes, said } from "../lab/told";

const HOSTS = ["cp1", "cp2", "cp3"];
const MANIFESTS = "/etc/kubernetes/manifests";

export function drift(lab: () => Lab): void {
  describe("hosts that are looked at before they are touched", () => {
    let stack: Workspace;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
    });
    afterAll(() => stack?.remove());

    it("are left alone while a stranger answers on the VIP, whose MAC is told", async () => {
      await lab().inside("ip", ["addr", "add", `${lab().vip}/32`, "dev", "br0"]);
      try {
        const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
        expect(exitCode).not.toBe(0);
        expect(said({ events })).toMatch(/([0-9a-f]{2}:){5}[0-9a-f]{2}/);
        expect(said({ events })).toContain("vip-held-by-stranger");
        expect(await manifests(lab())).toEqual({ cp1: undefined, cp2: undefined, cp3: undefined });
      } finally {
        await lab().inside("ip", ["addr", "del", `${lab().vip}/32`, "dev", "br0"]);
      }
    });

    it("tell the plan of a first installation: all at once", async () => {
      const { events } = await stack.preview();
      expect(said({ events })).toContain("The plan: 3 of 3 hosts, all at once, since no kube-vip runs anywhere.");
      await stack.up(AT_ONCE);
      expect((await outputsOf(stack)).proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
    });

    it("have nothing said against them when all is well", async () => {
      const { events } = await stack.preview();
      expect(changes({ events })).toEqual([]);
      expect(diagnostics(events, "warning")).toEqual([]);
    });

    it("show what drifted as an update of the host that drifted, with a sentence for each", async () => {
      const before = await containers(lab());
      await lab().on("cp1", `chmod 0644 ${MANIFESTS}/kube-vip.yaml`);
      await lab().on("cp2", "rm /etc/modules-load.d/pulumi-kube-vip.conf; modprobe -r ip_vs_sh");
      await lab().on("cp3", `cp ${MANIFESTS}/kube-vip.yaml /root/kept.yaml && sed -i 's/name: kube-vip$/name: kube-vip-copy/' /root/kept.yaml && mv /root/kept.yaml ${MANIFESTS}/kube-vip-copy.yaml`);
      const { events, stdout } = await stack.preview({ args: ["--diff"] });
      expect(changes({ events })).toEqual(expect.arrayContaining(HOSTS.map((host) => `update kube-vip-host-${host}`)));
      expect(stdout).toContain("kube-vip.yaml has mode 644, not 600");
      expect(stdout).toContain("the kernel module ip_vs_sh is not loaded");
      expect(stdout).toContain("kube-vip-copy.yaml defines a kube-vip too");
      await lab().on("cp3", `rm ${MANIFESTS}/kube-vip-copy.yaml`);
      expect((await manifests(lab()))["cp1"]?.mode).toBe("644");
      expect((await containers(lab()))["cp1"]).toBe(before["cp1"]);
    });

    it("are repaired without a restart where none is needed, and then are clean again", async () => {
      const before = await containers(lab());
      await stack.up(AT_ONCE);
      expect((await manifests(lab()))["cp1"]?.mode).toBe("600");
      expect((await lab().on("cp2", "cut -d' ' -f1 /proc/modules")).stdout).toMatch(/^ip_vs_sh$/m);
      expect((await containers(lab()))["cp1"]).toBe(before["cp1"]);
      expect(changes(await stack.preview())).toEqual([]);
    });

    it("show the same drift again when it comes again", async () => {
      await lab().on("cp1", `chmod 0644 ${MANIFESTS}/kube-vip.yaml`);
      expect(changes(await stack.preview())).toContain("update kube-vip-host-cp1");
      await stack.up(AT_ONCE);
      expect(changes(await stack.preview())).toEqual([]);
    });

    it("get a kube-vip with the renewed kubeconfig, one host after the other", async () => {
      const before = await containers(lab());
      for (const host of HOSTS) await lab().on(host, "echo '# renewed' >>/etc/kubernetes/admin.conf");
      const { events } = await stack.preview();
      expect(said({ events })).toContain("/etc/kubernetes/admin.conf was renewed, and kube-vip still has the old one");
      expect(said({ events })).toContain("The plan: 3 of 3 hosts, one after the other, the holder of the virtual IP last.");
      await stack.up(AT_ONCE);
      const after = await containers(lab());
      for (const host of HOSTS) expect(after[host]).not.toBe(before[host]);
      expect(changes(await stack.preview())).toEqual([]);
    });

    it("stand a drill: another one takes the VIP over within the limit, and all is well again", async () => {
      const { holder } = await outputsOf(stack);
      const text = await command(lab(), stack, "drill", "--yes");
      console.log(`${text.stderr}\n${text.stdout}`);
      expect([text.exitCode, text.stdout]).toEqual([0, expect.stringContaining("within the limit: the VIP was gone for ")]);
      expect(await vipHolders(lab())).not.toEqual([holder]);
      const { exitCode } = await command(lab(), stack, "status", "--json");
      expect(exitCode).toBe(0);
    });

    it("claim nothing when they cannot be reached", async () => {
      await stack.setConfig({ settings: labSettings({ timeouts: { observeSeconds: 3 } }), sshUser: { value: "nobody" } });
      const start = Date.now();
      const { events } = await stack.preview({ mayFail: true });
      expect(said({ events })).toContain("host-unseen");
      expect((Date.now() - start) / 1000).toBeLessThan(60);
      await stack.setConfig({ settings: labSettings(), sshUser: { value: "root" } });
    });
  });
}
