// Fills the placeholders of a manifest, as the agent does on the host. For tests and tools: no secret is put in anywhere else.
import type { BgpPasswords } from "../settings/settings";
import { PLACEHOLDER_PATTERN } from "./placeholders";

export interface PlaceholderValues {
  readonly interface?: string;
  readonly routerId?: string;
  readonly peersFile?: string;
  /** By `peer` or the index in the list of peers. */
  readonly passwords?: BgpPasswords;
}

/** A text as it stands between the double quotes of a manifest's value: what the agent is given for a secret. */
export function quotedText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The manifest with every placeholder filled in. Throws, naming the first placeholder without a value. */
export function fillPlaceholders(yaml: string, values: PlaceholderValues): string {
  return yaml.replaceAll(PLACEHOLDER_PATTERN, (placeholder, kind: string, secret: string | undefined) => {
    const value = valueOf(kind, secret, values);
    if (value === undefined) throw new Error(`The manifest holds ${placeholder}, for which there is no value.`);
    return quotedText(value);
  });
}

function valueOf(kind: string, secret: string | undefined, values: PlaceholderValues): string | undefined {
  if (kind === "interface") return values.interface;
  if (kind === "router-id") return values.routerId;
  if (kind === "peers-file") return values.peersFile;
  const name = secret?.replace(/^bgp-/, "");
  return name === undefined || !values.passwords || !Object.hasOwn(values.passwords, name) ? undefined : values.passwords[name];
}
