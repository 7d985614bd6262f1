// The examples of the Ansible role's README, by their variables alone: addresses, interface, image and version are the lab's.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../../lab/session";
import { tracesOn, vipAnswers } from "../sights";
import { labStack, outputsOf } from "../stack";

const EXAMPLES: Record<string, { image: string; variables: string }> = {
  basic: { image: "kube-vip", variables: 'kube_apiserver_lb_addr: "10.77.0.100"\nkube_apiserver_lb_port: "6443"\n' },
  ARP: { image: "kube-vip", variables: 'kube_vip_deploy_mode: "arp"\nkube_apiserver_lb_addr: "10.77.0.100"\nkube_vip_interface: "eth0"\n' },
  advanced: {
    image: "kube-vip-iptables",
    variables: 'kube_vip_deploy_mode: "arp"\nkube_apiserver_lb_addr: "10.77.0.100"\nkube_vip_interface: "eth0"\nkube_vip_enable_lb: true\nkube_vip_lb_fwdmethod: "masquerade"\nkube_vip_enable_prometheus: true\nkube_vip_prometheus: ":2112"\n',
  },
};

/** What the lab has instead of the role's registry. */
function adapted(image: string, version: string): string {
  return `kube_vip_version: "${version}"\nkube_vip_image: "ghcr.io/kube-vip/${image}:${version}"\n`;
}

export function role(lab: () => Lab): void {
  describe("the Ansible role's examples", () => {
    it.each([
      ["basic", "v0.9.2"],
      ["ARP", "v1.0.0"],
      ["advanced", "v1.2.1"],
    ])("%s, with kube-vip %s: comes up and goes without a trace", async (example, version) => {
      await lab().resetHosts();
      const dir = await mkdtemp(join(tmpdir(), "kube-vip-role-"));
      const file = join(dir, "group_vars.yaml");
      const { image, variables } = EXAMPLES[example]!;
      await writeFile(file, variables + adapted(image, version));
      const stack = await labStack(lab(), { vip: { value: "" }, roleVariables: { value: file }, settings: { value: "{}" } });
      await stack.up();
      const outputs = await outputsOf(stack);
      expect(outputs.healthz).toMatchObject({ status: "healthy", tlsVerified: true });
      expect(outputs.healthz.answered).toBe(outputs.healthz.asked);
      expect(await vipAnswers(lab())).toBe(true);
      await stack.destroy();
      for (const { name } of lab().hosts) expect(await tracesOn(lab(), name)).toEqual([]);
      await stack.remove();
      await rm(dir, { recursive: true });
    });
  });
}
