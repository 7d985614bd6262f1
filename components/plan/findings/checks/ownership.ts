// Whose kube-vip it is, and who else is at work on the host.
import { renderManifest } from "../../../manifest/manifest";
import { manifestHash } from "../../../manifest/yaml";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isRecorded, type Scene, type SeenHost } from "../scene";
import { duration, grouped, hostsText, keysOf } from "../text";

export const ownershipFamily = findingFamily("Ownership and rollouts", {
  "host-of-other-stack": {
    severity: "error",
    title: "The kube-vip belongs to another stack",
    meaning: "Two stacks would change one host in turn; the agent refuses that.",
    seen: "The host's record names a component of another stack or project. Silent with `adopt`.",
    remedy: "Destroy it there, or take it over with `adopt: true`.",
  },
  "host-of-other-component": {
    severity: "warning",
    title: "The host belongs to another component of this stack",
    meaning: "After a rename that is right, and this component takes it over. If both components are meant to stay, they would fight for the host.",
    seen: "The host's record names another component of the same stack and project.",
    remedy: "Give each host to one component only.",
  },
  "kube-vip-not-ours": {
    severity: "error",
    title: "A kube-vip of unknown origin is on the host",
    meaning: "It was installed by hand or by another tool, which would change it again; the agent refuses to touch it.",
    seen: "Nothing is recorded on the host, and the manifest's path has a file or a kube-vip runs. Silent with `adopt`.",
    remedy: "Take it over with `adopt: true`, or remove it first.",
  },
  "rollout-locked": {
    severity: "warning",
    title: "Another rollout is at work on the hosts",
    meaning: "Two rollouts never interleave: this one will be refused until the other has ended.",
    seen: "The host's rollout lock is held by a live process that is not this run's.",
    remedy: "Wait for it; if it hangs, end it by its name: `npx pulumi-kube-vip unlock ROLLOUT`.",
  },
  "manifest-failed-before": {
    severity: "warning",
    title: "A manifest failed on the host and is refused",
    meaning: "The last good manifest was put back. The same manifest is not tried again, since each try may move the VIP.",
    seen: "The host's record remembers the failure of the very manifest that these settings make, with the same `rollout.retry` and since the host was booted.",
    remedy: "Change what the reason names, or set `rollout.retry` to any new text when the cause was outside the manifest.",
  },
});
const { report } = ownershipFamily;

export function checkOwnership(scene: Scene): Finding[] {
  return [...checkOwner(scene), ...checkOrigin(scene), ...checkLock(scene), ...checkFailure(scene)];
}

/** `STACK::PROJECT` and `NAME` of `STACK::PROJECT::TYPE::NAME#KEY`. */
function partsOf(owner: string): { readonly stack: string; readonly component: string } {
  const parts = owner.split("#")[0]?.split("::") ?? [];
  return { stack: parts.slice(0, 2).join("::"), component: parts.slice(2).join("::") };
}

function checkOwner({ settings, hosts, owner }: Scene): Finding[] {
  if (owner === undefined) return [];
  const us = partsOf(owner);
  const others = hosts.filter(({ facts: { record } }) => record && record.owner !== "" && (partsOf(record.owner).stack !== us.stack || partsOf(record.owner).component !== us.component));
  return [...grouped(others, ({ facts }) => facts.record?.owner.split("#")[0])].flatMap(([theirs, same]) => {
    const keys = keysOf(same);
    if (partsOf(theirs).stack === us.stack) return [report("host-of-other-component", keys, `The kube-vip on ${hostsText(keys)} is recorded as that of ${theirs}, and this is ${owner}.`)];
    return settings.adopt ? [] : [report("host-of-other-stack", keys, `The kube-vip on ${hostsText(keys)} belongs to ${theirs}, and this is ${owner}.`)];
  });
}

function checkOrigin({ settings, hosts, owner }: Scene): Finding[] {
  if (settings.adopt || owner === undefined) return [];
  const found = grouped(hosts, (host) => (isRecorded(host.facts) === false ? originOf(settings.paths.manifest, host) : undefined));
  return [...found].map(([what, same]) => report("kube-vip-not-ours", keysOf(same), `On ${hostsText(keysOf(same))} ${what}, and no component has recorded it.`));
}

function originOf(manifest: string, { facts }: SeenHost): string | undefined {
  if (facts.manifestFiles?.some(({ path }) => path === manifest)) return `there is a ${manifest}`;
  return facts.kubeVips && facts.kubeVips.length > 0 ? "a kube-vip runs" : undefined;
}

function checkLock({ hosts, run }: Scene): Finding[] {
  const locked = hosts.flatMap(({ key, facts }) => (facts.record?.lock?.alive && facts.record.lock.run !== run ? [{ key, lock: facts.record.lock }] : []));
  return [...grouped(locked, ({ lock }) => lock.run)].map(([name, same]) => {
    const [{ lock }] = same;
    const longest = Math.max(...same.map((item) => item.lock.heldSeconds));
    return report("rollout-locked", keysOf(same), `The rollout ${name} of ${lock.who} has held ${hostsText(keysOf(same))} for ${duration(longest * 1000)}.`, `Wait for it; if it hangs, end it by its name: \`npx pulumi-kube-vip unlock ${name}\`.`);
  });
}

/** As the agent judges it: another manifest, another `retry` and a new boot are worth a try. */
function isRefused({ settings }: Scene, { key, facts: { record, system } }: SeenHost): boolean {
  if (!record || record.failedSha256 === "") return false;
  const { failedRetry = settings.rollout.retry, failedBoot = system.bootId } = record;
  return failedRetry === settings.rollout.retry && failedBoot === system.bootId && record.failedSha256 === manifestHash(renderManifest(settings, key));
}

function checkFailure(scene: Scene): Finding[] {
  const refused = scene.hosts.filter((host) => isRefused(scene, host));
  const failed = grouped(refused, ({ facts: { record } }) => record && `${record.failedSha256.slice(0, 12)} failed: ${record.failedReason.replace(/\.$/, "") || "no reason was recorded"}`);
  return [...failed].map(([what, same]) => report("manifest-failed-before", keysOf(same), `On ${hostsText(keysOf(same))} the manifest ${what}.`));
}
