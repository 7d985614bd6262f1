// All checks of the settings, and the ids of everything they can say.
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { shapeFamily } from "../shape";
import { accessFamily, checkAccess } from "./access";
import { bgpFamily, checkBgp } from "./bgp";
import { bgpHealthCheckFamily, checkBgpHealthCheck } from "./bgpHealthCheck";
import { bgpPeersFamily, checkBgpPeers } from "./bgpPeers";
import { bootstrapFamily, checkBootstrap } from "./bootstrap";
import { checkEnvironment, environmentFamily } from "./environment";
import { checkHostKeys, hostKeysFamily } from "./hostKeys";
import { checkHosts, hostsFamily } from "./hosts";
import { checkImage, imageFamily } from "./image";
import { checkInterface, interfaceFamily } from "./interface";
import { checkKubernetesAddress, kubernetesAddressFamily } from "./kubernetesAddress";
import { checkLeases, leasesFamily } from "./leases";
import { checkLoadBalancer, loadBalancerFamily } from "./loadBalancer";
import { checkMultiprotocol, multiprotocolFamily } from "./multiprotocol";
import { checkPaths, pathsFamily } from "./paths";
import { checkPod, podFamily } from "./pod";
import { checkPorts, portsFamily } from "./ports";
import { checkPrefix, prefixFamily } from "./prefix";
import type { Severity } from "./report";
import { checkRollout, rolloutFamily } from "./rollout";
import { checkRouterIds, routerIdsFamily } from "./routerIds";
import { checkServices, servicesFamily } from "./services";
import { checkSsh, sshFamily } from "./ssh";
import { checkTakeOver, takeOverFamily } from "./takeOver";
import { checkTimeouts, timeoutsFamily } from "./timeouts";
import { checkVersions, DEFECT_SEVERITIES, versionsFamily } from "./versions";
import { checkVip, vipFamily } from "./vip";

const CHECKS: readonly ((draft: Draft) => Problem[])[] = [
  checkVip, checkPrefix, checkHosts, checkInterface, checkVersions, checkImage, checkLeases, checkLoadBalancer, checkBgp, checkBgpPeers, checkBgpHealthCheck, checkMultiprotocol, checkRouterIds,
  checkPorts, checkServices, checkKubernetesAddress, checkPaths, checkPod, checkEnvironment, checkTimeouts, checkRollout, checkBootstrap, checkAccess, checkTakeOver,
];
/** What is needed to connect to the hosts. */
const CONNECTION_CHECKS: typeof CHECKS = [checkSsh, checkHostKeys];

const FAMILIES: readonly { readonly severities: Readonly<Record<string, Severity>> }[] = [
  shapeFamily, vipFamily, prefixFamily, hostsFamily, interfaceFamily, versionsFamily, { severities: DEFECT_SEVERITIES }, imageFamily, leasesFamily, loadBalancerFamily, bgpFamily,
  bgpPeersFamily, bgpHealthCheckFamily, multiprotocolFamily, routerIdsFamily, portsFamily, servicesFamily, kubernetesAddressFamily, pathsFamily, podFamily, environmentFamily, timeoutsFamily, rolloutFamily, bootstrapFamily, accessFamily, takeOverFamily, sshFamily, hostKeysFamily,
];

/** Every id that `resolveSettings` can report, with its severity. */
export const PROBLEM_IDS: Readonly<Record<string, Severity>> = Object.assign({}, ...FAMILIES.map((family) => family.severities)) as Record<string, Severity>;

/** Runs all checks that need no host; those of logins and host keys only where somebody `connects`. */
export function checkAll(draft: Draft, connects: boolean): Problem[] {
  return [...CHECKS, ...(connects ? CONNECTION_CHECKS : [])].flatMap((check) => check(draft));
}
