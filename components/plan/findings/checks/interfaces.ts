// The interface that gets the VIP on each host.
import type { InterfaceFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { candidatesFor, isOnLink, isReachedFromOutside, linkOf, ownNetworkOf, proposedInterface } from "../links";
import { sameAddress } from "../networks";
import { familyOf, type Scene, type SeenHost, vipFactsOf } from "../scene";
import { listed } from "../text";

export const interfacesFamily = findingFamily("Interfaces", {
  "interface-missing": {
    severity: "error",
    title: "The host has no interface of this name",
    meaning: "kube-vip ends at its start.",
    seen: "`interface` is given, and the host's list of interfaces does not have it.",
    remedy: "Correct `interface`, or leave it out to have it found by the VIP's network.",
  },
  "interface-not-found": {
    severity: "error",
    title: "No interface's network holds the VIP",
    meaning: "The interface was not given, and nothing on the host tells which one the VIP belongs to.",
    seen: "ARP mode; no route without a gateway and no address of the host covers the VIP.",
    remedy: "Choose a VIP in the hosts' network, or give `interface`.",
  },
  "interface-ambiguous": {
    severity: "warning",
    title: "Several interfaces fit the VIP",
    meaning: "The network that holds the VIP is on more than one interface, so another one may be taken than you mean.",
    seen: "`interface` is not given, and equally specific networks on two interfaces hold the VIP.",
    remedy: "Give `interface`, or `hosts.KEY.interface` where hosts differ.",
  },
  "interface-down": {
    severity: "error",
    title: "The interface is down",
    meaning: "kube-vip ends at its start (\"is not up\"), and an elected host would have the VIP where no packet arrives.",
    seen: "The interface is switched off or has no carrier. Silent with `vip_allow_interface_not_up`.",
    remedy: "Bring the interface up (`ip link set NAME up`, cable, bond), or name another one.",
  },
  "interface-is-slave": {
    severity: "error",
    title: "The interface is part of a bond or bridge",
    meaning: "Packets for the VIP arrive at the bond or bridge, not at its parts, so the VIP would not be reached.",
    seen: "ARP mode; the interface has a master.",
    remedy: "Name the bond or bridge instead.",
  },
  "interface-is-loopback": {
    severity: "error",
    title: "The interface is a loopback",
    meaning: "Nobody asks a loopback interface by ARP.",
    seen: "ARP mode; the interface is a loopback device.",
    remedy: "Name the interface of the hosts' network.",
  },
  "interface-without-arp": {
    severity: "error",
    title: "ARP is switched off on the interface",
    meaning: "It neither asks nor answers, so nobody learns where the VIP is.",
    seen: "ARP mode; the interface has the flag NOARP (`ip link set NAME arp off`, point-to-point and most tunnel devices).",
    remedy: "Switch ARP on (`ip link set NAME arp on`), name another interface, or use BGP.",
  },
  "interface-without-link-local": {
    severity: "error",
    title: "The interface has no link-local IPv6 address",
    meaning: "kube-vip announces an IPv6 VIP from the link-local address. Without one it ends (up to v0.8.9), or announces nothing, so that neighbours go on asking the holder from before (pkg/cluster/service.go).",
    seen: "ARP mode with an IPv6 VIP; the interface has no address of scope link that begins with fe80.",
    remedy: "Switch IPv6 on for the interface (`net.ipv6.conf.NAME.disable_ipv6=0`, `addr_gen_mode`).",
  },
  "vip-dad-failed": {
    severity: "warning",
    title: "Duplicate address detection found another owner of the IPv6 VIP",
    meaning: "Linux does not use the address; another machine answered for it when it was added. kube-vip puts it on anew every 3 s: up to v1.0.1 in vain while the other machine has it, from v1.0.2 on without asking, so that two machines have it then.",
    seen: "The VIP is on an interface with the flag dadfailed (kube-vip #523).",
    remedy: "Find the other owner (the host's kernel logs its MAC: `dmesg | grep duplicate`; `ip -6 neigh show VIP` on the other hosts) and take the address off it.",
  },
});
const { report } = interfacesFamily;

export function checkInterfaces(scene: Scene): Finding[] {
  return [...scene.hosts.flatMap((host) => [...checkName(scene, host), ...checkState(scene, host)]), ...scene.hosts.flatMap((host) => checkDad(scene, host))];
}

function checkName({ settings, hosts, ...rest }: Scene, host: SeenHost): Finding[] {
  const { interface: given } = host.settings;
  const { interfaces } = host.facts;
  if (given !== undefined) {
    if (!interfaces || interfaces.some(({ name }) => name === given)) return [];
    const names = interfaces.filter(({ loopback, kind }) => !loopback && kind !== "veth").map(({ name }) => name);
    return [report("interface-missing", [host.key], `Host ${host.key} has no interface ${given}; it has ${listed(names) || "none but loopback"}.`, proposalRemedy(settings, host))];
  }
  const vip = settings.vips[0] ?? "";
  const candidates = settings.mode === "arp" ? candidatesFor(host.facts, vip) : undefined;
  if (!candidates) return [];
  if (candidates.length === 0) return isToldOtherwise({ settings, hosts, ...rest }, vip) ? [] : [notFound(host, vip, settings)];
  if (candidates.length === 1) return [];
  return [report("interface-ambiguous", [host.key], `On host ${host.key} ${listed(candidates.map((item) => `${item.interface} (${item.network})`))} hold ${vip} alike; ${candidates.at(-1)?.interface} would be taken.`)];
}

/** Where the VIP is on-link on other hosts, `hosts-on-different-segments` says more. */
function isToldOtherwise(scene: Scene, vip: string): boolean {
  return isReachedFromOutside(scene, vip) || scene.hosts.some((host) => isOnLink(scene.settings, host, vip) === true);
}

function notFound(host: SeenHost, vip: string, settings: Scene["settings"]): Finding {
  const network = ownNetworkOf(host);
  return report("interface-not-found", [host.key], `No network of host ${host.key}${network === undefined ? "" : `, whose own is ${network},`} holds ${vip}.`, proposalRemedy(settings, host, "Choose a VIP in the hosts' network, or set"));
}

function proposalRemedy(settings: Scene["settings"], host: SeenHost, start = "Set"): string | undefined {
  const proposed = proposedInterface(settings, host);
  return proposed === undefined ? undefined : `${start} \`interface\` to ${proposed}.`;
}

function checkState({ settings }: Scene, host: SeenHost): Finding[] {
  const link = linkOf(settings, host);
  if (!link) return [];
  const where = `${link.name} on host ${host.key}`;
  const found = isDown(link) && settings.pod.environment["vip_allow_interface_not_up"] !== "true"
    ? [report("interface-down", [host.key], `${where} is down: ${whyDown(link)}.`)] : [];
  return settings.mode === "arp" ? [...found, ...checkArp(settings, host, link, where)] : found;
}

function isDown({ up, carrier }: InterfaceFacts): boolean {
  return !up || !carrier;
}

function whyDown({ up, carrier }: InterfaceFacts): string {
  if (carrier) return "it is switched off";
  return up ? "it has no carrier" : "it is switched off or has no carrier";
}

function checkArp(settings: Scene["settings"], host: SeenHost, link: InterfaceFacts, where: string): Finding[] {
  if (link.loopback) return [report("interface-is-loopback", [host.key], `${where} is a loopback device.`, proposalRemedy(settings, host))];
  const found: Finding[] = [];
  if (link.master !== undefined) found.push(report("interface-is-slave", [host.key], `${where} is a part of ${link.master}.`, `Set \`interface\` to \`${link.master}\`.`));
  if (!link.arp) found.push(report("interface-without-arp", [host.key], `${where} has ARP switched off${link.kind ? ` (it is of kind ${link.kind})` : ""}.`));
  if (settings.vips.some((vip) => familyOf(vip) === 6) && !link.addresses.some(({ address }) => /^fe[89ab]/i.test(address))) {
    found.push(report("interface-without-link-local", [host.key], `${where} has no link-local IPv6 address.`));
  }
  return found;
}

function checkDad({ settings }: Scene, host: SeenHost): Finding[] {
  return settings.vips.flatMap((vip) => {
    const name = vipFactsOf(host, vip)?.interface;
    const failed = host.facts.interfaces?.find((link) => link.name === name)?.addresses.some(({ address, dadFailed }) => dadFailed && sameAddress(address, vip));
    return failed === true ? [report("vip-dad-failed", [host.key], `On ${name} of host ${host.key} duplicate address detection failed for ${vip}.`)] : [];
  });
}
