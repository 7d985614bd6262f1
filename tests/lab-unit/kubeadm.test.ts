// What the lab tells a real kubeadm: its configuration files and the shell commands that hold them.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { askClusterCommand, kubeadmInitCommand, kubeadmJoinCommand } from "../../lab/kubeadm/commands";
import { kubeadmInitConfig, kubeadmJoinConfig } from "../../lab/kubeadm/config";

type Document = Readonly<Record<string, unknown>>;

function read(text: string): Record<string, Document> {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as Document);
  return Object.fromEntries(documents.map((document) => [document.kind as string, document]));
}

describe("the file for kubeadm init", () => {
  const files = read(kubeadmInitConfig("cp1"));

  it("makes the VIP the control plane's endpoint, and the host's own address the API server's and the Node's", () => {
    expect(files.ClusterConfiguration).toMatchObject({ apiVersion: "kubeadm.k8s.io/v1beta4", kubernetesVersion: "v1.34.4", controlPlaneEndpoint: "10.77.0.100:6443" });
    expect(files.InitConfiguration).toMatchObject({ localAPIEndpoint: { advertiseAddress: "10.77.0.11" }, nodeRegistration: { kubeletExtraArgs: [{ name: "node-ip", value: "10.77.0.11" }] } });
  });

  it("asks of kubelet nothing that needs the cpuset controller", () => {
    expect(files.KubeletConfiguration).toMatchObject({ cgroupDriver: "cgroupfs", cgroupsPerQOS: false, enforceNodeAllocatable: ["none"], failSwapOn: false });
  });
});

describe("the file for kubeadm join", () => {
  const init = read(kubeadmInitConfig("cp1")).InitConfiguration as unknown as { bootstrapTokens: { token: string }[]; certificateKey: string };
  const join = read(kubeadmJoinConfig("cp3"));

  it("brings the host into the control plane at the VIP with the token and the certificate key of init", () => {
    expect(Object.keys(join)).toEqual(["JoinConfiguration"]);
    expect(join.JoinConfiguration).toMatchObject({
      discovery: { bootstrapToken: { token: init.bootstrapTokens[0]!.token, apiServerEndpoint: "10.77.0.100:6443" } },
      controlPlane: { localAPIEndpoint: { advertiseAddress: "10.77.0.13" }, certificateKey: init.certificateKey },
      nodeRegistration: { kubeletExtraArgs: [{ name: "node-ip", value: "10.77.0.13" }] },
    });
  });

  it("has a token and a key of the form that kubeadm accepts", () => {
    expect(init.bootstrapTokens[0]!.token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(init.certificateKey).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a command", () => {
  const commands = { init: kubeadmInitCommand("cp1"), join: kubeadmJoinCommand("cp2"), ask: askClusterCommand("/api/v1/nodes?limit=1") };

  it.each(Object.entries(commands))("for %s is one that a POSIX shell can read", (_name, command) => {
    expect(spawnSync("dash", ["-n"], { input: command }).status).toBe(0);
  });

  it.each([["init", kubeadmInitConfig("cp1")], ["join", kubeadmJoinConfig("cp2")]] as const)("for %s writes the file as it is, for root alone, and gives it to kubeadm", (verb, config) => {
    const folder = mkdtempSync(join(tmpdir(), "lab-kubeadm-"));
    try {
      const [file, calls] = [join(folder, "kubeadm.yaml"), join(folder, "calls")];
      writeFileSync(join(folder, "kubeadm"), `#!/bin/sh\necho "$@" > ${calls}\n`, { mode: 0o755 });
      execFileSync("sh", ["-c", commands[verb].replaceAll("/root/kubeadm.yaml", file)], { env: { PATH: `${folder}:/usr/bin:/bin` } });
      expect(readFileSync(file, "utf8")).toBe(config);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(calls, "utf8")).toMatch(new RegExp(`^${verb} --config ${file} `));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("for init uploads the certificates that the others join with", () => {
    expect(commands.init).toContain(" --upload-certs ");
  });
});

it("the script that empties a host is one that a POSIX shell can read", () => {
  expect(spawnSync("dash", ["-n", join(__dirname, "../../lab/kubeadm/empty.sh")]).status).toBe(0);
});
