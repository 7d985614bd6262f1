// What must be true before a host is touched: all faults at once, nothing changed, and nobody else's kube-vip.
import { STRAY_KUBE_VIP } from "./programs";
import { onHost, type Outcome, underEachShell } from "./sandbox";
import { apply, bgpManifest, install, KUBECONFIG, kubeconfigFile, MANIFEST, OWNER, recorded, STATE } from "./samples";

const STRANGER = "prod::other::kube-vip:index:KubeVip::vip#cp1";
const FOLDER = "/etc/kubernetes/manifests";
/** All that a change of the agent could show in; without the sandbox's own programs. */
const EVERYTHING = "find /etc /var/lib /run -type f -exec sha256sum {} + | sort; find /etc /var/lib /run | sort; ip addr; ip route";

function refusal(shell: Parameters<typeof onHost>[0], host: Parameters<typeof onHost>[1], call: string): string {
  const [before, refused, after] = onHost(shell, host, [EVERYTHING, call, EVERYTHING]) as [Outcome, Outcome, Outcome];
  expect([refused.status, refused.stdout, after.stdout]).toEqual([1, "", before.stdout]);
  return refused.stderr;
}

underEachShell("a host that is not ready", (shell) => {
  it("is told all faults at once, and not changed", () => {
    const files = { [`${FOLDER}/other.yaml`]: "image: ghcr.io/kube-vip/kube-vip:v1\n", [`${FOLDER}/quoted.yml`]: 'image: "docker.io/plndr/kube-vip"\n', [`${FOLDER}/etcd.yaml`]: "image: etcd\n" };
    const without = { files, setup: `mkdir ${KUBECONFIG}` };
    const said = refusal(shell, without, install({}, { modules: ["ip_vs", "no_such", "no_other"] }));
    expect(said.split("\n").slice(0, -1)).toEqual([
      "cp1: this host is not ready for kube-vip and was not changed:",
      expect.stringContaining(`- ${KUBECONFIG} is a folder: `),
      expect.stringContaining(`- ${FOLDER}/other.yaml runs a kube-vip of its own`),
      expect.stringContaining(`- ${FOLDER}/quoted.yml runs a kube-vip of its own`),
      expect.stringMatching(/^- the kernel \S+ has no module no_such no_other, .*`loadBalancer\.enabled: false`/),
    ]);
  });

  it("is told of a missing folder and a missing kubeconfig by their settings", () => {
    const said = refusal(shell, {}, install({}, { manifest: "/etc/no such/kube-vip.yaml", kubeconfig: "/etc/no 'such'.conf" }));
    expect(said).toContain("- the folder /etc/no such does not exist; kubelet's static Pod folder must be named in `paths.manifests`.");
    expect(said).toContain("- the kubeconfig /etc/no 'such'.conf does not exist; name the right one in `paths.kubeconfig`.");
  });

  it("is told of a missing program", () => {
    const hide = 'rm /opt/front/curl; while found=$(command -v curl); do mount --bind /dev/null "$found"; done';
    expect(refusal(shell, { files: kubeconfigFile, setup: hide }, install())).toContain("- the program `curl` is not installed; install the package that brings it");
  });

  it.each([
    ["ubuntu", "ID=ubuntu\nID_LIKE=debian\n", "linux-modules-extra-"],
    ["debian", "ID=debian\n", "linux-image-"],
    ["rocky", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "kernel-modules-"],
    ["opensuse-leap", 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "kernel-default (the one of "],
    ["alpine", "ID=alpine\n", "linux-lts (the one of "],
    ["another", "ID=other\n", "your distribution's package with the modules of kernel "],
  ])("is told the package of a missing kernel module on %s", (_, release, name) => {
    const said = refusal(shell, { files: { ...kubeconfigFile, "/etc/os-release": release } }, install({}, { modules: ["no_such"] }));
    expect(said).toContain(`install ${name}`);
  });
});

underEachShell("a host with a kube-vip that is not this component's", (shell) => {
  const foreign = { [MANIFEST]: "image: ghcr.io/kube-vip/kube-vip:v1\n" };

  it("is refused to another stack, which is told whose it is", () => {
    expect(refusal(shell, { files: { ...kubeconfigFile, ...recorded(STRANGER) } }, install())).toContain(`cp1: the kube-vip on this host belongs to ${STRANGER}, and this is ${OWNER}. `);
  });

  it("is refused when nobody of ours wrote the manifest, or when it runs without one", () => {
    expect(refusal(shell, { files: { ...kubeconfigFile, ...foreign } }, install())).toContain(`there is a ${MANIFEST} that nobody of ours wrote`);
    expect(refusal(shell, { files: kubeconfigFile, setup: STRAY_KUBE_VIP }, install())).toMatch(/kube-vip runs here already \(process \d+\), started by something else/);
  });

  it("is refused again at the change itself, after the agent was installed", () => {
    const look = `ls -A /run ${FOLDER}`;
    const [, before, refused, after] = onHost(shell, { files: kubeconfigFile }, [install(), `echo owner=${STRANGER} >${STATE}/record; ${look}`, apply(bgpManifest), look]) as [Outcome, Outcome, Outcome, Outcome];
    expect(refused.stderr).toContain(`belongs to ${STRANGER}`);
    expect(after.stdout).toBe(before.stdout);
  });

  it("is taken with `adopt`, and by a component of the same stack under another name", () => {
    const renamed = OWNER.replace("::vip#", "::renamed#");
    for (const [files, adopt] of [[recorded(STRANGER), true], [foreign, true], [recorded(renamed), false]] as const) {
      expect(onHost(shell, { files: { ...kubeconfigFile, ...files } }, [install({}, { adopt })])[0]).toMatchObject({ status: 0, stderr: "" });
    }
  });
});
