// keepalived: what is refused, how it is ended without the VIP leaving the host, how it gets the VIP back, and the proof that it is gone. keepalived and systemd are programs of the sandbox; addresses are real.
import { installCall } from "../../components/hosts/calls/install";
import { witnessCall } from "../../components/hosts/calls/witness";
import { guardCall } from "../../components/hosts/calls/guard";
import { agentScript } from "../../components/hosts/agentScript";
import { manifestHash } from "../../components/manifest";
import { KUBELET } from "./programs";
import { events, underGuard, guard } from "./guards";
import { apply, arpManifest, caller, inPlace, KUBECONFIG, kubeconfigFile, MANIFEST, needs, removal, STATE } from "./samples";
import { type Host, onHost, type Outcome, type Shell, type Step, underEachShell, withAgent, withLibrary } from "./sandbox";
import { network, take, VIP } from "./network";

const CONFIG = "/etc/keepalived/keepalived.conf";
const instance = (addresses: string) => `vrrp_instance VI_1 {\n  state BACKUP\n  interface eth0\n  virtual_router_id 51\n  virtual_ipaddress {\n${addresses}\n  }\n}\n`;

/** A service manager that knows one service. Started, keepalived has the VIP at once where /opt/master says so; it takes it off when it is stopped, as the real one. */
const systemctl = `#!/bin/sh
echo "$*" >>/opt/systemctl.log
case $1 in
is-enabled) cat /opt/enabled ;;
enable) echo enabled >/opt/enabled ;;
disable) echo disabled >/opt/enabled ;;
start) sh /opt/start ;;
stop)
    [ ! -e /opt/stuck ] || exit 1
    kill $(cat /opt/keepalived.pids)
    ip addr del ${VIP}/32 dev eth0 2>/dev/null
    while pgrep -x keepalived >/dev/null; do sleep 0.02; done
    ;;
esac
`;
/** Two processes, as a service unless /opt/apart is there. */
const start = `
: >/opt/keepalived.pids
for number in 1 2; do
    /opt/bin/keepalived 1000 </dev/null >/dev/null 2>&1 &
    echo $! >>/opt/keepalived.pids
    until grep -qx keepalived /proc/$!/comm; do sleep 0.02; done
    if [ -e /opt/apart ]; then echo '0::/system.slice/docker-0123.scope' >/opt/cgroup; else echo '0::/system.slice/keepalived.service' >/opt/cgroup; fi
    mount --bind /opt/cgroup /proc/$!/cgroup
done
[ ! -e /opt/master ] || ip addr add ${VIP}/32 dev eth0 2>/dev/null || :
`;
/** The API server has the lease of /opt/lease, or none; the VIP answers; kube-vip's Pod is Ready. */
const curl = `#!/bin/sh
answer=200
[ ! -e /opt/vip-code ] || read -r answer </opt/vip-code
for word; do
    told=
    case $word in
    https://*/leases/*) if [ -e /opt/lease ]; then told=200 && sed "s/NOW/$(date -u +%Y-%m-%dT%H:%M:%S.000001Z)/" /opt/lease >"$before"; else told=404; fi ;;
    https://*/pods/*) told=200 && echo '{"status":{"containerStatuses":[{"ready": true}]}}' >"$before" ;;
    esac
    case $told,"$*" in ,*) ;; *time_total*) echo "api $told" ;; *) printf '%s ' "$told" ;; esac
    before=$word
done
case "$*" in
*/leases/*) ;;
*time_total*) for word; do case $word in https://*) printf '%s 0.012\\n' "$answer" ;; esac; done ;;
*) printf 200 ;;
esac
`;
/** A kube-vip as the real one: whatever kubelet runs, its VIP is off the interface when it starts, and on it soon after, unless /opt/unelected is there; it goes with it. */
const elected = `(
set +e
had=
while sleep 0.05; do
    if pgrep -x kube-vip >/dev/null; then
        [ -n "$had" ] || { ip addr del ${VIP}/32 dev eth0 2>/dev/null; had=yes; sleep 0.5; [ -e /opt/unelected ] || ip addr add ${VIP}/32 dev eth0 2>/dev/null; }
    elif [ -n "$had" ]; then
        had=
        ip addr del ${VIP}/32 dev eth0 2>/dev/null
    fi
done
) >/dev/null 2>&1 </dev/null &`;
/** Whether there was a moment in which the VIP was on no interface of this host. */
const watched = `(while sleep 0.02; do [ -n "$(ip -o addr show to ${VIP})" ] || echo away >>/opt/away; done) >/dev/null 2>&1 </dev/null & echo $! >/opt/watch`;

