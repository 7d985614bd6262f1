// All families of findings: what is checked, and every id that can be reported.
import { announcementFamily, checkAnnouncement } from "./checks/announcement";
import { answersFamily, checkAnswers } from "./checks/answers";
import { backendsFamily, checkBackends } from "./checks/backends";
import { certificatesFamily, checkCertificates } from "./checks/certificates";
import { checkHolder, holderFamily } from "./checks/holder";
import { checkInterfaces, interfacesFamily } from "./checks/interfaces";
import { checkIpvs, ipvsFamily } from "./checks/ipvs";
import { checkKubeconfig, kubeconfigFamily } from "./checks/kubeconfig";
import { checkKubelet, kubeletFamily } from "./checks/kubelet";
import { checkKubeProxy, kubeProxyFamily } from "./checks/kubeProxy";
import { checkLease, leaseFamily } from "./checks/lease";
import { checkMachines, machinesFamily } from "./checks/machines";
import { checkManagers, managersFamily } from "./checks/managers";
import { checkManifests, manifestsFamily } from "./checks/manifests";
import { checkNeeds, needsFamily } from "./checks/needs";
import { checkNodes, nodesFamily } from "./checks/nodes";
import { checkObservation, observationFamily } from "./checks/observation";
import { checkOwnership, ownershipFamily } from "./checks/ownership";
import { checkPlace, placeFamily } from "./checks/place";
import { checkPorts, portsFamily } from "./checks/ports";
import { checkRemovals, removalsFamily } from "./checks/removals";
import { checkRunningSettings, runningSettingsFamily } from "./checks/runningSettings";
import { checkServices, servicesFamily } from "./checks/services";
import { checkStrayAddress, strayAddressFamily } from "./checks/strayAddress";
import { checkSysctls, sysctlsFamily } from "./checks/sysctls";
import type { FindingFamily, FindingKind } from "./family";
import type { Check } from "./scene";

/** In the order of docs/findings.md. */
export const FAMILIES: readonly Pick<FindingFamily, "title" | "kinds">[] = [
  holderFamily, strayAddressFamily, placeFamily, answersFamily, announcementFamily, interfacesFamily, portsFamily, manifestsFamily, managersFamily, ownershipFamily, runningSettingsFamily,
  needsFamily, sysctlsFamily, certificatesFamily, kubeconfigFamily, kubeletFamily, machinesFamily, nodesFamily, removalsFamily, leaseFamily, kubeProxyFamily, ipvsFamily, backendsFamily, servicesFamily, observationFamily,
];

export const CHECKS: readonly Check[] = [
  checkHolder, checkStrayAddress, checkPlace, checkAnswers, checkAnnouncement, checkInterfaces, checkPorts, checkManifests, checkManagers, checkOwnership, checkRunningSettings,
  checkNeeds, checkSysctls, checkCertificates, checkKubeconfig, checkKubelet, checkMachines, checkNodes, checkRemovals, checkLease, checkKubeProxy, checkIpvs, checkBackends, checkServices, checkObservation,
];

/** Every id that `findings` can report. */
export const CATALOGUE: Readonly<Record<string, FindingKind>> = Object.assign({}, ...FAMILIES.map(({ kinds }) => kinds)) as Record<string, FindingKind>;

export const FINDING_IDS: readonly string[] = Object.keys(CATALOGUE);
