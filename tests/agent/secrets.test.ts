// Secrets on the host.
import { forgetCall } from "../../components/hosts/calls/secrets";
import { onHost, underEachShell } from "./sandbox";
import { caller, install, kubeconfigFile, OWNER, recorded, secrets, STATE } from "./samples";

const MODES = `stat -c '%a %n' ${STATE}/secrets*`;

underEachShell("secrets", (shell) => {
  it("count their real changes only, and are root's alone", () => {
    const outcomes = onHost(shell, { files: kubeconfigFile }, [install(), secrets("bgp-peer=a\n"), secrets("bgp-peer=a\n"), secrets("bgp-peer=b\\\\\n"), secrets("bgp-peer=a\n"), MODES, `cat ${STATE}/secrets`]);
    expect(outcomes.map(({ stdout }) => stdout).slice(1)).toEqual(["1\n", "1\n", "2\n", "3\n", `600 ${STATE}/secrets\n600 ${STATE}/secrets-revision\n`, "bgp-peer=a\n"]);
  });

  it("are never said, not even while they are put in place", () => {
    const outcomes = onHost(shell, { files: kubeconfigFile }, [install(), secrets("bgp-peer=hush\n")]);
    expect(JSON.stringify(outcomes)).not.toContain("hush");
  });

  it("are forgotten when no manifest is recorded, and stay while one is", () => {
    const forget = forgetCall(caller);
    const free = onHost(shell, { files: kubeconfigFile }, [install(), secrets("x=1\n"), forget, `ls ${STATE}`]);
    const used = onHost(shell, { files: { ...kubeconfigFile, ...recorded(OWNER) } }, [install(), secrets("x=1\n"), forget, `ls ${STATE}`]);
    expect([free[3]!.stdout, used[3]!.stdout]).toEqual(["agent\nrecord\n", "agent\nrecord\nsecrets\nsecrets-revision\n"]);
  });
});
