// Whether kube-vip would announce the VIP by BGP: it asks the API server first, without credentials.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isAnswer } from "../../answer";
import type { Scene, SeenHost } from "../scene";
import { grouped, HostsText, keysOf } from "../text";

export const announcementFamily = findingFamily("Whether BGP announces the VIP", {
  "announcement-refused": {
    severity: "error",
    title: "The API server tells nobody without credentials that it is alive",
    meaning: "kube-vip announces the VIP only while the URL of `bgp.healthCheck` answers it with 200, and it shows no credentials. No host would announce the VIP, and one that announces it would stop.",
    seen: "BGP mode with `bgp.healthCheck` in force, as it is by default where every host announces; asked without credentials on the host, that URL answers 401 or 403: anonymous access is off, or does not reach it.",
    remedy: "Let everybody read `/livez` (`--anonymous-auth`, or `anonymous` with its conditions in the API server's AuthenticationConfiguration, and the ClusterRole system:public-info-viewer); or set `bgp.healthCheck.enabled: false`, and a dead API server stays announced.",
  },
  "announcement-impossible": {
    severity: "error",
    title: "The URL that must answer before the VIP is announced does not",
    meaning: "kube-vip announces the VIP only while the URL of `bgp.healthCheck` answers it with 200, so this host would not announce it.",
    seen: "As above, but there is no answer, or another code, while the host's API server answers kube-vip itself.",
    remedy: "Correct `bgp.healthCheck.address`, or name the CA of its certificate in `bgp.healthCheck.caFile`.",
  },
});
const { report } = announcementFamily;

const REFUSED: ReadonlySet<number> = new Set([401, 403]);

export function checkAnnouncement({ settings, hosts }: Scene): Finding[] {
  const address = settings.bgp?.healthCheck?.address;
  if (address === undefined) return [];
  const found = grouped(hosts, faultOf);
  return [...found].map(([fault, same]) => {
    const refused = REFUSED.has(Number(fault));
    const says = /^\d+$/.test(fault) ? `answers ${fault}` : `does not answer (${fault})`;
    return report(refused ? "announcement-refused" : "announcement-impossible", keysOf(same), `${HostsText(keysOf(same))}: ${address}, asked without credentials, ${says}.`);
  });
}

/** The code, or curl's words; undefined where all is well, or the API server itself is what is ill. */
function faultOf({ facts }: SeenHost): string | undefined {
  const { gate, healthz } = facts.apiServer ?? {};
  if (gate === undefined || gate.httpCode === 200 || !isAnswer(healthz?.httpCode)) return undefined;
  return gate.httpCode === 0 ? gate.failure.replace(/\.$/, "") : String(gate.httpCode);
}
