// No secret shows anywhere: not in state, event logs, previews, logs, nor in the hosts' process lists. The search is shown to find one that is planted.
import { randomBytes } from "node:crypto";
import type { Workspace } from "../../../lab/pulumi/workspace";
import { router } from "../../../lab/router/addresses";
import type { Router } from "../../../lab/router/router";
import type { Lab } from "../../../lab/session";
import { eventLogs, leaks, podsOf, readableOn, sampleProcesses, secretsOf } from "../secretSearch";
import { AT_ONCE, labSettings, labStack } from "../stack";

export function secrets(lab: () => Lab): void {
  describe("secrets", () => {
    const password = `pw${randomBytes(9).toString("hex")}`;
    let stack: Workspace;
    let bgpRouter: Router;
    let all: string[];
    const texts: Record<string, string> = {};

    beforeAll(async () => {
      await lab().resetHosts();
      all = secretsOf(lab(), password);
      bgpRouter = await lab().startRouter({ speakers: [{ at: "near", password }] });
      const peers = [{ address: router.near, as: 65100 }];
      const settings = labSettings({ mode: "bgp", bgp: { as: 65000, peers } });
      stack = await labStack(lab(), { settings, bgpPassword: { value: password, secret: true } });
      texts["preview --diff"] = (await stack.preview({ args: ["--diff"] })).stdout;
      const sampler = await sampleProcesses(lab());
      const created = await stack.up({ ...AT_ONCE, mayFail: true });
      texts["up"] = created.stdout + created.stderr;
      await stack.setConfig({ settings: labSettings({ mode: "bgp", bgp: { as: 65000, peers, holdTimeSeconds: 20 } }) });
      texts["changed preview"] = (await stack.preview({ args: ["--diff"] })).stdout;
      texts["hosts' processes"] = await sampler.stop();
      texts["stack export"] = await stack.exportStack();
      Object.assign(texts, await eventLogs(stack));
      expect(created.exitCode).toBe(0);
    });
    afterAll(async () => {
      await stack?.destroy(AT_ONCE);
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("show nowhere in state, event logs, previews, output, or process lists", () => {
      expect(Object.values(texts).every((text) => text.length > 0)).toBe(true);
      expect(leaks(texts, all)).toEqual([]);
    });

    it("lie in no file that others than root may read, nor in the journal", async () => {
      for (const { name } of lab().hosts) expect(await readableOn(lab(), name, all)).toEqual([]);
    });

    it("are not in the API, where the mirror Pod is, nor in what kube-vip was started with", async () => {
      const pods = await podsOf(lab());
      expect([pods.match(/"path": *"[^"]*\/peers\/1-/g)?.length, leaks({ pods }, all)]).toEqual([3, []]);
      for (const { name } of lab().hosts) {
        expect((await lab().on(name, "grep -c -F -f - /proc/$(pidof -s kube-vip)/environ /proc/$(pidof -s kube-vip)/cmdline", { input: all.join("\n"), reject: false })).stdout).toMatch(/environ:0\n.*cmdline:0$/);
      }
    });

    it("reached kube-vip all the same, and with it the router, which takes no session without", async () => {
      expect(await bgpRouter.established()).toEqual(["cp1_near", "cp2_near", "cp3_near"]);
    });

    it("are found where one is planted, so the search is no empty promise", async () => {
      const sampler = await sampleProcesses(lab());
      await lab().on("cp2", `sh -c 'sleep 5; true' sleeper ${all[1]}`);
      const processes = await sampler.stop();
      expect(leaks({ processes, state: texts["stack export"]!.replace("{", `{"planted":"${all[0]}",`), clean: "nothing" }, all)).toEqual(["processes", "state"]);
      await lab().on("cp2", `echo '${all[1]}' > /etc/planted`);
      expect(await readableOn(lab(), "cp2", all)).toEqual(["/etc/planted"]);
      await lab().on("cp2", "rm /etc/planted");
    });
  });
}
