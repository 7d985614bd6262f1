// The text of a host's manifest, as Pulumi shows it and the agent gets it.
import type { Settings } from "../settings/settings";
import { renderPod } from "./renderPod";
import { toYaml } from "./yaml";

/** Canonical YAML of the host's static Pod, with placeholders. Throws when `hostKey` is no host of the settings. */
export function renderManifest(settings: Settings, hostKey: string): string {
  return toYaml(renderPod(settings, hostKey));
}

/** The manifest for a cluster that is to begin: nobody can sign a login of kube-vip's own yet. */
export function renderFirstManifest({ scopedAccess: _later, ...settings }: Settings, hostKey: string): string {
  return renderManifest(settings, hostKey);
}

/** The manifest of each host, by key. */
export function renderManifests(settings: Settings): Record<string, string> {
  return Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, renderManifest(settings, key)]));
}
