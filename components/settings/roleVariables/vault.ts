// Values that Ansible Vault encrypted: recognised, never read.
import type { Problem } from "../problems";
import { report } from "./problems";

/** Stands for a value with the tag `!vault`. */
export class VaultValue {
  /** What is shown where such a value is printed by mistake. */
  toJSON(): string {
    return "(encrypted by Ansible Vault)";
  }
}

export function isVaulted(value: unknown): boolean {
  return value instanceof VaultValue || (typeof value === "string" && value.trimStart().startsWith("$ANSIBLE_VAULT"));
}

export function vaultProblem(field: string): Problem {
  return report("role-vault", field, "This value is encrypted by Ansible Vault, whose password is not known here.",
    "Show it with `ansible-vault view` or `ansible localhost -m debug`, keep it as a Pulumi secret (`pulumi config set --secret`) and remove it from these variables.");
}
