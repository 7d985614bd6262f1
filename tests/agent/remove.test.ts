// Removing kube-vip from a host: its owner alone, exactly what is ours.
import { removeCall } from "../../components/hosts/calls/apply";
import { ETH0, HURRY, STRAY_KUBE_VIP } from "./programs";
import { type Host, onHost, type Outcome, underEachShell, withLibrary } from "./sandbox";
import { arpManifest, caller, install, kubeconfigFile, MANIFEST, OWNER, recorded, removal, STATE } from "./samples";

const OTHERS = { "/etc/kubernetes/manifests/etcd.yaml": "etcd\n", "/etc/modules-load.d/other.conf": "ip_vs\n", "/etc/kubernetes/manifests/kube-vip.yaml.bak": "old\n" };
const OURS = { [MANIFEST]: arpManifest, [`${STATE}/last-good.yaml`]: arpManifest.replace("@kube-vip:interface@", "eth0"), "/etc/modules-load.d/pulumi-kube-vip.conf": "ip_vs\n" };
const remove = removeCall(caller, removal);
const FILES = "find /etc/kubernetes /etc/modules-load.d -type f | sort";
const ADDRESSES = "ip -o addr show | awk '/eth/ && !/fe80/ { print $2, $4 }'";

function host(owner: string, setup = ""): Host {
  return { files: { ...kubeconfigFile, ...OTHERS, ...OURS, ...recorded(owner) }, setup: `${ETH0}\n${setup}` };
}

