// Settings that hosts must not run mixed: refused without consent to exactly this change, and then stopped everywhere before the first starts anew.
import { removeCall } from "../../components/hosts/calls/apply";
import { installCall } from "../../components/hosts/calls/install";
import { KUBELET } from "./programs";
import { apply, arpManifest, bgpManifest, caller, inPlace, MANIFEST, needs, removal, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, type Step, underEachShell, withAgent, withLibrary } from "./sandbox";

const moved = bgpManifest.replaceAll("192.168.1.100", "192.168.1.101");
const CONSENT = "vip 192.168.1.100 -> 192.168.1.101";
const host: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}\nuntil pgrep -x kube-vip >/dev/null; do sleep 0.05; done` };
const EVERYTHING = `find /etc ${STATE} -type f -exec sha256sum {} + | sort; pgrep -x kube-vip`;
const STANDING = `cat ${MANIFEST}; pgrep -x kube-vip; ls ${STATE}; grep -e ^owner -e ^path -e ^sha= ${STATE}/record`;
const install = (consent: string) => withAgent(installCall(caller, { ...needs, replacement: { ...removal, consent } }));
const change = (replace?: string): Step => apply(moved, { replace });

underEachShell("settings that must not be mixed", (shell) => {
  it("are refused, naming old and new and the consent, without a touch", () => {
    const [before, refused, other, after] = onHost(shell, host, [EVERYTHING, change(), change("vip 192.168.1.100 -> 192.168.1.102"), EVERYTHING]) as [Outcome, Outcome, Outcome, Outcome];
    expect([refused.status, other.status, refused.stdout, after.stdout]).toEqual([1, 1, "", before.stdout]);
    expect(refused.stderr).toContain(`this would change what all hosts must have in common: ${CONSENT}. `);
    expect(refused.stderr).toContain(`give \`replace\` the text \`${CONSENT}\``);
    expect(other.stderr).toBe(refused.stderr);
  });

  it("are all named", () => {
    const arp = arpManifest.replace("@kube-vip:interface@", "eth0").replace('"plndr-cp-lock"', '"other"').replace("192.168.1.100", "192.168.1.100,fd00::1");
    const files = { "/opt/old": bgpManifest, "/opt/new": arp };
    const script = `run=/opt replace=; compare_basics /opt/old /opt/new; printf '%s\\n' "$difference" "<$agreed>"; replace="x a -> b, $difference"; compare_basics /opt/old /opt/new; printf '<%s>\\n' "$agreed"; compare_basics /opt/new /opt/new; printf '<%s>\\n' "$difference"`;
    const all = "vip 192.168.1.100 -> 192.168.1.100,fd00::1, mode bgp -> arp, interface lo -> eth0, lease kube-system/plndr-cp-lock -> kube-system/other, election off -> on";
    expect(withLibrary(shell, { files }, script)).toBe(`${all}\n<>\n<yes>\n<>\n`);
  });

  it("are replaced with consent: the agent stops kube-vip, the host then starts anew, and the same consent later stops nothing", () => {
    const steps = [install(CONSENT), STANDING, change(CONSENT), `cat ${MANIFEST}`, install(CONSENT), `cat ${MANIFEST}; pgrep -cx kube-vip >&2`];
    const [stopped, standing, done, manifest, again, after] = onHost(shell, host, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([stopped.status, done.status, again.status]).toEqual([0, 0, 0]);
    expect(stopped.stderr).toContain(`stopping kube-vip, since its settings are replaced: ${CONSENT}`);
    expect(standing.stdout).toBe(`agent\nrecord\nreplaced.yaml\nowner=${caller.owner}\npath=${MANIFEST}\nsha=\n`);
    expect([manifest.stdout, after.stdout, after.stderr]).toEqual([moved, moved, "1\n"]);
    expect(again.stderr).toBe("");
  });

  it.each([
    ["that begins from other values", "vip 192.168.1.1 -> 192.168.1.101"],
    ["that this host has gone through already", "vip 192.168.1.9 -> 192.168.1.100"],
    ["that names something else that is not so here", `${CONSENT}, mode arp -> bgp, lease kube-system/a -> kube-system/b`],
  ])("are left alone by a consent %s", (_, consent) => {
    const [done, standing] = onHost(shell, host, [install(consent), STANDING]) as [Outcome, Outcome];
    expect([done.status, done.stderr]).toEqual([0, ""]);
    expect(standing.stdout).toContain("last-good.yaml");
  });

  it("whose replacement fails leave nothing to go back to", () => {
    const dead = `echo 503 >/opt/vip-code`;
    const [, failed, standing] = onHost(shell, { ...host, setup: `${host.setup}\n${dead}` }, [install(CONSENT), apply(moved, { replace: CONSENT, withinSeconds: 1 }), `ls /etc/kubernetes/manifests; pgrep -x kube-vip`]) as [Outcome, Outcome, Outcome];
    expect([failed.status, standing.stdout]).toEqual([1, ""]);
  });

  it("that were stopped are still removed by their owner, with the address that was left", () => {
    const [, , removed, left] = onHost(shell, host, [install(CONSENT), "ip addr add 192.168.1.100/32 dev lo", removeCall(caller, removal), `ls ${STATE}; ip -o addr show to 192.168.1.100; grep ^owner ${STATE}/record`]) as [Outcome, Outcome, Outcome, Outcome];
    expect([removed.status, left.stdout]).toEqual([0, "agent\nrecord\nowner=\n"]);
  });
});
