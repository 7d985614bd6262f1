// How a family of findings is declared: every id once, with its default severity and what users read about it.
import type { Finding } from "./finding";

/** What is told about an id wherever it is seen; docs/findings.md is made of it. */
export interface FindingKind {
  /** Unless the user chose another. `error` only where going on would surely do harm or cannot work. */
  readonly severity: Finding["severity"];
  /** A short sentence without its full stop. */
  readonly title: string;
  /** What it means and what it leads to. */
  readonly meaning: string;
  /** From which facts it is seen, and when it stays silent. */
  readonly seen: string;
  /** What to do about it; also what a finding says unless it knows better. */
  readonly remedy: string;
}

export interface FindingFamily<Id extends string = string> {
  readonly title: string;
  readonly kinds: Readonly<Record<Id, FindingKind>>;
  /** Makes a finding of this family; the type admits only declared ids. */
  readonly report: (id: Id, hosts: readonly string[], reason: string, remedy?: string) => Finding;
}

/** Declares the ids of a family. */
export function findingFamily<Id extends string>(title: string, kinds: Readonly<Record<Id, FindingKind>>): FindingFamily<Id> {
  return {
    title,
    kinds,
    report: (id, hosts, reason, remedy = kinds[id].remedy) => ({ id, severity: kinds[id].severity, hosts, reason, remedy }),
  };
}
