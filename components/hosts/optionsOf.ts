// What each call of the agent is told of the settings.
import { hostname, userInfo } from "node:os";
import type { Settings } from "../settings/settings";
import { versionFacts } from "../versions/facts";
import type { AccessOptions } from "./calls/access";
import type { ApplyOptions } from "./calls/apply";
import type { GuardOptions } from "./calls/guard";
import type { InstallOptions, Replacement } from "./calls/install";
import type { ApiServer, Needs, RemoveOptions, RuntimeClient } from "./calls/needs";
import type { WitnessOptions } from "./calls/witness";
import { imageNeedsOf } from "./image";
import { modulesOf } from "./modules";

/** `bootstrap`: the cluster may be still to come on this host. */
export interface Phase {
  readonly bootstrap?: boolean;
}

export function installOptionsOf(settings: Settings, hostKey: string, phase: Phase): InstallOptions {
  return { ...needsOf(settings), ...phase, image: imageNeedsOf(settings, hostKey), replacement: replacementOf(settings), takeOver: settings.rollout.takeOver, vips: settings.vips };
}

/** Only with `access: scoped`. */
export function accessOptionsOf(settings: Settings, hostKey: string, phase: Phase): AccessOptions {
  const { scopedAccess, hosts, rollout } = settings;
  return { ...needsOf(settings), ...apiServerOf(settings), ...phase, lifetimeSeconds: scopedAccess!.lifetimeSeconds, lease: leaseOf(settings), node: hosts[hostKey]?.nodeName, emergency: rollout.emergency };
}

export function apiServerOf({ paths, port, kubernetesAddress }: Settings): ApiServer {
  return { kubeconfig: paths.kubeconfig, port, server: kubernetesAddress };
}

/** @param secrets revision of the secrets on the host */
export function applyOptionsOf(settings: Settings, phase: Phase, secrets: string | undefined): ApplyOptions {
  return { ...needsOf(settings), ...phase, ...removeOptionsOf(settings), withinSeconds: settings.timeouts.applySeconds, secrets, scoped: settings.scopedAccess !== undefined, ...settings.rollout };
}

export function removeOptionsOf(settings: Settings): RemoveOptions {
  return { ...clientOf(settings), removalSeconds: settings.timeouts.removeSeconds };
}

export function witnessOptionsOf(settings: Settings, phase: Phase, connections: number): WitnessOptions {
  const { paths, timeouts, rollout: { retry, emergency, takeOver } } = settings;
  return { ...clientOf(settings), ...phase, kubeconfig: paths.kubeconfig, connections, withinSeconds: timeouts.proofSeconds, masquerade: rulesOf(settings), retry, emergency, takeOver };
}

/** @param run names the rollout */
export function guardOptionsOf(settings: Settings, run: string): GuardOptions {
  const { paths, timeouts, rollout } = settings;
  return { ...removeOptionsOf(settings), ...(rollout.emergency === undefined ? {} : { emergency: true }), run, who: `${userInfo().username}@${hostname()}`, manifest: paths.manifest, kubeconfig: paths.kubeconfig, withinSeconds: timeouts.applySeconds, takingOver: takingOverOf(settings) };
}

export function needsOf(settings: Settings): Needs {
  return { manifest: settings.paths.manifest, kubeconfig: settings.paths.kubeconfig, modules: modulesOf(settings), adopt: settings.adopt };
}

function clientOf({ paths, containerRuntime }: Settings): RuntimeClient {
  return { programs: paths.programs, runtime: containerRuntime };
}

/** Only where somebody consented to it. */
function replacementOf(settings: Settings): Replacement | undefined {
  const consent = settings.rollout.replace;
  return consent === "" ? undefined : { consent, ...removeOptionsOf(settings) };
}

function takingOverOf(settings: Settings): GuardOptions["takingOver"] {
  const { rollout: { takeOver }, vips, port, kubernetesAddress } = settings;
  return takeOver && { takeOver, vips, lease: leaseOf(settings), port, server: kubernetesAddress };
}

/** Namespace and name. */
function leaseOf({ leaderElection }: Settings): string {
  return `${leaderElection.namespace}/${leaderElection.leaseName}`;
}

/** Who makes kube-vip's rule for masquerading, where the agent can see it. */
function rulesOf({ loadBalancer, image }: Settings): "iptables" | undefined {
  return loadBalancer.enabled && loadBalancer.forwardingMethod === "masquerade" && versionFacts(image.version).masqueradeNeedsIptables ? "iptables" : undefined;
}
