// A witness from beginning to end in ARP mode: what it reports of a VIP that is elsewhere or here, and what it waits for in vain.
import { parseWitnessReport } from "../../components/hosts/reports";
import { manifestHash } from "../../components/manifest";
import { ARPING, drop, network, OURS, take, VIP } from "./network";
import { KUBELET } from "./programs";
import { arpManifest, KUBECONFIG, kubeconfigFile, MANIFEST, OWNER, STATE } from "./samples";
import { type Host, LIBRARY, onHost, type Outcome, type Shell, type Step, underEachShell, withLibrary } from "./sandbox";

/** The API server shows the Pod as Ready and the lease that lies in /opt; the VIP answers at once. */
const curl = `#!/bin/sh
for word; do
    told=
    case $word in
    http://*/metrics) printf '# HELP x\\n' >"$before" ;;
    https://*/leases/*) told=200 && sed "s/NOW/$(date -u +%Y-%m-%dT%H:%M:%S.000001Z)/" /opt/lease >"$before" ;;
    https://*/pods/*) told=200 && echo '{"status":{"containerStatuses":[{"ready": true}]}}' >"$before" ;;
    https://*) echo '200 0.012' ;;
    esac
    case $told,"$*" in ,*) ;; *time_total*) echo "api $told" ;; *) printf '%s ' "$told" ;; esac
    before=$word
done
`;

const filled = arpManifest.replaceAll("@kube-vip:interface@", "eth0");
const sha = manifestHash(arpManifest);
const host: Host = {
  files: { ...kubeconfigFile, "/opt/front/curl": curl, [MANIFEST]: filled, [`${STATE}/last-good.yaml`]: filled, [`${STATE}/record`]: `owner=${OWNER}\npath=${MANIFEST}\nsha=${sha}\n` },
  setup: `${network(2)}\n${KUBELET}\nuntil grep -qsx kube-vip /proc/[0-9]*/comm; do sleep 0.05; done`,
};

/** The lease names NODE since an hour; `$(uname -n)` is this host. */
function elect(node: string): string {
  return `node=${node}; printf '{"spec":{"holderIdentity":"%s","leaseDurationSeconds":15,"acquireTime":"%s","renewTime":"NOW","leaseTransitions":3}}' "$(printf '%s' "$node" | tr '[:upper:]' '[:lower:]')" "$(date -u -d "@$(($(date +%s) - 3600))" +%Y-%m-%dT%H:%M:%S.000001Z)" >/opt/lease`;
}

/** The verb, by a kube-vip that is taken to be connected to the API server. */
function witness(within = 10, over = ""): Step {
  return { command: `. ${LIBRARY}; talks_to_api() { :; }; ${over} main witness host=cp1 kubeconfig=${KUBECONFIG} programs=/opt runtime=containerd connections=2 within=${within}`, input: JSON.stringify({ cp1: sha }) };
}

function last(shell: Shell, steps: readonly (string | Step)[]): Outcome {
  return onHost(shell, host, steps).at(-1)!;
}

