// Checks of interface names.
import { type Draft, interfaceOf } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { problemFamily } from "./report";

export const interfaceFamily = problemFamily({
  "interface-blank": "warning",
  "interface-form": "error",
  "interface-auto": "error",
  "interface-loopback": "error",
  "interface-bgp-link": "info",
});
const { report } = interfaceFamily;

/** Linux: at most 15 bytes (IFNAMSIZ less its end), no slash, colon or blank, not `.` or `..` (dev_valid_name in net/core/dev.c). */
const INTERFACE_NAME = /^(?!\.{1,2}$)[^/:\s\p{Cc}"'`\\$]+$/u;

export function isInterfaceName(text: string): boolean {
  return INTERFACE_NAME.test(text) && Buffer.byteLength(text) <= 15;
}

export function checkInterface(draft: Draft): Problem[] {
  const { args } = draft;
  const names: readonly (readonly [string, string | undefined, boolean])[] = [
    ["interface", args.interface, true],
    ...draft.hosts.map((host) => [`${host.field}.interface`, host.args.interface, true] as const),
    ["services.interface", args.services?.interface, false],
    ["bgp.sourceInterface", args.bgp?.sourceInterface, false],
  ];
  return [...names.flatMap(([field, name, carriesVip]) => (name === undefined ? [] : checkName(draft, field, name, carriesVip))), ...checkBgpLink(draft)];
}

function checkName(draft: Draft, field: string, given: string, carriesVip: boolean): Problem[] {
  const name = given.trim();
  const problems = name === given ? [] : [report("interface-blank", field, `${quote(given)} has blanks around it, which kube-vip would take as part of the name; they are left out.`, `Write "${name}".`)];
  if (!isInterfaceName(name)) problems.push(report("interface-form", field, `${quote(name)} is no name of a Linux interface.`, formRemedy(name)));
  if (name === "auto" && field !== "services.interface") {
    problems.push(report("interface-auto", field, "kube-vip knows `auto` for Services only.", carriesVip ? "Leave the interface out to have it found on each host." : "Name the interface."));
  }
  if (carriesVip && name === "lo" && draft.mode === "arp") {
    problems.push(report("interface-loopback", field, "Nobody asks the loopback interface by ARP, so the virtual IP could not be reached.",
      "Name the interface of the hosts' network, leave it out to have it found, or set `mode` to `bgp`.", ["mode"]));
  }
  return problems;
}

function formRemedy(name: string): string {
  if (name.includes(":")) return `An alias is no interface of its own: write "${name.split(":")[0]}".`;
  return "Give a name as `ip link` shows it: 1 to 15 bytes without blanks, slashes, colons and quotes.";
}

function checkBgpLink(draft: Draft): Problem[] {
  if (draft.mode !== "bgp") return [];
  return draft.hosts.flatMap((host) => {
    const name = interfaceOf(draft, host);
    const field = host.args.interface === undefined ? "interface" : `${host.field}.interface`;
    if (name === undefined || /^(lo|dummy)/.test(name) || !isInterfaceName(name)) return [];
    return [report("interface-bgp-link", field, `In BGP mode host ${host.key} gets the virtual IP on ${name}; if that is a network card, it answers ARP for an address that other hosts hold too.`,
      "Use `lo` or a dummy interface, unless this is meant.", ["mode", "interface", `${host.field}.interface`])];
  });
}
