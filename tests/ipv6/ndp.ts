// The life of a VIP that is IPv6 alone: announced and found by neighbour discovery.
import { operations } from "../../lab/pulumi/events";
import { lan } from "../../lab/network/addresses";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { watchVip } from "../../lab/watch";
import { command } from "../lab/commands";
import { withoutPower } from "../lab/power";
import { containers, manifests, secondsUntilAnswer, traces, vipAnswers, vipHolders } from "../lab/sights";
import { AT_ONCE, labSettings, labStack, SHORT_LEASES } from "../lab/stack";
import { changes, said } from "../lab/told";
import { addressOn, bridgeMac, HOSTS, macOn, type Proven, provenOf, VIP6 } from "./seen";

const STRANGER = `${VIP6}/128`;

export function ndp(lab: () => Lab): void {
  describe("a VIP that is IPv6 alone", () => {
    let stack: Workspace;
    let created: Proven;
    let lost: string;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { vip: { value: VIP6 } });
    });
    afterAll(async () => {
      await lab().inside("ip", ["addr", "del", STRANGER, "dev", lan.bridge], { reject: false });
      await stack?.remove();
    });

    // first of all, since an `up` within a minute of a preview goes by what that saw
    it("is not touched while a stranger answers for it, whose MAC is told", async () => {
      await lab().inside("ip", ["addr", "add", STRANGER, "dev", lan.bridge, "nodad"]);
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      await lab().inside("ip", ["addr", "del", STRANGER, "dev", lan.bridge]);
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain("vip-held-by-stranger");
      expect(said(result)).toContain(`${VIP6} is answered for by ${await bridgeMac(lab())}, as `);
      expect(await traces(lab())).toEqual({});
    });

    it("shows at preview what will be, with the endpoint in brackets", async () => {
      const { events } = await stack.preview();
      // the stack and the component are there already, from the attempt that was refused
      const made = operations(events).filter(({ op }) => op !== "same");
      expect(made.length).toBeGreaterThanOrEqual(10);
      expect(new Set(made.map(({ op }) => op))).toEqual(new Set(["create"]));
      expect(said({ events })).not.toMatch(/error/i);
      expect(await traces(lab())).toEqual({});
    });

    it("is created and proven: address, neighbours' answers and lease agree on the holder", async () => {
      await stack.up(AT_ONCE);
      created = await provenOf(stack);
      const mac = await macOn(lab(), created.holder);
      expect(created).toMatchObject({ endpoint: `https://[${VIP6}]:6443`, healthz: { url: `https://[${VIP6}]:6443/healthz`, status: "healthy", httpCode: 200, tlsVerified: true, asked: 10, answered: 10 } });
      expect(created.proof).toMatchObject({ holder: created.holder, mac, agreed: { address: "yes", neighbour: "yes", lease: "yes" } });
      expect(created.proof.witnesses.filter(({ holds }) => !holds).map(({ neighbours }) => neighbours)).toEqual([[mac], [mac]]);
      expect(created.rollout.fromHere).toMatchObject({ httpCode: 200, failure: "" });
      expect(await vipHolders(lab(), VIP6)).toEqual([created.holder]);
      expect(await addressOn(lab(), created.holder, VIP6)).toMatch(new RegExp(` ${VIP6}/128 scope global deprecated (?!.*(tentative|dadfailed))`));
      expect(await vipAnswers(lab(), VIP6)).toBe(true);
    });

    it("changes nothing and restarts nothing when run again", async () => {
      const before = await containers(lab());
      const { events } = await stack.up();
      expect(changes({ events })).toEqual([]);
      expect(await containers(lab())).toEqual(before);
    });

    it("is told by `status` with its endpoint in brackets", async () => {
      const { exitCode, stdout } = await command(lab(), stack, "status");
      console.log(stdout);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`https://[${VIP6}]:6443  healthy: `)]);
      expect(stdout).toContain(`${created.holder} has ${VIP6} on eth0`);
    });

    it("changes host by host, the holder last, so that the VIP moves once at most, and tells how long it was away", async () => {
      const [holder = ""] = await vipHolders(lab(), VIP6);
      await stack.setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 } }) });
      const watch = watchVip(lab(), VIP6);
      await stack.up(AT_ONCE);
      const seen = await watch.end();
      const now = await provenOf(stack);
      for (const { text = "" } of Object.values(await manifests(lab())).flatMap((one) => one ?? [])) expect(text).toMatch(/vip_leaseduration\n +value: "8"/);
      expect(now.rollout.hosts.map(({ host }) => host).at(-1)).toBe(holder);
      expect(now.rollout.hosts).toHaveLength(HOSTS.length);
      expect(now.rollout.vipGapMs).toBeGreaterThan(0);
      expect(now.proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
      console.log(`IPv6 VIP moved ${seen.moves} time, longest gap seen from outside ${seen.gapMs} ms, by the hosts ${now.rollout.vipGapMs} ms`);
      expect(seen.moves).toBeLessThanOrEqual(1);
    });

    it("answers again from another host when its holder loses power", async () => {
      [lost = ""] = await vipHolders(lab(), VIP6);
      await withoutPower(lab(), lost, async () => {
        const seconds = await secondsUntilAnswer(lab(), 60, VIP6);
        console.log(`IPv6 VIP answered ${seconds.toFixed(1)} s after the holder's power was cut (lease 8/4/1)`);
      });
    });

    it("leaves no trace on any host when destroyed", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await vipAnswers(lab(), VIP6)).toBe(false);
    });
  });
}
