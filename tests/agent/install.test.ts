// Installing and uninstalling the agent.
import { installCall, uninstallCall } from "../../components/hosts/calls/install";
import { parseAgentReport } from "../../components/hosts/reports";
import { STRAY_KUBE_VIP } from "./programs";
import { onHost, type Outcome, underEachShell } from "./sandbox";
import { caller, install, KUBECONFIG, kubeconfigFile, MANIFEST, needs, OWNER, recorded, STATE } from "./samples";

const STRANGER = "prod::other::kube-vip:index:KubeVip::vip#cp1";
const uninstall = uninstallCall(caller);
const statusOf = ({ status }: Outcome) => status;

underEachShell("the agent, installed", (shell) => {
  const files = kubeconfigFile;

  it("says that the host is fresh and repeats the run's mark; its folder and itself are root's alone", () => {
    const [done, modes] = onHost(shell, { files }, [install({}, {}, "mark-1"), `stat -c '%a %n' ${STATE} ${STATE}/*`]) as [Outcome, Outcome];
    expect(parseAgentReport(done.stdout)).toEqual({ fresh: true, run: "mark-1" });
    expect(modes.stdout.split("\n").slice(0, -1)).toEqual([`700 ${STATE}`, `700 ${STATE}/agent`, `600 ${STATE}/record`]);
  });

  it("is not fresh where a manifest is recorded, or where a kube-vip that is adopted runs or has a manifest", () => {
    const ours = onHost(shell, { files: { ...files, ...recorded(OWNER) } }, [install()])[0]!;
    const runs = onHost(shell, { files, setup: STRAY_KUBE_VIP }, [install({}, { adopt: true })])[0]!;
    const lies = onHost(shell, { files: { ...files, [MANIFEST]: "image: kube-vip" } }, [install({}, { adopt: true })])[0]!;
    expect([ours, runs, lies].map(({ stdout }) => parseAgentReport(stdout))).toEqual(Array(3).fill({ fresh: false, run: "" }));
  });

  it("leaves nothing when the host is not ready", () => {
    const [refused, left] = onHost(shell, {}, [install(), "ls -A /var/lib /run"]) as [Outcome, Outcome];
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("kubeconfig /etc/kubernetes/admin.conf does not exist");
    expect(left.stdout.split("\n").filter((line) => line.includes("pulumi"))).toEqual([]);
  });

  it("leaves nothing, or the agent from before, when its text is cut off", () => {
    const cut = `gzip -c /opt/agent.sh | base64 | head -c 20000 | ${installCall(caller, needs)}`;
    const [fresh, left, , again, after] = onHost(shell, { files }, [cut, "ls -A /var/lib", `${install()}; cp ${STATE}/agent /opt/before`, cut, `cmp ${STATE}/agent /opt/before && ls -A ${STATE}`]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([fresh, again, after].map(statusOf)).toEqual([1, 1, 0]);
    expect([left.stdout, after.stdout]).toEqual(["", "agent\nrecord\n"]);
  });

  it("keeps the agent from before when an update is refused", () => {
    const steps = [install(), `cp ${STATE}/agent /opt/before; rm ${KUBECONFIG}`, install(), `cmp ${STATE}/agent /opt/before && ls -A ${STATE}`];
    const [first, , refused, after] = onHost(shell, { files }, steps) as [Outcome, Outcome, Outcome, Outcome];
    expect([first, refused, after].map(statusOf)).toEqual([0, 1, 0]);
    expect(after.stdout).toBe("agent\nrecord\n");
  });

  it("goes away with its owner's uninstall, and a second one finds nothing to do", () => {
    const outcomes = onHost(shell, { files }, [install(), uninstall, `ls ${STATE}`, uninstall]);
    expect(outcomes.map(statusOf)).toEqual([0, 0, expect.any(Number), 0]);
    expect(outcomes[2]!.stderr).toContain("No such file");
  });

  it("stays when somebody else uninstalls, or while a manifest is recorded", () => {
    const stranger = onHost(shell, { files }, [install(), uninstallCall({ ...caller, owner: STRANGER }), `ls ${STATE}`]);
    const recordedOne = onHost(shell, { files: { ...files, ...recorded(OWNER) } }, [install(), uninstall, `ls ${STATE}`]);
    for (const outcomes of [stranger, recordedOne]) {
      expect(outcomes.map(statusOf)).toEqual([0, 0, 0]);
      expect(outcomes[2]!.stdout).toBe("agent\nrecord\n");
    }
  });
});
