// The VIP that stays on a host whose kube-vip ends, until another machine is heard with it: real ARP and NDP between network namespaces.
import { ARPING, network, take, VIP } from "./network";
import { HURRY } from "./programs";
import { arpManifest } from "./samples";
import { type Shell, underEachShell, withLibrary } from "./sandbox";

const VIP6 = "fd00::100";
const manifest = (vip = VIP) => arpManifest.replace("@kube-vip:interface@", "eth0").replace(`"${VIP}"`, `"${vip}"`);
const ON_LO = "ip -o addr show dev lo scope global | awk '{ print $4, $5, $6 }'";
/** Whether the VIP is on lo, and on eth0. */
const WHERE = (vip = VIP) => `for spot in lo eth0; do [ -z "$(ip -o addr show dev $spot to ${vip})" ] || printf "%s " $spot; done; echo`;
const full = (vip: string) => (vip.includes(":") ? 128 : 32);
/** kube-vip takes it off eth0. */
const giveUp = (vip = VIP) => `ip addr del ${vip}/${full(vip)} dev eth0`;
/** Machine 1 tells the network of the VIP, which it has. */
const announce = `nsenter -t "$(cat /opt/m1)" -n busybox arping -A -c 1 -w 1 -I net ${VIP} >/dev/null`;
/** Until the condition holds, or the test takes too long. */
const until = (condition: string) => `n=0; until ${condition}; do n=$((n + 1)); [ $n -lt 100 ] || { echo 'not within 10 s'; break; }; sleep 0.1; done`;

/** What `script` prints after the manifest's settings were loaded, on a host that has the VIP. */
function run(shell: Shell, script: string, { vip = VIP, file = manifest(vip), setup = "", machines = 1 } = {}): string[] {
  const host = { files: { "/opt/manifest": file, "/opt/ca": "ca" }, setup: `${network(machines)}\nip link set lo up\nip addr add ${vip}/${full(vip)} dev eth0${vip.includes(":") ? " nodad" : ""}\n${ARPING}\n${setup}` };
  const begin = `run=/opt host=cp1 emergency= login= api=https://kubernetes:6443; environment="$NL"vip_nodename=cp1"$NL"; load_settings /opt/manifest; load_vips`;
  return withLibrary(shell, host, `${begin}\n${script}`).split("\n").slice(0, -1).map((line) => line.trim());
}

underEachShell("a VIP that is handed over", (shell) => {
  it("stays on lo, where the kernel would forget it, and goes when another machine is heard with it", () => {
    const script = `keep_vips; ${ON_LO}; ${giveUp()}; ${take(1)}; sleep 1.5; ${WHERE()}; ${announce}; ${until("! are_kept")}; await_kept; ${WHERE()}; ip neigh show to ${VIP} | cut -d ' ' -f 1-5`;
    expect(run(shell, script)).toEqual([`${VIP}/32 scope global`, "lo", "", `${VIP} dev eth0 lladdr 02:00:00:00:00:01`]);
  });

  it("may be an IPv6 one, which others tell of by NDP", () => {
    // the advertisement nobody asked for, which the kernel sends with a new MAC where it may
    const tell = `nsenter -t "$(cat /opt/m1)" -n sh -c 'echo 1 >/proc/sys/net/ipv6/conf/net/ndisc_notify; ip link set net address 02:00:00:00:00:77'`;
    const script = `keep_vips; ${giveUp(VIP6)}; ${take(1, VIP6)}; sleep 0.5; ${WHERE(VIP6)}; ${tell}; ${until("! are_kept")}; await_kept; ${WHERE(VIP6)}`;
    expect(run(shell, script, { vip: VIP6 })).toEqual(["lo", ""]);
  });

  it("goes from lo when kube-vip itself puts it here again", () => {
    const script = `keep_vips; ${giveUp()}; sleep 1; ${WHERE()}; ip addr add ${VIP}/32 dev eth0; ${until("! are_kept")}; await_kept; ${WHERE()}`;
    expect(run(shell, script)).toEqual(["lo", "eth0"]);
  });

  it("goes when another Node has had the lease for long, though no machine was heard", () => {
    // sooner than the 26 s after which it would go without
    const lease = (node: string) => `ask_api() { printf '{"spec":{"holderIdentity":"%s"}}' ${node} >/opt/kept-lease; printf 200; }; KEPT_FOR=100`;
    const script = `keep_vips; ${giveUp()}; sleep 9; ${WHERE()}`;
    expect(run(shell, `${lease("cp2")}; ${script}`)).toEqual([""]);
    expect(run(shell, `${lease("cp1")}; ${script}`)).toEqual(["lo"]);
  });

  it("goes after a while when nobody takes it, and when nobody is left to see to it", () => {
    expect(run(shell, `keep_vips; ${giveUp()}; ${until("! are_kept")}; await_kept; ${WHERE()}`, { setup: HURRY })).toEqual([""]);
    expect(run(shell, `KEPT_FOR=2; keep_vips; kill -KILL $keeper; ${giveUp()}; ${WHERE()}; sleep 3.5; ${WHERE()}`)).toEqual(["lo", ""]);
  });

  it("stays for those who ask again, and goes at once on their word, also where signals that ask are ignored", () => {
    expect(run(shell, `trap '' TERM; keep_vips; first=$keeper; keep_vips; [ $first = $keeper ] && echo same; let_vips_go; ${WHERE()}`)).toEqual(["same", "eth0"]);
  });

  it("goes at once where kube-vip did not end after all", () => {
    expect(run(shell, `now; started=$((ticks - 100)); keep_vips; await_kept; ${WHERE()}; keep_vips; ${giveUp()}; ${take(1)}; (sleep 1.5; ${announce}) & started=$((ticks + 100)); await_kept; ${WHERE()}`)).toEqual(["eth0", ""]);
  });

  it.each([
    ["the API server of this host does not answer", "", ": >/opt/api-down"],
    ["it is elsewhere", giveUp(), ""],
    ["nothing is proven", "emergency='the worst day'", ""],
    ["its entry was written by an administrator", `ip neigh add ${VIP} lladdr 02:00:00:00:00:77 dev eth0 nud permanent`, ""],
    ["the API server has another port than it", "vip_port=8443", ""],
    ["every host has it, and IPVS", "place='dev eth0'", ""],
    ["no lease decides who answers ARP for it", "settings=${settings%%vip_arp=*}${settings#*vip_arp=true}", ""],
  ])("does not stay where %s", (_, before, setup) => {
    expect(run(shell, `${before}\nkeep_vips; echo "$keeper:$(${ON_LO})"`, { setup: setup || ":" })).toEqual([":"]);
  });
});
