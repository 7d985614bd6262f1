// The role's variables become arguments as its README promises.
import { ROLE_VARIABLES } from "../../../components/settings/roleVariables";
import { resolveSettings } from "../../../components/settings/resolve";
import { argsOf, read } from "./samples";

describe("the four examples of the role's README", () => {
  const examples = {
    basic: { kube_apiserver_lb_addr: "192.168.1.100", kube_apiserver_lb_port: "6443" },
    arp: { kube_vip_deploy_mode: "arp", kube_apiserver_lb_addr: "192.168.1.100", kube_vip_interface: "ens192" },
    bgp: { kube_vip_deploy_mode: "bgp", kube_apiserver_lb_addr: "192.168.1.100", kube_vip_bgp_enable: true, kube_vip_bgp_as: "65000", kube_vip_bgp_peers: "192.168.1.254:65001::false" },
    advanced: {
      kube_vip_deploy_mode: "arp", kube_apiserver_lb_addr: "192.168.1.100", kube_vip_interface: "ens192", kube_vip_enable_lb: true, kube_vip_lb_fwdmethod: "masquerade",
      kube_vip_enable_prometheus: true, kube_vip_prometheus: ":2112",
    },
  };

  it.each(Object.entries(examples))("%s is accepted by its variables alone", (_, variables) => {
    const { args, problems, enabled } = read(variables);
    expect(problems).toEqual([]);
    expect(enabled).toBe(true);
    expect(resolveSettings(args!, { connects: false }).settings).toBeDefined();
  });

  it("keeps the role's defaults in the basic one", () => {
    const { settings } = resolveSettings(read(examples.basic).args!, { connects: false });
    expect(settings).toMatchObject({
      vips: ["192.168.1.100"], prefixLengths: [32], distribution: "binary", mode: "arp", port: 6443, containerRuntime: "containerd",
      hosts: { cp1: { address: "192.168.1.11", interface: "eth0" } },
      image: { version: "v0.8.9", reference: "registry.ikubeops.local:5000/ikubeops/kube-vip:v0.8.9" },
      leaderElection: { enabled: true, leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 },
      loadBalancer: { enabled: true, port: 6443, forwardingMethod: "local" }, metrics: { enabled: true, address: ":2112" },
      paths: { manifests: "/etc/kubernetes/manifests", kubeconfig: "/etc/kubernetes/admin.kubeconfig", programs: "/opt/kubernetes" },
    });
  });

  it("sets BGP up with the host's own address as router id", () => {
    const { settings } = resolveSettings(read(examples.bgp).args!, { connects: false });
    expect(settings).toMatchObject({
      mode: "bgp", leaderElection: { enabled: true }, bgp: { as: 65000, peers: [{ address: "192.168.1.254", as: 65001, hasPassword: false, multihop: false }] },
      hosts: { cp2: { interface: "lo", routerId: "192.168.1.12" } },
    });
  });

  it("gives masquerade the image with iptables, and warns of what v0.8.9 gets wrong", () => {
    const { settings, problems } = resolveSettings(read(examples.advanced).args!, { connects: false });
    expect(settings?.image.reference).toBe("registry.ikubeops.local:5000/ikubeops/kube-vip-iptables:v0.8.9");
    expect(problems.filter((problem) => problem.severity === "warning").map((problem) => problem.id)).toEqual(expect.arrayContaining(["defect-ipvs-panic-at-stop", "defect-ipvs-backend-not-readded"]));
  });

  it("reads the variables of a playbook's play too", () => {
    expect(read("- hosts: kube_masters\n  vars:\n    kube_apiserver_lb_addr: \"192.168.1.100\"\n    kube_vip_enable_lb: no\n  roles: [kube-vip]\n").args).toMatchObject({ vip: "192.168.1.100", loadBalancer: { enabled: false } });
  });
});

