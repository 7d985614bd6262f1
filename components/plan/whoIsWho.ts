// Machines that are not what they were: reached at another address, under another key, or replaced. By what each keeps of itself, and what the others remember of it.
import type { FellowFacts, HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";
import { parseAddress } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { recordOf } from "./recorded";

/** Characters of a machine id: enough for a person. */
const SHOWN = 12;

const short = (machineId: string): string => machineId.slice(0, SHOWN);

/** By host key, a sentence without its full stop for each host that changed: what it was, and that it is the same machine or is not. */
export function whoIsWho(settings: Settings, observations: Observations): Readonly<Record<string, string>> {
  const hosts = factsOf(observations);
  const remembered = newest(Object.values(hosts));
  return Object.fromEntries(Object.entries(hosts).flatMap(([key, facts]) => {
    const change = recordOf(facts)?.owner === "" ? replaced(key, facts, remembered) : changed(key, facts, settings.hosts[key]?.address ?? "");
    return change === undefined ? [] : [[key, change] as const];
  }));
}

/** Machine ids of the hosts that were seen, for the hosts to remember. */
export function machinesOf(observations: Observations): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(factsOf(observations)).flatMap(([key, { system }]) => (system.machineId === "" ? [] : [[key, system.machineId] as const])));
}

function newest(hosts: readonly HostFacts[]): FellowFacts | undefined {
  return hosts.flatMap(({ record }) => record?.fellows ?? []).reduce<FellowFacts | undefined>((last, next) => (last !== undefined && last.at >= next.at ? last : next), undefined);
}

/** A machine that keeps nothing of ours, in the place of one that the others remember. */
function replaced(key: string, { system: { machineId } }: HostFacts, remembered: FellowFacts | undefined): string | undefined {
  const before = remembered?.machines[key];
  if (before === undefined || machineId === "" || before === machineId) return undefined;
  return `${key} is another machine than before (machine id ${short(machineId)}, and it was ${short(before)}), so all of it is put there again`;
}

function changed(key: string, facts: HostFacts, address: string): string | undefined {
  const { owner = "", machineId = "", reachedAt = "" } = facts.record ?? {};
  const now = facts.system.machineId;
  if (machineId !== "" && now !== "" && machineId !== now) return `${key} has another machine id than when its agent was installed (${short(now)}, and it was ${short(machineId)}): it is a copy of that machine, or got a new one`;
  const former = owner.slice(owner.indexOf("#") + 1);
  const renamed = owner.includes("#") && former !== key ? ` that was known as ${former}` : "";
  const moved = hasMoved(facts, reachedAt, address) ? ` that was reached at ${reachedAt}, and now is at ${address}` : "";
  if (renamed === "" && moved === "") return undefined;
  return `${key} is the machine${renamed}${renamed !== "" && moved !== "" ? " and" : ""}${moved}${now === "" ? "" : ` (machine id ${short(now)})`}; what runs there goes on`;
}

/** Behind an address that is translated on the way a machine never knows at which one it is reached. */
function hasMoved({ interfaces = [] }: HostFacts, before: string, address: string): boolean {
  const [from, to] = [parseAddress(before)?.text, parseAddress(address)?.text];
  if (from === undefined || to === undefined || from === to) return false;
  return interfaces.some((link) => link.addresses.some((own) => parseAddress(own.address)?.text === to));
}
