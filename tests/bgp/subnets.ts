// One peer with a password, more than one hop away, reached from two subnets; the VIP is on a dummy interface that the hosts have for it.
import { randomBytes } from "node:crypto";
import type { Proof } from "../../components/plan/proof";
import type { RolloutReport } from "../../components/plan/rolloutReport";
import type { Workspace } from "../../lab/pulumi/workspace";
import { asideAddress, router } from "../../lab/router/addresses";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import { withoutPower } from "../lab/power";
import { traces } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf } from "../lab/stack";
import { bgpSettings, ROUTER_AS, secondsUntilHops, untilAllAnswer } from "./settings";

const HOSTS = ["cp1", "cp2", "cp3"];
const DUMMY = "vip0";
const OTHER_SUBNET = "10.77.8.0/24";

export function subnets(lab: () => Lab): void {
  describe("BGP of hosts on two subnets", () => {
    const password = `pw${randomBytes(6).toString("hex")},:/`;
    const aside = asideAddress("cp3");
    const peers = (own: string) => [{ address: router.far, as: ROUTER_AS, password: own, multihop: true }];
    let bgpRouter: Router;
    let stack: Workspace;
    let addresses: string[];
    const speakers = (own: string) => [{ at: "far" as const, password: own }];
    const settings = (own: string) => bgpSettings(lab(), bgpRouter, { peers: peers(own) }, { interface: DUMMY });

    beforeAll(async () => {
      await lab().resetHosts();
      addresses = [...lab().hosts.slice(0, 2).map(({ address }) => address), aside];
      for (const host of HOSTS) await lab().on(host, `modprobe dummy numdummies=0; ip link add ${DUMMY} type dummy; ip link set ${DUMMY} up`);
      await lab().on("cp3", `ip addr add ${aside}/24 dev eth0; ip route add ${router.far} via ${router.aside} src ${aside}`);
      // their gateway to the other subnet
      for (const host of ["cp1", "cp2"]) await lab().on(host, `ip route add ${OTHER_SUBNET} via ${router.near}`);
      bgpRouter = await lab().startRouter({ speakers: speakers(password), aside: ["cp3"] });
      stack = await labStack(lab(), { settings: settings(password) });
    });
    afterAll(async () => {
      for (const host of HOSTS) await lab().on(host, `ip link del ${DUMMY}; ip route del ${router.far}; ip route del ${OTHER_SUBNET} via ${router.near}; ip addr del ${aside}/24 dev eth0; true`, { reject: false });
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("is proven, with the address that each host speaks from, and with a next hop in each of the subnets", async () => {
      await stack.up(AT_ONCE);
      const { proof, rollout } = (await stack.outputs()) as unknown as { proof: Proof; rollout: RolloutReport };
      expect(proof.sessions).toEqual(HOSTS.map((host, index) => ({ host, peer: router.far, source: addresses[index] })));
      expect(rollout.routes).toEqual([{ router: "the lab's router", vip: lab().vip, nextHops: HOSTS, failure: "" }]);
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([...addresses].sort());
      await untilAllAnswer(lab(), bgpRouter);
    });

    it("has router ids of their own, and the VIP on the dummy, for everybody to reach", async () => {
      for (const { name, address } of lab().hosts) {
        const { stdout } = await lab().on(name, `tr '\\0' '\\n' </proc/$(pidof -s kube-vip)/environ | grep ^bgp_routerid; ip -o addr show to ${lab().vip}`);
        expect(stdout).toMatch(new RegExp(`^bgp_routerid=${address}\\n\\d+: ${DUMMY} +inet ${lab().vip}/32 scope global `));
      }
    });

    it("changes its password host by host, which the router takes either of", async () => {
      const next = `${password}2`;
      // the router knows one password at a time, so the sessions of the old one go
      await bgpRouter.configure({ speakers: speakers(next), aside: ["cp3"] });
      await stack.setConfig({ settings: settings(next) });
      await stack.up(AT_ONCE);
      const { rollout } = await outputsOf(stack);
      expect(rollout.hosts.map(({ change }) => change)).not.toContain("none");
      await secondsUntilHops(lab(), bgpRouter, [...addresses].sort(), 30);
      await untilAllAnswer(lab(), bgpRouter);
    });

    it("goes on without the host of the other subnet when that loses power", async () => {
      await withoutPower(lab(), "cp3", async () => {
        await secondsUntilHops(lab(), bgpRouter, addresses.slice(0, 2), 40);
        await untilAllAnswer(lab(), bgpRouter);
      });
      // what a network configuration would bring at boot
      await lab().on("cp3", `modprobe dummy numdummies=0; ip link add ${DUMMY} type dummy; ip link set ${DUMMY} up; ip addr add ${aside}/24 dev eth0; ip route add ${router.far} via ${router.aside} src ${aside}`);
      await secondsUntilHops(lab(), bgpRouter, [...addresses].sort(), 180);
    });

    it("is gone after destroy, from the dummy too", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([]);
    });
  });
}
