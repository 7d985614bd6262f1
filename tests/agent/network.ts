// A network in the sandbox: real ARP and NDP between this host and machines beside it.

export const VIP = "192.168.1.100";
/** MAC of this host's eth0, 192.168.1.11. */
export const OURS = "02:00:00:00:00:11";

/** A bridge with this host's eth0 and machines beside it, each a namespace with an interface `net` and the MAC 02:00:00:00:00:0N. */
export function network(machines: number): string {
  const machine = (number: number) => `
    unshare -n sleep 1000 >/dev/null 2>&1 & m${number}=$!
    until [ "$(readlink /proc/$m${number}/ns/net)" != "$(readlink /proc/$$/ns/net)" ] && grep -qx sleep /proc/$m${number}/comm; do :; done
    ip link add port${number} type veth peer name net address 02:00:00:00:00:0${number} netns $m${number}
    ip link set port${number} master lan up
    echo $m${number} >/opt/m${number}
    nsenter -t $m${number} -n sh -c 'ip link set net up; ip addr add 192.168.1.2${number}/24 dev net; ip addr add fd00::2${number}/64 dev net nodad'`;
  return `
    mount -t sysfs none /sys
    echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
    ip link add lan type bridge; ip link set lan up
    ip link add eth0 address ${OURS} type veth peer name port0
    ip link set port0 master lan up; ip link set eth0 up
    ip addr add 192.168.1.11/24 dev eth0; ip addr add fd00::11/64 dev eth0 nodad
    ${Array.from({ length: machines }, (_, index) => machine(index + 1)).join("\n")}`;
}

/** For a step: BusyBox's arping. */
export const ARPING = `ln -s "$(command -v busybox)" /opt/front/arping`;
/** In machine N. */
const on = (number: number, command: string) => `nsenter -t "$(cat /opt/m${number})" -n ${command}`;
/** Machine N gets the VIP. */
export const take = (number: number, vip = VIP) => on(number, `ip addr add ${vip}/${vip.includes(":") ? 128 : 32} dev net${vip.includes(":") ? " nodad" : ""}`);
/** Machine N gives it up. */
export const drop = (number: number, vip = VIP) => on(number, `ip addr del ${vip}/${vip.includes(":") ? 128 : 32} dev net`);
