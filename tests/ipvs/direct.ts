// Direct routing, then tunnels: what is missing on the hosts is told before anything is touched; with it connections reach every API server.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { withoutPower } from "../lab/power";
import { secondsUntilAnswer, traces } from "../lab/sights";
import { AT_ONCE, type Json, labSettings, labStack, outputsOf } from "../lab/stack";
import { said } from "../lab/told";
import { connect, expectSpread } from "./counted";
import { addressesOf, secondsUntilBackends, tableOn } from "./table";

const HOSTS = ["cp1", "cp2", "cp3"];
const by = (forwardingMethod: string, more: Json = {}) => labSettings({ loadBalancer: { forwardingMethod }, ...more });

/** What an operator provides: the VIP where no neighbour hears it, and the end of a tunnel. */
const provide = (vip: string) => `ip addr add ${vip}/32 dev lo
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
modprobe ipip; ip link set tunl0 up; sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0`;

export function direct(lab: () => Lab): void {
  describe("IPVS that sends packets on as they are", () => {
    let stack: Workspace;
    let holder: string;
    const others = (host: string) => HOSTS.filter((name) => name !== host);
    const onHosts = (script: string) => Promise.all(HOSTS.map((host) => lab().on(host, script)));
    const table = (forward: string) => Object.fromEntries(addressesOf(lab(), HOSTS).map((address) => [address, forward]));

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { settings: by("tunnel") });
    });
    afterAll(() => stack?.remove());

    it("begins on no host that lacks what it needs", async () => {
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain(`do not have ${lab().vip} on loopback`);
      expect(said(result)).toContain("On hosts cp1, cp2 and cp3 there is no interface of the kind ipip.");
      expect(await traces(lab())).toEqual({});
    });

    it("reaches every API server by direct routing, proven from a machine that is none of the hosts", async () => {
      await onHosts(provide(lab().vip));
      await stack.setConfig({ settings: by("directroute") });
      await stack.up(AT_ONCE);
      const outputs = await outputsOf(stack);
      holder = outputs.holder;
      expect(outputs.healthz).toMatchObject({ status: "healthy", from: ["(here)"], asked: 9, answered: 9 });
      expect(outputs.proof.agreed).toMatchObject({ address: "yes", lease: "yes" });
      console.log(`directroute: table after ${await secondsUntilBackends(lab(), holder, HOSTS)} s more`);
      expect(await tableOn(lab(), holder)).toEqual(table("Route"));
      expectSpread(await connect(lab(), 90), 90);
    });

    it("changes host by host to tunnels", async () => {
      await stack.setConfig({ settings: by("tunnel") });
      await stack.up(AT_ONCE);
      const outputs = await outputsOf(stack);
      expect(outputs.rollout.hosts.map(({ host }) => host).at(-1)).toBe(holder);
      holder = outputs.holder;
      console.log(`tunnel: table after ${await secondsUntilBackends(lab(), holder, HOSTS)} s more`);
      expect(await tableOn(lab(), holder)).toEqual(table("Tunnel"));
      expectSpread(await connect(lab(), 90), 90);
    });

    it("goes on from another host when the holder loses power", async () => {
      const lost = holder;
      await withoutPower(lab(), lost, async () => {
        const seconds = await secondsUntilAnswer(lab(), 120);
        const held = await Promise.all(others(lost).map(async (host) => ((await lab().on(host, `ip -o addr show dev eth0 to ${lab().vip}`)).stdout === "" ? [] : [host])));
        [holder = ""] = held.flat();
        console.log(`holder lost: answers after ${seconds} s, table after ${await secondsUntilBackends(lab(), holder, others(lost))} s more`);
        expectSpread(await connect(lab(), 60, others(lost)), 60);
      });
      await lab().on(lost, provide(lab().vip));
    });

    it("is gone after destroy, and the operator's address stays", async () => {
      await stack.destroy(AT_ONCE);
      for (const { stdout } of await onHosts(`ip -o addr show to ${lab().vip}`)) expect(stdout).toMatch(/^1: lo +inet [^\n]*$/);
      await onHosts(`ip addr del ${lab().vip}/32 dev lo`);
      expect(await traces(lab())).toEqual({});
    });
  });
}
