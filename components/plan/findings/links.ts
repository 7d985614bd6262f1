// Which interface a host puts the VIP on, and whether the VIP is on-link there.
import type { HostFacts, InterfaceFacts } from "../../facts/hostFacts";
import { fullPrefix } from "../../settings/addresses";
import type { Settings } from "../../settings/settings";
import { isAnswer } from "../answer";
import { isIn, networkText, parseNetwork, sameAddress } from "./networks";
import { familyOf, type Scene, type SeenHost, vipFactsOf } from "./scene";

/** An interface whose network holds an address. */
export interface Attachment {
  readonly interface: string;
  /** `10.0.0.0/24`. */
  readonly network: string;
  readonly prefix: number;
}

/** Networks without a gateway that hold the VIP, most specific first; undefined when neither routes nor interfaces are known. Those that the VIP itself brought do not count. */
export function attachmentsOf({ routes, interfaces }: HostFacts, vip: string): readonly Attachment[] | undefined {
  if (!routes && !interfaces) return undefined;
  const full = fullPrefix(familyOf(vip));
  const loopbacks = new Set((interfaces ?? []).filter(({ loopback }) => loopback).map(({ name }) => name));
  const found = routes ? byRoutes(routes, vip) : byAddresses(interfaces ?? [], vip);
  return found.filter((item) => item.prefix < full && !loopbacks.has(item.interface)).sort((a, b) => b.prefix - a.prefix);
}

function byRoutes(routes: NonNullable<HostFacts["routes"]>, vip: string): Attachment[] {
  return routes.flatMap(({ destination, gateway, interface: name, source, family }) => {
    const network = destination === "default" ? undefined : parseNetwork(destination);
    if (!network || gateway !== undefined || family !== familyOf(vip) || !isIn(vip, destination)) return [];
    if (source !== undefined && sameAddress(source, vip)) return [];
    return [{ interface: name, network: networkText(network.address.text, network.prefix), prefix: network.prefix }];
  });
}

function byAddresses(interfaces: readonly InterfaceFacts[], vip: string): Attachment[] {
  return interfaces.flatMap(({ name, addresses }) => addresses.flatMap(({ address, prefixLength, scope }) => {
    if (scope !== "global" || sameAddress(address, vip) || !isIn(vip, `${address}/${prefixLength}`)) return [];
    return [{ interface: name, network: networkText(address, prefixLength), prefix: prefixLength }];
  }));
}

/** Interfaces whose network holds the VIP and is as specific as any: one, unless the host's network is in doubt. */
export function candidatesFor(facts: HostFacts, vip: string): readonly Attachment[] | undefined {
  const attachments = attachmentsOf(facts, vip);
  const best = attachments?.filter(({ prefix }) => prefix === attachments[0]?.prefix);
  return best?.filter((item, index) => best.findIndex((other) => other.interface === item.interface) === index);
}

/** Name of the interface that gets the VIP: the given one, or the one that the agent finds by the first VIP. */
export function linkNameOf(settings: Settings, host: SeenHost): string | undefined {
  return host.settings.interface ?? candidatesFor(host.facts, settings.vips[0] ?? "")?.at(-1)?.interface;
}

export function linkOf(settings: Settings, host: SeenHost): InterfaceFacts | undefined {
  const name = linkNameOf(settings, host);
  return name === undefined ? undefined : host.facts.interfaces?.find((item) => item.name === name);
}

/** Whether the VIP is on-link at the interface that gets it; undefined when that is not known. */
export function isOnLink(settings: Settings, host: SeenHost, vip: string): boolean | undefined {
  const attachments = attachmentsOf(host.facts, vip);
  if (!attachments) return undefined;
  const name = linkNameOf(settings, host);
  return name !== undefined && (attachments.some((item) => item.interface === name) || hasRouteTo(host.facts, name, vip));
}

/** A route of its own to the one address, as clouds write it. */
function hasRouteTo({ routes }: HostFacts, name: string, vip: string): boolean {
  return (routes ?? []).some((route) => route.interface === name && route.gateway === undefined && route.destination !== "default" && isIn(vip, route.destination) && !(route.source !== undefined && sameAddress(route.source, vip)));
}

/** The interface that has the host's own address. */
export function ownLinkOf({ settings, facts }: SeenHost): InterfaceFacts | undefined {
  return facts.interfaces?.find(({ addresses }) => addresses.some(({ address }) => sameAddress(address, settings.address)));
}

/** The network in which the host has its own address, `10.0.0.0/24`. */
export function ownNetworkOf(host: SeenHost): string | undefined {
  const own = ownLinkOf(host)?.addresses.find(({ address }) => sameAddress(address, host.settings.address));
  return own && networkText(own.address, own.prefixLength);
}

/** What to write as `interface`, with its reason: by the network that holds the VIP, then by the host's own address. */
export function proposedInterface(settings: Settings, host: SeenHost): string | undefined {
  const [best] = candidatesFor(host.facts, settings.vips[0] ?? "") ?? [];
  if (best) return `\`${best.interface}\`, whose network ${best.network} holds the VIP`;
  const own = ownLinkOf(host);
  return own && !own.loopback ? `\`${own.name}\`, which has the host's address ${host.settings.address}` : undefined;
}

/** Whether a host that does not hold the VIP reaches an API server through it: then the network does what it must. */
export function isReachedFromOutside({ hosts }: Scene, vip: string): boolean {
  return hosts.some((host) => {
    const facts = vipFactsOf(host, vip);
    return facts?.interface === undefined && isAnswer(facts?.healthz?.httpCode);
  });
}
