// The VIPs as this host sees them: on an interface of its own, or which machine answers for them.
import type { InterfaceFacts, VipFacts } from "../../../facts/hostFacts";
import { isUnheard } from "../../../facts/interfaces";
import { parseAddress } from "../../../settings/addresses";
import { type Answer, linesOf } from "../answer";
import { healthzOf, whyNotAsked } from "./api";
import type { Asked } from "./asked";
import type { Gaps } from "./gaps";

const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/i;

function macsIn(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => MAC.exec(line)?.[0].toLowerCase() ?? []))].sort();
}

/**
 * MACs in the replies of any arping (`Unicast reply from 10.0.0.1 [52:54:...]`, `60 bytes from 52:54:... (10.0.0.1)`), or in what the kernel heard (`ip neigh`).
 * Undefined when the kernel only remembers an answer from before.
 */
export function parseAnswers(text: string): string[] | undefined {
  const [first, ...entries] = linesOf(text);
  if (first !== "asked") return macsIn(linesOf(text).filter((line) => / from /.test(line) && !line.startsWith("ARPING")));
  const heard = entries.filter((line) => / REACHABLE/.test(line));
  return heard.length === 0 && entries.some((line) => / lladdr /.test(line)) ? undefined : macsIn(heard);
}

/** Of several interfaces with the VIP: the one that kube-vip was told, else one that is heard, since the back ends of some forwarding methods have it on loopback too. */
function held(vip: string, interfaces: readonly InterfaceFacts[], told: string | undefined): Pick<VipFacts, "interface" | "prefixLength"> {
  const having = interfaces.flatMap((link) => {
    const own = link.addresses.find(({ address }) => parseAddress(address)?.text === vip);
    return own ? [{ link, prefixLength: own.prefixLength }] : [];
  });
  const best = having.find(({ link }) => link.name === told) ?? having.find(({ link }) => !isUnheard(link)) ?? having[0];
  return best ? { interface: best.link.name, prefixLength: best.prefixLength } : {};
}

/** Where the probe went out; undefined where there was nothing to ask: the host holds the address, or reaches it through a router. */
function wayTo(answer: Answer, asked: Asked, at: number): string | undefined {
  const way = (answer.find(`way-${at}`) ?? "").trim();
  if (way.startsWith("local ") || / via /.test(way)) return undefined;
  const device = / dev (\S+)/.exec(way)?.[1];
  return device && (asked.interface ?? device);
}

function probed(answer: Answer, asked: Asked, at: number, gaps: Gaps): Pick<VipFacts, "answeredBy" | "probedFrom"> {
  const device = wayTo(answer, asked, at);
  if (device === undefined) return {};
  const text = answer.find(`probe-${at}`);
  const answeredBy = text === undefined ? undefined : parseAnswers(text);
  if (answeredBy !== undefined) return { answeredBy, probedFrom: device };
  gaps.note(`vips.${at}.answeredBy`, text === undefined ? "nothing could be sent to it: `arping` and `ping` are not installed on the host, or did not work" : "the host's kernel only remembers an answer from before");
  return {};
}

function healthz(answer: Answer, at: number, gaps: Gaps): Pick<VipFacts, "healthz"> {
  const text = answer.find(`vip-${at}`);
  if (text !== undefined) return { healthz: healthzOf(linesOf(text).find((line) => /^\d{3} \d/.test(line)), text) };
  gaps.note(`vips.${at}.healthz`, whyNotAsked(answer));
  return {};
}

/** Without asking anybody. */
export function vipsHeld({ interface: told, vips }: Asked, interfaces: readonly InterfaceFacts[]): VipFacts[] {
  return vips.map((vip) => ({ vip, ...held(vip, interfaces, told) }));
}

export function readVips(answer: Answer, asked: Asked, interfaces: readonly InterfaceFacts[] | undefined, gaps: Gaps): VipFacts[] {
  return asked.vips.map((vip, at) => {
    const own = held(vip, interfaces ?? [], asked.interface);
    return { vip, ...own, ...(own.interface === undefined ? probed(answer, asked, at, gaps) : {}), ...healthz(answer, at, gaps) };
  });
}
