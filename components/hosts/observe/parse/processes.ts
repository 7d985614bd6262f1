// Processes that are looked for by name: `/proc/812/comm:kubelet`.
import type { ProgramFacts } from "../../../facts/hostFacts";
import { type Answer, linesOf } from "../answer";

const VIP_MANAGERS = ["keepalived", "haproxy", "ucarp", "vrrpd", "corosync", "pacemakerd"];

export function readProcesses(answer: Answer): ProgramFacts[] {
  return answer.lines("processes").flatMap((line) => {
    const [, pid, name] = /^\/proc\/(\d+)\/comm:(.+)$/.exec(line) ?? [];
    return pid === undefined || name === undefined ? [] : [{ name, pid: Number(pid) }];
  });
}

/** Process ids by network namespace: `... /proc/812/ns/net -> net:[4026531840]`. */
function namespaces(text: string): Map<string, string> {
  return new Map(linesOf(text).flatMap((line) => {
    const [, pid, namespace] = /\/proc\/(\d+)\/ns\/net -> (net:\[\d+\])/.exec(line) ?? [];
    return pid === undefined || namespace === undefined ? [] : [[pid, namespace] as const];
  }));
}

/** Only those in the host's own network: a load balancer in a container with a network of its own has no say in the host's addresses. */
export function readVipManagers(answer: Answer): ProgramFacts[] {
  const of = namespaces(answer.find("namespaces") ?? "");
  return readProcesses(answer).filter(({ name, pid }) => VIP_MANAGERS.includes(name) && (of.get(String(pid)) ?? of.get("1")) === of.get("1"));
}
