// Forms of names that Kubernetes, Linux and DNS share, and small helpers for texts in problems.
import { closest, distance } from "fastest-levenshtein";

/** RFC 1123 label: Kubernetes namespaces. */
export const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
/** RFC 1123 subdomain: Kubernetes object and node names; at most 253 characters, tested apart. */
const DNS_SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
/** A host name as resolvers take it: any case, underscores tolerated. */
const HOST_NAME = /^[A-Za-z0-9_](?:[-A-Za-z0-9_]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[-A-Za-z0-9_]*[A-Za-z0-9_])?)*\.?$/;
/** Control characters, C0 and DEL and C1: none of our texts may hold one, since shells, YAML and terminals trip over them. */
 
export const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && DNS_SUBDOMAIN.test(text);
}

export function isHostName(text: string): boolean {
  return text.length <= 253 && HOST_NAME.test(text) && !/^[\d.]+$/.test(text);
}

/** The candidate nearest to `text`, when it is near enough to be what was meant. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || text.length > 100) return undefined;
  const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");
  const same = candidates.find((candidate) => plain(candidate) === plain(text));
  if (same !== undefined) return same;
  const begun = candidates.filter((candidate) => text.length >= 4 && candidate.startsWith(text));
  if (begun.length === 1) return begun[0];
  const found = closest(text, candidates);
  return distance(text.toLowerCase(), found.toLowerCase()) <= Math.max(2, Math.floor(found.length / 3)) ? found : undefined;
}

/** `text` in quotes for a message, control characters escaped and long texts cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

/** `a, b and c`. */
export function enumerate(items: readonly string[], last = "and"): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}
