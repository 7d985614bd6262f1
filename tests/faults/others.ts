// Others interfere while an update runs: a second one, a holder that loses power.
import type { OperationResult, Workspace } from "../../lab/pulumi/workspace";
import { killWhenChanged } from "./killed";
import { containers, manifestOn, manifests } from "../lab/sights";
import { AT_ONCE, labStack } from "../lab/stack";
import { said } from "../lab/told";
import { STEPS, upWith } from "./step";
import { expectWhole, expectWholeManifest } from "./whole";
import type { World } from "./world";

export function others(world: World): void {
  describe("by others", () => {
    beforeAll(() => world.installed());

    it("two updates at once, of two people: one does its work, the other touches nothing, says whose it is, and does its work after", async () => {
      const [host] = await world.followers();
      const other = await labStack(world.lab, { hosts: world.withChangedText(host), settings: world.settingsWith({}) });
      await world.changePod(host);
      const both: readonly (readonly [Workspace, Promise<OperationResult>])[] = [world.stack, other].map((stack) => [stack, stack.up({ ...AT_ONCE, mayFail: true })] as const);
      const results = await Promise.all(both.map(async ([stack, ended]) => ({ stack, result: await ended })));
      const losers = results.filter(({ result }) => result.exitCode !== 0);
      // Who sees the other's locks before it asks for its own waits for them, since both run in the name of one component; else it is refused.
      expect(losers.length).toBeLessThan(2);
      for (const { result, stack } of losers) {
        expect(said(result)).toMatch(/Another rollout changes cp\d: \S+@\S+/);
        await expectWhole(world.lab);
        await stack.up(AT_ONCE);
      }
      await expectWhole(world.lab);
      await other.remove();
      // this stack's state is not the one of the last update
      await world.changeText(host);
      await world.stack.up(AT_ONCE);
    });

    it("the engine is killed in the middle: the VIP answers, and the next up finishes the work", async () => {
      const [host] = await world.followers();
      await world.set({ metrics: { address: ":2113" } });
      await killWhenChanged(world.stack, async () => (await manifestOn(world.lab, host))?.text ?? "");
      await world.stack.pulumi(["cancel", "--yes"], { mayFail: true });
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
      for (const { text } of Object.values(await manifests(world.lab)).flatMap((manifest) => manifest ?? [])) expect(text).toContain(":2113");
    });

    it("the holder loses power while another host is changed: the VIP moves, that host keeps what it was given, and the next up succeeds once power is back", async () => {
      const holder = await world.holder();
      const [host] = await world.followers();
      await world.set({ ssh: { dialErrorLimit: 1, dialTimeoutSeconds: 3 } });
      await world.changePod(host);
      const result = await upWith(world.lab, world.stack, [{ host, step: STEPS.afterTheWrite, fault: () => world.lab.powerOff(holder) }]);
      expect(result.exitCode).not.toBe(0);
      await expectWhole(world.lab, [holder]);
      await world.lab.boot(holder);
      await world.lab.waitReady([holder]);
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
    });

    it("the host that is changed loses power between the two texts of its manifest: the first is whole and runs, and the next up puts the second there", async () => {
      const [host] = await world.followers();
      await world.set({ ssh: { dialErrorLimit: 1, dialTimeoutSeconds: 3 } });
      await world.changePod(host);
      const losePower = async (): Promise<void> => {
        await world.lab.powerOff(host);
        await world.lab.boot(host);
        await world.lab.waitReady([host]);
      };
      const result = await upWith(world.lab, world.stack, [{ host, step: STEPS.afterTheWrite, fault: losePower }]);
      expect(result.exitCode).not.toBe(0);
      // The other one may lie beside it still, where kubelet does not look.
      const first = (await manifestOn(world.lab, host))!;
      expectWholeManifest(first);
      expect(first.text).toContain("pulumi-kube-vip/replacing");
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
      expect((await manifestOn(world.lab, host))?.text).not.toContain("pulumi-kube-vip/replacing");
    });

    it("a state that is lost: the stack that is made anew over the living hosts takes them over, and none restarts", async () => {
      const before = await containers(world.lab);
      const again = await labStack(world.lab, { hosts: world.hostsConfig, settings: world.settingsWith({}) });
      await again.up(AT_ONCE);
      expect(await containers(world.lab)).toEqual(before);
      await expectWhole(world.lab);
      await again.remove();
    });
  });
}
