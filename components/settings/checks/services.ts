// Checks of kube-vip as load balancer of Services.
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { isQualifiedName } from "./kubernetesNames";
import { problemFamily } from "./report";

export const servicesFamily = problemFamily({
  "services-off": "warning",
  "services-class-form": "error",
  "services-class-alone": "warning",
  "services-lease-unused": "warning",
  "services-beside-control-plane": "info",
});
const { report } = servicesFamily;

export function checkServices({ args, mode }: Draft): Problem[] {
  const { enabled, ...rest } = args.services ?? {};
  if (enabled !== true) {
    return Object.entries(rest).filter(([, value]) => value !== undefined && value !== false).map(([name]) =>
      report("services-off", `services.${name}`, "Load balancing of Services is off, so this has no effect.", "Set `services.enabled` to true, or remove it.", ["services.enabled"]));
  }
  const problems = mode === "bgp" ? [] : [beside(rest.perServiceElection === true)];
  if (rest.leaseName !== undefined && (mode === "bgp" || rest.perServiceElection === true)) {
    const why = rest.perServiceElection === true ? "Each Service has a lease of its own" : "In BGP mode every host announces Services, and nobody is elected for all";
    problems.push(report("services-lease-unused", "services.leaseName", `${why}, so this one is not used.`, "Remove it.", ["services.enabled", "services.perServiceElection", "mode"]));
  }
  const name = rest.loadBalancerClass;
  if (name !== undefined && !isQualifiedName(name)) problems.push(report("services-class-form", "services.loadBalancerClass", `${quote(name)} cannot be a load balancer class.`, "Write it like kube-vip.io/kube-vip-class.", ["services.enabled"]));
  if (name !== undefined && rest.loadBalancerClassOnly !== true) {
    problems.push(report("services-class-alone", "services.loadBalancerClass", "kube-vip serves Services without a class too, unless it is told to serve its class only.", "Set `services.loadBalancerClassOnly` to true, unless this is meant.", ["services.enabled", "services.loadBalancerClassOnly"]));
  }
  return problems;
}

/** Losing the one lease of all Services ends the process (pkg/manager/worker/common.go, OnStoppedLeading), losing that of one Service does not (pkg/services/leader.go). */
function beside(perService: boolean): Problem {
  const together = perService ? "" : "; a host that loses the lease for Services restarts kube-vip, and gives the virtual IP up with them";
  return report("services-beside-control-plane", "services.enabled", `The control plane's virtual IP and Services are elected by leases of their own, so different hosts may hold them${together}.`, "Nothing to do, if that is meant.");
}
