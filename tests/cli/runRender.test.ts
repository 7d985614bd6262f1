// The `render` command: what goes to standard output, what to standard error, and the exit code.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { runRender, type RenderOptions } from "../../cli/render/runRender";
import { fromYaml, type Pod } from "../../components/manifest";

const SETTINGS = `
vip: 192.168.1.100
interface: eth0
loadBalancer: { forwardingMethod: masquerade }
hosts:
  cp1: { address: 192.168.1.11 }
  cp2: { address: 192.168.1.12 }
  cp3: { address: 192.168.1.13 }
`;
const ROLE_VARIABLES = `
kube_vip_deploy_mode: bgp
kube_apiserver_lb_addr: 10.0.0.100
kube_vip_bgp_peers: "10.0.0.254:65001:s3cret:false"
`;
const INVENTORY = `
[kube_masters]
m1 ansible_host=10.0.0.1
m2 ansible_host=10.0.0.2
m3 ansible_host=10.0.0.3
`;

describe("the render command", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "render-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }

  function render(text: string, options: Partial<RenderOptions> = {}) {
    const lines: { out: string[]; err: string[] } = { out: [], err: [] };
    const code = runRender({ file: file("settings", text), roleVariables: false, format: "yaml", ...options }, { out: (line) => lines.out.push(line), err: (line) => lines.err.push(line) });
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
  }

  const value = (pod: Pod, name: string) => pod.spec.containers[0]!.env.find((variable) => variable.name === name)?.value;

  it("prints a YAML document for each host under a comment with the host and the path there, and needs nothing about SSH", () => {
    const { code, out, err } = render(SETTINGS);
    expect(code).toBe(0);
    expect(err).not.toContain("ssh");
    expect(out.match(/^# .*$/gm)).toEqual(["cp1", "cp2", "cp3"].map((key) => `# ${key}: /etc/kubernetes/manifests/kube-vip.yaml`));
    const pods = parseAllDocuments(out).map((document) => document.toJS() as Pod);
    expect(pods.map((pod) => value(pod, "address"))).toEqual(["192.168.1.100", "192.168.1.100", "192.168.1.100"]);
  });

  it("prints one host alone", () => {
    const { code, out } = render(SETTINGS, { host: "cp2" });
    expect(code).toBe(0);
    expect(out.startsWith("# cp2: ")).toBe(true);
    expect(value(fromYaml(out), "vip_interface")).toBe("eth0");
  });

  it("refuses a host that is not there, and names those that are", () => {
    const { code, out, err } = render(SETTINGS, { host: "cp9" });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/There is no host "cp9" in .*; there are cp1, cp2, cp3\.$/);
  });

  it("prints JSON by host", () => {
    const { out } = render(SETTINGS, { format: "json", host: "cp1" });
    const printed = JSON.parse(out) as Record<string, { path: string; pod: Pod }>;
    expect(Object.keys(printed)).toEqual(["cp1"]);
    expect(printed["cp1"]!.path).toBe("/etc/kubernetes/manifests/kube-vip.yaml");
    expect(value(printed["cp1"]!.pod, "lb_fwdmethod")).toBe("masquerade");
  });

  it("reads settings as JSON too", () => {
    expect(render(JSON.stringify({ vip: "10.0.0.9", interface: "eth0", hosts: { a: { address: "10.0.0.1" } } })).code).toBe(0);
  });

  it("reports all problems at once and prints no manifest when one is an error", () => {
    const { code, out, err } = render("vip: 127.0.0.1\nport: 0\nhosts: { cp1: { address: nowhere } }\n");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/error .*vip: /);
    expect(err).toMatch(/error .*port: /);
    expect(err).toMatch(/error .*hosts\.cp1\.address: /);
  });

  it("says what is left to fill in, where no interface was given", () => {
    const { code, err } = render(SETTINGS.replace("interface: eth0", ""));
    expect(code).toBe(0);
    expect(err).toContain("@kube-vip:interface@ stands for the interface whose network holds the VIP (cp1, cp2, cp3).");
  });

  it("takes the Ansible role's variables with an inventory, and shows no password", () => {
    const { code, out, err } = render(ROLE_VARIABLES, { roleVariables: true, inventory: file("inventory.ini", INVENTORY) });
    expect(code).toBe(0);
    expect(parseAllDocuments(out)).toHaveLength(3);
    expect(out).toContain('value: "10.0.0.254:65001:@kube-vip:secret:bgp-0@:false"');
    expect(err).toContain("@kube-vip:secret:bgp-0@ stands for a BGP peer's password");
    expect(err).toContain("everybody who may read Pods in kube-system reads this one in the mirror Pod");
    expect(out + err).not.toContain("s3cret");
  });

  it("prints nothing when the role's enable_kube_vip is false", () => {
    const { code, out, err } = render(`${ROLE_VARIABLES}enable_kube_vip: false\n`, { roleVariables: true, inventory: file("inventory.ini", INVENTORY) });
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain("switch kube-vip off");
  });

  it("guesses that role variables were given as settings", () => {
    const { code, err } = render(ROLE_VARIABLES);
    expect(code).toBe(1);
    expect(err).toContain("add --role-variables");
  });

  it.each([["a list", "- vip", "does not hold a map"], ["nothing", "", "does not hold a map"], ["no YAML", "vip: [", "is not YAML or JSON"]])("refuses a file that holds %s", (_what, text, sentence) => {
    const { code, out, err } = render(text);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(sentence);
  });

  it("quotes nothing of a file that it cannot parse, since that may hold a secret", () => {
    const { err } = render('bgp: { peer: { password: "s3cret }\n');
    expect(err).toContain("is not YAML or JSON");
    expect(err).not.toContain("s3cret");
  });

  it("says that a file is missing", () => {
    const { code, err } = render(SETTINGS, { file: join(folder, "nothing.yaml") });
    expect(code).toBe(1);
    expect(err).toMatch(/nothing\.yaml cannot be read: .*no such file/);
  });

  it("works as a program: the manifest on standard output alone, and exit code 1 for an error", () => {
    const run = (...args: string[]) => execFileSync(process.execPath, ["--import", "tsx", join(__dirname, "../../cli/main.ts"), "render", ...args], { encoding: "utf8", stdio: "pipe", cwd: join(__dirname, "../..") });
    expect(value(fromYaml(run(file("good.yaml", SETTINGS), "--host", "cp1")), "vip_arp")).toBe("true");
    expect(() => run(file("bad.yaml", "vip: x"))).toThrow(expect.objectContaining({ status: 1, stdout: "" }));
    expect(() => run(file("good.yaml", SETTINGS), "--inventory", "x")).toThrow(/--inventory goes with --role-variables/);
  });
});
