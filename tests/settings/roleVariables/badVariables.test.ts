// Every bad variable, reference, value and inventory gets its own error; none tells a secret.
import fc from "fast-check";
import { fromRoleVariables, ROLE_PROBLEM_IDS, ROLE_VARIABLES, type RoleInput } from "../../../components/settings/roleVariables";
import { formatProblems } from "../../../components/settings/format";
import { HOSTS, INI, read, YAML } from "./samples";

const VIP = { kube_apiserver_lb_addr: "192.168.1.100" };
const BGP = { ...VIP, kube_vip_deploy_mode: "bgp", kube_vip_bgp_peers: "192.168.1.254:65001" };
const VAULT = "$ANSIBLE_VAULT;1.1;AES256\n66386439653236336462";

type Bad = readonly [id: string, field: string, input: RoleInput];
const given = (variables: RoleInput["variables"], more: Omit<RoleInput, "variables"> = { hosts: HOSTS }): RoleInput => ({ variables, ...more });

const CASES: readonly Bad[] = [
  ["role-yaml", "roleVariables", given("kube_base_dir: [")],
  ["role-yaml", "roleVariables", given("- a\n- b")],
  ["role-yaml", "roleVariables", given("a: 1\n---\nb: 2")],
  ["role-yaml", "roleVariables", given("kube_vip_cidr: 1\nkube_vip_cidr: 2")],
  ["role-yaml", "roleVariables", given("kube_vip_cidr: *nothing")],
  ["role-vault", "roleVariables", given(VAULT)],
  ["role-vault", "kube_vip_bgp_peerpass", given({ ...BGP, kube_vip_bgp_peerpass: VAULT })],
  ["role-vault", "kube_vip_bgp_peerpass", given(`kube_vip_bgp_peerpass: !vault |\n  ${VAULT.replace("\n", "\n  ")}\n`)],
  ["role-vault", "kube_vip_bgp_peerpass (by vault_pass)", given({ ...BGP, kube_vip_bgp_peerpass: "{{ vault_pass }}", vault_pass: VAULT })],
  ["role-vault", "ansible_password (host master1)", given(VIP, { inventory: `[kube_masters]\nmaster1 ansible_host=10.0.0.11\n`, hostVars: { master1: { ansible_password: VAULT } } })],
  ["role-unknown-variable", "kube_vip_iface", given({ ...VIP, kube_vip_iface: "eth0" })],
  ["role-unknown-variable", "etcd_data_dir", given({ ...VIP, etcd_data_dir: "/x" })],
  ["role-unknown-variable", "kube_vip_interfase", given(VIP, { hosts: HOSTS, hostVars: { cp1: { kube_vip_interfase: "x" } } })],
  ["role-type", "kube_vip_bgp_as", given({ ...VIP, kube_vip_bgp_as: ["64513"] })],
  ["role-type", "kube_vip_enable_lb", given({ ...VIP, kube_vip_enable_lb: "maybe" })],
  ["role-type", "kube_vip_cidr", given({ ...VIP, kube_vip_cidr: "255.255.255.0" })],
  ["role-type", "kube_vip_version", given({ ...VIP, kube_vip_version: 0.8 })],
  ["role-type", "kube_apiserver_lb_port", given("kube_apiserver_lb_port:\n")],
  ["role-reference-unknown", "kube_apiserver_lb_addr", given({ kube_apiserver_lb_addr: "{{ my_vip }}" })],
  ["role-reference-cycle", "kube_base_dir", given({ ...VIP, kube_base_dir: "{{ base_dir }}/k", base_dir: "{{ kube_base_dir }}" })],
  ["role-expression", "kube_vip_prometheus", given({ ...VIP, kube_vip_prometheus: ":{{ port | default(2112) }}" })],
  ["role-expression", "kube_vip_bgp_routerid", given({ ...BGP, kube_vip_bgp_routerid: "{{ ansible_default_ipv4.address }}" })],
  ["role-expression", "kube_vip_interface", given({ ...VIP, kube_vip_interface: "{% if x %}a{% endif %}" })],
  ["role-expression", "kube_vip_interface", given({ ...VIP, kube_vip_interface: "{{ eth" })],
  ["role-vip-default", "kube_apiserver_lb_addr", given({})],
  ["role-vip-default", "kube_apiserver_lb_addr", given({ kube_apiserver_lb_addr: "127.0.0.1" })],
  ["role-prefix-differs", "kube_vip_cidr", given({ ...VIP, kube_vip_cidr: "24", kube_vip_subnet: "/25" })],
  ["role-mode-differs", "kube_vip_bgp_enable", given({ ...BGP, kube_vip_bgp_enable: false })],
  ["role-peers-form", "kube_vip_bgp_peers", given({ ...BGP, kube_vip_bgp_peers: "192.168.1.254" })],
  ["role-peers-form", "kube_vip_bgp_peers", given({ ...BGP, kube_vip_bgp_peers: "fd00::1:65001::false" })],
  ["role-peers-form", "kube_vip_bgp_peers", given({ ...BGP, kube_vip_bgp_peers: "192.168.1.254:65001:s3cret4711:false:x" })],
  ["role-peers-form", "kube_vip_bgp_peers", given({ ...BGP, kube_vip_bgp_peers: "192.168.1.254:65001:s3cret4711:maybe" })],
  ["role-router-id-shared", "kube_vip_bgp_routerid", given({ ...BGP, kube_vip_bgp_routerid: "10.0.0.1" })],
  ["role-version-from-image", "kube_vip_image", given({ ...VIP, kube_vip_image: "r.example.org/vip:v1.0.0" })],
  ["role-bgp-unused", "kube_vip_bgp_peers", given({ ...VIP, kube_vip_bgp_peers: "192.168.1.254:65001" })],
  ["role-variable-differs", "kube_vip_deploy_mode", given(VIP, { hosts: HOSTS, hostVars: { cp2: { kube_vip_deploy_mode: "bgp" } } })],
  ["role-hosts-missing", "hosts", given(VIP, {})],
  ["role-hosts-missing", "inventory", given(VIP, { inventory: "[kube_masters]\n" })],
  ["role-group-unknown", "inventoryGroup", given(VIP, { inventory: INI, group: "kube_master" })],
  ["role-group-unclear", "inventory", given(VIP, { inventory: "[a]\nx\n[b]\ny\n" })],
  ["role-host-address", "ansible_host (host master1)", given(VIP, { inventory: INI })],
  ["role-host-names-collide", "inventory", given(VIP, { inventory: "[masters]\nm_1 ansible_host=10.0.0.1\nm-1 ansible_host=10.0.0.2\n" })],
  ["role-host-vars-unused", "hostVars.cp9", given(VIP, { hosts: HOSTS, hostVars: { cp9: {} } })],
  ["role-inventory-line", "inventory", given(VIP, { inventory: "[kube_masters]\nmaster1 ansible_password='s3cret4711\n" })],
  ["role-inventory-line", "inventory", given(VIP, { inventory: "[kube_masters]\nmaster1 s3cret4711\n" })],
  ["role-inventory-line", "inventory", given(VIP, { inventory: "all:\n  host:\n    a:\n" })],
  ["role-ssh-key-file", "ansible_ssh_private_key_file (host master1)", given(VIP, { inventory: "[masters]\nmaster1 ansible_host=10.0.0.1 ansible_ssh_private_key_file=~/.ssh/id\n" })],
  ["role-ssh-arguments", "ansible_ssh_common_args (host master1)", given(VIP, { inventory: "[masters]\nmaster1 ansible_host=10.0.0.1 ansible_ssh_common_args='-J jump'\n" })],
];

