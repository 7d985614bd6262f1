// What can be wrong with role variables and inventories.
import { problemFamily } from "../checks/report";

export const roleFamily = problemFamily({
  "role-yaml": "error",
  "role-vault": "error",
  "role-unknown-variable": "error",
  "role-type": "error",
  "role-reference-unknown": "error",
  "role-reference-cycle": "error",
  "role-expression": "error",
  "role-vip-default": "error",
  "role-prefix-differs": "error",
  "role-mode-differs": "warning",
  "role-peers-form": "error",
  "role-router-id-shared": "error",
  "role-version-from-image": "info",
  "role-bgp-unused": "warning",
  "role-variable-differs": "error",
  "role-hosts-missing": "error",
  "role-group-unknown": "error",
  "role-group-unclear": "error",
  "role-host-address": "error",
  "role-host-names-collide": "error",
  "role-host-vars-unused": "warning",
  "role-inventory-line": "error",
  "role-ssh-key-file": "warning",
  "role-ssh-arguments": "warning",
});
export const report = roleFamily.report;

/** Ids that `fromRoleVariables` can report beside those of the checks. */
export const ROLE_PROBLEM_IDS = roleFamily.severities;
