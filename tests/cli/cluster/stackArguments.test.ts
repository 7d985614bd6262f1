// A stack's arguments from `pulumi config`; in the place of the CLI, a program that prints what the real one (3.259.0) printed.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stackArguments } from "../../../cli/cluster/stackArguments";
import { clusterOf } from "../../../cli/cluster/cluster";
import { KNOWN_HOSTS } from "../../settings/samples";

/** Every key that the schema in Pulumi.yaml gives a default is printed, empty or not. */
const printed = (over: Record<string, { value: string; secret?: boolean; objectValue?: unknown }> = {}) => JSON.stringify({
  "kube-vip:bgpPassword": { value: "", secret: false },
  "kube-vip:hosts": { value: '{"cp1":{"address":"192.168.1.11"},"cp2":{"address":"192.168.1.12"}}', objectValue: {}, secret: false },
  "kube-vip:inventory": { value: "", secret: false },
  "kube-vip:knownHosts": { value: "", secret: false },
  "kube-vip:knownHostsFile": { value: "known_hosts", secret: false },
  "kube-vip:roleVariables": { value: "", secret: false },
  "kube-vip:settings": { value: '{"leaderElection":{"leaseDurationSeconds":20}}', objectValue: {}, secret: true },
  "kube-vip:sshPassword": { value: "pass-w0rd", secret: true },
  "kube-vip:sshPrivateKey": { value: "", secret: false },
  "kube-vip:sshUser": { value: "ops", secret: false },
  "kube-vip:vip": { value: "192.168.1.100", secret: false },
  ...over,
});

describe("a stack's arguments", () => {
  let folder: string;
  const path = process.env.PATH;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-"));
    mkdirSync(join(folder, "deep", "er"), { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: kube-vip\nruntime: nodejs\n");
    writeFileSync(join(folder, "known_hosts"), KNOWN_HOSTS);
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  function pulumi(script: string): void {
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin", "pulumi"), `#!/bin/sh\nprintf '%s\\n' "$PWD" "$*" >"${join(folder, "called")}"\n${script}\n`);
    chmodSync(join(folder, "bin", "pulumi"), 0o755);
    process.env.PATH = `${join(folder, "bin")}${delimiter}${path}`;
  }

  function prints(json: string): void {
    writeFileSync(join(folder, "printed"), json);
    pulumi(`cat "${join(folder, "printed")}"`);
  }

  const read = (stack?: string, cwd = folder) => stackArguments({ cwd, ...(stack === undefined ? {} : { stack }) }, () => {});

  it("add settings to the groups that the role's variables give", async () => {
    writeFileSync(join(folder, "group_vars.yml"), 'kube_apiserver_lb_addr: 192.168.1.100\nkube_vip_deploy_mode: bgp\nkube_vip_version: v1.2.1\nkube_vip_bgp_peers: "192.168.1.254:65001::false"\n');
    prints(printed({ "kube-vip:roleVariables": { value: "group_vars.yml" }, "kube-vip:settings": { value: '{"bgp":{"holdTimeSeconds":12}}', objectValue: {} } }));
    const { settings } = clusterOf(await read("prod"), "the stack");
    expect(settings.bgp).toMatchObject({ holdTimeSeconds: 12, peers: [{ address: "192.168.1.254", as: 65001 }] });
  });

  it("are those of the program, with files relative to its folder, from a folder below it too", async () => {
    prints(printed());
    const { settings, connections } = clusterOf(await read("prod", join(folder, "deep", "er")), "the stack");
    expect(settings.vips).toEqual(["192.168.1.100"]);
    expect(settings.leaderElection.leaseDurationSeconds).toBe(20);
    expect(connections["cp2"]).toMatchObject({ host: "192.168.1.12", user: "ops", password: "pass-w0rd", hostKey: KNOWN_HOSTS.split("\n")[1]!.replace("192.168.1.12 ", "") });
    expect(readFileSync(join(folder, "called"), "utf8")).toBe(`${folder}\nconfig --show-secrets --json --non-interactive --stack prod\n`);
  });

  it("are those of the selected stack when none is named", async () => {
    prints(printed());
    await read();
    expect(readFileSync(join(folder, "called"), "utf8")).not.toContain("--stack");
  });

  it("take in the role's variables and what is doubtful about them", async () => {
    writeFileSync(join(folder, "vars.yml"), "kube_apiserver_lb_addr: 192.168.1.200\nkube_vip_lb_fwdmethod: masquerade\n");
    prints(printed({ "kube-vip:roleVariables": { value: "vars.yml" }, "kube-vip:vip": { value: "" } }));
    const warnings: string[] = [];
    const args = await stackArguments({ cwd: folder }, (sentence) => warnings.push(sentence));
    expect(args.vip).toBe("192.168.1.200");
    for (const warning of warnings) expect(warning).toMatch(/^vars\.yml: /);
  });

  it("ask for the consent that the role cannot give, where its kube-vip reads passwords in the static Pod only", async () => {
    writeFileSync(join(folder, "vars.yml"), "kube_apiserver_lb_addr: 192.168.1.200\nkube_vip_deploy_mode: bgp\nkube_vip_bgp_peers: 192.168.1.254:65001:hush:false\n");
    const role = { "kube-vip:roleVariables": { value: "vars.yml" }, "kube-vip:vip": { value: "" } };
    prints(printed(role));
    const without = await read("prod");
    expect(() => clusterOf(without, "the stack")).toThrow(/bgp\.passwordsInMirrorPod/);
    prints(printed({ ...role, "kube-vip:settings": { value: '{"bgp":{"passwordsInMirrorPod":true}}', objectValue: {} } }));
    expect(clusterOf(await read("prod"), "the stack").settings.bgp).toMatchObject({ peersIn: "variables", peers: [{ hasPassword: true }] });
  });

  it.each<[string, string, RegExp]>([
    ["pulumi's own words where it fails", "echo 'error: incorrect passphrase' >&2; exit 1", /cannot be read; pulumi says: incorrect passphrase$/],
    ["nothing of what was printed where it is no configuration", "echo '{\"kube-vip:sshPassword\": \"pass-w0rd\"'", /^`pulumi config --json` printed something else than a configuration/],
    ["what to use where another program keeps its arguments in code", "echo '{\"kube-vip:other\":{\"value\":\"x\"}}'", /has neither kube-vip:hosts nor kube-vip:roleVariables.* --settings FILE/],
    ["the key whose value is no object", `echo '${printed({ "kube-vip:settings": { value: "text" } })}'`, /^The configuration value kube-vip:settings is no JSON object/],
    ["the file that is not there", `echo '${printed({ "kube-vip:knownHostsFile": { value: "gone" } })}'`, /cannot be read: .*gone/],
  ])("that cannot be read end with %s", async (_, script, sentence) => {
    pulumi(script);
    await expect(read("prod")).rejects.toThrow(sentence);
    await expect(read("prod")).rejects.not.toThrow(/pass-w0rd/);
  });

  it("need the CLI, and a Pulumi.yaml that names a project", async () => {
    process.env.PATH = join(folder, "nothing");
    await expect(read()).rejects.toThrow(/pulumi is not on PATH.*--settings FILE/);
    writeFileSync(join(folder, "Pulumi.yaml"), "runtime: nodejs\n");
    await expect(read()).rejects.toThrow(/Pulumi\.yaml names no project/);
    await expect(stackArguments({ cwd: "/proc" }, () => {})).rejects.toThrow(/There is no Pulumi\.yaml in \/proc or above it/);
  });
});
