// Nobody interferes with a rollout. One that is killed in the middle is among the faults.
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { manifests, vipAnswers } from "../sights";
import { AT_ONCE, labSettings, SHORT_LEASES } from "../stack";
import { said } from "../told";

/** @param stack an installation whose hosts run a lease of 8 s */
export function disturbedRollout(lab: () => Lab, stack: () => Workspace): void {
  describe("a rollout", () => {
    it("is refused while another one has the hosts, and says who", async () => {
      // With the session's own streams, the session would last as long as the process.
      const holdLock = "mkdir -p /run/pulumi-kube-vip.rollout; sleep 600 </dev/null >/dev/null 2>&1 & echo $!";
      const { stdout } = await lab().on("cp1", holdLock);
      const pid = stdout.trim();
      await lab().on("cp1", `set -- $(sed 's/.*) //' /proc/${pid}/stat); shift 19; printf '%s\\n' run=r-other who=ada@laptop owner=other::infra::kube-vip:index:KubeVip::vip pid=${pid} start=$1 since=1 >/run/pulumi-kube-vip.rollout/holder`);
      await stack().setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 9 } }) });
      const before = await manifests(lab());
      const { exitCode, events } = await stack().up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said({ events })).toContain("ada@laptop");
      expect(await manifests(lab())).toEqual(before);
      await lab().on("cp1", `kill ${pid}`);
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
