// One host of the lab: the command line it is started with, the files that make it what it is, the units it runs, and how it is reached.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { notReady, type NodeState } from "../../lab/machine/ready";
import { insideCommand, sshConfig } from "../../lab/machine/ssh";
import { umlCommand } from "../../lab/machine/uml";
import { knownHostLines, makeHostKeys } from "../../lab/pki/sshKeys";
import { certificateRequests, subjectAltName } from "../../lab/pki/certificates";
import { identityFiles } from "../../lab/rootfs/seed";
import { enabled, masked } from "../../lab/rootfs/units";

const rootfs = join(__dirname, "../../lab/rootfs/files");

describe("the command line of a host", () => {
  const command = umlCommand({
    shim: "/cache/shim.so",
    disks: [{ file: "/lab/overlay.cow,/cache/disk.img" }, { file: "/lab/seed.tar", readOnly: true }],
    network: { tap: "cp1", mac: "52:54:00:77:00:11" },
    controlDir: "/lab/uml",
  });

  it("puts the kernel and all it starts below one process that takes them along when it is killed", () => {
    expect(command.slice(0, 4)).toEqual(["unshare", "--pid", "--fork", "--kill-child"]);
  });

  it("always loads the shim that CPUs with AMX need", () => {
    expect(command.indexOf("LD_PRELOAD=/cache/shim.so")).toBeLessThan(command.indexOf("linux.uml"));
  });

  it("writes to the host's own disk and reads its seed", () => {
    expect(command).toEqual(expect.arrayContaining(["ubd0=/lab/overlay.cow,/cache/disk.img", "ubd1r=/lab/seed.tar", "root=/dev/ubda", "rw"]));
  });

  it("has no network card unless it is given one", () => {
    const without = umlCommand({ shim: "/s", disks: [], controlDir: "/c" });
    expect(command).toContain("vec0:transport=tap,ifname=cp1,mac=52:54:00:77:00:11,gro=1");
    expect(without.filter((argument) => argument.startsWith("vec0"))).toEqual([]);
  });
});

describe("what makes a host this host", () => {
  it("are its name, its neighbours and its units' variables", () => {
    const files = identityFiles("cp2");
    expect(files["etc/hostname"]?.content).toBe("cp2\n");
    expect(files["etc/hosts"]?.content).toContain("10.77.0.13 cp3");
    expect(files["etc/lab/host.env"]?.content).toContain("LAB_ADDRESS=10.77.0.12\n");
    expect(files["etc/lab/host.env"]?.content).toContain("LAB_ETCD_MEMBERS=cp1=http://10.77.0.11:2380,cp2=http://10.77.0.12:2380,cp3=http://10.77.0.13:2380\n");
  });

  it("gives every variable that a unit or lab-host reads", () => {
    const given = String(identityFiles("cp1")["etc/lab/host.env"]?.content);
    const readers = ["etc/systemd/system/etcd.service", "etc/systemd/system/kube-apiserver.service", "etc/systemd/system/kubelet.service", "usr/local/sbin/lab-host"];
    const used = readers.flatMap((path) => readFileSync(join(rootfs, path), "utf8").match(/LAB_[A-Z0-9_]+/g) ?? []);
    expect(used.length).toBeGreaterThan(8);
    for (const name of used) expect(given).toContain(`${name}=`);
  });

  it("are host keys of its own, which ssh finds under its address", async () => {
    const keys = await Promise.all(["cp1", "cp2"].map((host) => makeHostKeys(mkdtempSync(join(tmpdir(), "lab-keys-")), host)));
    const lines = keys.flatMap((key) => Object.values(key).map(({ publicKey }) => publicKey.split(" ")[1]));
    expect(new Set(lines).size).toBe(6);
    expect(knownHostLines("10.77.0.11", [keys[0]!.ed25519.publicKey])[0]).toMatch(/^10\.77\.0\.11 ssh-ed25519 \S+$/);
    expect(knownHostLines("10.77.0.1", [keys[0]!.ecdsa.publicKey], 2222)[0]).toMatch(/^\[10\.77\.0\.1\]:2222 ecdsa-sha2-nistp256 \S+$/);
  });
});

describe("the certificates", () => {
  it("name kubelets as Kubernetes' authorizer wants it", () => {
    expect(certificateRequests().find(({ name }) => name === "kubelet-cp3")).toMatchObject({ subject: "/O=system:nodes/CN=system:node:cp3", sans: ["cp3", "10.77.0.13", "fd77::13"] });
  });

  it("tell names from addresses of both families", () => {
    expect(subjectAltName(["kubernetes", "10.77.0.100", "fd77::100"])).toBe("subjectAltName=DNS:kubernetes,IP:10.77.0.100,IP:fd77::100");
  });
});

describe("the units of a host", () => {
  it("load no IPVS at boot", () => {
    expect(masked).toContain("ipvsadm.service");
  });

  it("are not both wanted and masked, and leave modules and sysctls of a deployer to systemd", () => {
    expect(enabled.filter((unit) => (masked as readonly string[]).includes(`${unit}.service`))).toEqual([]);
    for (const unit of ["systemd-modules-load.service", "systemd-sysctl.service"]) expect(masked).not.toContain(unit);
  });

  it("are scripts a POSIX shell can read", () => {
    const scripts = [join(rootfs, "usr/local/sbin/lab-host"), join(rootfs, "usr/local/sbin/lab-import-images"), join(__dirname, "../../lab/machine/reset.sh")];
    for (const script of scripts) expect(spawnSync("dash", ["-n", script]).status).toBe(0);
  });
});

describe("a Node is ready", () => {
  const node: NodeState = {
    metadata: { labels: { "node-role.kubernetes.io/control-plane": "" } },
    status: { nodeInfo: { bootID: "this" }, conditions: [{ type: "MemoryPressure", status: "False" }, { type: "Ready", status: "True" }] },
  };

  it("when kubelet said so since this boot and it is labelled", () => {
    expect(notReady(node, "this")).toBeUndefined();
  });

  it("not by what kubelet said before the plug was pulled", () => {
    expect(notReady(node, "another")).toBe("kubelet has not reported since this boot");
  });

  it("not while its condition or its label is missing", () => {
    expect(notReady({ ...node, status: { nodeInfo: { bootID: "this" } } }, "this")).toBe("not Ready");
    expect(notReady({ ...node, metadata: {} }, "this")).toBe("not yet labelled as control plane");
  });
});

describe("reaching a host", () => {
  it("checks its key against the lab's own list and nothing of this machine's", () => {
    const config = sshConfig({ key: "/lab/key", knownHosts: "/lab/known_hosts", connections: "/lab/connections" });
    expect(config).toContain("Host cp3\n  HostName 10.77.0.13\n");
    expect(config).toContain("StrictHostKeyChecking yes");
    expect(config).toContain("UserKnownHostsFile /lab/known_hosts");
    expect(config).toContain("GlobalKnownHostsFile /dev/null");
  });

  it("happens inside the lab's namespace", () => {
    expect(insideCommand({ namespace: "kvlab-x" }, "curl", ["-s", "url"])).toEqual(["ip", ["netns", "exec", "kvlab-x", "curl", "-s", "url"]]);
  });
});