interface Scene {
  readonly master?: boolean;
  readonly config?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly before?: string;
}

function host({ master = false, config = instance(`    ${VIP}/32 dev eth0`), more = {}, before = "" }: Scene = {}): Host {
  const files = { ...kubeconfigFile, [`${STATE}/agent`]: agentScript(), "/opt/front/systemctl": systemctl, "/opt/front/curl": curl, "/opt/start": start, "/opt/enabled": "enabled\n", [CONFIG]: config, ...more };
  return { files, setup: `${network(1)}\ncp "$(readlink -f /bin/sleep)" /opt/bin/keepalived\nchmod 755 ${STATE}/agent\n${master ? ": >/opt/master" : ""}\n${before}\nsh /opt/start\n${KUBELET}\n${elected}` };
}

const lease = (node: string) => `printf '{"spec":{"holderIdentity":"%s","leaseDurationSeconds":15,"acquireTime":"2026-01-01T00:00:00Z","renewTime":"NOW","leaseTransitions":1}}' ${node} >/opt/lease`;
const SELF = '"$(uname -n | tr A-Z a-z)"';
const alone = "mkdir -p /run/pulumi-kube-vip.rollout; : >/run/pulumi-kube-vip.rollout/alone";
const change = (within = 8): Step => {
  const { command, input = "" } = apply(arpManifest, { takeOver: "keepalived", withinSeconds: within });
  // no kube-vip is connected to an API server here
  return { command: `sed -i 's/^main "\\$@"/talks_to_api() { :; }\\n&/' ${STATE}/agent; ${command}`, input };
};
/** What is left: service, processes, addresses, record. */
const LOOK = `cat /opt/enabled; pgrep -cx keepalived; ip -o addr show to ${VIP} | awk '{ print $4, $2 }'; cat ${STATE}/keepalived 2>/dev/null; [ ! -e ${MANIFEST} ] || echo manifest`;
const wasAway = "kill $(cat /opt/watch); [ ! -e /opt/away ] || echo away";
const install = withAgent(installCall(caller, { ...needs, takeOver: "keepalived", vips: [VIP] }));

function look(shell: Shell, scene: Scene, steps: readonly (string | Step)[]): readonly Outcome[] {
  return onHost(shell, host(scene), steps);
}

