// What labs are on this machine, and how to reach them.
import { isOn } from "./machine/host";
import { isAlive } from "./machine/processes";
import { labNames, placeOf, readRecord, recordedProcess } from "./machine/record";
import { hostNames, type HostName } from "./network/addresses";
import type { Lab } from "./session";

export interface LabState {
  readonly name: string;
  readonly hostsOn: readonly HostName[];
  /** Stays up until it is ended by name or by `down --all`. */
  readonly kept: boolean;
  /** Process id of whoever started it. */
  readonly starter?: number;
  /** Not kept, and its starter still runs: it will end it. */
  readonly inUse: boolean;
  readonly startedAt: string;
}

/** All labs that left a folder, also half-started ones. */
export function labStates(): LabState[] {
  return labNames().map((name) => {
    const facts = readRecord(name);
    const starter = recordedProcess(placeOf(name), "starter");
    const kept = facts?.kept ?? false;
    return {
      name,
      hostsOn: facts ? hostNames.filter((host) => isOn(facts, host)) : [],
      kept,
      starter: starter?.pid,
      inUse: !kept && starter !== undefined && isAlive(starter),
      startedAt: facts?.startedAt ?? "",
    };
  });
}

/** Names of the labs that `down --all` ends. */
export function openLabs(): string[] {
  return labStates().filter(({ inUse }) => !inUse).map(({ name }) => name);
}

/** For a person: how to reach the lab and how to end it. */
export function describeLab({ name, hosts, namespace, vip, ssh }: Lab): string {
  const lab = (command: string) => `npm run lab -- ${command}`;
  const named = name === "dev" ? "" : ` --name ${name}`;
  return [
    `Lab "${name}": ${hosts.map((host) => `${host.name} ${host.address}`).join(", ")}; free for the VIP: ${vip}`,
    `  log in      ${lab(`ssh${named} cp1`)}`,
    `  its network ${lab(`exec${named} -- curl -k https://${hosts[0]?.address}:6443/healthz`)}   (namespace ${namespace})`,
    `  ssh config  ${ssh.config}`,
    `  end it      ${lab(`down${named}`)}`,
  ].join("\n");
}
