// One look at real hosts on which something is wrong: how it is brought about, what must be found, how it is undone.
import type { Lab } from "../../../lab/session";
import type { Json } from "../../lab/stack";
import type { Changes } from "../../settings/samples";

/** The hosts by what they are: who holds the VIP is kube-vip's choice. */
export type Role = "holder" | "second" | "third";

export const ROLES: readonly Role[] = ["holder", "second", "third"];

export interface Stage extends Readonly<Record<Role, string>> {
  readonly lab: Lab;
  /** The component that installed kube-vip, `STACK::PROJECT::TYPE::NAME`. */
  readonly owner: string;
  /** Calls the cluster's API as its admin; a body makes it a POST, or what `method` says. @throws unless it is done */
  kube(path: string, body?: unknown, method?: "POST" | "PATCH" | "DELETE" | "PUT"): Promise<string>;
}

/** A shell script for each host that has one. */
export type Scripts = Partial<Readonly<Record<Role, string>>>;

/** Hosts that the findings of an id name, together, and a part of a reason. `and others`: a busy machine may make the same of other hosts. */
export type Expected = readonly [on: readonly Role[], says: string | RegExp, more?: "and others"];

export interface Provocation {
  readonly title: string;
  /** By path, of the arguments under which kube-vip was installed. */
  readonly settings?: (stage: Stage) => Changes;
  /** Default: the stage's. */
  readonly owner?: string;
  /** Hosts whose address is not known yet. */
  readonly late?: readonly Role[];
  readonly provoke?: (stage: Stage) => Scripts | Promise<Scripts>;
  readonly undo?: (stage: Stage) => Scripts;
  /** Arguments of a `pulumi up` that fails and so undoes itself, where they are not those of the installation. */
  readonly failedUp?: Json;
  /** What is no host's own: before the scripts. */
  readonly prepare?: (stage: Stage) => Promise<unknown>;
  /** After the scripts that undo. */
  readonly restore?: (stage: Stage) => Promise<unknown>;
  /** By id: exactly these are found. */
  readonly finds: (stage: Stage) => Readonly<Record<string, Expected>>;
  /** Ids that chance may bring too, as where connections to the VIP are spread over API servers of which one is ill. */
  readonly maybe?: readonly string[];
}

export interface Family {
  readonly title: string;
  readonly provocations: readonly Provocation[];
  /** Settings of the look after all, at which nothing may be found. Default: those of the installation. */
  readonly silentWith?: (stage: Stage) => Changes;
}

export const ALL: readonly Role[] = ROLES;
