// KubeVip: from arguments to a control plane whose virtual IP is proven to answer.
import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { driftTransform } from "./knowledge/driftTransform";
import { type Knowledge, learn } from "./knowledge/knowledge";
import { lagging, warnOfLag } from "./knowledge/lag";
import { show } from "./knowledge/show";
import { ownerOf } from "./owner";
import { keepPart, keepRetired } from "./retiredHost";
import { Rollout, type RolloutInputs } from "./rollout/rollout";
import { beginningNames, clusterWithout, hostsInOrder, type OrderInputs } from "./bootstrap";
import { type AppliedHost, ControlPlaneHost } from "./controlPlaneHost";
import { connectionTo, DEFAULT_USER } from "./hosts/connection";
import type { WitnessReport } from "./hosts/reports";
import { Deferred } from "./inputs/deferred";
import { checkedArgs, checkKnown, settingsOf, showRemarks } from "./inputs/checked";
import { hasSecrets, secretLines } from "./inputs/secretLines";
import { valueOf } from "./inputs/waiting";
import { seeing } from "./lazily";
import { renderManifest } from "./manifest/manifest";
import { manifestHash } from "./manifest/yaml";
import { type HostStatus, hostStatus } from "./outputs";
import { isFirstInstallation } from "./plan/firstInstallation";
import type { Proof } from "./plan/proof";
import type { RolloutReport } from "./plan/rolloutReport";
import { type Healthz, mayStay, nothingProven, type Verdict } from "./plan/verdict";
import { connectionsPerWitness } from "./plan/witnesses";
import type { KubeVipArgs } from "./settings/args";
import { Access } from "./settings/choices";
import { endpointOf } from "./settings/endpoint";
import type { Settings } from "./settings/settings";
import { vipHealth } from "./vipHealth";

/** The type token, stable for good: it is part of every URN. */
const TYPE = "kube-vip:index:KubeVip";

/** Gives a Kubernetes control plane its virtual IP with kube-vip, over SSH, and proves that it answers. */
export class KubeVip extends pulumi.ComponentResource {
  /** `https://192.168.1.100:6443`, known at preview. Whoever must wait until it answers uses `dependsOn`. */
  public readonly endpoint: pulumi.Output<string>;
  /** The virtual IP; the first one when there are two. Known at preview. */
  public readonly vip: pulumi.Output<string>;
  /** Port of the endpoint. Known at preview. */
  public readonly port: pulumi.Output<number>;
  /** Key of the host that held the VIP at the last proof; empty when several announce it. */
  public readonly holder: pulumi.Output<string>;
  /** Keys of all hosts that held the VIP at the last proof. */
  public readonly holders: pulumi.Output<string[]>;
  /** The last proof: what was asked, from where, with what answer. */
  public readonly healthz: pulumi.Output<Healthz>;
  /** Who holds the VIP by three kinds of witnesses, and whether they agree. */
  public readonly proof: pulumi.Output<Proof>;
  /** The last rollout: which hosts changed and why, in which order, and how long the VIP was away. */
  public readonly rollout: pulumi.Output<RolloutReport>;
  /** What runs on each host, by key. */
  public readonly hosts: pulumi.Output<Record<string, HostStatus>>;
  /** The static Pod manifest of each host as YAML, by key, with placeholders for what only the host knows and for secrets. Known at preview. */
  public readonly manifests: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: KubeVipArgs, opts?: pulumi.ComponentResourceOptions) {
    const enabled = args.enabled !== false;
    const remarks = enabled ? checkKnown(args) : [];
    const knowledge = new Deferred<Knowledge>();
    super(TYPE, name, {}, withDrift(opts, knowledge.promise, beginningNames(name, args.bootstrap)));
    showRemarks(remarks, this);
    const endpoint = pulumi.output({ vip: args.vip, port: args.port, loadBalancer: args.loadBalancer }).apply(endpointOf);
    this.endpoint = endpoint.url;
    this.vip = endpoint.vip;
    this.port = endpoint.port;
    if (!enabled && args.bootstrap !== undefined) clusterWithout(args.bootstrap, Object.keys(args.hosts).sort(), this);
    const { manifests, hosts, verdict } = enabled ? controlPlane(this, name, args, knowledge) : NO_CONTROL_PLANE;
    this.manifests = pulumi.output(manifests);
    this.hosts = pulumi.output(hosts);
    this.healthz = verdict.healthz;
    this.holder = verdict.holder;
    this.holders = verdict.holders;
    this.proof = verdict.proof;
    this.rollout = verdict.rollout;
    this.registerOutputs({ endpoint: this.endpoint, vip: this.vip, port: this.port, holder: this.holder, holders: this.holders, healthz: this.healthz, proof: this.proof, rollout: this.rollout, hosts: this.hosts, manifests: this.manifests });
  }
}

