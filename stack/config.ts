// The stack's configuration as arguments of KubeVip.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { KubeVipArgs, SshArgs } from "../components";
import { formatProblems } from "../components/settings/format";
import { fromRoleVariables } from "../components/settings/roleVariables";

type Settings = Omit<KubeVipArgs, "vip" | "hosts" | "ssh"> & { ssh?: Omit<SshArgs, "privateKey" | "privateKeyPassphrase" | "password"> };

/** Values that the schema in Pulumi.yaml gives an empty default are as good as not given. */
function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function secret(config: pulumi.Config, key: string): pulumi.Output<string> | undefined {
  return given(config.get(key)) === undefined ? undefined : config.requireSecret(key);
}

function sshArgs(config: pulumi.Config, settings: Settings): SshArgs {
  const file = given(config.get("knownHostsFile"));
  const knownHosts = given(config.get("knownHosts")) ?? (file === undefined ? undefined : readFileSync(file, "utf8"));
  return {
    ...settings.ssh,
    user: given(config.get("sshUser")) ?? settings.ssh?.user,
    privateKey: secret(config, "sshPrivateKey"),
    privateKeyPassphrase: secret(config, "sshPrivateKeyPassphrase"),
    password: secret(config, "sshPassword"),
    ...(knownHosts === undefined ? {} : { knownHosts }),
  };
}

function withBgpPassword(settings: Settings, password: pulumi.Output<string> | undefined): Settings {
  if (!settings.bgp || !password) return settings;
  const { peer, peers } = settings.bgp;
  return { ...settings, bgp: { ...settings.bgp, ...(peer && { peer: { password, ...peer } }), ...(peers && { peers: peers.map((item) => ({ password, ...item })) }) } };
}

/** The Ansible role's variables, from its own files. Everything that is wrong with them is told at once. */
function roleArgs(config: pulumi.Config, path: string, hosts: KubeVipArgs["hosts"]): Partial<KubeVipArgs> {
  const inventory = given(config.get("inventory"));
  const group = given(config.get("inventoryGroup"));
  const ignore = given(config.get("roleVariablesIgnore"));
  const { args, problems, enabled } = fromRoleVariables({
    variables: readFileSync(path, "utf8"),
    ...(Object.keys(hosts).length > 0 ? { hosts } : {}),
    ...(inventory === undefined ? {} : { inventory: readFileSync(inventory, "utf8") }),
    ...(group === undefined ? {} : { group }),
    ...(ignore === undefined ? {} : { ignore: ignore.split(",").map((name) => name.trim()) }),
  });
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) throw new pulumi.RunError(`The role variables in ${path} cannot be used; no host was contacted.\n${formatProblems(errors)}`);
  for (const problem of problems) void pulumi.log.warn(`${path}: ${problem.field}: ${problem.reason} ${problem.remedy}`);
  return { ...args, enabled };
}

/** All arguments of the stack's component. Settings of the stack win over the role's variables. */
export function argsFromConfig(config: pulumi.Config): KubeVipArgs {
  const settings = withBgpPassword(config.getObject<Settings>("settings") ?? {}, secret(config, "bgpPassword"));
  const hosts = config.getObject<KubeVipArgs["hosts"]>("hosts") ?? {};
  const roleFile = given(config.get("roleVariables"));
  const role = roleFile === undefined ? {} : roleArgs(config, roleFile, hosts);
  const vip = given(config.get("vip"));
  return { vip: "", hosts, ...role, ...(vip === undefined ? {} : { vip }), ...settings, ssh: sshArgs(config, { ...settings, ssh: { ...(role.ssh as Settings["ssh"]), ...settings.ssh } }) };
}