it.each(CASES)("%s at %s", (id, field, input) => {
  const { args, problems } = fromRoleVariables(input);
  expect(problems).toContainEqual(expect.objectContaining({ id, field, severity: ROLE_PROBLEM_IDS[id as keyof typeof ROLE_PROBLEM_IDS] }));
  expect(args === undefined).toBe(problems.some((problem) => problem.severity === "error"));
  for (const secret of ["4711", "66386439653236336462"]) expect(formatProblems(problems)).not.toContain(secret);
});

it("has a case for every id of its own", () => {
  expect([...new Set(CASES.map(([id]) => id))].sort()).toEqual(Object.keys(ROLE_PROBLEM_IDS).sort());
});

describe("what the checks of the arguments find is told at the variable", () => {
  it.each<readonly [string, string, Readonly<Record<string, unknown>>]>([
    ["argument-word", "kube_vip_lb_fwdmethod", { kube_vip_lb_fwdmethod: "direct route" }],
    ["argument-word", "kube_vip_deploy_mode", { kube_vip_deploy_mode: "l2" }],
    ["argument-word", "container_runtime", { container_runtime: "podman" }],
    ["vip-dns-name", "kube_apiserver_lb_addr", { kube_apiserver_lb_addr: "api.example.org" }],
    ["vip-is-host-address", "kube_apiserver_lb_addr", { kube_apiserver_lb_addr: "192.168.1.11" }],
    ["number-range", "kube_apiserver_lb_port", { kube_apiserver_lb_port: "70000" }],
    ["prefix-form", "kube_vip_cidr", { kube_vip_cidr: "33" }],
    ["version-form", "kube_vip_version", { kube_vip_version: "latest" }],
    ["image-reference-form", "kube_vip_image", { kube_vip_image: "no image" }],
    ["defect-masquerade-needs-iptables-image", "kube_vip_image", { kube_vip_image: "r.example.org/kube-vip:v0.8.9", kube_vip_lb_fwdmethod: "masquerade" }],
    ["interface-loopback", "kube_vip_interface", { kube_vip_interface: "lo" }],
    ["interface-form", "kube_vip_bgp_interface", { kube_vip_deploy_mode: "bgp", kube_vip_bgp_peers: "192.168.1.254:65001", kube_vip_bgp_interface: "a b" }],
    ["bgp-no-peer", "kube_vip_bgp_peers", { kube_vip_deploy_mode: "bgp" }],
    ["bgp-peer-address-form", "kube_vip_bgp_peers", { kube_vip_deploy_mode: "bgp", kube_vip_bgp_peers: "router:65001" }],
    ["number-range", "kube_vip_bgp_as", { kube_vip_deploy_mode: "bgp", kube_vip_bgp_peers: "192.168.1.254:65001", kube_vip_bgp_as: 0 }],
    ["lease-duration-order", "kube_vip_lease_duration", { kube_vip_lease_duration: 3 }],
    ["metrics-address-form", "kube_vip_prometheus", { kube_vip_prometheus: "2112" }],
    ["path-not-absolute", "kube_vip_manifest_path", { kube_vip_manifest_path: "manifests" }],
    ["path-characters", "kube_vip_kubeconfig_path", { kube_vip_kubeconfig_path: "/etc/$HOME" }],
  ])("%s at %s", (id, field, variables) => {
    const { args, problems } = read({ ...VIP, ...variables });
    expect(problems).toContainEqual(expect.objectContaining({ id, field }));
    expect(args).toBeUndefined();
  });

  it("names the host whose own value is wrong", () => {
    expect(read(VIP, { hostVars: { cp2: { kube_vip_interface: "eth0:1" } } }).problems).toEqual([expect.objectContaining({ id: "interface-form", field: "kube_vip_interface (host cp2)" })]);
  });
});