/** Under Pulumi's mocks nobody could call the transform, and the SDK refuses it. */
function withDrift(opts: pulumi.ComponentResourceOptions | undefined, knowledge: Promise<Knowledge>, once: readonly string[]): pulumi.ComponentResourceOptions {
  return pulumi.runtime.hasEngine() ? { ...opts, transforms: [...(opts?.transforms ?? []), driftTransform(knowledge, once)] } : { ...opts };
}

type Manifests = Record<string, pulumi.Output<string>>;

interface ControlPlane {
  readonly manifests: Manifests;
  readonly hosts: Record<string, pulumi.Output<HostStatus>>;
  readonly verdict: pulumi.Output<Verdict>;
}

const NO_CONTROL_PLANE: ControlPlane = { manifests: {}, hosts: {}, verdict: pulumi.output(nothingProven("disabled")) };

/** Settings, manifests, facts, hosts, proof. */
function controlPlane(parent: KubeVip, name: string, args: KubeVipArgs, knowledge: Deferred<Knowledge>): ControlPlane {
  const settings = settingsOf(args);
  const keys = Object.keys(args.hosts).sort();
  const manifests = Object.fromEntries(keys.map((key) => [key, settings.apply((known) => renderManifest(known, key))]));
  knowledge.follow(learn({ name, args, settings, owner: ownerOf(parent) }));
  void knowledge.promise.then((known) => show(known, parent), () => undefined);
  const { applied, rollout } = applyToHosts(parent, name, args, { settings, manifests, knowledge: knowledge.promise });
  const witnesses = witnessesOf(applied, manifests, settled(parent, rollout, applied, knowledge.promise));
  const hosts = Object.fromEntries(applied.map(({ host, report, access }, index) => [host.key, pulumi.all([report, access, witnesses[index]!, settings]).apply(hostStatus)]));
  for (const key of args.retired ?? []) keepRetired({ key, parent, name, more: [...(hasSecrets(args) ? ["-secrets" as const] : []), ...(isScoped(args) ? ["-access" as const] : [])] });
  const verdict = vipHealth({ parent, name, witnesses, failed: (reason) => rollout.fail(reason) });
  if (!pulumi.runtime.isDryRun()) verdict.apply((found) => (mayStay(found) ? confirm(rollout, parent) : undefined));
  return { manifests, hosts, verdict };
}

/** After a hand-over a host that is not told goes back, as if this run had died. */
async function confirm(rollout: Rollout, component: KubeVip): Promise<void> {
  for (const key of await rollout.confirm()) {
    await pulumi.log.warn(`${key} could not be told that all is well, since the connection to its guard was lost; it may go back to the manifest from before. Run \`pulumi preview\` to see.`, component);
  }
}

function isScoped({ access }: KubeVipArgs): boolean {
  return access === Access.Scoped;
}

interface Known {
  readonly settings: pulumi.Output<Settings>;
  readonly manifests: Manifests;
  readonly knowledge: Promise<Knowledge>;
}