underEachShell("a witness", (shell) => {
  it("outside the holder reports whose MAC answers, and a lease that was settled all the time", () => {
    const { stdout } = last(shell, [ARPING, take(1), elect("cp2"), witness()]);
    expect(parseWitnessReport(stdout)).toMatchObject({
      host: "cp1", holds: false, elects: true, lease: "cp2", leaseMs: 15_000, leaseTransitions: 3, settled: true, mirrorPod: "Ready", metrics: true, ipvs: null, macs: [OURS],
      vips: [{ vip: VIP, own: false, asked: 2, answered: 2, ping: true, mac: "", neighbours: ["02:00:00:00:00:01"] }],
    });
    expect(parseWitnessReport(stdout).leaseAgeMs).toBeLessThan(3000);
  });

  it("that holds the VIP reports the MAC of its own interface, and asks no neighbour", () => {
    const { stdout } = last(shell, [ARPING, `ip addr add ${VIP}/32 dev eth0`, elect("$(uname -n)"), witness()]);
    expect(parseWitnessReport(stdout)).toMatchObject({ holds: true, settled: true, ipvs: [], vips: [{ own: true, asked: 1, ping: null, mac: OURS, neighbours: null }] });
  });

  it("that has the VIP of its operator on loopback, since packets are sent on as they are, does not hold it, and says that its own answer proves nothing", () => {
    const direct = { ...host, files: { ...host.files, [`${STATE}/last-good.yaml`]: filled.replace('"local"', '"directroute"') } };
    const { stdout } = onHost(shell, direct, [ARPING, take(1), `ip addr add ${VIP}/32 dev lo`, elect("cp2"), witness(10, "runs_settings() { :; };")]).at(-1)!;
    expect(parseWitnessReport(stdout)).toMatchObject({ holds: false, lease: "cp2", ipvs: null, vips: [{ own: true, asked: 1, ping: null, mac: "", neighbours: null }] });
  });

  it("looks again while two machines answer, and reports both when they stay", () => {
    const { stdout, stderr } = last(shell, [ARPING, take(1), take(2), elect("cp2"), witness(30, "LOOKS=2;")]);
    expect(parseWitnessReport(stdout).vips[0]!.neighbours!.sort()).toEqual(["02:00:00:00:00:01", "02:00:00:00:00:02"]);
    expect(stderr).toMatch(/cp1: more than one MAC answers for 192\.168\.1\.100: 02:00:00:00:00:0[12] 02:00:00:00:00:0[12], waiting\n$/);
  });

  it("waits until the VIP has left the machine that had it before", () => {
    const leaves = `(sleep 1.5; ${drop(1)}) >/dev/null 2>&1 &`;
    const { stdout } = last(shell, [ARPING, take(1), take(2), elect("cp3"), leaves, witness(30)]);
    expect(parseWitnessReport(stdout).vips[0]!.neighbours).toEqual(["02:00:00:00:00:02"]);
  });

  it("leaves a word on its host while it has not come to its end, and none when it has", () => {
    const unproven = `cat ${STATE}/unproven`;
    const [, , , failed, inVain, , passed, better] = onHost(shell, host, [ARPING, take(1), elect(""), witness(1), unproven, elect("cp2"), witness(), unproven]);
    expect(failed!.status).toBe(1);
    expect(inVain!.stdout).toBe("after 1 s: the lease names nobody.\n");
    expect(passed!.status).toBe(0);
    expect(better).toMatchObject({ status: 0, stdout: "" });
  });

  it("says what to do where the host has another manifest than the state", () => {
    const other = { command: (witness() as { command: string }).command, input: JSON.stringify({ cp1: "f".repeat(64) }) };
    expect(last(shell, [other])).toMatchObject({ status: 1, stderr: expect.stringMatching(/does not run the manifest that this run wrote \(it has [0-9a-f]{64}\)\. .* Give `rollout\.retry` a text/) as string });
  });

  it.each([
    ["all hosts announce", "return 1", "without election every host announces the VIP, but this one does not have fd00::100"],
    ["the lease names it", "lease=cp1 node=cp1", "the lease names this host, but it does not have the VIP fd00::100"],
  ])("misses one of two VIPs where %s", (_, elects, reason) => {
    const holding = (held: string) => `elects() { ${elects}; }; vips='${VIP} fd00::100' held='${held}'; watch_hold && echo fine || echo "$reason"`;
    expect(withLibrary(shell, {}, holding(` ${VIP}`))).toBe(`${reason}\n`);
    expect(withLibrary(shell, {}, holding(` ${VIP} fd00::100`))).toBe("fine\n");
  });

  it.each([
    ["has the VIP, which the lease gives to another", `ip addr add ${VIP}/32 dev eth0`, "cp2", "this host has the VIP, but the lease names cp2."],
    ["is named by the lease and lacks the VIP", take(1), "$(uname -n)", "the lease names this host, but it does not have the VIP 192.168.1.100."],
    ["sees a lease that names nobody", take(1), "", "the lease names nobody."],
  ])("fails with the reason when it %s", (_, setup, node, reason) => {
    expect(last(shell, [ARPING, setup, elect(node), witness(1)])).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining(`cp1: after 1 s: ${reason}\n`) as string });
  });
});
