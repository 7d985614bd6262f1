// One agent at a time on a host.
import { HURRY } from "./programs";
import { onHost, type Outcome, underEachShell } from "./sandbox";
import { install, kubeconfigFile, secrets } from "./samples";

const LOCK = "/run/pulumi-kube-vip.lock";
/** A process that holds the lock, in /opt/holder, until it ends. */
const HELD = `sleep 100 >/dev/null 2>&1 & echo $! >/opt/holder; mkdir ${LOCK}; read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/$!/stat; echo "$! $start" >${LOCK}/holder`;
const LEFT = "ls -A /run | grep pulumi";

underEachShell("the lock", (shell) => {
  const files = kubeconfigFile;

  it.each([["a process that is gone", "4194000 5"], ["an older process with the number of a living one", "1 0"]])("is taken over from %s, and given back", (_, holder) => {
    const [, done, left] = onHost(shell, { files: { ...files, [`${LOCK}/holder`]: `${holder}\n` } }, [install(), secrets("bgp-peer=x\n"), LEFT]) as [Outcome, Outcome, Outcome];
    expect([done.status, done.stdout, left.stdout]).toEqual([0, "1\n", ""]);
  });

  it("is waited for while its holder changes the host", () => {
    const release = `(sleep 1; echo released >/opt/released; rm -r ${LOCK}) >/dev/null 2>&1 &`;
    const steps = [install(), release, { ...secrets("x=1\n"), command: `test ! -e /opt/released && ${secrets("").command} && cat /opt/released` }, LEFT];
    const [, , done, left] = onHost(shell, { files, setup: HELD }, steps) as [Outcome, Outcome, Outcome, Outcome];
    expect([done.stdout, left.stdout]).toEqual(["1\nreleased\n", ""]);
  });

  it("is refused after 20 seconds with the holder's number, and stays the holder's", () => {
    const [, refused, holder] = onHost(shell, { files, setup: `${HELD}\n${HURRY}` }, [install(), secrets("x=1\n"), `read -r pid _ <${LOCK}/holder; cmp /opt/holder - <<END && echo same\n$pid\nEND`]) as [Outcome, Outcome, Outcome];
    expect(refused).toEqual({ status: 1, stdout: "", stderr: expect.stringMatching(/^cp1: another run of the agent \(process \d+\) is changing this host\. .* remove \/run\/pulumi-kube-vip\.lock\.\n$/) as string });
    expect(holder.stdout).toBe("same\n");
  });
});