underEachShell("keepalived on the host that has the VIP", (shell) => {
  it("is ended while the VIP stays, and kube-vip has it then", () => {
    const [, , , done, away, after] = look(shell, { master: true }, [lease(SELF), alone, watched, change(), wasAway, LOOK]) as Outcome[];
    expect([done!.status, done!.stderr]).toEqual([0, expect.stringContaining("the VIP is kube-vip's now") as string]);
    expect(away!.stdout).toBe("");
    expect(after!.stdout).toBe(`disabled\n0\n${VIP}/32 eth0\nunit=keepalived.service\nenabled=yes\nactive=yes\nmanifest\n`);
  });

  it("goes on as before when kube-vip does not become healthy, and the VIP stays all the time", () => {
    const never = "pkill -f /opt/kubelet";
    const [, , , , done, away, after] = look(shell, { master: true }, [lease("''"), alone, never, watched, change(2), wasAway, LOOK]) as Outcome[];
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining("There was no kube-vip before, and none is left; the other hosts were not touched by this step. keepalived runs again.\n") as string });
    expect([away!.stdout, after!.stdout]).toEqual(["", `enabled\n2\n${VIP}/32 eth0\n`]);
  });

  it("gets the VIP back from a kube-vip that runs and is not elected", () => {
    const [, , , , done, away, after] = look(shell, { master: true }, [lease("''"), alone, ": >/opt/unelected", watched, change(3), wasAway, LOOK]) as Outcome[];
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining("has not put the VIP 192.168.1.100 on this host") as string });
    expect([away!.stdout, after!.stdout]).toEqual(["", `enabled\n2\n${VIP}/32 eth0\n`]);
  });

  it.each([
    ["it is not known whether it still runs elsewhere", [lease("''")], "it is not known whether it was ended on the other hosts"],
    ["the lease names another host", [lease("cp9"), alone], "the lease names cp9, where a kube-vip runs too"],
    ["the lease cannot be read", [`sed -i 's/told=404/told=403/' /opt/front/curl`, alone], "the lease could not be read (the API server answers 403"],
  ])("is left alone where %s", (_, before, says) => {
    const outcomes = look(shell, { master: true }, [...before, change(), LOOK]);
    expect(outcomes.at(-2)).toMatchObject({ status: 1, stderr: expect.stringContaining(says) as string });
    expect(outcomes.at(-2)!.stderr).toContain("The host was not changed.");
    expect(outcomes.at(-1)!.stdout).toBe(`enabled\n2\n${VIP}/32 eth0\n`);
  });
});

underEachShell("keepalived on a host without the VIP", (shell) => {
  it("is ended where a kube-vip on another host has it", () => {
    const outcomes = look(shell, {}, [take(1), lease("cp9"), change(), LOOK]);
    expect(outcomes.at(-1)!.stdout).toContain("disabled\n0\n");
    expect(outcomes.at(-1)!.stdout).toContain("manifest\n");
  });

  it("keeps kube-vip from starting while nobody holds the lease", () => {
    const outcomes = look(shell, {}, [take(1), change(), LOOK]);
    expect(outcomes.at(-2)).toMatchObject({ status: 1, stderr: expect.stringContaining("the VIP is neither here nor held by a kube-vip on another host") as string });
    expect(outcomes.at(-1)!.stdout).toBe("enabled\n2\n");
  });

  it("that has ended does not let kube-vip start while another machine has the VIP without a lease", () => {
    const outcomes = look(shell, {}, [take(1), "systemctl stop keepalived.service; systemctl disable keepalived.service", change(), LOOK]);
    expect(outcomes.at(-2)).toMatchObject({ status: 1, stderr: expect.stringContaining("the VIP 192.168.1.100 is on another machine (") as string });
    expect(outcomes.at(-1)!.stdout).toBe("disabled\n0\n");
  });
});

underEachShell("an installation that is to take over from keepalived", (shell) => {
  it("is none on a fresh host, whose VIP could be lost", () => {
    expect(JSON.parse(look(shell, {}, [install])[0]!.stdout)).toMatchObject({ fresh: false });
  });

  it.each<[string, Scene, string]>([
    ["serves other addresses too", { config: instance(`    ${VIP}/24\n    192.168.1.77 dev eth0 label eth0:1 # web`) }, "has other addresses than the VIP: 192.168.1.77."],
    ["is told of other addresses in a file that is included", { config: `include conf.d/*.conf\n${instance(VIP)}`, more: { "/etc/keepalived/conf.d/web.conf": instance("    $WEB/24"), "/etc/keepalived/conf.d/a.conf": "$WEB=192.168.1.78\n" } }, "has other addresses than the VIP: 192.168.1.78."],
    ["balances load as well", { config: `${instance(`${VIP}`)}virtual_server ${VIP} 6443 {\n}\n` }, "has more than addresses: virtual_server."],
    ["is no service", { before: ": >/opt/apart" }, "but not as a service of systemd"],
  ])("is refused where keepalived %s", (_, scene, says) => {
    const [done, after] = look(shell, scene, [install, `${LOOK}; ls -A ${STATE}`]) as [Outcome, Outcome];
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining(says) as string });
    expect(after.stdout).toBe("enabled\n2\nagent\n");
  });
});

