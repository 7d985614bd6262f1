// Whether a brief look finds the hosts as an earlier whole one left them, so that the rest of that one still holds.
import { isDeepStrictEqual } from "node:util";
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observations } from "../facts/observation";

/**
 * Every host was seen both times, has not been started since, has the same manifests, the same kube-vip and the same record, and has the VIP if it had it.
 * @param earlier whole looks, of seconds ago
 */
export function agrees(earlier: Observations, brief: Observations): boolean {
  const before = factsOf(earlier);
  const now = factsOf(brief);
  return Object.keys(brief).every((key) => before[key] !== undefined && now[key] !== undefined && isDeepStrictEqual(traitsOf(before[key]), traitsOf(now[key])));
}

/** What another rollout, a person or a failover would change, in what both kinds of looks read. */
function traitsOf({ system, vips = [], manifestFiles = [], kubeVips = [], record, gaps }: HostFacts): unknown {
  const { fellows: _, ...recorded } = record ?? {};
  return {
    boot: system.bootId,
    readable: system.root && !gaps.some(({ part }) => ["interfaces", "manifestFiles", "kubeVips", "record"].includes(part)),
    held: vips.map(({ vip, interface: link }) => [vip, link]),
    files: manifestFiles.map(({ path, mode, owner, group, sha256 }) => [path, mode, owner, group, sha256]),
    kubeVips: kubeVips.map(({ pid, containerId, differs }) => [pid, containerId, differs]),
    record: record && recorded,
  };
}
