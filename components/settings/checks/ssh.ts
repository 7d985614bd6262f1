// Checks of logins: names, addresses, what proves the login. No text here may hold a secret.
import { parseAddress } from "../addresses";
import { DEFAULTS } from "../defaults";
import type { Draft, DraftHost } from "../draft";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, isHostName, quote } from "../words";
import { duplicates } from "./duplicates";
import { privateKeyFamily, checkPrivateKey } from "./privateKey";
import { problemFamily } from "./report";

export const sshFamily = problemFamily({
  "ssh-user-form": "error",
  "ssh-address-form": "error",
  "ssh-several-proofs": "warning",
  "ssh-passphrase-alone": "error",
  "ssh-password-empty": "error",
  "ssh-agent-path": "error",
  "ssh-same-target": "error",
  ...privateKeyFamily.severities,
});
const { report } = sshFamily;

/** The fields that a component, a host and a bastion share. */
export interface Login {
  readonly user?: string;
  readonly address?: string;
  readonly port?: number;
  readonly privateKey?: string;
  readonly privateKeyPassphrase?: string;
  readonly password?: string;
  readonly agentSocketPath?: string;
}

export function checkSsh(draft: Draft): Problem[] {
  const { ssh } = draft.args;
  const levels: readonly (readonly [string, Login | undefined])[] = [["ssh", ssh], ["ssh.bastion", ssh?.bastion], ...draft.hosts.map((host) => [`${host.field}.ssh`, host.args.ssh] as const)];
  return [...levels.flatMap(([field, login]) => (login === undefined ? [] : checkLogin(field, login, ssh))), ...checkTargets(draft)];
}

function checkLogin(field: string, login: Login, shared: Login | undefined): Problem[] {
  const inherits = field !== "ssh" && field !== "ssh.bastion";
  const key = login.privateKey ?? (inherits ? shared?.privateKey : undefined);
  const passphrase = login.privateKeyPassphrase ?? (inherits && login.privateKey === undefined ? shared?.privateKeyPassphrase : undefined);
  return [
    ...(login.user === undefined ? [] : checkUser(`${field}.user`, login.user)),
    ...(login.address === undefined ? [] : checkAddress(`${field}.address`, login.address)),
    ...checkProofs(field, login),
    ...(login.privateKeyPassphrase !== undefined && key === undefined
      ? [report("ssh-passphrase-alone", `${field}.privateKeyPassphrase`, "A passphrase is given without the private key that it opens.", `Set \`${field}.privateKey\`, or remove it.`, [`${field}.privateKey`, ...(inherits ? ["ssh.privateKey"] : [])])]
      : []),
    // A host that says nothing of a key takes over one that is judged where it is given.
    ...(key === undefined || (login.privateKey === undefined && login.privateKeyPassphrase === undefined) ? [] : checkPrivateKey(field, key, passphrase)),
  ];
}

function checkUser(field: string, user: string): Problem[] {
  if (user !== "" && user.length <= 255 && !/[\s:/]/.test(user) && !CONTROL_CHARACTERS.test(user) && !user.startsWith("-")) return [];
  return [report("ssh-user-form", field, `${quote(user)} is no login name.`, "Give the name alone, such as root.")];
}

function checkAddress(field: string, address: string): Problem[] {
  if (parseAddress(address) || isHostName(address)) return [];
  return [report("ssh-address-form", field, `${quote(address)} is no host name or address.`, "Give it alone: the port goes into `port`, the login name into `user`.")];
}

function checkProofs(field: string, login: Login): Problem[] {
  const given = (["privateKey", "password", "agentSocketPath"] as const).filter((name) => login[name] !== undefined);
  const problems: Problem[] = [];
  if (given.length > 1) {
    problems.push(report("ssh-several-proofs", `${field}.${given[1]}`, `${given.map((name) => `\`${name}\``).join(" and ")} are given; the first that the host admits is used, and an agent that does not answer ends the run.`, "Give one of them."));
  }
  if (login.password === "") problems.push(report("ssh-password-empty", `${field}.password`, "The password is empty.", "Set it, or remove it to log in by key or agent."));
  if (login.agentSocketPath !== undefined && !/^(\/|\\\\[.?]\\pipe\\|[A-Za-z]:\\)/.test(login.agentSocketPath)) {
    problems.push(report("ssh-agent-path", `${field}.agentSocketPath`, `${quote(login.agentSocketPath)} is no absolute path of a socket.`, "Give the value of SSH_AUTH_SOCK, or leave it out."));
  }
  return problems;
}

/** Where SSH connects to for a host. */
export function sshTarget(draft: Draft, host: DraftHost): { readonly address?: string; readonly port: number } {
  const address = host.args.ssh?.address ?? host.args.address;
  return { port: host.args.ssh?.port ?? draft.args.ssh?.port ?? DEFAULTS.sshPort, ...(address === undefined ? {} : { address: parseAddress(address)?.text ?? address.toLowerCase() }) };
}

/** The paths by which that is decided. */
export function sshTargetFields(host: DraftHost): readonly string[] {
  return [`${host.field}.address`, `${host.field}.ssh.address`, `${host.field}.ssh.port`, "ssh.port"];
}

function checkTargets(draft: Draft): Problem[] {
  const target = (host: DraftHost) => {
    const { address, port } = sshTarget(draft, host);
    // The same own address is told by the hosts' check already.
    return address === undefined || (host.args.ssh?.address === undefined && host.args.ssh?.port === undefined) ? undefined : `${address} port ${port}`;
  };
  return duplicates(draft.hosts, target).map(({ item, first, value }) =>
    report("ssh-same-target", `${item.field}.ssh`, `SSH would reach hosts ${first.key} and ${item.key} both at ${value}, which is one machine.`, "Give each host its own address or port.", [...sshTargetFields(first), ...sshTargetFields(item)]));
}
