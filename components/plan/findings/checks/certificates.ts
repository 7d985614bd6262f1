// The API server's certificate: what it is for, and how long.
import type { CertificateFacts } from "../../../facts/hostFacts";
import { parseAddress } from "../../../settings/addresses";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { sameAddress } from "../networks";
import type { Scene } from "../scene";
import { count, day, grouped, hostsText, keysOf, listed } from "../text";

export const certificatesFamily = findingFamily("The API server's certificate", {
  "certificate-lacks-vip": {
    severity: "error",
    title: "The API server's certificate does not name the VIP",
    meaning: "Every client that checks certificates refuses the VIP, kubelet and kubectl among them, and so does the proof at the end of `pulumi up`: going on cannot end well.",
    seen: "The certificate that the host's API server presents has no such IP address among its alternative names. Any host may become the holder, so one is enough.",
    remedy: "With kubeadm: add the VIP to `apiServer.certSANs`, delete apiserver.crt and apiserver.key, run `kubeadm init phase certs apiserver --config ...` on each host and restart the API server; else issue it anew with the VIP.",
  },
  "certificate-lacks-kubernetes": {
    severity: "error",
    title: "The API server's certificate does not name the address that kube-vip uses",
    meaning: "kube-vip asks its own host's API server as `kubernetes`, or as `kubernetesAddress` says, and refuses a certificate without that name.",
    seen: "The name is not among the certificate's alternative names.",
    remedy: "Issue the certificate with the DNS name `kubernetes`, or set `kubernetesAddress` to a name that it has.",
  },
  "certificate-lacks-host": {
    severity: "warning",
    title: "The API server's certificate does not name the host's own address",
    meaning: "kube-vip's load balancing asks each control plane by its address whether it is healthy, and leaves out those whose certificate does not fit.",
    seen: "Load balancing is on, and the host's Node address is not among the certificate's alternative names.",
    remedy: "Issue the certificate with the host's address, or switch load balancing off.",
  },
  "certificate-expired": {
    severity: "error",
    title: "The API server's certificate is not valid today",
    meaning: "No client accepts it, kube-vip included.",
    seen: "Its period of validity, by the observer's clock.",
    remedy: "Renew it (`kubeadm certs renew apiserver`) and restart the API server; if it is not valid yet, look at the clocks.",
  },
  "certificate-expiring": {
    severity: "warning",
    title: "The API server's certificate expires soon",
    meaning: "When it has, no client accepts it, kube-vip included.",
    seen: "Less than 30 days are left.",
    remedy: "Renew it (`kubeadm certs renew apiserver`, or `kubeadm upgrade`) and restart the API server.",
  },
});
const { report } = certificatesFamily;

/** Certificates are renewed by people once a year, so a month is short notice. */
export const NOTICE_DAYS = 30;
export const DAY_SECONDS = 86_400;

export function checkCertificates(scene: Scene): Finding[] {
  return [...checkNames(scene), ...checkHostNames(scene), ...checkValidity(scene)];
}

/** Whether a certificate is good for a name or address. */
export function names(certificate: CertificateFacts, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  if (parseAddress(wanted)) return certificate.names.some((name) => sameAddress(name, wanted));
  return certificate.names.some((name) => name.toLowerCase() === lower || (name.startsWith("*.") && lower.includes(".") && lower.slice(lower.indexOf(".")) === name.slice(1).toLowerCase()));
}

/** The name by which kube-vip asks its API server. */
function askedName(kubernetesAddress: string | undefined): string {
  const match = /^(?:https:\/\/)?(?:\[([^\]]+)\]|([^:/]+))/i.exec(kubernetesAddress ?? "kubernetes");
  return match?.[1] ?? match?.[2] ?? "kubernetes";
}

function checkNames({ settings, hosts }: Scene): Finding[] {
  const asked = askedName(settings.kubernetesAddress);
  const lacking = (wanted: readonly string[]) => grouped(hosts, ({ facts }) => {
    const certificate = facts.apiServer?.certificate;
    const missing = certificate ? wanted.filter((name) => !names(certificate, name)) : [];
    return missing.length === 0 ? undefined : missing.join(" and ");
  });
  return [
    ...[...lacking(settings.vips)].map(([vips, same]) =>
      report("certificate-lacks-vip", keysOf(same), `The API server's certificate on ${hostsText(keysOf(same))} is not for ${vips}; it names ${listed(same[0].facts.apiServer?.certificate?.names ?? [])}.`)),
    ...[...lacking([asked])].map(([name, same]) => report("certificate-lacks-kubernetes", keysOf(same), `kube-vip asks the API server as ${name}, for which the certificate on ${hostsText(keysOf(same))} is not.`)),
  ];
}

function checkHostNames({ settings, hosts, nodes }: Scene): Finding[] {
  if (!settings.loadBalancer.enabled) return [];
  const addresses = new Map(nodes.map(({ name, internalIps }) => [name, internalIps.find((address) => !settings.vips.includes(address))]));
  return hosts.flatMap((host) => {
    const certificate = host.facts.apiServer?.certificate;
    const address = addresses.get(host.facts.kubelet?.nodeName ?? "");
    if (!certificate || address === undefined || names(certificate, address)) return [];
    return [report("certificate-lacks-host", [host.key], `The API server's certificate on host ${host.key} is not for its own address ${address}.`)];
  });
}

function checkValidity({ hosts, now }: Scene): Finding[] {
  return hosts.flatMap(({ key, facts }) => {
    const certificate = facts.apiServer?.certificate;
    const state = certificate && validityOf(certificate, now);
    return state ? [report(`certificate-${state.state}`, [key], `The API server's certificate on host ${key} ${state.text}.`)] : [];
  });
}

/** What is to be said of a certificate's period of validity. `now` in milliseconds. */
export function validityOf({ notBefore, notAfter }: CertificateFacts, now: number): { readonly state: "expired" | "expiring"; readonly text: string } | undefined {
  const left = notAfter - now / 1000;
  if (left <= 0) return { state: "expired", text: `expired on ${day(notAfter)}` };
  // A clock a little behind the issuer's is `clocks-apart`'s business.
  if (notBefore - now / 1000 > DAY_SECONDS) return { state: "expired", text: `is valid from ${day(notBefore)} only` };
  return left < NOTICE_DAYS * DAY_SECONDS ? { state: "expiring", text: `expires on ${day(notAfter)}, in ${count(Math.floor(left / DAY_SECONDS), "day")}` } : undefined;
}
