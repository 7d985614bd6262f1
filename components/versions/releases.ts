// Which kube-vip releases exist and are supported, and the default one.
import { compareVersions, parseVersion, requireVersion, type Version } from "./version";

/**
 * All releases from the oldest supported to the newest known, oldest first (tags of github.com/kube-vip/kube-vip, pre-releases left out;
 * v0.8.0 of 2024-04-18 to v1.2.3 of 2026-08-10).
 */
export const RELEASES: readonly string[] = [
  "v0.8.0", "v0.8.1", "v0.8.2", "v0.8.3", "v0.8.4", "v0.8.5", "v0.8.6", "v0.8.7", "v0.8.8", "v0.8.9", "v0.8.10",
  "v0.9.0", "v0.9.1", "v0.9.2",
  "v1.0.0", "v1.0.1", "v1.0.2", "v1.0.3", "v1.0.4",
  "v1.1.0", "v1.1.1", "v1.1.2",
  "v1.2.0", "v1.2.1", "v1.2.2", "v1.2.3",
];

export const OLDEST_SUPPORTED = "v0.8.0";
export const NEWEST_SUPPORTED = "v1.2.3";

/** The newest release that has no defect of its own in the table of defects; changed only with a major version of this library. */
export const DEFAULT_VERSION = "v1.2.3";

/** How a version stands to the table: known, outside the range, or inside the range but never released. */
export type VersionSupport = "supported" | "too-old" | "too-new" | "never-released" | "not-a-version";

/** Judges what a user wrote as version. */
export function versionSupport(text: string): VersionSupport {
  const version = parseVersion(text);
  if (!version) return "not-a-version";
  if (compareVersions(version, requireVersion(OLDEST_SUPPORTED)) < 0) return "too-old";
  if (compareVersions(version, requireVersion(NEWEST_SUPPORTED)) > 0) return "too-new";
  return RELEASES.includes(version.tag) ? "supported" : "never-released";
}

/** All supported releases as versions, oldest first. */
export function supportedVersions(): readonly Version[] {
  return RELEASES.map(requireVersion);
}
