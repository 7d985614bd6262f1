// A kube-vip version: three numbers, read from and compared as `v1.2.3`.

/** A release's number. Pre-releases are not supported and not represented. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** The tag form, `v1.2.3`. */
  readonly tag: string;
}

const VERSION_PATTERN = /^v?(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

/** Reads `v1.2.3` or `1.2.3`; undefined for anything else, also for pre-releases and `latest`. */
export function parseVersion(text: string): Version | undefined {
  const parts = VERSION_PATTERN.exec(text);
  if (!parts) return undefined;
  const [major, minor, patch] = parts.slice(1).map(Number) as [number, number, number];
  return { major, minor, patch, tag: `v${major}.${minor}.${patch}` };
}

/** Negative when `a` is older than `b`, positive when newer, 0 when equal; fit for `sort`. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Whether `version` lies in `since` (inclusive) to `until` (inclusive); an absent bound is open. Bounds are tags of the tables here. */
export function isWithin(version: Version, range: { readonly since?: string; readonly until?: string }): boolean {
  const since = range.since === undefined ? undefined : requireVersion(range.since);
  const until = range.until === undefined ? undefined : requireVersion(range.until);
  return (since === undefined || compareVersions(version, since) >= 0) && (until === undefined || compareVersions(version, until) <= 0);
}

/** As `parseVersion`, for texts that were checked before. Throws on others. */
export function requireVersion(text: string): Version {
  const version = parseVersion(text);
  if (!version) throw new Error(`"${text}" is no kube-vip version; write it like v1.2.3.`);
  return version;
}