underEachShell("removal", (shell) => {
  it("takes our manifest, our boot list and the VIP, and nothing else", () => {
    const [, done, files, addresses, again] = onHost(shell, host(OWNER, "ip addr add 192.168.1.100/32 dev eth0"), [install(), remove, FILES, ADDRESSES, remove]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([done.status, done.stdout, done.stderr]).toEqual([0, "", `cp1: removing ${MANIFEST}\n`]);
    expect(files.stdout.split("\n").slice(0, -1)).toEqual(["/etc/kubernetes/admin.conf", ...Object.keys(OTHERS)].sort());
    expect(addresses.stdout).toBe("eth0 192.168.1.11/24\n");
    expect(again.status).toBe(0);
  });

  describe("of a host that has the VIP", () => {
    const HAS = "ip addr add 192.168.1.100/32 dev eth0";
    /** The sandbox has this machine's name, in which its own Pod stands for kube-vip's. */
    const removed = (setup: string, files: Readonly<Record<string, string>> = {}): Outcome => {
      const ours = host(OWNER, `${HAS}\n${setup}`);
      return onHost(shell, { ...ours, files: { ...ours.files, ...files } }, [install(), remove])[1]!;
    };
    const OTHER = { "/opt/kube-vips": "cp2\n" };
    const GONE_FOR_LONG = { "/opt/node-lease": '{ "renewTime": "2026-01-02T03:04:05.000000Z", "leaseDurationSeconds": 40 }' };
    const SILENT = "echo 000 >/opt/vip-code";
    /** Once the manifest is gone the VIP is silent for a second, from before the end of kube-vip. */
    const MOVES = `${STRAY_KUBE_VIP}\n(while test -e ${MANIFEST}; do sleep 0.05; done; ${SILENT}; kill $(cat /opt/pid); sleep 1; echo 200 >/opt/vip-code) >/dev/null 2>&1 &`;

    it("waits until another one has taken it over, and says how long it was away", () => {
      const { status, stderr } = removed(MOVES, OTHER);
      expect([status, stderr.replace(/\d+ ms/, "N ms").split("\n").slice(-2)]).toEqual([0, ["cp1: the VIP has gone over to another host; it was away for N ms", ""]]);
      expect(Number(/away for (\d+) ms/.exec(stderr)?.[1])).toBeGreaterThan(800);
    });

    it("fails where kube-vip runs elsewhere and nobody takes it over, and then has nothing more to do", () => {
      const ours = host(OWNER, `${HAS}\n${SILENT}\n${HURRY}`);
      const [, failed, folder, again] = onHost(shell, { ...ours, files: { ...ours.files, ...OTHER } }, [install(), remove, FILES, remove]) as [Outcome, Outcome, Outcome, Outcome];
      expect(failed.status).toBe(1);
      expect(failed.stderr).toMatch(/cp1: kube-vip is gone from this host as it should be, but for 31 s nobody has taken the VIP over: it does not answer at https:\/\/192\.168\.1\.100:6443\/healthz \(.*\), although kube-vip runs on cp2\. Look at its log there/);
      expect(folder.stdout).not.toContain(`${MANIFEST}\n`);
      expect(again.status).toBe(0);
    });

    it.each<[string, string, Readonly<Record<string, string>>]>([
      ["no other kube-vip is there", "", {}],
      ["the only other one is on a host without power", "", { ...OTHER, ...GONE_FOR_LONG }],
    ])("waits for nobody where %s", (_, setup, files) => {
      const { status, stderr } = removed(`${SILENT}\n${setup}`, files);
      expect([status, stderr]).toEqual([0, `cp1: removing ${MANIFEST}\n`]);
    });

    it("stops waiting when the others end too, as when all is destroyed at once", () => {
      const { status, stderr } = removed(`${SILENT}\n(while test -e ${MANIFEST}; do sleep 0.05; done; sleep 1; rm /opt/kube-vips) >/dev/null 2>&1 &`, OTHER);
      expect([status, stderr.split("\n").slice(-2)]).toEqual([0, ["cp1: nobody takes the VIP over, since no other kube-vip is left", ""]]);
    });

    it("warns, and does not fail, where the kubeconfig may not see who else is there", () => {
      const { status, stderr } = removed(`${SILENT}\n${HURRY}`, { "/opt/pods-code": "403\n" });
      expect(status).toBe(0);
      expect(stderr).toContain("cp1: WARNING: for 31 s nobody has taken the VIP over: it does not answer at ");
    });
  });

  it("is a no-op for anyone but the recorded owner, even of the same stack", () => {
    const renamed = OWNER.replace("::vip#", "::renamed#");
    const steps = [install({ owner: OWNER }, { adopt: true }), `${FILES}; ${ADDRESSES}`, remove, `${FILES}; ${ADDRESSES}`];
    const [, before, done, after] = onHost(shell, host(renamed, "ip addr add 192.168.1.100/32 dev eth0"), steps) as [Outcome, Outcome, Outcome, Outcome];
    expect([done.status, done.stderr]).toEqual([0, `cp1: the kube-vip here belongs to ${renamed}, so it stays\n`]);
    expect(after.stdout).toBe(before.stdout);
  });

  it.each([
    ["with another prefix", "ip addr add 192.168.1.100/24 dev eth0", "eth0 192.168.1.100/24"],
    ["on another interface", "ip link add eth1 type dummy 2>/dev/null || ip link add eth1 type bridge; ip addr add 192.168.1.100/32 dev eth1", "eth1 192.168.1.100/32"],
  ])("leaves the address of the VIP %s and says so", (_, setup, left) => {
    const [, done, addresses] = onHost(shell, host(OWNER, setup), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect(done.status).toBe(1);
    expect(done.stderr).toContain("cp1: kube-vip is gone, but the VIP 192.168.1.100 is still on an interface and could not be taken off eth0. Take it off by hand and run this again.\n");
    expect(addresses.stdout.split("\n")).toContain(left);
  });

  it("leaves the VIP that an operator gave to every host, where packets are sent on as they are", () => {
    const last = { [`${STATE}/last-good.yaml`]: OURS[`${STATE}/last-good.yaml`]!.replace('"local"', '"directroute"') };
    const ours = host(OWNER, "ip addr add 192.168.1.100/32 dev lo; ip addr add 192.168.1.100/32 dev eth0");
    const [, done, addresses] = onHost(shell, { ...ours, files: { ...ours.files, ...last } }, [install(), remove, "ip -o addr show to 192.168.1.100 | awk '{ print $2, $4 }'"]) as [Outcome, Outcome, Outcome];
    expect([done.status, addresses.stdout]).toEqual([0, "lo 192.168.1.100/32\n"]);
  });

  it("leaves addresses that only begin like the VIP", () => {
    const more = "ip addr add 192.168.1.10/32 dev eth0; ip addr add 192.168.1.101/32 dev eth0";
    const [, done, addresses] = onHost(shell, host(OWNER, more), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect([done.status, addresses.stdout.split("\n").length]).toEqual([0, 4]);
  });

  it("says so when kube-vip still runs, and can be run again", () => {
    const short = removeCall(caller, { ...removal, removalSeconds: 1 });
    const [, refused, , done] = onHost(shell, host(OWNER, `${STRAY_KUBE_VIP}\n${HURRY}`), [install(), short, "kill $(cat /opt/pid); sleep 0.2", short]) as [Outcome, Outcome, Outcome, Outcome];
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/kube-vip\.yaml is gone, but kube-vip still runs \(process \d+\) after 1 s\. Does kubelet run\?/);
    expect(done.status).toBe(0);
  });

  it("knows an IPVS service by the address and the port as the kernel prints them", () => {
    const entries = ["10.77.0.100", "fd77::100", "fd77::", "::1", "2001:db8:1:2:3:4:5:6"].map((vip) => `ipvs_entry ${vip}; echo "$entry"`).join("; ");
    expect(withLibrary(shell, {}, `vip_port=6443; ${entries}`).split("\n").slice(0, -1)).toEqual([
      "0A4D0064:192B",
      "[fd77:0000:0000:0000:0000:0000:0000:0100]:192B",
      "[fd77:0000:0000:0000:0000:0000:0000:0000]:192B",
      "[0000:0000:0000:0000:0000:0000:0000:0001]:192B",
      "[2001:0db8:0001:0002:0003:0004:0005:0006]:192B",
    ]);
  });

  it("takes an IPv6 VIP off with its own prefix length, and no other address", () => {
    const files = { ...kubeconfigFile, ...recorded(OWNER), [MANIFEST]: arpManifest, [`${STATE}/last-good.yaml`]: arpManifest.replace("@kube-vip:interface@", "eth0").replace('"192.168.1.100"', '"192.168.1.100,fd00::100"').replace(/(vip_(?:cidr|subnet)\n +value: )"32"/, '$1"32,128"') };
    const setup = `${ETH0}\nfor address in 192.168.1.100/32 fd00::100/128 fd00::11/64 fd00::1000/128; do ip addr add $address dev eth0; done`;
    const [, done, left] = onHost(shell, { files, setup }, [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect([done.status, left.stdout.trim().split("\n").sort()]).toEqual([0, ["eth0 192.168.1.11/24", "eth0 fd00::1000/128", "eth0 fd00::11/64"].sort()]);
  });
});
