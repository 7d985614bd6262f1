// Whether a host that has the VIP holds it: with some forwarding methods every host has it, on an interface where nobody hears it.
import type { HostFacts } from "../facts/hostFacts";
import { isUnheard } from "../facts/interfaces";
import type { Settings } from "../settings/settings";

/** Whether every host must have the VIP itself, put there by the operator: IPVS sends packets on as they are, with the VIP as destination. */
export function isVipOnEveryHost({ loadBalancer }: Pick<Settings, "loadBalancer">): boolean {
  return loadBalancer.enabled && ["tunnel", "directroute", "bypass"].includes(loadBalancer.forwardingMethod);
}

/** Whether the host has the VIP on an interface that makes it a holder; undefined when it is not known what it has. */
export function holdsVip(settings: Settings, { interfaces, vips }: Pick<HostFacts, "interfaces" | "vips">, vip: string): boolean | undefined {
  const seen = vips?.find((one) => one.vip === vip);
  if (seen?.interface === undefined) return seen && false;
  if (settings.mode === "bgp" || !isVipOnEveryHost(settings)) return true;
  const link = interfaces?.find(({ name }) => name === seen.interface);
  return seen.interface !== "lo" && !(link && isUnheard(link));
}
