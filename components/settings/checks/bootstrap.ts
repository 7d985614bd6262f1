// Checks of a cluster that is still to come.
import { fillPaths } from "../fill/paths";
import { DEFAULTS } from "../defaults";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { enumerate, quote } from "../words";
import { problemFamily } from "./report";

export const bootstrapFamily = problemFamily({
  "bootstrap-host-unknown": "error",
  "bootstrap-function-missing": "error",
  "bootstrap-distribution": "error",
  "bootstrap-kubeconfig": "error",
  "bootstrap-health-check": "error",
});
const { report } = bootstrapFamily;

/** kubeadm writes its kubeconfigs beside each other under these names (cmd/kubeadm/app/constants). */
const ADMIN = "admin.conf";

export function checkBootstrap(draft: Draft): Problem[] {
  return draft.args.bootstrap === undefined ? [] : [...checkHost(draft), ...checkFunctions(draft), ...checkDistribution(draft), ...checkHealthCheck(draft)];
}

function checkHost({ args, hosts }: Draft): Problem[] {
  const host = args.bootstrap?.host;
  if (host === undefined || hosts.length === 0 || hosts.some(({ key }) => key === host) || args.retired?.includes(host)) return [];
  return [report("bootstrap-host-unknown", "bootstrap.host", `${quote(host)} is no key of \`hosts\`, nor of a host that is retired.`, `Write one of ${enumerate(hosts.map(({ key }) => `\`${key}\``), "or")}.`, ["hosts", "retired"])];
}

/** With one alone, half of the hosts would wait for what nobody makes. */
function checkFunctions({ args }: Draft): Problem[] {
  const { init, join } = args.bootstrap ?? {};
  const [missing, given] = init === undefined ? ["init", "join"] : ["join", "init"];
  if ((init === undefined) === (join === undefined)) return [];
  return [report("bootstrap-function-missing", `bootstrap.${missing}`, `\`${given}\` is given, and \`${missing}\` is not.`, "Give both where this program makes the cluster, and none where somebody else does.", [`bootstrap.${given}`])];
}

function checkDistribution(draft: Draft): Problem[] {
  const distribution = draft.args.distribution ?? DEFAULTS.distribution;
  if (distribution !== "kubeadm") {
    return [report("bootstrap-distribution", "bootstrap", `A cluster can be begun with kubeadm only, and the distribution is ${distribution}.`, "Leave `bootstrap` out and give kube-vip to the cluster when it is there, or use `distribution: kubeadm`.", ["distribution"])];
  }
  const { kubeconfig } = fillPaths(draft);
  if (kubeconfig.endsWith(`/${ADMIN}`)) return [];
  return [report("bootstrap-kubeconfig", "paths.kubeconfig", `${kubeconfig} is not there before somebody makes it, and \`kubeadm init\` makes ${ADMIN} alone.`, `Leave it out while the cluster is begun, or name kubeadm's own ${ADMIN}.`, ["paths.kubernetes"])];
}

/** Its CA is the cluster's, which `kubeadm init` makes only after the Pod must be able to start. */
function checkHealthCheck({ mode, args }: Draft): Problem[] {
  if (mode !== "bgp" || args.bgp?.healthCheck === undefined || args.bgp.healthCheck.enabled === false) return [];
  return [report("bootstrap-health-check", "bgp.healthCheck", "The check mounts the cluster's CA, which is not there before `kubeadm init`, so kube-vip could not start and nobody would announce the virtual IP.",
    "Leave it out until the cluster is there.", ["mode", "bgp.healthCheck.enabled"])];
}
