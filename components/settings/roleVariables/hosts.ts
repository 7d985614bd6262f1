// Hosts from an inventory or from arguments: their addresses, logins, and what differs among them.
import { parseAddress } from "../addresses";
import type { Problem } from "../problems";
import type { ResolvedArgs } from "../resolved";
import { isHostName, quote } from "../words";
import { report } from "./problems";
import type { Scope } from "./scopes";
import { isVaulted } from "./vault";

export type PlainHost = ResolvedArgs["hosts"][string];

/** `Master_1` becomes `master-1`, since keys are parts of resource names. */
export function hostKey(name: string): string {
  return name.toLowerCase().replace(/_/g, "-");
}

/** What an inventory says about reaching a host. */
export function hostFromInventory(scope: Scope, name: string): { readonly host: Partial<PlainHost>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = (...names: readonly string[]): string | undefined => {
    const found = names.find((candidate) => scope.all.has(candidate));
    if (found === undefined) return undefined;
    const resolved = scope.references.resolve(found);
    if ("problem" in resolved) problems.push({ ...resolved.problem, field: `${found} (host ${name})` });
    else if (typeof resolved.value === "string" || typeof resolved.value === "number") return String(resolved.value);
    return undefined;
  };
  const address = read("ansible_host", "ansible_ssh_host") ?? name;
  const port = read("ansible_port", "ansible_ssh_port");
  const user = read("ansible_user", "ansible_ssh_user");
  const password = read("ansible_password", "ansible_ssh_pass");
  problems.push(...checkConnection(scope, name));
  const ssh = { ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port: Number(port) }), ...(password === undefined ? {} : { password }) };
  return { host: { address, ...(Object.keys(ssh).length > 0 ? { ssh } : {}) }, problems };
}

/** A host without a literal address cannot be placed; a name in the inventory is not looked up. */
export function checkHostAddress(name: string, address: unknown): Problem[] {
  if (typeof address !== "string" || parseAddress(address)) return [];
  return [report("role-host-address", `ansible_host (host ${name})`, `${quote(address)} is no literal address, and the host's own address is needed.`,
    isHostName(address) ? "Set ansible_host to the address that the Kubernetes Node has as InternalIP." : "Write the address alone.")];
}

function checkConnection(scope: Scope, name: string): Problem[] {
  const has = (...names: readonly string[]) => names.find((candidate) => scope.all.has(candidate) && !isVaulted(scope.all.get(candidate)));
  const keyFile = has("ansible_ssh_private_key_file", "ansible_private_key_file");
  const options = has("ansible_ssh_common_args", "ansible_ssh_extra_args");
  const become = has("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass");
  return [
    ...(keyFile === undefined ? [] : [report("role-ssh-key-file", `${keyFile} (host ${name})`, "The key's file is not read here.", "Give the key itself as the stack's secret `sshPrivateKey` (`ssh.privateKey`), or load it into an SSH agent.")]),
    ...(options === undefined ? [] : [report("role-ssh-arguments", `${options} (host ${name})`, "Arguments of the ssh program are not read here.", "Set a jump host as `ssh.bastion`.")]),
    ...(become === undefined ? [] : [report("role-ssh-arguments", `${become} (host ${name})`, "A sudo password is not used here: `sudo -n` must work.", "Log in as root, or let the user use sudo without a password.")]),
  ];
}
