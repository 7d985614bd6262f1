// A stack's configuration as arguments of KubeVip: the same for the stack program and for the command line, which read it in different ways.
import type { Input } from "@pulumi/pulumi";
import { roleVariables } from "../components/lazily";
import type { KubeVipArgs } from "../components/settings/args";
import { formatProblems } from "../components/settings/format";
import type { SshArgs } from "../components/settings/sshArgs";

/** Where the configuration comes from. */
export interface Configuration {
  get(key: string): string | undefined;
  getObject<T>(key: string): T | undefined;
  /** A value that is given and not empty, kept secret. */
  secret(key: string): Input<string>;
  /** Text of a file, its path relative to the stack's folder. */
  read(path: string): string;
  warn(sentence: string): void;
}

/** The configuration cannot be used; the message says what to correct. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

type Settings = Omit<KubeVipArgs, "vip" | "hosts" | "ssh"> & { ssh?: Omit<SshArgs, "privateKey" | "privateKeyPassphrase" | "password"> };

/** Values that the schema in Pulumi.yaml gives an empty default are as good as not given. */
function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function secret(config: Configuration, key: string): Input<string> | undefined {
  return given(config.get(key)) === undefined ? undefined : config.secret(key);
}

function sshArgs(config: Configuration, settings: Settings): SshArgs {
  const file = given(config.get("knownHostsFile"));
  const knownHosts = given(config.get("knownHosts")) ?? (file === undefined ? undefined : config.read(file));
  return {
    ...settings.ssh,
    user: given(config.get("sshUser")) ?? settings.ssh?.user,
    privateKey: secret(config, "sshPrivateKey"),
    privateKeyPassphrase: secret(config, "sshPrivateKeyPassphrase"),
    password: secret(config, "sshPassword"),
    ...(knownHosts === undefined ? {} : { knownHosts }),
  };
}

function withBgpPassword(settings: Settings, password: Input<string> | undefined): Settings {
  if (!settings.bgp || !password) return settings;
  const { peer, peers } = settings.bgp;
  return { ...settings, bgp: { ...settings.bgp, ...(peer && { peer: { password, ...peer } }), ...(peers && { peers: peers.map((item) => ({ password, ...item })) }) } };
}

/** The Ansible role's variables, from its own files. Everything that is wrong with them is told at once. */
function roleArgs(config: Configuration, path: string, hosts: KubeVipArgs["hosts"]): Partial<KubeVipArgs> {
  const inventory = given(config.get("inventory"));
  const group = given(config.get("inventoryGroup"));
  const ignore = given(config.get("roleVariablesIgnore"));
  const { args, problems, enabled } = roleVariables().fromRoleVariables({
    variables: config.read(path),
    ...(Object.keys(hosts).length > 0 ? { hosts } : {}),
    ...(inventory === undefined ? {} : { inventory: config.read(inventory) }),
    ...(group === undefined ? {} : { group }),
    ...(ignore === undefined ? {} : { ignore: ignore.split(",").map((name) => name.trim()) }),
  });
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) throw new ConfigurationError(`The role variables in ${path} cannot be used; no host was contacted.\n${formatProblems(errors)}`);
  for (const problem of problems) config.warn(`${path}: ${problem.field}: ${problem.reason} ${problem.remedy}`);
  return { ...args, enabled };
}

/** Settings win, value by value also within a group, so that one more word about BGP does not take away the role's peers. */
function withGroups(role: Partial<KubeVipArgs>, settings: Settings): Partial<KubeVipArgs> {
  const groups = Object.entries(settings).map(([name, value]: [string, unknown]) => {
    const below: unknown = role[name as keyof KubeVipArgs];
    return [name, isGroup(value) && isGroup(below) ? { ...below, ...value } : value] as const;
  });
  return { ...role, ...Object.fromEntries(groups) };
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All arguments of the stack's component. Settings of the stack win over the role's variables. @throws ConfigurationError */
export function argsFromConfiguration(config: Configuration): KubeVipArgs {
  const settings = withBgpPassword(config.getObject<Settings>("settings") ?? {}, secret(config, "bgpPassword"));
  const hosts = config.getObject<KubeVipArgs["hosts"]>("hosts") ?? {};
  const roleFile = given(config.get("roleVariables"));
  const role = roleFile === undefined ? {} : roleArgs(config, roleFile, hosts);
  const vip = given(config.get("vip"));
  return { vip: "", hosts, ...withGroups(role, settings), ...(vip === undefined ? {} : { vip }), ssh: sshArgs(config, { ...settings, ssh: { ...(role.ssh as Settings["ssh"]), ...settings.ssh } }) };
}
