// What must never happen to a host: touched when another is not ready, taken from somebody else, taken down by a renamed component.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diagnostics } from "../../../lab/pulumi/events";
import type { Lab } from "../../../lab/session";
import { containerOn, manifestOn, tracesOn, vipAnswers } from "../sights";
import { labConfig, labSettings, labStack, LAB_VERSION, outputsOf, REPOSITORY, SHORT_LEASES } from "../stack";

/** A program of a user's own that imports the component under a name from its configuration. */
async function ownProgram(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "kube-vip-own-"));
  const program = `
    import { KubeVip } from ${JSON.stringify(join(REPOSITORY, "components"))};
    import * as pulumi from "@pulumi/pulumi";
    const config = new pulumi.Config();
    const vip = new KubeVip(config.require("name"), {
      vip: config.require("vip"), hosts: config.requireObject("hosts"), image: { version: ${JSON.stringify(LAB_VERSION)} }, leaderElection: ${JSON.stringify(SHORT_LEASES)},
      ssh: { knownHosts: config.require("knownHosts"), privateKey: config.requireSecret("sshPrivateKey") },
    });
    export const { endpoint, holder, healthz, hosts } = vip;`;
  await symlink(join(REPOSITORY, "node_modules"), join(dir, "node_modules"));
  await writeFile(join(dir, "index.ts"), program);
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true, noEmit: true } }));
  await writeFile(join(dir, "Pulumi.yaml"), `name: own\nruntime: nodejs\nmain: ./index.ts\nconfig:\n  hosts:\n    type: object\n`);
  return dir;
}

export function safety(lab: () => Lab): void {
  describe("a host is safe", () => {
    beforeEach(() => lab().resetHosts());

    it("when another host is not ready: all of it is said at once, and none is touched", async () => {
      await lab().on("cp2", "mv /etc/kubernetes/admin.conf /etc/kubernetes/admin.away");
      await lab().on("cp3", "mkdir /etc/kubernetes/away && mv /etc/kubernetes/manifests /etc/kubernetes/away/");
      const stack = await labStack(lab());
      const { exitCode, events } = await stack.up({ mayFail: true });
      await lab().on("cp2", "mv /etc/kubernetes/admin.away /etc/kubernetes/admin.conf");
      await lab().on("cp3", "mv /etc/kubernetes/away/manifests /etc/kubernetes/ && rmdir /etc/kubernetes/away");
      expect(exitCode).not.toBe(0);
      const said = diagnostics(events, "error").join("\n");
      expect(said).toContain("the kubeconfig /etc/kubernetes/admin.conf does not exist");
      expect(said).toContain("the folder /etc/kubernetes/manifests does not exist");
      await stack.destroy();
      for (const { name } of lab().hosts) expect(await tracesOn(lab(), name)).toEqual([]);
      await stack.remove();
    });

    it("when a first installation fails: nothing is left, and kubelet's reason is told", async () => {
      const stack = await labStack(lab(), { settings: labSettings({ image: { version: LAB_VERSION, reference: "lab.local/missing:v1.2.1" }, timeouts: { applySeconds: 20 } }) });
      const { exitCode, events } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      const said = diagnostics(events, "error").join("\n");
      expect(said).toMatch(/kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)/);
      expect(said).toContain("There was no kube-vip before, and none is left");
      await stack.destroy();
      for (const { name } of lab().hosts) expect(await tracesOn(lab(), name)).toEqual([]);
      await stack.remove();
    });

    it("when kube-vip of unknown origin is there: it stays until the user says `adopt`", async () => {
      await lab().on("cp1", "cat > /etc/kubernetes/manifests/kube-vip.yaml", { input: "apiVersion: v1\nkind: Pod\nmetadata: {name: stranger}\nspec: {containers: []}\n" });
      const stack = await labStack(lab());
      const { exitCode, events } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(diagnostics(events, "error").join("\n")).toContain("nobody of ours wrote. Move it away, or take it over with `adopt: true`");
      expect((await manifestOn(lab(), "cp1"))?.text).toContain("stranger");
      await stack.destroy();
      expect((await manifestOn(lab(), "cp1"))?.text).toContain("stranger");
      await stack.remove();
    });

    it("when its component gets another name: kube-vip is neither restarted nor taken away", async () => {
      const program = await ownProgram();
      const name = (value: string) => ({ name: { value } });
      const { settings: _, ...config } = labConfig(lab());
      const stack = await labStack(lab(), { ...name("old"), settings: { value: "{}" } }, program);
      await stack.setConfig({ ...config, ...name("old") });
      await stack.up();
      const before = await outputsOf(stack);
      await stack.setConfig(name("new"));
      await stack.up();
      const after = await outputsOf(stack);
      for (const { name: host } of lab().hosts) {
        expect(after.hosts[host]?.containerId).toBe(before.hosts[host]?.containerId);
        expect(await containerOn(lab(), host)).toBe(before.hosts[host]?.containerId);
      }
      expect(await vipAnswers(lab())).toBe(true);
      await stack.destroy();
      for (const { name: host } of lab().hosts) expect(await tracesOn(lab(), host)).toEqual([]);
      await stack.remove();
      await rm(program, { recursive: true });
    });
  });
}
