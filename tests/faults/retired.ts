// A machine that dies and does not come back: retired by its key, it stands in nobody's way, and nobody tries to reach it.
import { containers, secondsUntilAnswer, traces } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { changes, said } from "../lab/told";
import { expectWhole } from "./whole";
import { PATIENT, type World } from "./world";

/** Seconds in which the VIP moves from a holder without power. */
const FAILOVER_LIMIT = 90;

async function resourcesOf(world: World, host: string): Promise<string[]> {
  const { deployment } = JSON.parse(await world.stack.exportStack()) as { deployment: { resources: { urn: string }[] } };
  return deployment.resources.map(({ urn }) => urn.split("::").at(-1)!).filter((name) => name.startsWith(`kube-vip-host-${host}`));
}

/** Last of all faults: it ends the installation. */
export function retired(world: World): void {
  describe("by a machine that died for good", () => {
    let dead: string;
    beforeAll(async () => {
      await world.installed();
      dead = await world.holder();
      await world.lab.powerOff(dead);
      await secondsUntilAnswer(world.lab, FAILOVER_LIMIT);
    });
    afterAll(async () => {
      await world.lab.boot(dead);
      await world.lab.waitReady([dead]);
      await world.lab.resetHosts();
    });

    it("it is retired: the others are proven without it, and none of them restarts", async () => {
      const others = world.lab.hosts.map(({ name }) => name).filter((name) => name !== dead);
      const before = await containers(world.lab, others);
      await world.retire(dead);
      const result = await world.stack.up();
      expect(changes(result).sort()).toEqual([...others.map((host) => `update kube-vip-host-${host}-witness`), "update kube-vip-health"].sort());
      expect(await containers(world.lab, others)).toEqual(before);
      expect(await resourcesOf(world, dead)).toHaveLength(3);
      await expectWhole(world.lab, [dead]);
    });

    it("the others take a change", async () => {
      await world.set({ timeouts: { ...PATIENT }, metrics: { enabled: false } });
      const { exitCode } = await world.stack.up(AT_ONCE);
      expect(exitCode).toBe(0);
      await expectWhole(world.lab, [dead]);
    });

    it("it is forgotten once it is retired no more, without being reached", async () => {
      await world.set({ retired: [] });
      const result = await world.stack.up();
      expect(said(result)).not.toContain(`${dead}: `);
      expect(await resourcesOf(world, dead)).toEqual([]);
    });

    it("the others are destroyed", async () => {
      await world.stack.destroy(AT_ONCE);
      expect(await traces(world.lab, [dead])).toEqual({});
    });
  });
}
