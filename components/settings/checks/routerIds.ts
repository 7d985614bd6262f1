// Checks of BGP router ids: IPv4 form, one for each host.
import { parseAddress } from "../addresses";
import type { Draft, DraftHost } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { duplicates } from "./duplicates";
import { problemFamily } from "./report";

export const routerIdsFamily = problemFamily({
  "router-id-form": "error",
  "router-id-duplicate": "error",
  "router-id-from-host": "info",
  "router-id-unused": "warning",
});
const { report } = routerIdsFamily;

export function checkRouterIds(draft: Draft): Problem[] {
  if (draft.mode !== "bgp") {
    return draft.hosts.filter((host) => host.args.routerId !== undefined).map((host) =>
      report("router-id-unused", `${host.field}.routerId`, "A router id is for BGP, but `mode` is `arp`, so this has no effect.", "Remove it, or set `mode` to `bgp`.", ["mode"]));
  }
  return [
    ...draft.hosts.flatMap(checkOne),
    ...duplicates(draft.hosts, routerIdOf).map(({ item, first, value }) =>
      report("router-id-duplicate", `${item.field}.routerId`, `Hosts ${first.key} and ${item.key} have the same router id ${value}, so a router keeps the session of one of them only.`,
        "Leave the ids out, or give each host its own.", ["mode", `${first.field}.routerId`, `${first.field}.address`, `${item.field}.address`])),
  ];
}

function routerIdOf(host: DraftHost): string | undefined {
  if (host.args.routerId !== undefined) return parseAddress(host.args.routerId)?.text;
  return host.address?.family === 4 ? host.address.text : undefined;
}

function checkOne(host: DraftHost): Problem[] {
  const { routerId } = host.args;
  const field = `${host.field}.routerId`;
  if (routerId === undefined) {
    if (host.address?.family !== 6) return [];
    return [report("router-id-from-host", field, `Host ${host.key} is given by an IPv6 address, so an IPv4 address found on it becomes its router id.`, "Set it, if the host has no IPv4 address: any IPv4 form that no other host uses.", ["mode", `${host.field}.address`])];
  }
  const address = parseAddress(routerId);
  if (address?.family === 4 && (address.addressClass === "ordinary" || address.addressClass === "loopback" || address.addressClass === "link-local")) return [];
  return [report("router-id-form", field, `${quote(routerId)} cannot be a router id.`, "Give four decimal numbers with dots, such as the host's IPv4 address (kube-vip #163).", ["mode"])];
}
