// Nobody interferes with a rollout, and one that ends in the middle is taken up again.
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { killWhenChanged } from "../killed";
import { manifests, secondsUntilAnswer, vipAnswers } from "../sights";
import { AT_ONCE, type Json, labSettings, SHORT_LEASES } from "../stack";
import { changes, said } from "../told";

const WITH_LEASE = (leaseDurationSeconds: number, more: Json = {}) => labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds }, ...more });

/** @param stack an installation whose hosts run a lease of 8 s */
export function disturbedRollout(lab: () => Lab, stack: () => Workspace): void {
  describe("a rollout", () => {
    it("is refused while another one has the hosts, and says who", async () => {
      // With the session's own streams, the session would last as long as the process.
      const holdLock = "mkdir -p /run/pulumi-kube-vip.rollout; sleep 600 </dev/null >/dev/null 2>&1 & echo $!";
      const { stdout } = await lab().on("cp1", holdLock);
      const pid = stdout.trim();
      await lab().on("cp1", `set -- $(sed 's/.*) //' /proc/${pid}/stat); shift 19; printf '%s\\n' run=r-other who=ada@laptop owner=other::infra::kube-vip:index:KubeVip::vip pid=${pid} start=$1 since=1 >/run/pulumi-kube-vip.rollout/holder`);
      await stack().setConfig({ settings: WITH_LEASE(9) });
      const before = await manifests(lab());
      const { exitCode, events } = await stack().up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said({ events })).toContain("ada@laptop");
      expect(await manifests(lab())).toEqual(before);
      await lab().on("cp1", `kill ${pid}`);
    });

    it("that is killed in the middle leaves a VIP that answers, and the next one finishes the work", async () => {
      // Written out instead of found: another text of every manifest, for which no kube-vip restarts. With restarts it is among the faults.
      await stack().setConfig({ settings: WITH_LEASE(8, { interface: "eth0" }) });
      await killWhenChanged(stack(), () => recorded(lab()));
      await secondsUntilAnswer(lab(), 60);
      await stack().pulumi(["cancel", "--yes"], { mayFail: true });
      // It waits for the guards of the killed one, which see to the VIP before they give way.
      await stack().up(AT_ONCE);
      expect(await vipAnswers(lab())).toBe(true);
      expect(changes(await stack().preview())).toEqual([]);
    });

    it("does not mix a new VIP with the old one without consent", async () => {
      const before = await manifests(lab());
      await stack().setConfig({ vip: { value: "10.77.0.101" } });
      const { exitCode, events } = await stack().up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said({ events })).toContain("10.77.0.100");
      expect(said({ events })).toContain("10.77.0.101");
      expect(await manifests(lab())).toEqual(before);
      expect(await vipAnswers(lab())).toBe(true);
      await stack().setConfig({ vip: { value: lab().vip } });
    });
  });
}

/** Hashes of the manifests that the hosts record. */
async function recorded(lab: Lab): Promise<string> {
  return (await Promise.all(lab.hosts.map(async ({ name }) => (await lab.on(name, "sed -n 's/^sha=//p' /var/lib/pulumi-kube-vip/record")).stdout))).join();
}