underEachShell("the configuration of keepalived", (shell) => {
  const read = (config: string, vips: string) => withLibrary(shell, { files: { [CONFIG]: config } }, `keepalived='' vips='${vips}'; read_config; echo "$named|$served|$besides"`);
  it.each([
    ["on one line", "vrrp_instance A {\n virtual_ipaddress { 192.168.1.100/24 dev eth0 }\n}\n", VIP, `${VIP}||`],
    ["in comments, which say nothing", `! virtual_ipaddress {\n# virtual_server 1.2.3.4 80 {\n${instance(`  # 192.168.1.5\n  ${VIP}`)}`, VIP, `${VIP}||`],
    ["of IPv6, however it is written", instance("  FD00:0:0::0100/64"), "fd00::100", "fd00::100||"],
    ["excluded from VRRP's packets", `vrrp_instance A {\n virtual_ipaddress_excluded {\n  10.0.0.9/24\n  fd00::9\n }\n}\n`, VIP, "|10.0.0.9 fd00::9|"],
    ["by a name that nobody explains", instance("  $WHAT"), VIP, "|$WHAT|"],
    ["with routes", `vrrp_instance A {\n virtual_ipaddress {\n  ${VIP}\n }\n virtual_routes {\n  10.0.0.0/8 via 192.168.1.1\n }\n}\n`, VIP, `${VIP}||virtual_routes`],
  ])("tells addresses %s", (_, config, vips, told) => {
    expect(read(config, vips)).toBe(`${told}\n`);
  });
});

underEachShell("a witness of a take-over", (shell) => {
  const installed = (scene: Scene = {}) => ({ ...scene, more: { ...inPlace(arpManifest.replaceAll("@kube-vip:interface@", "eth0")), [`${STATE}/record`]: `sha=${manifestHash(arpManifest)}\n`, ...scene.more } });
  const witness: Step = { command: `sh ${witnessCall(caller, { ...removal, kubeconfig: KUBECONFIG, connections: 1, withinSeconds: 1, takeOver: "keepalived" })}`, input: JSON.stringify({ cp1: manifestHash(arpManifest) }) };

  it.each([
    ["runs", [], /keepalived runs on this host again \(process \d+\), beside kube-vip\./],
    ["is enabled", ["systemctl stop keepalived.service"], /keepalived is enabled on this host, and its configuration \(\/etc\/keepalived\/keepalived\.conf\) names the VIP/],
  ])("fails where keepalived %s", (_, before, says) => {
    const outcomes = look(shell, installed(), [...before, witness, `cat ${STATE}/unproven`]);
    expect(outcomes.at(-2)).toMatchObject({ status: 1, stderr: expect.stringMatching(says) as string });
    expect(outcomes.at(-1)!.stdout).toMatch(says);
  });

  it("goes on to look where it is gone, or is enabled for something else", () => {
    for (const [config, state] of [[instance(VIP), "disable"], [instance("  10.0.0.9"), "enable"]] as const) {
      const outcomes = look(shell, installed({ config }), [`systemctl stop keepalived.service; systemctl ${state} keepalived.service`, witness]);
      expect(outcomes.at(-1)!.stderr).not.toContain("keepalived");
    }
  });
});

underEachShell("a guard of a take-over", (shell) => {
  const takingOver = { takeOver: "keepalived", vips: [VIP], lease: "kube-system/plndr-cp-lock", port: 6443 };
  const call = guard({ takingOver });
  const said = "until grep -q takeover /opt/events; do sleep 0.05; done";

  it("ends keepalived where the VIP is not, which is final when all is confirmed", () => {
    const [told, after] = look(shell, {}, [underGuard(`echo takeover >&3; ${said}; cat ${STATE}/keepalived >/opt/kept; echo confirm >&3`, call), `${LOOK}; cat /opt/kept`]) as [Outcome, Outcome];
    expect(events(told)[1]).toEqual({ event: "takeover", result: "ended", reason: "" });
    expect(after.stdout).toBe("disabled\n0\nunit=keepalived.service\nenabled=yes\nactive=yes\n");
  });

  it("starts it again when nobody confirms", () => {
    const [told, after] = look(shell, {}, [underGuard(`echo takeover >&3; ${said}`, call), LOOK]) as [Outcome, Outcome];
    expect(events(told).at(-1)).toMatchObject({ event: "ended", result: "unchanged" });
    expect(after.stdout).toBe("enabled\n2\n");
  });

  it("leaves it alone where the VIP is, and tells apply that it is the last one", () => {
    const told = "ls /run/pulumi-kube-vip.rollout";
    const [first, , second] = look(shell, { master: true }, [underGuard(`echo takeover >&3; ${said}; ${told} >/opt/first; echo 'takeover last' >&3; until [ -e /run/pulumi-kube-vip.rollout/alone ]; do sleep 0.05; done; echo confirm >&3`, call), "cat /opt/first", LOOK]) as [Outcome, Outcome, Outcome];
    expect(events(first).filter(({ event }) => event === "takeover")).toEqual(Array(2).fill({ event: "takeover", result: "holds", reason: "" }));
    expect(second.stdout).toBe(`enabled\n2\n${VIP}/32 eth0\n`);
  });

  it("has nothing to end on a host without", () => {
    const [told] = look(shell, {}, [`systemctl stop keepalived.service; systemctl disable keepalived.service; ${underGuard(`echo takeover >&3; ${said}; echo confirm >&3`, call)}`]) as [Outcome];
    expect(events(told)[1]).toEqual({ event: "takeover", result: "none", reason: "" });
  });

  it("says why it could not", () => {
    const [told, after] = look(shell, { config: instance("  10.0.0.9") }, [underGuard(`echo takeover >&3; ${said}; echo confirm >&3`, call), LOOK]) as [Outcome, Outcome];
    expect(events(told)[1]).toMatchObject({ event: "takeover", result: "failed", reason: expect.stringContaining("other addresses than the VIP: 10.0.0.9") as string });
    expect(after.stdout).toBe("enabled\n2\n");
  });

  it("takes kube-vip away again and gives the VIP back, which stays all the time", () => {
    const [, , told, away, after] = look(shell, { master: true }, [
      lease(SELF), watched,
      // as quickly as if the others had gone first
      underGuard(`sed -i 's/start_clock 45/start_clock 1/' /run/pulumi-kube-vip.guard-run-1/agent; echo 'takeover last' >&3; ${said}; sed -i 's/^main "\\$@"/talks_to_api() { :; }\\n&/' ${STATE}/agent; printf %s '${arpManifest.replaceAll("'", "'\\''")}' | ${apply("", { takeOver: "keepalived" }).command} >/dev/null 2>&1; pgrep -cx keepalived >/opt/meanwhile; echo back >&3`, call),
      wasAway, `cat /opt/meanwhile; ${LOOK}`,
    ]) as Outcome[];
    expect(events(told!).at(-1)).toMatchObject({ event: "back", result: "restored", reason: "the rollout was taken back" });
    expect([away!.stdout, after!.stdout]).toEqual(["", `0\nenabled\n2\n${VIP}/32 eth0\n`]);
  });
});

it("is asked for only where it was given", () => {
  const options = { ...removal, run: "run-1", who: "ada@laptop", manifest: MANIFEST, kubeconfig: KUBECONFIG, withinSeconds: 3 };
  expect([installCall(caller, { ...needs, vips: [VIP] }), apply(arpManifest).command, guardCall(caller, options, 1)].join("\n")).not.toMatch(/takeover|vips=/);
  expect(guardCall(caller, { ...options, takingOver: { takeOver: "keepalived", vips: [VIP, "fd00::100"], lease: "kube-system/plndr-cp-lock", port: 6443 } }, 1)).toContain("takeover=keepalived vips=192.168.1.100,fd00::100 lease=kube-system/plndr-cp-lock port=6443");
});
