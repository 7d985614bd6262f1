// From `local`, which spreads nothing, to `masquerade`: the table, 300 connections, an API server that stops, a holder without power, a host that boots.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import type { Proof } from "../../components/plan/proof";
import { withoutPower } from "../lab/power";
import { secondsUntilAnswer, traces } from "../lab/sights";
import { AT_ONCE, labSettings, labStack, outputsOf } from "../lab/stack";
import { connect, expectSpread } from "./counted";
import { addressesOf, secondsUntilBackends, tableOn } from "./table";

const HOSTS = ["cp1", "cp2", "cp3"];
const MASQUERADE = { loadBalancer: { forwardingMethod: "masquerade" } };
const MODULES = ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack", "xt_ipvs"];
const SYSCTLS = "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/vs/conntrack";
/** What kubelet and kube-proxy have done on the hosts of any cluster: without a table there kube-vip's iptables cannot make its rule. */
const NAT_TABLE = "iptables-legacy -t nat -n -L POSTROUTING >/dev/null";

export function masquerade(lab: () => Lab): void {
  describe("IPVS by masquerade", () => {
    let stack: Workspace;
    let holder: string;
    const others = (host: string) => HOSTS.filter((name) => name !== host);

    beforeAll(async () => {
      await lab().resetHosts();
      await Promise.all(HOSTS.map((host) => lab().on(host, NAT_TABLE)));
      stack = await labStack(lab());
    });
    afterAll(() => stack?.remove());

    it("begins from `local`, whose table names all and whose connections all reach the holder", async () => {
      await stack.up(AT_ONCE);
      ({ holder } = await outputsOf(stack));
      console.log(`local: table after ${await secondsUntilBackends(lab(), holder, HOSTS)} s more`);
      expect(new Set(Object.values((await tableOn(lab(), holder))!))).toEqual(new Set(["Local"]));
      const { answered, reached } = await connect(lab(), 30);
      expect({ answered, reached }).toEqual({ answered: 30, reached: { ...Object.fromEntries(HOSTS.map((host) => [host, 0])), [holder]: 30 } });
    });

    it("changes host by host, after which the holder sends to every control plane", async () => {
      await stack.setConfig({ settings: labSettings(MASQUERADE) });
      await stack.up(AT_ONCE);
      const { rollout } = await outputsOf(stack);
      expect(rollout.parallel).toBe(false);
      expect(rollout.hosts.map(({ host }) => host).at(-1)).toBe(holder);
      ({ holder } = await outputsOf(stack));
      console.log(`masquerade: table after ${await secondsUntilBackends(lab(), holder, HOSTS)} s more; the virtual IP was away for ${rollout.vipGapMs} ms`);
      expect(await tableOn(lab(), holder)).toEqual(Object.fromEntries(addressesOf(lab(), HOSTS).map((address) => [address, "Masq"])));
      expect((await lab().on(holder, SYSCTLS)).stdout).toBe("1\n1");
    });

    it("answers 300 new TLS connections, of which each API server counts at least a fifth", async () => {
      const counted = await connect(lab(), 300);
      console.log(`300 connections: ${JSON.stringify(counted)}`);
      expectSpread(counted, 300);
    });

    it("is proven again with every back end, where the proof is asked for anew", async () => {
      await stack.setConfig({ settings: labSettings({ ...MASQUERADE, rollout: { retry: "once more" } }) });
      await stack.up(AT_ONCE);
      const { balancing } = (await stack.outputs() as unknown as { proof: Proof }).proof;
      expect(balancing).toEqual([{ host: holder, vip: lab().vip, backends: addressesOf(lab(), HOSTS) }]);
    });

    it("sends nothing to an API server that stops, and to it again when it is back", async () => {
      const [stopped = "", other = ""] = others(holder);
      await lab().on(stopped, "systemctl stop kube-apiserver");
      const gone = await secondsUntilBackends(lab(), holder, [holder, other]);
      expectSpread(await connect(lab(), 30, [holder, other]), 30);
      await lab().on(stopped, "systemctl start kube-apiserver");
      await lab().waitReady([stopped]);
      console.log(`an API server that stopped left the table after ${gone} s, and was back ${await secondsUntilBackends(lab(), holder, HOSTS)} s after it was healthy`);
      expectSpread(await connect(lab(), 60), 60);
    });

    it("goes on from another host when the holder loses power", async () => {
      const lost = holder;
      await withoutPower(lab(), lost, async () => {
        const seconds = await secondsUntilAnswer(lab(), 120);
        [holder = ""] = await holdersAmong(others(lost));
        console.log(`holder lost: answers after ${seconds} s, table after ${await secondsUntilBackends(lab(), holder, others(lost))} s more`);
        expectSpread(await connect(lab(), 60, others(lost)), 60);
      });

      const looks = `journalctl -b -o cat -t systemd-modules-load; systemctl show -P ExecMainExitTimestampMonotonic systemd-modules-load; systemctl show -P ExecMainStartTimestampMonotonic kubelet`;
      const [began, loaded, ...inserted] = (await lab().on(lost, looks)).stdout.trim().split("\n").reverse();
      const told = inserted.filter((line) => /^(Inserted module|Module .* is (already loaded|built in))/.test(line));
      const isTold = (name: string) => told.some((line) => line.includes(`'${name}'`));
      // one that another of them needs was loaded with that one, of which systemd says nothing
      const users = new Map((await lab().on(lost, "cut -d ' ' -f 1,4 /proc/modules")).stdout.trim().split("\n").map((line) => line.split(" ") as [string, string]));
      expect(MODULES.filter((name) => !isTold(name) && !users.get(name)?.split(",").some(isTold))).toEqual([]);
      expect(Number(loaded)).toBeGreaterThan(0);
      expect(Number(loaded)).toBeLessThan(Number(began));

      console.log(`booted: back end again ${await secondsUntilBackends(lab(), holder, HOSTS)} s after it was ready`);
      expectSpread(await connect(lab(), 60), 60);
    });

    it("is gone after destroy without a trace, and what the kernel was told stays", async () => {
      const raised = () => Promise.all(HOSTS.map(async (host) => (await lab().on(host, SYSCTLS)).stdout));
      const before = await raised();
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      // a host that got the VIP when another one lost it has raised its own meanwhile
      const after = await raised();
      expect(after[HOSTS.indexOf(holder)]).toBe("1\n1");
      expect(after.filter((now, index) => now !== "1\n1" && now !== before[index])).toEqual([]);
    });

    /** Of hosts that are up. */
    async function holdersAmong(hosts: readonly string[]): Promise<string[]> {
      const held = await Promise.all(hosts.map(async (host) => ((await lab().on(host, `ip -o addr show to ${lab().vip}`)).stdout === "" ? [] : [host])));
      return held.flat();
    }
  });
}
