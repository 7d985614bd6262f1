// Services from the first address to none: one lease for all, the loss of its holder, a lease for each, a class of their own, switched off, destroyed.
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterStatus } from "../../cli/status/clusterStatus";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { command } from "../lab/commands";
import { withoutPower } from "../lab/power";
import { traces, vipAnswers, vipHolders } from "../lab/sights";
import { AT_ONCE, type Json, labSettings, labStack, outputsOf } from "../lab/stack";
import { said } from "../lab/told";
import { dryRuns, grant, KUBECONFIG, may, withdraw } from "./access";
import { answersFrom, holdersOf, makeService, removeServices, secondsUntilAnswer } from "./cluster";

const WEB = "10.77.0.101";
const OTHER = "10.77.0.102";
const CLASS = "example.org/vip";
const PER_SERVICE = "services lease plndr-svcs-lock -> a lease each";

/** The usual ones: this suite makes the API servers write more than others, and shorter leases are lost now and then on a busy machine. */
const LEASES = { leaseDurationSeconds: 15, renewDeadlineSeconds: 10, retryPeriodSeconds: 2 };

/** Leases, jittered retries, a new etcd leader, a machine that may be busy. */
const FAILOVER_LIMIT = 90;

function settings(services: Json, over: Json = {}): { value: string } {
  return labSettings({ leaderElection: LEASES, services: { enabled: true, ...services }, ...over });
}

