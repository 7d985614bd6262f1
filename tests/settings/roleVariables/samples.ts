// Role variables and inventories for tests.
import { fromRoleVariables, type RoleInput } from "../../../components/settings/roleVariables";

export const HOSTS = { cp1: { address: "192.168.1.11" }, cp2: { address: "192.168.1.12" }, cp3: { address: "192.168.1.13" } };

/** The answer for variables with three hosts. */
export function read(variables: RoleInput["variables"], more: Omit<RoleInput, "variables"> = {}) {
  return fromRoleVariables({ variables, hosts: HOSTS, ...more });
}

/** The arguments; fails with the problems when there are none. */
export function argsOf(variables: Readonly<Record<string, unknown>>, more: Omit<RoleInput, "variables"> = {}) {
  const answer = read({ kube_apiserver_lb_addr: "192.168.1.100", ...variables }, more);
  if (!answer.args) throw new Error(JSON.stringify(answer.problems, undefined, 1));
  return answer.args;
}

export const INI = `
# a cluster
[kube_masters]
master[1:3] ansible_user=ops ansible_port=2222   # three of them

[kube_masters:vars]
kube_vip_interface = ens3

[workers]
worker1 ansible_host=10.0.0.21 kube_vip_interface="ens9"

[cluster:children]
kube_masters
workers

[all:vars]
timezone=Europe/Berlin
`;

export const YAML = `
all:
  vars:
    timezone: Europe/Berlin
  children:
    cluster:
      children:
        kube_masters:
          hosts:
            Master_1: { ansible_host: 10.0.0.11 }
            master2: { ansible_host: 10.0.0.12, ansible_ssh_pass: "pa55word" }
            10.0.0.13:
          vars: { kube_vip_interface: ens3, ansible_user: ops }
        workers:
          hosts: { worker1: }
`;
