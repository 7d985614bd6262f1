// Machines that look like each other, clocks, interfaces and the kernel.
import { ALL, type Family } from "./provocation";

const DUMMY = (name: string, ...more: string[]) => `ip link add ${name} type dummy; ip link set ${name} arp on; ${more.map((words) => `ip link set ${name} ${words}`).join("; ")}`;
const MAC = "address 52:54:00:aa:00:01";
const AHEAD = (seconds: number) => `python3 -c 'import time; time.clock_settime(time.CLOCK_REALTIME, time.time() + ${seconds})'`;
const SAME_MAC = { do: DUMMY("lab0", MAC, "up"), undo: "ip link del lab0" };
const RENAME_LOOPBACK = (from: string, to: string) => `ip link set ${from} down; ip link set ${from} name ${to}; ip link set ${to} up`;
const NETWORK = "10.78.0";

export const machineFamily: Family = {
  title: "machines and their interfaces",
  provocations: [
    {
      title: "two hosts are clones, and the clock of one is wrong",
      settings: ({ second, third }) => ({ [`hosts.${second}.interface`]: "lab0", [`hosts.${third}.interface`]: "lab0" }),
      provoke: ({ second }) => ({ second: `${SAME_MAC.do}; ${AHEAD(3)}; echo 0123456789abcdef0123456789abcdef >/run/id; mount --bind /run/id /etc/machine-id`, third: `${SAME_MAC.do}; echo 0123456789abcdef0123456789abcdef >/run/id; mount --bind /run/id /etc/machine-id; hostname ${second}; ${AHEAD(9)}` }),
      undo: ({ third }) => ({ second: `${SAME_MAC.undo}; ${AHEAD(-3)}; umount /etc/machine-id; rm /run/id`, third: `${SAME_MAC.undo}; umount /etc/machine-id; rm /run/id; hostname ${third}; ${AHEAD(-9)}` }),
      finds: ({ holder, second, third }) => ({
        "machine-id-duplicate": [["second", "third"], "have the machine id 0123456789abcdef0123456789abcdef."],
        "host-name-duplicate": [["second", "third"], `have the host name ${second}.`],
        "mac-duplicate": [["second", "third"], "have the same MAC 52:54:00:aa:00:01."],
        "clocks-apart": [["holder", "third"], new RegExp(`^The clock of host ${third} is (8|9|10)(\\.\\d)? s ahead of that of host ${holder} `)],
      }),
    },
    {
      title: "interfaces that cannot carry the VIP",
      settings: ({ holder, second, third }) => ({ [`hosts.${holder}.interface`]: "lab0", [`hosts.${second}.interface`]: "lab0", [`hosts.${third}.interface`]: "lab0" }),
      provoke: () => ({ holder: `ip link add lab1 type bridge; ${DUMMY("lab0", "master lab1", "up")}`, second: `${DUMMY("lab0", "up")}; ip link set lab0 arp off`, third: DUMMY("lab0") }),
      undo: () => ({ holder: "ip link del lab0; ip link del lab1", second: "ip link del lab0", third: "ip link del lab0" }),
      finds: ({ holder, second, third }) => ({
        "interface-is-slave": [["holder"], `lab0 on host ${holder} is a part of lab1.`],
        "interface-without-arp": [["second"], `lab0 on host ${second} has ARP switched off (it is of kind dummy).`],
        "interface-down": [["third"], `lab0 on host ${third} is down`],
      }),
    },
    {
      title: "two interfaces of one network, and a loopback of another name",
      settings: ({ third }) => ({ [`hosts.${third}.interface`]: "loop0" }),
      provoke: () => ({ second: `${DUMMY("lab0", "up")}; ip addr add 10.77.0.212/24 dev lab0 noprefixroute; ip route add 10.77.0.0/24 dev lab0 metric 500`, third: RENAME_LOOPBACK("lo", "loop0") }),
      undo: () => ({ second: "ip link del lab0", third: RENAME_LOOPBACK("loop0", "lo") }),
      finds: ({ second, third }) => ({
        "interface-ambiguous": [["second"], `On host ${second} eth0 (10.77.0.0/24) and lab0 (10.77.0.0/24) hold 10.77.0.100 alike`],
        "interface-is-loopback": [["third"], `loop0 on host ${third} is a loopback device.`],
      }),
    },
    {
      title: "a network that not every host is in",
      settings: () => ({ vip: `${NETWORK}.100` }),
      provoke: () => ({ holder: `ip addr add ${NETWORK}.11/24 dev eth0`, second: `ip addr add ${NETWORK}.12/24 dev eth0` }),
      undo: () => ({ holder: `ip addr del ${NETWORK}.11/24 dev eth0`, second: `ip addr del ${NETWORK}.12/24 dev eth0` }),
      finds: ({ third }) => ({
        "hosts-on-different-segments": [["third"], new RegExp(`\\(network ${NETWORK}\\.0/24\\), but not on host ${third} \\(network 10\\.77\\.0\\.0/24\\)`)],
        "certificate-lacks-vip": [ALL, `is not for ${NETWORK}.100`],
      }),
    },
    {
      title: "a strict reverse-path filter, and a kernel without a module",
      settings: () => ({ "loadBalancer.forwardingMethod": "tunnel" }),
      provoke: () => ({ second: "sysctl -qw net.ipv4.conf.all.rp_filter=1", third: "cd /lib/modules/$(uname -r); modprobe -r ip_vs_sh; grep -v /ip_vs_sh modules.dep >/run/dep; mount --bind /run/dep modules.dep" }),
      undo: () => ({ second: "sysctl -qw net.ipv4.conf.all.rp_filter=0", third: "umount /lib/modules/$(uname -r)/modules.dep; rm /run/dep; modprobe ip_vs_sh" }),
      finds: ({ lab, second, third }) => ({
        "backend-lacks-vip": [ALL, `Hosts cp1, cp2 and cp3 do not have ${lab.vip} on loopback`],
        "tunnel-end-down": [ALL, "On hosts cp1, cp2 and cp3 there is no interface of the kind ipip."],
        "backend-announces-arp": [ALL, "net.ipv4.conf.all.arp_announce is 0"],
        "rp-filter-drops-tunnel": [["second"], `On host ${second} net.ipv4.conf.all.rp_filter is 1`],
        "backend-answers-arp": [ALL, "net.ipv4.conf.all.arp_ignore is 0"],
        "module-missing": [["third"], new RegExp(`The kernel \\S+ of host ${third} has no ip_vs_sh\\.`)],
      }),
    },
  ],
};