/**
 * All agents first, which judge all hosts; where the cluster begins, in its order. Then one host after the other, the holder of the VIP last, healthy at each before the next is touched; all at
 * once only where no kube-vip runs anywhere, and in an emergency.
 */
function applyToHosts(parent: KubeVip, name: string, args: KubeVipArgs, { settings, manifests, knowledge }: Known): { applied: AppliedHost[]; rollout: Rollout } {
  const checked = checkedArgs(args);
  const secrets = hasSecrets(args) ? checked.apply(secretLines) : undefined;
  // A preview's mark is none: it would be another at each preview.
  const preview = pulumi.runtime.isDryRun();
  const run = preview ? "preview" : randomUUID();
  const keys = Object.keys(manifests);
  const isEmergency = async () => (await valueOf(settings)).rollout.emergency !== undefined;
  const fromHere: RolloutInputs["seeFromHere"] = async (ca, sessions) => ((await isEmergency()) ? {} : seeing().seeFromHere(await valueOf(settings), { ca, sessions, addresses: (await knowledge).addresses }));
  const rollout: Rollout = new Rollout({ keys, knowledge, preview, seeFromHere: fromHere, guardOf: (key) => hosts[keys.indexOf(key)]!.guard(run) });
  const make: OrderInputs["make"] = (key, order) => {
    const user = pulumi.all([args.hosts[key]?.ssh?.user, args.ssh?.user]).apply(([own, shared]) => own ?? shared ?? DEFAULT_USER);
    const connection = checked.apply((all) => rollout.open.then(() => connectionTo(all, key)));
    return new ControlPlaneHost({ key, parent, name, settings, manifest: manifests[key]!, user, connection, secrets, looked: knowledge, scoped: isScoped(args), run, ...order });
  };
  const { hosts, started } = hostsInOrder({ bootstrap: args.bootstrap, keys, make, retired: (part) => keepPart({ key: args.bootstrap!.host, parent, name }, part) });
  const ready = [...hosts.flatMap((host) => host.preparations), ...started];
  const atOnce = Promise.all(hosts.map((host) => host.ready)).then(async (reports) => isFirstInstallation(reports, run) || (await isEmergency()));
  atOnce.catch(() => undefined);
  const applied = new Map<string, AppliedHost>();
  for (const host of hosts) {
    const turn = rollout.turn(host.key, atOnce, (key) => applied.get(key)!.done);
    turn.catch(() => undefined);
    applied.set(host.key, host.apply(ready, turn));
  }
  return { applied: [...applied.values()], rollout };
}

/** Resolves when all hosts are done and what was seen meanwhile is kept there; undefined in a preview. Either tells of hosts that the engine left as they are although they are not as wanted. */
function settled(parent: KubeVip, rollout: Rollout, applied: readonly AppliedHost[], knowledge: Promise<Knowledge>): Promise<void> | undefined {
  if (pulumi.runtime.isDryRun()) {
    const reports = Object.fromEntries(applied.map(({ host, report }) => [host.key, report]));
    lagging(knowledge, reports).then((keys) => warnOfLag(keys, parent)).catch(() => undefined);
    return undefined;
  }
  const done = rollout.settle(Promise.all(applied.map((host) => host.done))).then((keys) => warnOfLag(keys, parent));
  done.catch(() => undefined);
  return done;
}

/** Every host is a witness once all are done; a witness asks again only when a manifest changed. */
function witnessesOf(applied: readonly AppliedHost[], manifests: Manifests, settled: Promise<void> | undefined): pulumi.Output<WitnessReport>[] {
  const known = pulumi.output(manifests).apply((texts) => JSON.stringify(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, manifestHash(text)]))));
  const hashes = settled === undefined ? known : known.apply((text) => settled.then(() => text));
  return applied.map(({ host }) => host.witness(hashes, connectionsPerWitness(applied.length), applied));
}
