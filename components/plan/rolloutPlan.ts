// The plan: which hosts change and why, which restart kube-vip, in what order, and what the user will notice. From settings, manifests and facts alone.
import type { HostFacts } from "../facts/hostFacts";
import { factsOf, type Observation, type Observations } from "../facts/observation";
import type { Pod } from "../manifest/pod";
import { fromYaml, manifestHash } from "../manifest/yaml";
import type { Settings } from "../settings/settings";
import { awaitingHosts, isAwaiting } from "./awaiting";
import { changedVariables } from "./changedVariables";
import { type Drift, type Drifted, driftOf, NO_DRIFT, type Wanted } from "./drift";
import { elects } from "./findings/scene";
import { holdsVip } from "./holding";
import { type ImagePlan, planImage } from "./images";
import { recordOf } from "./recorded";
import { rolloutOrder } from "./rolloutOrder";
import { planTakeOver, type TakeOverPlan } from "./takeOver";
import { machinesOf, whoIsWho } from "./whoIsWho";

/** What happens to a host. `unknown`: it could not be seen. */
export type Change = "install" | "update" | "repair" | "none" | "unknown";

export interface HostPlan {
  readonly change: Change;
  /** Why, a sentence or a changed variable each. */
  readonly why: readonly string[];
  /** Whether kube-vip starts anew there; undefined when unknown. */
  readonly restarts?: boolean;
  /** It holds the VIP now; undefined when that could not be seen. */
  readonly holder?: boolean;
  readonly drift: Drift;
}

export interface RolloutPlan {
  /** By host key. */
  readonly hosts: Readonly<Record<string, HostPlan>>;
  /** Keys in the order in which hosts are taken, the holder of the VIP last, or first where another program holds it. */
  readonly order: readonly string[];
  /** No kube-vip runs anywhere, or it is an emergency, so all hosts go at once. */
  readonly parallel: boolean;
  /** Why nothing is waited for, and nothing proven. */
  readonly emergency?: string;
  /** Present where the VIP is taken over from another program. */
  readonly takeOver?: TakeOverPlan;
  /** Keys of the hosts that are no control plane yet, since this program makes their cluster. */
  readonly awaiting: readonly string[];
  /** What is to be said of machines that are not what they were, by host key. */
  readonly identities: Readonly<Record<string, string>>;
  /** Machine ids by host key, for the hosts to remember. */
  readonly machines: Readonly<Record<string, string>>;
  /** Why the last proof failed, by the key of each host that knows of it. All witnesses are then asked again. */
  readonly unproven: Readonly<Record<string, string>>;
  /** Why what was proven last is no longer so, though nothing failed; a clause. All witnesses are then asked again. */
  readonly outdated?: string;
  /** What is done about the image before any manifest changes; absent where nothing is. */
  readonly image?: ImagePlan;
}

/** What is to be on the hosts. */
export interface Intent {
  readonly settings: Settings;
  /** Each host's manifest as shown, by key. */
  readonly manifests: Readonly<Record<string, string>>;
  readonly agentSha256: string;
}

export interface PlanInputs extends Intent {
  readonly observations: Observations;
  /** Milliseconds since the epoch. Default: the clock's. */
  readonly now?: number;
}

export function planRollout({ settings, manifests, agentSha256, observations, now = Date.now() }: PlanInputs): RolloutPlan {
  const all = Object.values(factsOf(observations));
  const { emergency } = settings.rollout;
  const plan = (key: string, text: string): HostPlan => planHost(settings, key, { text, sha256: manifestHash(text) }, { agentSha256, now }, observations[key] ?? { kind: "unknown" }, all);
  const hosts = Object.fromEntries(Object.entries(manifests).map(([key, text]) => [key, plan(key, text)]));
  const awaiting = awaitingHosts(settings, observations);
  // where a cluster begins, each host's agent comes in its turn
  const image = awaiting.length > 0 ? undefined : planImage(settings, manifests, hosts, observations);
  const takeOver = planTakeOver(settings, observations);
  return {
    hosts,
    order: rolloutOrder(hosts, takeOver?.stays ? takeOver.holder : undefined),
    parallel: emergency !== undefined || (takeOver === undefined && Object.keys(manifests).every((key) => isFresh(observations[key]))),
    ...(emergency === undefined ? {} : { emergency }),
    ...(takeOver === undefined ? {} : { takeOver }),
    awaiting,
    identities: whoIsWho(settings, observations),
    machines: machinesOf(observations),
    unproven: unprovenOf(observations),
    ...outdatedBy(settings, hosts, observations),
    ...(image === undefined ? {} : { image }),
  };
}

