// Checks of the set of hosts: keys, number, addresses, node names.
import type { AddressClass } from "../addresses";
import type { Draft, DraftHost } from "../draft";
import type { Problem } from "../problems";
import { isDnsSubdomain, isHostName, quote } from "../words";
import { problemFamily } from "./report";
import { duplicates } from "./duplicates";

export const hostsFamily = problemFamily({
  "hosts-none": "error",
  "hosts-too-many": "error",
  "hosts-single": "warning",
  "hosts-two": "warning",
  "hosts-even": "warning",
  "host-key-form": "error",
  "host-key-collision": "error",
  "host-address-form": "error",
  "host-address-unusable": "error",
  "host-address-doubtful": "warning",
  "host-address-duplicate": "error",
  "node-name-form": "error",
  "node-name-duplicate": "error",
  "retired-host-given": "error",
  "retired-host-duplicate": "error",
});
const { report } = hostsFamily;

/** Keys become parts of resource names. */
const HOST_KEY = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/;
const HOST_KEY_LENGTH = 63;
const MAXIMUM = 9;

type Named = Pick<DraftHost, "key" | "field">;

export function checkHosts(draft: Draft): Problem[] {
  if (draft.args.hosts === undefined) return [];
  const retired = (draft.args.retired ?? []).flatMap((key, index) => (key === undefined ? [] : [{ key, field: `retired.${index}` }]));
  // their resources share names
  const all = [...draft.hosts, ...retired];
  return [
    ...checkNumber(draft.hosts.length),
    ...all.flatMap((host) => checkKey(host, all)),
    ...draft.hosts.flatMap((host) => [...checkAddress(host), ...checkNodeName(host)]),
    ...checkRetired(retired, draft.hosts),
    ...duplicates(draft.hosts, (host) => host.address?.text).map(({ item, first, value }) =>
      report("host-address-duplicate", `${item.field}.address`, `Hosts ${first.key} and ${item.key} have the same address ${value}.`, "Give each host its own address.", [`${first.field}.address`])),
    ...duplicates(draft.hosts, (host) => host.args.nodeName).map(({ item, first, value }) =>
      report("node-name-duplicate", `${item.field}.nodeName`, `Hosts ${first.key} and ${item.key} have the same node name ${quote(value)}, so both would take themselves for the holder.`,
        "Give each host the name of its own Kubernetes Node.", [`${first.field}.nodeName`])),
  ];
}

function checkNumber(count: number): Problem[] {
  if (count === 0) return [report("hosts-none", "hosts", "No host is given.", "Name at least one control-plane host, three for high availability.")];
  if (count > MAXIMUM) return [report("hosts-too-many", "hosts", `${count} hosts are given; a control plane of more than ${MAXIMUM} is not supported.`, "Give the control-plane hosts only, not the workers.")];
  if (count === 1) return [report("hosts-single", "hosts", "With a single control plane there is no host that could take over the virtual IP.", "Add two hosts, if the control plane is to survive the loss of one.")];
  if (count === 2) return [report("hosts-two", "hosts", "With two control planes etcd loses its quorum when either dies, and then the lease cannot move (kube-vip #748).", "Add a third host.")];
  if (count % 2 === 0) return [report("hosts-even", "hosts", `${count} control planes survive no more losses than ${count - 1}.`, "Use an odd number of hosts.")];
  return [];
}

function checkRetired(retired: readonly Named[], hosts: readonly Named[]): Problem[] {
  const given = retired.filter(({ key }) => hosts.some((host) => host.key === key));
  return [
    ...given.map(({ key, field }) => report("retired-host-given", field, `Host ${key} is in \`hosts\` too.`, "Take it out of `hosts` if it died for good, else out of `retired`.", [`hosts.${key}`])),
    ...duplicates(retired, ({ key }) => key).map(({ item, first, value }) => report("retired-host-duplicate", item.field, `Host ${value} is named twice.`, "Name it once.", [first.field])),
  ];
}

function checkKey(host: Named, all: readonly Named[]): Problem[] {
  if (!HOST_KEY.test(host.key) || host.key.length > HOST_KEY_LENGTH) {
    return [report("host-key-form", host.field, `${quote(host.key)} cannot be part of a resource name.`, `Use at most ${HOST_KEY_LENGTH} small letters, digits, dots and hyphens; begin and end with a letter or digit.`)];
  }
  const stem = /^(.+)-(agent|secrets|witness|prepared|started)$/.exec(host.key)?.[1];
  if (stem === undefined || !all.some((other) => other.key === stem)) return [];
  return [report("host-key-collision", host.field, `A resource of host ${stem} has the name that host ${host.key} would get.`, "Rename one of the two keys.")];
}

const UNUSABLE: Partial<Record<AddressClass, string>> = {
  unspecified: "means \"no address\"", multicast: "is a multicast address", broadcast: "is the broadcast address", reserved: "lies in 240.0.0.0/4", "v4-mapped": "is an IPv4 address inside an IPv6 one",
};

function checkAddress(host: DraftHost): Problem[] {
  const text = host.args.address;
  if (text === undefined) return [];
  const field = `${host.field}.address`;
  const { address } = host;
  if (!address) return [report("host-address-form", field, `${quote(text)} is no IP address.`, addressRemedy(text))];
  const unusable = UNUSABLE[address.addressClass] ?? (address.family === 6 && address.addressClass === "link-local" ? "is link-local and means nothing without an interface" : undefined);
  if (unusable) return [report("host-address-unusable", field, `${address.text} ${unusable}.`, "Give the address that the Kubernetes Node has as InternalIP.")];
  if (address.addressClass === "ordinary") return [];
  return [report("host-address-doubtful", field, `${address.text} is ${address.addressClass === "loopback" ? "a loopback" : "a link-local"} address, which other hosts cannot reach.`,
    "Give the address that the Kubernetes Node has as InternalIP; SSH can take another one by `ssh.address`.")];
}

function addressRemedy(text: string): string {
  const own = "Give the literal address that the Kubernetes Node has as InternalIP";
  if (isHostName(text)) return `${own}; if SSH needs this name, set it as \`ssh.address\` of the host.`;
  return text.includes("/") ? `${own}, without a prefix length.` : `${own}, without blanks, brackets or port.`;
}

function checkNodeName(host: DraftHost): Problem[] {
  const name = host.args.nodeName;
  if (name === undefined || isDnsSubdomain(name)) return [];
  return [report("node-name-form", `${host.field}.nodeName`, `${quote(name)} cannot be the name of a Kubernetes Node.`,
    "Write it as `kubectl get nodes` shows it (small letters, digits, hyphens, dots), or leave it out.")];
}
