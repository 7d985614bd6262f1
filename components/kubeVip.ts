// KubeVip: from arguments to a control plane whose virtual IP is proven to answer.
import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type AppliedHost, ControlPlaneHost } from "./controlPlaneHost";
import { connectionTo, DEFAULT_USER } from "./hosts/connection";
import type { WitnessReport } from "./hosts/reports";
import { checkedArgs, checkKnown, settingsOf, showRemarks } from "./inputs/checked";
import { hasSecrets, secretLines } from "./inputs/secretLines";
import { renderManifest } from "./manifest/manifest";
import { manifestHash } from "./manifest/yaml";
import { type HostStatus, hostStatus, nothingProven } from "./outputs";
import { isFirstInstallation } from "./plan/firstInstallation";
import type { Healthz, Verdict } from "./plan/verdict";
import { connectionsPerWitness } from "./plan/witnesses";
import type { KubeVipArgs } from "./settings/args";
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
  /** What runs on each host, by key. */
  public readonly hosts: pulumi.Output<Record<string, HostStatus>>;
  /** The static Pod manifest of each host as YAML, by key, with placeholders for what only the host knows and for secrets. Known at preview. */
  public readonly manifests: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: KubeVipArgs, opts?: pulumi.ComponentResourceOptions) {
    const enabled = args.enabled !== false;
    const remarks = enabled ? checkKnown(args) : [];
    super(TYPE, name, {}, opts);
    showRemarks(remarks, this);
    const endpoint = pulumi.output({ vip: args.vip, port: args.port, loadBalancer: args.loadBalancer }).apply(endpointOf);
    this.endpoint = endpoint.url;
    this.vip = endpoint.vip;
    this.port = endpoint.port;
    const { manifests, hosts, verdict } = enabled ? controlPlane(this, name, args) : NO_CONTROL_PLANE;
    this.manifests = pulumi.output(manifests);
    this.hosts = pulumi.output(hosts);
    this.healthz = verdict.healthz;
    this.holder = verdict.holder;
    this.holders = verdict.holders;
    this.registerOutputs({ endpoint: this.endpoint, vip: this.vip, port: this.port, holder: this.holder, holders: this.holders, healthz: this.healthz, hosts: this.hosts, manifests: this.manifests });
  }
}

type Manifests = Record<string, pulumi.Output<string>>;

interface ControlPlane {
  readonly manifests: Manifests;
  readonly hosts: Record<string, pulumi.Output<HostStatus>>;
  readonly verdict: pulumi.Output<Verdict>;
}

const NO_CONTROL_PLANE: ControlPlane = { manifests: {}, hosts: {}, verdict: pulumi.output(nothingProven("disabled")) };

/** Settings, manifests, hosts, proof. */
function controlPlane(parent: KubeVip, name: string, args: KubeVipArgs): ControlPlane {
  const settings = settingsOf(args);
  const keys = Object.keys(args.hosts).sort();
  const manifests = Object.fromEntries(keys.map((key) => [key, settings.apply((known) => renderManifest(known, key))]));
  const applied = applyToHosts(parent, name, args, settings, manifests);
  const witnesses = witnessesOf(applied, manifests);
  const hosts = Object.fromEntries(applied.map(({ host, report }, index) => [host.key, pulumi.all([report, witnesses[index]!, settings]).apply(hostStatus)]));
  return { manifests, hosts, verdict: vipHealth({ parent, name, through: applied[0]!.host, witnesses }) };
}

/**
 * All agents first, which judge all hosts. Then one host after the other, healthy at each before the next is touched; all at once only where this run
 * is the first installation everywhere.
 */
function applyToHosts(parent: KubeVip, name: string, args: KubeVipArgs, settings: pulumi.Output<Settings>, manifests: Manifests): AppliedHost[] {
  const checked = checkedArgs(args);
  const secrets = hasSecrets(args) ? checked.apply(secretLines) : undefined;
  // A preview's mark is none: it would be another at each preview.
  const run = pulumi.runtime.isDryRun() ? "preview" : randomUUID();
  const hosts = Object.entries(manifests).map(([key, manifest]) => {
    const user = pulumi.all([args.hosts[key]?.ssh?.user, args.ssh?.user]).apply(([own, shared]) => own ?? shared ?? DEFAULT_USER);
    const connection = checked.apply((all) => connectionTo(all, key));
    return new ControlPlaneHost({ key, parent, name, settings, manifest, user, connection, secrets, run });
  });
  const agents = hosts.map((host) => host.agent);
  const ready = Promise.all(hosts.map((host) => host.ready));
  let before: Promise<void> = Promise.resolve();
  return hosts.map((host) => {
    const previous = before;
    const turn = ready.then((reports) => (isFirstInstallation(reports, run) ? undefined : previous));
    turn.catch(() => undefined);
    const applied = host.apply(agents, turn);
    before = applied.done;
    return applied;
  });
}

/** Every host is a witness once all are done; a witness asks again only when a manifest changed. */
function witnessesOf(applied: readonly AppliedHost[], manifests: Manifests): pulumi.Output<WitnessReport>[] {
  const hashes = pulumi.output(manifests).apply((texts) => JSON.stringify(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, manifestHash(text)]))));
  return applied.map(({ host }) => host.witness(hashes, connectionsPerWitness(applied.length), applied));
}
