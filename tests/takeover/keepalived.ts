// A real keepalived on every host of the lab, as it is beside an haproxy: VRRP for the lab's VIP.
import { setTimeout as sleep } from "node:timers/promises";
import { hostNetwork, type HostName } from "../../lab/network/addresses";
import type { Lab } from "../../lab/session";
import { vipAnswers, vipHolders } from "../lab/sights";

export interface Way {
  /** In words. */
  readonly name: string;
  /** The VIP has an interface and a MAC of its own. */
  readonly vmac: boolean;
  /** Of the VIP as keepalived puts it. */
  readonly prefix: number;
}

/** Its priority is the highest. */
export const MASTER: HostName = "cp2";

function config(lab: Lab, name: HostName, { vmac, prefix }: Way): string {
  const peers = lab.hosts.filter((host) => host.name !== name).map(({ address }) => `    ${address}`);
  return `global_defs {
  router_id ${name}
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${name === MASTER ? 150 : 100}
  advert_int 1
${vmac ? "  use_vmac\n  vmac_xmit_base\n" : ""}  unicast_src_ip ${hostNetwork(name).address}
  unicast_peer {
${peers.join("\n")}
  }
  virtual_ipaddress {
    ${lab.vip}/${prefix}
  }
}
`;
}

/** Until the host of the highest priority has the VIP. Without its script of old, whose links a reset of the hosts takes away. */
export async function beginKeepalived(lab: Lab, way: Way): Promise<void> {
  await Promise.all(lab.hosts.map(({ name }) => lab.on(name, `mkdir -p /etc/keepalived; cat >/etc/keepalived/keepalived.conf <<'END'\n${config(lab, name, way)}END\nSYSTEMCTL_SKIP_SYSV=1 systemctl enable --now keepalived 2>&1`)));
  for (let waited = 0; waited < 60; waited++) {
    if ((await vipHolders(lab)).join() === MASTER && (await vipAnswers(lab))) return;
    await sleep(1000);
  }
  const said = await lab.on(MASTER, "systemctl status keepalived; journalctl -u keepalived -n 30 --no-pager; ip addr", { reject: false });
  throw new Error(`keepalived did not put the VIP on ${MASTER} alone within 60 s: it is on ${(await vipHolders(lab)).join() || "no host"}. ${said.stdout}`);
}

/** Before the hosts are made pristine. */
export async function endKeepalived(lab: Lab): Promise<void> {
  await Promise.all(lab.hosts.map(({ name }) => lab.on(name, "systemctl stop keepalived; SYSTEMCTL_SKIP_SYSV=1 systemctl disable keepalived; rm -f /etc/keepalived/keepalived.conf", { reject: false })));
}

/** Of each host: what systemd says, how many processes there are, the VIP with its prefix length and interface, and what keepalived or the agent may have left. */
export async function keepalives(lab: Lab): Promise<Record<string, string>> {
  const look = `systemctl is-active keepalived; systemctl is-enabled keepalived; pgrep -cx keepalived; ip -o addr show to ${lab.vip} | awk '{ print $4, $2 }'; ip -o link show type macvlan | awk '{ print $2 }'; ls /var/lib/pulumi-kube-vip/keepalived 2>/dev/null`;
  return Object.fromEntries(await Promise.all(lab.hosts.map(async ({ name }) => [name, (await lab.on(name, look, { reject: false })).stdout.split("\n").join(" ").trim()] as const)));
}