it("tells everything at once", () => {
  const { problems } = read({ kube_vip_lb_fwdmethod: "nat", kube_vip_cidr: 1, kube_vip_subnet: "/2", kube_vip_version: "x", kube_vip_foo: 1, kube_vip_bgp_as: "a" });
  expect(new Set(problems.map((problem) => problem.field))).toEqual(new Set(["kube_vip_foo", "kube_vip_bgp_as", "kube_apiserver_lb_addr", "kube_vip_cidr", "kube_vip_lb_fwdmethod", "kube_vip_version"]));
});

it("suggests the nearest variable, and lets those of other roles be ignored", () => {
  expect(read({ ...VIP, kube_vip_interfce: "eth0" }).problems[0]?.remedy).toBe("Did you mean kube_vip_interface?");
  expect(read({ ...VIP, etcd_data_dir: "/x", proxy: "y" }, { ignore: ["etcd_*", "proxy"] }).problems).toEqual([]);
});

it("never throws, whatever it is given", () => {
  const names = fc.constantFrom(...Object.keys(ROLE_VARIABLES), "my_var");
  const value = fc.oneof(fc.anything(), fc.constantFrom("{{ my_var }}", "{{ registry }}", "yes", "24", ":2112", "[fd00::1]:1:2:3", VAULT));
  fc.assert(fc.property(fc.oneof(fc.dictionary(names, value), fc.string({ unit: "binary" }), fc.constant(YAML)), fc.oneof(fc.constant(undefined), fc.string(), fc.constant(INI), fc.constant(YAML)), (variables, inventory) => {
    const { args, problems } = fromRoleVariables({ variables, hosts: HOSTS, ...(inventory === undefined ? {} : { inventory }) });
    expect(args === undefined).toBe(problems.some((problem) => problem.severity === "error"));
  }), { numRuns: 300 });
});
