// An IPv4 and an IPv6 VIP side by side, by ARP and neighbour discovery: both are proven, both move together.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { watchVip } from "../../lab/watch";
import { withoutPower } from "../lab/power";
import { secondsUntilAnswer, traces, vipAnswers, vipHolders } from "../lab/sights";
import { AT_ONCE, labSettings, labStack, SHORT_LEASES } from "../lab/stack";
import { addressOn, macOn, provenOf, VIP6 } from "./seen";

export function dual(lab: () => Lab): void {
  describe("an IPv4 and an IPv6 VIP", () => {
    let stack: Workspace;
    let lost: string;
    const both = (): string[] => [lab().vip, VIP6];

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { vip: { value: both().join(",") } });
    });
    afterAll(() => stack?.remove());

    it("are created on one host, and both are proven", async () => {
      await stack.up(AT_ONCE);
      const { endpoint, holder, healthz, proof, rollout } = await provenOf(stack);
      const mac = await macOn(lab(), holder);
      expect(endpoint).toBe(`https://${lab().vip}:6443`);
      // five connections of each of two witnesses to each of two VIPs
      expect(healthz).toMatchObject({ status: "healthy", httpCode: 200, tlsVerified: true, asked: 20, answered: 20 });
      expect(proof).toMatchObject({ mac, agreed: { address: "yes", neighbour: "yes", lease: "yes" } });
      expect(proof.witnesses.filter(({ holds }) => !holds).map(({ neighbours }) => neighbours)).toEqual([[mac], [mac]]);
      expect(rollout.fromHere).toMatchObject({ httpCode: 200, failure: "", asked: 2, answered: 2 });
      for (const vip of both()) {
        expect(await vipHolders(lab(), vip)).toEqual([holder]);
        expect(await vipAnswers(lab(), vip)).toBe(true);
      }
    });

    it("move together in a change, and the gap is that of the one that was gone for longest", async () => {
      await stack.setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 } }) });
      const watches = both().map((vip) => watchVip(lab(), vip));
      await stack.up(AT_ONCE);
      const seen = await Promise.all(watches.map((watch) => watch.end()));
      const { healthz, holder, rollout } = await provenOf(stack);
      console.log(`gaps seen from outside: IPv4 ${seen[0]!.gapMs} ms, IPv6 ${seen[1]!.gapMs} ms; by the hosts ${rollout.vipGapMs} ms`);
      expect(healthz.status).toBe("healthy");
      expect(rollout.vipGapMs).toBeGreaterThan(0);
      for (const vip of both()) expect(await vipHolders(lab(), vip)).toEqual([holder]);
    });

    it("answer again when their holder loses power", async () => {
      [lost = ""] = await vipHolders(lab(), VIP6);
      await withoutPower(lab(), lost, async () => {
        const seconds = await Promise.all(both().map((vip) => secondsUntilAnswer(lab(), 60, vip)));
        console.log(`after the holder's power was cut: IPv4 answered after ${seconds[0]!.toFixed(1)} s, IPv6 after ${seconds[1]!.toFixed(1)} s`);
      });
    });

    it("are both gone after destroy", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      for (const vip of both()) {
        expect(await vipAnswers(lab(), vip)).toBe(false);
        expect(await Promise.all(lab().hosts.map(({ name }) => addressOn(lab(), name, vip)))).toEqual(["", "", ""]);
      }
    });
  });
}
