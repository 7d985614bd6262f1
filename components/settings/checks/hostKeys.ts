// Checks that every host's key, and the bastion's, is known before anything is sent to it.
import { parseAddress } from "../addresses";
import type { Draft } from "../draft";
import { DEFAULTS } from "../defaults";
import { hostKeyProblem } from "../hostKeys";
import { hostKeyFor, type KnownHostsEntry, parseKnownHosts } from "../knownHosts";
import type { Problem } from "../problems";
import { isHostName } from "../words";
import { problemFamily } from "./report";
import { sshTarget, sshTargetFields } from "./ssh";

export const hostKeysFamily = problemFamily({
  "host-key-missing": "error",
  "host-key-contradiction": "error",
  "host-key-unchecked": "warning",
  "host-key-empty": "error",
  "host-key-rsa": "error",
  "host-key-kind": "error",
  "host-key-broken": "error",
  "known-hosts-no-key": "error",
  "known-hosts-rsa": "error",
  "known-hosts-revoked": "error",
  "known-hosts-authority": "error",
  "known-hosts-ambiguous": "error",
  "known-hosts-line": "warning",
});
const { report } = hostKeysFamily;

const WAIVER = "ssh.acceptAnyHostKey";
const KNOWN = "ssh.knownHosts";

/** Somebody whose key must be known. */
interface Party {
  readonly who: string;
  /** Path of its own key. */
  readonly field: string;
  readonly hostKey?: string;
  readonly address?: string;
  readonly port: number;
  readonly dependsOn: readonly string[];
}

export function checkHostKeys(draft: Draft): Problem[] {
  const { knownHosts, acceptAnyHostKey = false } = draft.args.ssh ?? {};
  const entries = knownHosts === undefined ? undefined : parseKnownHosts(knownHosts);
  const parties = partiesOf(draft);
  return [
    ...(acceptAnyHostKey ? checkWaiver(knownHosts, parties) : parties.flatMap((party) => checkParty(party, entries))),
    ...(entries ?? []).filter((entry) => "reason" in entry).map((entry) => report("known-hosts-line", KNOWN, `Line ${entry.line} cannot be read and is left out: ${entry.reason}.`, "Correct or remove it.")),
  ];
}

function partiesOf(draft: Draft): readonly Party[] {
  const { bastion } = draft.args.ssh ?? {};
  const hosts = draft.hosts.map((host): Party => ({ who: `host ${host.key}`, field: `${host.field}.ssh.hostKey`, ...own(host.args.ssh?.hostKey), ...sshTarget(draft, host), dependsOn: sshTargetFields(host) }));
  if (bastion === undefined) return hosts;
  const { address, port = DEFAULTS.sshPort, hostKey } = bastion;
  return [...hosts, { who: "the bastion", field: "ssh.bastion.hostKey", ...own(hostKey), ...(address === undefined ? {} : { address }), port, dependsOn: ["ssh.bastion.address", "ssh.bastion.port"] }];
}

function own(hostKey: string | undefined): { readonly hostKey?: string } {
  return hostKey === undefined ? {} : { hostKey };
}

function checkWaiver(knownHosts: string | undefined, parties: readonly Party[]): Problem[] {
  const pinned = [...(knownHosts === undefined ? [] : [KNOWN]), ...parties.filter((party) => party.hostKey !== undefined).map((party) => party.field)];
  if (pinned.length === 0) {
    return [report("host-key-unchecked", WAIVER, "Nobody checks that the hosts are the hosts: whoever stands between can log everything, and become root on them.", "Set `ssh.knownHosts` instead, for anything but a throwaway lab.", [KNOWN])];
  }
  return [report("host-key-contradiction", WAIVER, `Any host key is to be accepted, and yet ${pinned.map((field) => `\`${field}\``).join(", ")} names keys.`, "Remove one of the two.", [KNOWN, ...pinned])];
}

function checkParty(party: Party, entries: readonly KnownHostsEntry[] | undefined): Problem[] {
  const { address = "", port, field, who } = party;
  if (party.hostKey !== undefined) {
    const problem = hostKeyProblem(party.hostKey, address, port);
    return problem ? [report(problem.id, field, problem.reason, problem.remedy, [WAIVER])] : [];
  }
  if (entries === undefined) {
    return [report("host-key-missing", field, `Nothing says which key ${who} has, so a connection could end at somebody else's machine.`,
      "Set `ssh.knownHosts` to the text of a known_hosts file (`ssh-keyscan -t ed25519 HOST`, fingerprints compared), this host's `hostKey`, or, if you must, `ssh.acceptAnyHostKey`.", [WAIVER, KNOWN])];
  }
  // Something that is no name at all is told where it stands.
  const { problem } = parseAddress(address) || isHostName(address) ? hostKeyFor(entries, address, port) : {};
  return problem ? [report(problem.id, KNOWN, problem.reason, problem.remedy, [WAIVER, field, ...party.dependsOn])] : [];
}
