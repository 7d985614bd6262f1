// Checks of the prefix length that the VIP gets on the interface.
import { parseAddress } from "../addresses";
import { type Draft, prefixNumber } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { problemFamily } from "./report";

export const prefixFamily = problemFamily({
  "prefix-slash": "error",
  "prefix-form": "error",
  "prefix-count": "error",
  "prefix-not-host": "warning",
});
const { report } = prefixFamily;

const REMEDY = "Leave it out, or give digits from 1 to 32 for IPv4, 1 to 128 for IPv6.";

export function checkPrefix(draft: Draft): Problem[] {
  const text = draft.args.prefixLength;
  if (text === undefined) return [];
  const parts = text.split(",").map((part) => part.trim());
  const families = (draft.args.vip ?? "").split(",").map((vip) => parseAddress(vip.trim())?.family);
  const problems = parts.flatMap((part, index) => checkPart(part, families[index]));
  if (draft.args.vip !== undefined && parts.length !== families.length) {
    problems.push(report("prefix-count", "prefixLength", `${parts.length} prefix length(s) for ${families.length} virtual IP address(es).`,
      "Give one length for each address, with a comma between them, in the order of the addresses.", ["vip"]));
  }
  return problems;
}

function checkPart(part: string, family: 4 | 6 | undefined): Problem[] {
  if (/^\/\d+$/.test(part)) return [report("prefix-slash", "prefixLength", `${quote(part)} has a slash, which kube-vip would not understand.`, `Write "${part.slice(1)}".`)];
  if (prefixNumber(part, 6) === undefined) return [report("prefix-form", "prefixLength", `${quote(part)} is no prefix length.`, REMEDY)];
  if (family === undefined) return [];
  if (prefixNumber(part, family) === undefined) return [report("prefix-form", "prefixLength", `${part} is more than an IPv${family} address has bits.`, REMEDY, ["vip"])];
  if (Number(part) === (family === 4 ? 32 : 128)) return [];
  return [report("prefix-not-host", "prefixLength", `With ${part} the holder gets a route to the whole network by the virtual IP, and kube-vip may not find an address that a crash left behind.`,
    `Leave it out, unless the network needs it: then the length is ${family === 4 ? 32 : 128}.`, ["vip"])];
}