export function life(lab: () => Lab): void {
  describe("Services beside the control plane", () => {
    let stack: Workspace;
    const gone = (address: string) => holdersOf(lab(), address);
    const other = (holder: string) => lab().hosts.map(({ name }) => name).find((name) => name !== holder) ?? "";

    /** Seconds until the Service answers without that host, which then comes back and leaves it where it is. */
    async function secondsWithoutPower(holder: string): Promise<number> {
      let answered = 0;
      await withoutPower(lab(), holder, async () => void (answered = await secondsUntilAnswer(lab(), WEB, FAILOVER_LIMIT)));
      await lab().on(holder, "until pidof kube-vip; do sleep 0.5; done", { timeoutMs: 60_000 });
      expect(await holdersOf(lab(), WEB)).toHaveLength(1);
      return answered;
    }

    beforeAll(async () => {
      await lab().resetHosts();
      await removeServices(lab(), "web", "other");
      stack = await labStack(lab(), { settings: settings({}) });
    });
    afterAll(async () => {
      await removeServices(lab(), "web", "other").catch(() => undefined);
      await withdraw(lab()).catch(() => undefined);
      await stack?.remove();
    });

    it("leave the proof of the VIP as it is", async () => {
      await stack.up(AT_ONCE);
      const { healthz, holder } = await outputsOf(stack);
      expect(healthz).toMatchObject({ status: "healthy", tlsVerified: true });
      expect(await vipHolders(lab())).toEqual([holder]);
    });

    it("get the address that they ask for on one host, and answer on it from another; a Service of another class gets none", async () => {
      await makeService(lab(), { name: "other", address: OTHER, class: "example.org/other" });
      await makeService(lab(), { name: "web", address: WEB });
      console.log(`the Service answered after ${(await secondsUntilAnswer(lab(), WEB, 60)).toFixed(1)} s`);
      const [holder = "", ...more] = await holdersOf(lab(), WEB);
      expect(more).toEqual([]);
      expect(await answersFrom(lab(), other(holder), WEB)).toBe(true);
      expect(await gone(OTHER)).toEqual([]);
    });

    it("are told by `status`, with the holder of their lease", async () => {
      const [holder = ""] = await holdersOf(lab(), WEB);
      const { stdout } = await command(lab(), stack, "status");
      console.log(stdout);
      expect(stdout).toMatch(new RegExp(`^services +plndr-svcs-lock names ${holder}, `, "m"));
      const status = JSON.parse((await command(lab(), stack, "status", "--json")).stdout) as ClusterStatus;
      expect(status.verdict).toBe("healthy");
      expect(status.services?.lease).toMatchObject({ name: "plndr-svcs-lock", holder });
      expect(status.services?.served).toEqual([{ service: "default/web", addresses: [WEB], hosts: [holder] }]);
    });

    it("answer again when the host that has their address loses power", async () => {
      const [holder = ""] = await holdersOf(lab(), WEB);
      console.log(`the Service answered ${(await secondsWithoutPower(holder)).toFixed(1)} s after its holder's power was cut (lease 15/10/2)`);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("are not elected by two leases at once: that needs consent, and all hosts stop first", async () => {
      await stack.setConfig({ settings: settings({ perServiceElection: true }) });
      const refused = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(refused.exitCode).not.toBe(0);
      expect(said(refused)).toContain(`give \`replace\` the text \`${PER_SERVICE}\``);
      await stack.setConfig({ settings: settings({ perServiceElection: true }, { rollout: { replace: PER_SERVICE } }) });
      await stack.up(AT_ONCE);
      console.log(`the Service answered ${(await secondsUntilAnswer(lab(), WEB, FAILOVER_LIMIT)).toFixed(1)} s after the change to a lease for each`);
      expect(await holdersOf(lab(), WEB)).toHaveLength(1);
    });

    it("with a lease for each answer again when the host that has the address loses power", async () => {
      const [holder = ""] = await holdersOf(lab(), WEB);
      console.log(`the Service answered ${(await secondsWithoutPower(holder)).toFixed(1)} s after its holder's power was cut (a lease for each, 15/10/2)`);
    });

    it("lose their addresses on all hosts when they are switched off, host by host, and the VIP stays", async () => {
      // as a kube-vip that was killed would leave it
      const [left = ""] = await holdersOf(lab(), WEB);
      const stale = other(left);
      await lab().on(stale, `ip addr add ${WEB}/32 dev eth0`);
      await stack.setConfig({ settings: labSettings({ leaderElection: LEASES }) });
      await stack.up(AT_ONCE);
      expect(await gone(WEB)).toEqual([]);
      expect((await outputsOf(stack)).healthz.status).toBe("healthy");
    });

    it("have objects for rights and addresses that the API server takes", async () => {
      expect(await dryRuns(lab())).toEqual({ ClusterRole: 201, ClusterRoleBinding: 201, Role: 201, RoleBinding: 201, ConfigMap: 201 });
    });

    it("of kube-vip's class alone, with these rights alone: that one is served, and one without a class is left alone", async () => {
      await removeServices(lab(), "other");
      await grant(lab());
      const rights: [verb: string, resource: string, group?: string, namespace?: string][] = [["update", "services/status"], ["watch", "endpointslices", "discovery.k8s.io"], ["get", "secrets"], ["list", "pods"], ["delete", "services"], ["update", "leases", "coordination.k8s.io", "default"]];
      expect(await Promise.all(rights.map((right) => may(lab(), ...right)))).toEqual([true, true, false, false, false, false]);
      // load balancing of the control plane needs Nodes
      const limited = { paths: { kubeconfig: KUBECONFIG }, loadBalancer: { enabled: false } };
      await stack.setConfig({ settings: settings({ loadBalancerClassOnly: true, loadBalancerClass: CLASS }, limited) });
      await stack.up(AT_ONCE);
      await makeService(lab(), { name: "other", address: OTHER, class: CLASS, bySpec: true });
      await secondsUntilAnswer(lab(), OTHER, 60);
      await sleep(3000);
      expect(await gone(WEB)).toEqual([]);
    });

    it("leave nothing on any host when destroyed, also what a kube-vip that was killed left; addresses that are none of theirs stay", async () => {
      const [holder = ""] = await holdersOf(lab(), OTHER);
      const stale = other(holder);
      await lab().on(stale, `ip addr add ${OTHER}/32 dev eth0; ip addr add 10.77.0.177/32 dev eth0`);
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect([await gone(OTHER), await gone(WEB)]).toEqual([[], []]);
      expect(await gone("10.77.0.177")).toEqual([stale]);
      await lab().on(stale, "ip addr del 10.77.0.177/32 dev eth0");
    });
  });
}