function unprovenOf(observations: Observations): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(factsOf(observations)).flatMap(([key, { record }]) => (record?.unproven === undefined ? [] : [[key, record.unproven]])));
}

/** No host had the VIP at the last proof, since one that was about to go had it, and now one of them has it. */
function outdatedBy(settings: Settings, hosts: Readonly<Record<string, HostPlan>>, observations: Observations): Pick<RolloutPlan, "outdated"> {
  const seen = factsOf(observations);
  const before = Object.keys(hosts).map((key) => seen[key]?.record?.holderElsewhere);
  const now = Object.entries(hosts).find(([, { holder }]) => holder)?.[0];
  const [node] = before;
  if (!elects(settings) || now === undefined || node === undefined || before.includes(undefined)) return {};
  return { outdated: `the virtual IP was on the Node ${node} at the last proof, and is on ${now} now` };
}

function planHost(settings: Settings, key: string, wanted: WantedManifest, given: Omit<Wanted, "manifestSha256">, observation: Observation, all: readonly HostFacts[]): HostPlan {
  if (observation.kind !== "seen") return { change: "unknown", why: [], drift: NO_DRIFT };
  const { facts } = observation;
  const has = facts.vips?.some(({ vip }) => holdsVip(settings, facts, vip));
  const holder = has === undefined ? {} : { holder: has };
  if (isAwaiting(settings, facts)) return { change: "install", why: [whatIsToCome(settings, key, facts)], restarts: true, ...holder, drift: NO_DRIFT };
  const drift = driftOf(settings, facts, { ...given, manifestSha256: wanted.sha256 }, all);
  return { ...changeOf(settings, facts, wanted, drift), ...holder, drift };
}

function whatIsToCome({ bootstrapHost }: Settings, key: string, { record }: HostFacts): string {
  if (record?.bootstrap) return "it is prepared, and `kubeadm init` has not come to its end";
  return key === bootstrapHost ? "`kubeadm init` is still to come" : "its join is still to come";
}

interface WantedManifest {
  readonly text: string;
  readonly sha256: string;
}

function changeOf(settings: Settings, facts: HostFacts, wanted: WantedManifest, drift: Drift): Pick<HostPlan, "change" | "why" | "restarts"> {
  const record = recordOf(facts);
  if (record === undefined) return { change: "unknown", why: [] };
  if (record.manifestSha256 === "") return { change: "install", why: [], restarts: true };
  const moved = record.manifestPath === settings.paths.manifest ? [] : [`the manifest moves from ${record.manifestPath} to ${settings.paths.manifest}`];
  const changed = record.manifestSha256 === wanted.sha256 ? [] : changesIn(fromYaml(wanted.text), facts);
  if (moved.length > 0 || record.manifestSha256 !== wanted.sha256) return { change: "update", why: [...said(drift.host), ...moved, ...changed], restarts: true };
  const drifted = [...drift.agent, ...drift.access, ...drift.host];
  return drifted.length > 0 ? { change: "repair", why: [...new Set(said(drifted))], restarts: drift.host.some(({ restarts }) => restarts) } : { change: "none", why: [], restarts: false };
}

function changesIn(pod: Pod, { kubeVips = [] }: HostFacts): string[] {
  const [running] = kubeVips;
  if (running === undefined) return [];
  const wanted = pod.spec.containers[0]?.image ?? "";
  const image = running.image === "" || running.image === wanted ? [] : [`image ${running.image} → ${wanted}`];
  return [...image, ...changedVariables(pod, running.environment)];
}

function said(drifted: readonly Drifted[]): string[] {
  return drifted.map(({ what }) => what);
}

/** A machine without any kube-vip, by everything that was read. */
function isFresh(observation: Observation | undefined): boolean {
  if (observation?.kind !== "seen") return false;
  const { kubeVips, manifestFiles } = observation.facts;
  return recordOf(observation.facts)?.manifestSha256 === "" && kubeVips?.length === 0 && manifestFiles !== undefined && !manifestFiles.some((file) => file.definesKubeVip && file.readByKubelet);
}
