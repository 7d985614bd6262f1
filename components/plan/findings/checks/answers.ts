// Whether the VIP answers where kube-vip is installed, and everywhere the same.
import type { HealthzFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { holdersOf, isHolder, runsKubeVipFor } from "../holders";
import { isAnswer } from "../../answer";
import { isOnLink } from "../links";
import { elects, type Scene, type SeenHost, vipFactsOf } from "../scene";
import { grouped, hostsText, keysOf } from "../text";

export const answersFamily = findingFamily("Whether the VIP answers", {
  "vip-unanswered": {
    severity: "warning",
    title: "kube-vip runs and the VIP does not answer",
    meaning: "Nobody reaches the control plane by the VIP now.",
    seen: "A kube-vip that provides the VIP runs on a host, and no host got an answer of `/healthz` at the VIP, with the cluster's CA.",
    remedy: "`pulumi up` puts right what this component can; else read the logs of kube-vip and of the API server.",
  },
  "vip-unreachable-from-host": {
    severity: "warning",
    title: "Some hosts do not reach the VIP and others do",
    meaning: "A firewall, a filter of the switch or a stale neighbour entry is in between; components on those hosts lose the control plane when they use the VIP.",
    seen: "`/healthz` at the VIP answers on one host and not on another that does not hold it.",
    remedy: "Compare `ip neigh show` and the firewall's rules on both hosts.",
  },
  "vip-unhealthy": {
    severity: "warning",
    title: "The VIP answers with an error",
    meaning: "An API server answers and says that it is not healthy.",
    seen: "`/healthz` at the VIP answers with a code other than 200, 401 and 403. Just after an API server's start that is usual.",
    remedy: "Ask the holder's API server for `/readyz?verbose`.",
  },
  "arp-filtered": {
    severity: "warning",
    title: "ARP or neighbour answers do not pass between hosts",
    meaning: "The holder's answers are dropped on the way (port security, a hypervisor's anti-spoofing, private VLANs, `arp_ignore`), so the VIP works for nobody on that side.",
    seen: "ARP mode; a host has the VIP, another one on the same network probed for it, got no answer, and does not reach it.",
    remedy: "Allow the hosts more than one address each (on clouds: allowed address pairs, source/destination check), or use BGP.",
  },
});
const { report } = answersFamily;

export function checkAnswers(scene: Scene): Finding[] {
  return scene.settings.vips.flatMap((vip) => [...checkFiltered(scene, vip), ...checkReached(scene, vip)]);
}

interface Asked {
  readonly host: SeenHost;
  readonly key: string;
  readonly healthz: HealthzFacts;
}

function checkReached(scene: Scene, vip: string): Finding[] {
  if (!scene.hosts.some((host) => runsKubeVipFor(host, vip))) return [];
  const asked = scene.hosts.flatMap((host): Asked[] => {
    const healthz = vipFactsOf(host, vip)?.healthz;
    return healthz ? [{ host, key: host.key, healthz }] : [];
  });
  const silent = asked.filter(({ healthz }) => healthz.httpCode === 0);
  const unhealthy = asked.filter(({ healthz }) => healthz.httpCode !== 0 && !isAnswer(healthz.httpCode));
  return [
    ...(silent.length > 0 && silent.length === asked.length ? [unanswered(vip, silent)] : unreachable(scene, vip, asked, silent)),
    ...[...grouped(unhealthy, ({ healthz }) => String(healthz.httpCode))].map(([code, same]) => report("vip-unhealthy", keysOf(same), `${vip} answers ${code} to ${hostsText(keysOf(same))}.`)),
  ];
}

function unanswered(vip: string, silent: readonly Asked[]): Finding {
  return report("vip-unanswered", keysOf(silent), `kube-vip runs, but ${vip} answered none of the hosts that asked (${why(silent)}).`);
}

function why(silent: readonly Asked[]): string {
  return [...grouped(silent, ({ healthz }) => healthz.failure || "no answer")].map(([failure, same]) => `${same.map(({ key }) => key).join(", ")}: ${failure.replace(/\.$/, "")}`).join("; ");
}

function unreachable({ settings }: Scene, vip: string, asked: readonly Asked[], silent: readonly Asked[]): Finding[] {
  const outside = elects(settings) ? silent.filter(({ host }) => !isHolder(settings, host, vip)) : silent;
  if (outside.length === 0) return [];
  const reached = asked.filter(({ healthz }) => isAnswer(healthz.httpCode));
  return reached.length === 0 ? [] : [report("vip-unreachable-from-host", keysOf(outside), `${vip} answers ${hostsText(keysOf(reached))} and not ${hostsText(keysOf(outside))} (${why(outside)}).`)];
}

function checkFiltered(scene: Scene, vip: string): Finding[] {
  const { settings, hosts } = scene;
  const [holder] = holdersOf(scene, vip);
  if (settings.mode !== "arp" || !holder) return [];
  const deaf = hosts.filter((host) => {
    const facts = vipFactsOf(host, vip);
    return facts?.answeredBy?.length === 0 && !isHolder(settings, host, vip) && isOnLink(settings, host, vip) === true && !isAnswer(facts.healthz?.httpCode);
  });
  if (deaf.length === 0) return [];
  return [report("arp-filtered", keysOf(deaf), `Host ${holder.key} has ${vip}, but ${hostsText(keysOf(deaf))}, on the same network, got no ${vip.includes(":") ? "neighbour" : "ARP"} answer for it.`)];
}
