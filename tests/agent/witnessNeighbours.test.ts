// Whose MAC the network gives for an address: real ARP and NDP between network namespaces.
import { ARPING, drop, network, OURS, take, VIP } from "./network";
import { type Host, underEachShell, withLibrary } from "./sandbox";

const VIP6 = "fd00::100";
const host = (machines: number): Host => ({ setup: network(machines) });
/** As the witness does: a connection and a ping in between. Prints what could ask, and who answered. */
const probe = (vip: string) => `ask_neighbours ${vip}; busybox ping -c 1 -W 1 ${vip} >/dev/null 2>&1; hear_neighbours ${vip}; echo \${asking:+asked} $neighbours`;
const WITHOUT = "command() { [ \"$2\" != arping ]; }";
const lines = (text: string) => text.trim().split("\n");

underEachShell("the neighbours' answer", (shell) => {
  it("by arping is the MAC of whoever has the address now, though another's is still remembered", () => {
    const script = `run=/opt; ${ARPING}; ${take(1)}; ${probe(VIP)}; ${drop(1)}; ${take(2)}; ${probe(VIP)}; ${drop(2)}; ${probe(VIP)}`;
    expect(lines(withLibrary(shell, host(2), script))).toEqual(["asked 02:00:00:00:00:01", "asked 02:00:00:00:00:02", "asked"]);
  });

  it("by arping is both MACs when two machines have the address", () => {
    const script = `run=/opt; ${ARPING}; ${take(1)}; ${take(2)}; ask_neighbours ${VIP}; hear_neighbours ${VIP}; printf '%s\\n' "$neighbours" | sort`;
    expect(lines(withLibrary(shell, host(2), script))).toEqual(["02:00:00:00:00:01", "02:00:00:00:00:02"]);
  });

  it.each([["IPv4 without arping", VIP, WITHOUT], ["IPv6", VIP6, ARPING]])("by the kernel, for %s, is confirmed afresh: an outdated entry does not count", (_, vip, given) => {
    const outdated = `${drop(1, vip)}; ip neigh change ${vip} dev eth0 nud reachable; ${probe(vip)}`;
    const script = `run=/opt; ${given}; ${take(1, vip)}; ${probe(vip)}; ip neigh change ${vip} dev eth0 nud stale; ${probe(vip)}; ${outdated}`;
    expect(lines(withLibrary(shell, host(1), script))).toEqual(["asked 02:00:00:00:00:01", "asked 02:00:00:00:00:01", "asked"]);
  });

  it("by the kernel, for IPv6, is both MACs when two machines have the address, also where one of them was known", () => {
    const both = `${probe(VIP6)}; printf '%s\\n' $neighbours | sort`;
    const script = `run=/opt; ${take(1, VIP6)}; ${probe(VIP6)}; ${take(2, VIP6)}; ${both}; jobs`;
    expect(lines(withLibrary(shell, host(2), script)).slice(-2)).toEqual(["02:00:00:00:00:01", "02:00:00:00:00:02"]);
  });

  it("is told with its MAC where it keeps the kernel from using an IPv6 VIP: dadfailed, and tentative before that", () => {
    const dad = "echo 1 >/proc/sys/net/ipv6/conf/all/accept_dad; echo 1 >/proc/sys/net/ipv6/conf/eth0/accept_dad";
    const until = `for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do case $(ip -o addr show to ${VIP6}) in *dadfailed*) break ;; esac; sleep 0.25; done`;
    const look = `held=; look_for ${VIP6} && echo "fine:$held" || echo "$own:$held:$reason"`;
    // asked for so long, while nobody answers, that the slowest look finds it tentative
    const asks = (times: number): string => `echo ${times} >/proc/sys/net/ipv6/conf/eth0/dad_transmits`;
    const script = `run=/opt; ${dad}; ${asks(100)}; ip addr add ${VIP6}/128 dev eth0; ${look}; ip addr del ${VIP6}/128 dev eth0; ${asks(1)}; ${take(1, VIP6)}; ip addr add ${VIP6}/128 dev eth0; ${until}; dmesg() { echo '[ 1.2] IPv6: eth0: IPv6 duplicate address fd00::100 used by 02:00:00:00:00:01 detected!'; }; ${look}; ip addr del ${VIP6}/128 dev eth0; ${drop(1, VIP6)}; ip addr add ${VIP6}/128 dev eth0 nodad; ${look}`;
    expect(lines(withLibrary(shell, host(1), script))).toEqual([
      expect.stringMatching(/^false::the VIP fd00::100 is on this host, but in state tentative,/),
      expect.stringMatching(/^false::the VIP fd00::100 is on this host, but in state dadfailed, .* another machine answered for it when it was put on, with the MAC 02:00:00:00:00:01\./),
      `fine: ${VIP6}`,
    ]);
  });

  it("is not asked for where a router is in between, where this host has the address, or where an administrator wrote the entry", () => {
    const script = `run=/opt; ${WITHOUT}
      ip route add 10.9.9.9/32 via 192.168.1.21; ask_neighbours 10.9.9.9; hear_neighbours 10.9.9.9; echo "routed:$near:$asking"
      ip addr add ${VIP}/32 dev lo; ask_neighbours ${VIP}; hear_neighbours ${VIP}; echo "own:$near:$asking"
      ip neigh add 192.168.1.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent; ask_neighbours 192.168.1.77; hear_neighbours 192.168.1.77; echo "written:$near:$asking"; ip neigh show to 192.168.1.77`;
    expect(withLibrary(shell, host(1), script)).toBe("routed::\nown::\nwritten:eth0:\n192.168.1.77 dev eth0 lladdr 02:00:00:00:00:77 PERMANENT \n");
  });

  it("is read from what any arping prints", () => {
    const printed = [
      "ARPING 10.77.0.100 from 10.77.0.11 vec0",
      "Unicast reply from 10.77.0.100 [52:54:00:4D:00:0C]  1.032ms",
      "Unicast reply from 10.77.0.100 [52:54:0:4d:0:c] 1.032ms",
      "60 bytes from 52:54:00:4d:00:0d (10.77.0.100): index=0 time=6.112 usec",
      "Sent 2 probes (1 broadcast(s))",
    ].join("\n");
    expect(lines(withLibrary(shell, { files: { "/opt/arping": printed } }, "run=/opt; macs_heard"))).toEqual(["52:54:00:4d:00:0c", "52:54:00:4d:00:0d"]);
  });

  it("that nobody waits for any more is not found by the next probe", () => {
    const script = `run=/opt; ${ARPING}; ${take(1)}; ask_neighbours ${VIP}; first=$asking second=$prompter; drop_question; [ ! -e /proc/$first ] && [ ! -e /proc/$second ] && echo gone`;
    expect(withLibrary(shell, host(1), script)).toBe("gone\n");
  });

  it("is compared with the MACs of this host's interfaces that can answer: not those of Pods", () => {
    const script = "ip link add cali1 address 02:00:00:00:00:ca type veth peer name pod; link=eth0; host_macs; echo $macs; mac_of lo; echo \"lo:$mac\"";
    expect(withLibrary(shell, host(0), script)).toBe(`${OURS}\nlo:\n`);
  });
});
