// Hosts and their variables come from an Ansible inventory, in either form.
import { readInventory } from "../../../components/settings/roleVariables/inventory";
import { expandRange } from "../../../components/settings/roleVariables/ranges";
import { argsOf, INI, YAML } from "./samples";

const hostVars = { master1: { ansible_host: "10.0.0.11" }, master2: { ansible_host: "10.0.0.12", kube_vip_interface: "ens9" }, master3: { ansible_host: "10.0.0.13" } };

it("reads an INI inventory with ranges, group variables and host_vars", () => {
  const { hosts } = argsOf({}, { hosts: {}, inventory: INI, hostVars });
  expect(hosts).toEqual({
    master1: { address: "10.0.0.11", interface: "ens3", ssh: { user: "ops", port: 2222 } },
    master2: { address: "10.0.0.12", interface: "ens9", ssh: { user: "ops", port: 2222 } },
    master3: { address: "10.0.0.13", interface: "ens3", ssh: { user: "ops", port: 2222 } },
  });
});

it("reads a YAML inventory with nested groups, and makes keys of its names", () => {
  const args = argsOf({}, { hosts: {}, inventory: YAML });
  expect(args.interface).toBe("ens3");
  expect(args.hosts).toEqual({
    "master-1": { address: "10.0.0.11", ssh: { user: "ops" } },
    master2: { address: "10.0.0.12", ssh: { user: "ops", password: "pa55word" } },
    "10.0.0.13": { address: "10.0.0.13", ssh: { user: "ops" } },
  });
});

it("lets the variables given win over the inventory's groups, and a host's own over both", () => {
  const { hosts, interface: shared } = argsOf({ kube_vip_interface: "bond0" }, { hosts: {}, inventory: INI, hostVars });
  expect(shared).toBeUndefined();
  expect(Object.values(hosts).map((host) => host.interface)).toEqual(["bond0", "ens9", "bond0"]);
});

it("lets the hosts given win over the inventory, and adds those it does not name", () => {
  const { hosts } = argsOf({}, { inventory: YAML, hosts: { master2: { address: "10.0.0.99" }, extra: { address: "10.0.0.14" } } });
  expect([hosts["master2"]?.address, hosts["extra"]?.address]).toEqual(["10.0.0.99", "10.0.0.14"]);
});

it("gives each host the router id of its host_vars", () => {
  const { hosts } = argsOf({ kube_vip_deploy_mode: "bgp", kube_vip_bgp_peers: "192.168.1.254:65001" }, { hostVars: { cp1: { kube_vip_bgp_routerid: "10.9.0.1" }, cp2: { kube_vip_bgp_routerid: "10.9.0.2" } } });
  expect(Object.values(hosts).map((host) => host.routerId)).toEqual(["10.9.0.1", "10.9.0.2", undefined]);
});

it.each<readonly [string, string, string | undefined, readonly string[]]>([
  ["the group asked for", INI, "workers", ["worker1"]],
  ["a group of groups", INI, "cluster", ["master1", "master2", "master3", "worker1"]],
  ["all hosts", INI, "all", ["master1", "master2", "master3", "worker1"]],
  ["the only group", "[nodes]\na\nb\n", undefined, ["a", "b"]],
  ["hosts without a group", "10.0.0.1\n10.0.0.2\n", undefined, ["10.0.0.1", "10.0.0.2"]],
  ["a group that holds itself", "[masters]\na\n[masters:children]\nmasters\n", undefined, ["a"]],
])("takes %s", (_, text, group, names) => {
  expect(readInventory(text, group).hosts.map((host) => host.name)).toEqual(names);
});

it("lets a nearer group's variable win", () => {
  const text = "[masters]\na\n[outer:children]\nmasters\n[masters:vars]\nx=near\n[outer:vars]\nx=far\ny='a b'\nz=True\nn=5\n[all:vars]\nx=all\n";
  expect(Object.fromEntries(readInventory(text, undefined).hosts[0]?.vars ?? [])).toEqual({ x: "near", y: "a b", z: true, n: 5 });
});

it.each([["node[01:03]", ["node01", "node02", "node03"]], ["n[a:c].x", ["na.x", "nb.x", "nc.x"]], ["n[0:4:2]", ["n0", "n2", "n4"]], ["plain", ["plain"]], ["n[3:1]", []]])("expands %s", (pattern, names) => {
  expect(expandRange(pattern)).toEqual(names);
});

it("does not grow without bound for a range that is a slip of the pen", () => {
  expect(expandRange("n[1:999999999][1:999999999]").length).toBeLessThanOrEqual(100);
});
