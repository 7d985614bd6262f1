// Whether the hosts are machines of their own, with identities and clocks that go together.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { linkOf } from "../links";
import { nodeNameOf, type Scene, type SeenHost } from "../scene";
import { duration, grouped, HostsText, keysOf } from "../text";

export const machinesFamily = findingFamily("Machines", {
  "machine-under-two-keys": {
    severity: "error",
    title: "One machine is given under two keys",
    meaning: "The same kube-vip would be installed twice on it, and a host that you count on is not there.",
    seen: "Two hosts have the same machine id and the same boot id.",
    remedy: "Correct the address of one of the hosts.",
  },
  "machine-id-duplicate": {
    severity: "warning",
    title: "Two machines have the same machine id",
    meaning: "They were cloned without a new identity. DHCP may give both the same address, and nothing that tells machines apart by it works.",
    seen: "/etc/machine-id is the same on hosts with different boot ids.",
    remedy: "On the clone: `rm /etc/machine-id && systemd-machine-id-setup`, then reboot.",
  },
  "node-names-equal": {
    severity: "error",
    title: "Two hosts have the same Node name",
    meaning: "kube-vip writes the Node's name into the lease: both hosts would take themselves for the holder.",
    seen: "kubelet's name of the Node, or `nodeName`, is the same on two machines.",
    remedy: "Give each host a Node of its own name (`--hostname-override`), or set `hosts.KEY.nodeName`.",
  },
  "host-name-duplicate": {
    severity: "warning",
    title: "Two machines have the same host name",
    meaning: "Logs and Nodes of the two are mixed up; when kubelet starts without a name of its own, both claim one Node.",
    seen: "`uname -n` is the same on two machines whose Nodes have different or unknown names.",
    remedy: "Give each machine its own name (`hostnamectl set-hostname`).",
  },
  "mac-duplicate": {
    severity: "error",
    title: "Two hosts have the same MAC",
    meaning: "Switches send the frames of both to one of them, in turns. The VIP can be held by neither.",
    seen: "ARP mode; the interfaces that get the VIP have the same MAC on two machines. Cloned virtual machines look so.",
    remedy: "Give the clone's network card a MAC of its own.",
  },
  "clocks-apart": {
    severity: "warning",
    title: "The hosts' clocks are apart",
    meaning: "Election itself bears it, but certificates may be refused, logs and the lease's age mislead, and etcd complains.",
    seen: "The clocks read over SSH differ by more than 2 s beyond what the round trips leave uncertain.",
    remedy: "Run a time service on all hosts (`chronyc tracking`, `timedatectl`).",
  },
});
const { report } = machinesFamily;

const APART_MS = 2000;

export function checkMachines(scene: Scene): Finding[] {
  return [...checkIds(scene), ...checkNames(scene), ...checkMacs(scene), ...checkClocks(scene)];
}

function sharing(hosts: readonly SeenHost[], of: (host: SeenHost) => string | undefined): (readonly [string, readonly [SeenHost, ...SeenHost[]]])[] {
  return [...grouped(hosts, (host) => of(host) || undefined)].filter(([, same]) => same.length > 1);
}

/** The same boot of the same machine; ids of both kinds are random, so containers on one kernel are told apart by the machine id. */
function machineOf({ facts: { system } }: SeenHost): string {
  return `${system.machineId}/${system.bootId}`;
}

function areDistinct(hosts: readonly SeenHost[]): boolean {
  return new Set(hosts.map(machineOf)).size === hosts.length;
}

function checkIds({ hosts }: Scene): Finding[] {
  return sharing(hosts, ({ facts }) => facts.system.machineId).flatMap(([id, same]) => {
    const twice = sharing(same, ({ facts }) => facts.system.bootId);
    const machines = new Set(same.map(machineOf));
    return [
      ...twice.map(([boot, keys]) => report("machine-under-two-keys", keysOf(keys), `${HostsText(keysOf(keys))} are one machine: machine id ${id} and boot id ${boot} are the same.`)),
      ...(machines.size > 1 ? [report("machine-id-duplicate", keysOf(same), `${HostsText(keysOf(same))} have the machine id ${id}.`)] : []),
    ];
  });
}

function checkNames({ hosts }: Scene): Finding[] {
  const nodes = sharing(hosts, (host) => nodeNameOf(host)?.toLowerCase()).filter(([, same]) => areDistinct(same));
  const named = new Set(nodes.flatMap(([, same]) => keysOf(same)));
  const others = sharing(hosts, ({ facts }) => facts.system.hostName.toLowerCase()).filter(([, same]) => areDistinct(same) && same.some(({ key }) => !named.has(key)));
  return [
    ...nodes.map(([name, same]) => report("node-names-equal", keysOf(same), `${HostsText(keysOf(same))} are the same Node ${name}.`)),
    ...others.map(([name, same]) => report("host-name-duplicate", keysOf(same), `${HostsText(keysOf(same))} have the host name ${name}.`)),
  ];
}

function checkMacs({ settings, hosts }: Scene): Finding[] {
  if (settings.mode !== "arp") return [];
  const same = sharing(hosts, (host) => {
    const mac = linkOf(settings, host)?.mac.toLowerCase() ?? "";
    return /[1-9a-f]/.test(mac) ? mac : undefined;
  });
  return same.filter(([, group]) => areDistinct(group)).map(([mac, group]) =>
    report("mac-duplicate", keysOf(group), `${group.map((host) => `${linkOf(settings, host)?.name} of host ${host.key}`).join(" and ")} have the same MAC ${mac}.`));
}

function checkClocks({ hosts }: Scene): Finding[] {
  const clocks = hosts.map(({ key, facts: { system } }) => ({ key, offset: system.clockOffsetMs, uncertainty: system.clockUncertaintyMs })).sort((a, b) => a.offset - b.offset);
  const [first, last] = [clocks.at(0), clocks.at(-1)];
  if (!first || !last) return [];
  const uncertainty = first.uncertainty + last.uncertainty;
  const apart = last.offset - first.offset;
  if (!(apart - uncertainty > APART_MS)) return [];
  return [report("clocks-apart", [first.key, last.key], `The clock of host ${last.key} is ${duration(apart)} ahead of that of host ${first.key} (uncertain by ${duration(uncertainty)}).`)];
}