describe("where the role is wrong, its README's promise is kept", () => {
  it("switches metrics off by kube_vip_enable_prometheus", () => {
    expect(argsOf({ kube_vip_enable_prometheus: false }).metrics).toEqual({ enabled: false });
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly number[]]>([
    ["32 is 128 for IPv6", { kube_apiserver_lb_addr: "fd00::100" }, [128]],
    ["32 said aloud too", { kube_apiserver_lb_addr: "fd00::100", kube_vip_cidr: "32", kube_vip_subnet: "/32" }, [128]],
    ["both families", { kube_apiserver_lb_addr: "192.168.1.100,fd00::100" }, [32, 128]],
    ["both families with their lengths", { kube_apiserver_lb_addr: "192.168.1.100,fd00::100", kube_vip_cidr: "24,64" }, [24, 64]],
    ["only kube_vip_subnet", { kube_vip_subnet: "/24" }, [24]],
    ["only kube_vip_cidr, as a number", { kube_vip_cidr: 24 }, [24]],
    ["both in agreement", { kube_vip_cidr: "24", kube_vip_subnet: "/24" }, [24]],
  ])("prefix length: %s", (_, variables, lengths) => {
    expect(resolveSettings(argsOf(variables), { connects: false }).settings?.prefixLengths).toEqual(lengths);
  });

  it("sets the API servers' port and the VIP's by kube_apiserver_lb_port", () => {
    expect(resolveSettings(argsOf({ kube_apiserver_lb_port: "8443" }), { connects: false }).settings).toMatchObject({ port: 8443, loadBalancer: { port: 8443 } });
  });

  it("lets kube_vip_deploy_mode decide against kube_vip_bgp_enable", () => {
    const { args, problems } = read({ kube_apiserver_lb_addr: "192.168.1.100", kube_vip_bgp_enable: true });
    expect(args?.mode).toBe("arp");
    expect(problems).toEqual([expect.objectContaining({ id: "role-mode-differs", severity: "warning" })]);
  });

  it("makes nothing for enable_kube_vip: false, and asks for nothing then", () => {
    expect(read({ enable_kube_vip: "no" })).toMatchObject({ enabled: false, problems: [], args: { enabled: false } });
  });
});

describe("image", () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, object]>([
    ["registry and project", { registry: "r.example.org", registry_project: "infra/net" }, { registry: "r.example.org", repository: "infra/net/kube-vip", version: "v0.8.9" }],
    ["no project", { registry_project: "" }, { registry: "registry.ikubeops.local:5000", repository: "kube-vip", version: "v0.8.9" }],
    ["the role's own image said aloud", { kube_vip_image: "{{ registry }}/{{ registry_project }}/kube-vip:{{ kube_vip_version }}", kube_vip_lb_fwdmethod: "masquerade" }, { registry: "registry.ikubeops.local:5000", repository: "ikubeops/kube-vip-iptables", version: "v0.8.9" }],
    ["masquerade where iptables is not needed", { kube_vip_version: "v1.2.3", kube_vip_lb_fwdmethod: "masquerade" }, { registry: "registry.ikubeops.local:5000", repository: "ikubeops/kube-vip", version: "v1.2.3" }],
    ["another image with its version", { kube_vip_image: "r.example.org/vip:1", kube_vip_version: "v1.0.0" }, { reference: "r.example.org/vip:1", version: "v1.0.0" }],
    ["another image whose tag is the version", { kube_vip_image: "r.example.org:5000/vip:v1.0.0" }, { reference: "r.example.org:5000/vip:v1.0.0", version: "v1.0.0" }],
  ])("%s", (_, variables, image) => {
    expect(argsOf(variables).image).toEqual(image);
  });
});

describe("BGP peers", () => {
  const bgp = (variables: Readonly<Record<string, unknown>>) => argsOf({ kube_vip_deploy_mode: "bgp", ...variables }).bgp;

  it.each<readonly [string, readonly object[]]>([
    ["192.168.1.254:65001", [{ address: "192.168.1.254", as: 65001 }]],
    ["192.168.1.254:65001::false", [{ address: "192.168.1.254", as: 65001 }]],
    ["192.168.1.254:65001:pw:true, 192.168.1.253:65002::", [{ address: "192.168.1.254", as: 65001, password: "pw", multihop: true }, { address: "192.168.1.253", as: 65002 }]],
    ["[fd00::1]:65001:pw:1", [{ address: "fd00::1", as: 65001, password: "pw", multihop: true }]],
  ])("reads %s", (text, peers) => {
    expect(bgp({ kube_vip_bgp_peers: text, ...(text.startsWith("[") ? { kube_apiserver_lb_addr: "fd00::100" } : {}) })?.peers).toEqual(peers);
  });

  it("reads the single peer beside the list, its password with any character", () => {
    expect(bgp({ kube_vip_bgp_peeraddress: "192.168.1.253", kube_vip_bgp_peerpass: " a:b,c/d ", kube_vip_bgp_peers: "192.168.1.254:65001" })).toEqual({
      as: 64513, peer: { address: "192.168.1.253", as: 64513, password: " a:b,c/d " }, peers: [{ address: "192.168.1.254", as: 65001 }],
    });
  });
});

describe("words and types as Ansible has them", () => {
  it.each([["yes", true], ["On", true], ["TRUE", true], [1, true], ["1", true], ["no", false], ["off", false], ["False", false], [0, false]])("takes %p as %p", (word, value) => {
    expect(argsOf({ kube_vip_enable_lb: word }).loadBalancer?.enabled).toBe(value);
  });

  it("reads YAML 1.1 words and numbers in a file", () => {
    expect(read("kube_apiserver_lb_addr: 192.168.1.100\nkube_vip_enable_lb: off\nkube_apiserver_lb_port: 8443\nkube_vip_lease_duration: '20'\nkube_vip_renew_deadline: 15\n").args).toMatchObject({
      port: 8443, loadBalancer: { enabled: false }, leaderElection: { leaseDurationSeconds: 20, renewDeadlineSeconds: 15 },
    });
  });
});

describe("references", () => {
  it("follows names through others, also the user's own, and inside texts", () => {
    expect(argsOf({ kube_apiserver_lb_addr: "{{ my_vip }}", my_vip: "{{net}}.{{ last }}", net: "192.168.1", last: 100, kube_base_dir: "/srv/k8s", kube_vip_kubeconfig_path: "{{ kube_base_dir }}/admin.conf" })).toMatchObject({
      vip: "192.168.1.100", paths: { kubernetes: "/srv/k8s", kubeconfig: "/srv/k8s/admin.conf" },
    });
  });

  it("keeps the type of a value that is one reference", () => {
    expect(argsOf({ kube_vip_enable_lb: "{{ balance }}", balance: false }).loadBalancer?.enabled).toBe(false);
  });
});

it("has all variables of the role, each of which becomes something", () => {
  expect(Object.keys(ROLE_VARIABLES)).toHaveLength(32);
  for (const { becomes, meaning } of Object.values(ROLE_VARIABLES)) expect([becomes, meaning]).not.toContain("");
});
