// What a drill runs on hosts, under each shell: asking the VIP all the time, and stopping kube-vip once.
import { stepDownCall, stepDownScript, watchCall, watchScript } from "../../../cli/drill/calls";
import { GapMeter } from "../../../cli/drill/gapMeter";
import { STRAY_KUBE_VIP } from "../../agent/programs";
import { kubeconfigFile } from "../../agent/samples";
import { type Host, onHost, type Outcome, type Shell, underEachShell } from "../../agent/sandbox";
import { settingsFrom } from "../../facts/healthyCluster";
import { goodArgs } from "../../settings/samples";

const settings = settingsFrom({ ...goodArgs(), distribution: "kubeadm" });
const set = (name: string, text: string) => `echo '${text}' >/opt/new; mv /opt/new /opt/${name}`;

/** The watch gets its script, then its input stays open while `during` goes on. */
function watched(shell: Shell, during: string, setup = "", limit = 60) {
  const command = `mkfifo /opt/in; ${watchCall("root", "cp2", settings, limit)} </opt/in >/opt/said 2>/opt/err & watch=$!
    exec 3>/opt/in; cat /opt/watch.sh >&3; ${during}; exec 3>&-; wait $watch; echo "ended $?"`;
  const host: Host = { files: { ...kubeconfigFile, "/opt/watch.sh": watchScript() }, setup };
  const [ended, said, err, left] = onHost(shell, host, [command, "cat /opt/said", "cat /opt/err", "pgrep -f local_ip; ls -d /run/pulumi-kube-vip.*"]) as [Outcome, Outcome, Outcome, Outcome];
  const meter = new GapMeter();
  for (const line of said.stdout.split("\n")) meter.take(line);
  return { ended: ended.stdout.trim(), seen: meter.seen, err: err.stdout, left: left.stdout };
}

underEachShell("the watch", (shell) => {
  it.each([["with a curl that asks by itself again and again", ""], ["with an older curl", "touch /opt/old-curl"]])("tells each answer as it comes, and ends with its input, %s", (_, setup) => {
    const { ended, seen, err, left } = watched(shell, `sleep 0.6; ${set("vip-code", "000")}; sleep 1; ${set("vip-code", "200")}; sleep 0.6`, setup);
    expect([ended, err, left]).toEqual(["ended 0", "", ""]);
    expect(seen.gapMs).toBeGreaterThanOrEqual(900);
    expect(seen.gapMs).toBeLessThan(3000);
    expect(seen.held).toBe(false);
    expect(seen.asked).toBeGreaterThan(seen.answered);
  });

  it("tells when the host has the VIP itself", () => {
    expect(watched(shell, `sleep 0.5; ${set("vip-from", "192.168.1.100")}; sleep 0.5`).seen).toMatchObject({ held: true });
  });

  it("ends by itself when nobody ends it", () => {
    const { ended, left } = watched(shell, "wait $watch", "", 1);
    expect([ended, left]).toEqual(["ended 0", ""]);
  });

  it("says what is missing on the host", () => {
    const [{ status, stderr }] = onHost(shell, { files: kubeconfigFile, setup: 'rm /opt/front/curl; mount --bind /dev/null "$(readlink -f "$(command -v curl)")"' }, [{ command: watchCall("root", "cp2", settings, 5), input: watchScript() }]) as [Outcome];
    expect([status, stderr]).toEqual([1, "cp2: there is no curl on this host, so it cannot ask the VIP. Install the package curl.\n"]);
  });
});

const down = { command: stepDownCall("root", "cp1", settings), input: stepDownScript() };

underEachShell("the step down", (shell) => {
  it("tells the one kube-vip to end, and waits for it", () => {
    const [done, left] = onHost(shell, { setup: STRAY_KUBE_VIP }, [down, "pgrep -x kube-vip"]) as [Outcome, Outcome];
    expect([done.status, done.stdout, done.stderr, left.stdout]).toEqual([0, "signal\n", "", ""]);
  });

  it("goes by the container runtime's client where kube-vip runs in a container, with time to give the lease back", () => {
    const id = "c0".repeat(32);
    const files = { "/opt/front/crictl": `#!/bin/sh\necho "$*" >>/opt/called\nkill "$(cat /opt/pid)"\n`, "/opt/cgroup": `0::/kubepods/besteffort/podx/${id}\n` };
    const [done, called] = onHost(shell, { files, setup: `${STRAY_KUBE_VIP}; mount --bind /opt/cgroup /proc/$(cat /opt/pid)/cgroup` }, [down, "cat /opt/called"]) as [Outcome, Outcome];
    expect([done.status, done.stdout, called.stdout]).toEqual([0, "crictl\n", `--timeout 30s stop --timeout 10 ${id}\n`]);
  });

  it("stops nothing where it is not clear what", () => {
    const [none] = onHost(shell, {}, [down]) as [Outcome];
    expect([none.status, none.stderr]).toEqual([1, "cp1: kube-vip does not run here, so there is nothing to stop.\n"]);
    const [two, left] = onHost(shell, { setup: `${STRAY_KUBE_VIP}; ${STRAY_KUBE_VIP}` }, [down, "pgrep -cx kube-vip"]) as [Outcome, Outcome];
    expect([two.status, left.stdout]).toEqual([1, "2\n"]);
    expect(two.stderr).toMatch(/more than one kube-vip runs here \(processes \d+ \d+\); .* Nothing was stopped\.\n$/);
  });
});
