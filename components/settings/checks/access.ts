// Checks of the login that kube-vip itself uses.
import { Access } from "../choices";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const accessFamily = problemFamily({
  "access-lifetime-unused": "warning",
});
const { report } = accessFamily;

export function checkAccess({ args }: Draft): Problem[] {
  if (args.accessLifetimeSeconds === undefined || args.access === Access.Scoped) return [];
  return [report("access-lifetime-unused", "accessLifetimeSeconds", "kube-vip uses the kubeconfig's login, whose certificate is not made here.", "Set `access: scoped`, or leave it out.", ["access"])];
}