const V6 = "fd77::101";
/** What the setting took away. */
const own6 = (address6: string) => `sysctl -qw net.ipv6.conf.all.disable_ipv6=0; ip addr add ${address6}/64 dev eth0 nodad; ip route add default via fd77::1`;

export const ipv6Family: Family = {
  title: "IPv6",
  silentWith: ({ lab }) => ({ vip: `${lab.vip},fd77::100` }),
  provocations: [
    {
      title: "switched off, without a link-local address, and the VIP twice",
      settings: ({ lab }) => ({ vip: `${lab.vip},${V6}` }),
      provoke: () => ({
        holder: "sysctl -qw net.ipv6.conf.all.disable_ipv6=1",
        second: `sleep 2; ip addr add ${V6}/128 dev eth0; sleep 3`,
        third: `ip addr add ${V6}/128 dev eth0 nodad; ip -o -6 addr show dev eth0 scope link | awk '{ print $4 }' >/run/link-local; ip addr del $(cat /run/link-local) dev eth0`,
      }),
      undo: ({ lab, holder }) => ({
        holder: own6(lab.hosts.find(({ name }) => name === holder)?.address6 ?? ""),
        second: `ip addr del ${V6}/128 dev eth0`,
        third: `ip addr del ${V6}/128 dev eth0; ip addr add $(cat /run/link-local) dev eth0 nodad; rm /run/link-local`,
      }),
      finds: ({ holder, second, third }) => ({
        "ipv6-disabled": [["holder"], `On host ${holder} net.ipv6.conf.all.disable_ipv6 is 1 and net.ipv6.conf.eth0.disable_ipv6 is 1.`],
        "interface-without-link-local": [["holder", "third"], `eth0 on host ${third} has no link-local IPv6 address.`],
        "vip-dad-failed": [["second"], `On eth0 of host ${second} duplicate address detection failed for ${V6}.`],
        "vip-on-two-hosts": [["second", "third"], `${V6} is on 2 hosts at once`],
        "vip-left-behind": [["second", "third"], `${V6}/128 is on eth0 of host ${third}`],
        "hosts-on-different-segments": [["holder"], `(network fd77::/64), but not on host ${holder}.`],
      }),
    },
    {
      title: "an IPv6 VIP before Nodes that are IPv4 alone, with load balancing",
      settings: ({ lab }) => ({ vip: `${lab.vip},${V6}`, "loadBalancer.forwardingMethod": "masquerade" }),
      finds: () => ({ "forwarding-off": [ALL, "net.ipv6.conf.all.forwarding is 0"], "ipvs-other-family": [[], `has an IPv6 address, so kube-vip spreads no connections to ${V6}.`] }),
    },
  ],
};
