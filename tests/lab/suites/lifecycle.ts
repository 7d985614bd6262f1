// From nothing to a proven VIP, through changes, to nothing again.
import { diagnostics, operations, statusLines } from "../../../lab/pulumi/events";
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { containerOn, manifestOn, tracesOn, vipAnswers, vipHolders } from "../sights";
import { labSettings, labStack, type Outputs, outputsOf, SHORT_LEASES } from "../stack";

const HOSTS = ["cp1", "cp2", "cp3"];

export function lifecycle(lab: () => Lab): void {
  describe("the life of a VIP", () => {
    let stack: Workspace;
    let created: Outputs;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
    });
    afterAll(() => stack?.remove());

    it("shows at preview what will be, and touches no host", async () => {
      const { events } = await stack.preview();
      expect(operations(events).every(({ op }) => op === "create")).toBe(true);
      expect(await Promise.all(HOSTS.map((host) => tracesOn(lab(), host)))).toEqual([[], [], []]);
    });

    it("is created, and answers on the VIP over verified TLS from hosts that do not hold it", async () => {
      const { events } = await stack.up();
      created = await outputsOf(stack);
      expect(created).toMatchObject({ endpoint: `https://${lab().vip}:6443`, healthz: { status: "healthy", httpCode: 200, tlsVerified: true } });
      expect(created.healthz.answered).toBe(created.healthz.asked);
      expect(created.healthz.asked).toBeGreaterThanOrEqual(9);
      expect(created.healthz.from).not.toContain(created.holder);
      expect(await vipHolders(lab())).toEqual([created.holder]);
      expect(await vipAnswers(lab())).toBe(true);
      expect(statusLines(events).join("\n")).toContain("kube-vip runs, asking the VIP");
    });

    it("tells for each host what really runs there", async () => {
      for (const host of HOSTS) {
        expect(created.hosts[host]).toMatchObject({ containerId: await containerOn(lab(), host), interface: "eth0", modules: ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack"] });
        expect(created.hosts[host]?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect((await manifestOn(lab(), host))?.mode).toBe("600");
        expect((await lab().on(host, "cut -d' ' -f1 /proc/modules; cat /etc/modules-load.d/pulumi-kube-vip.conf")).stdout).toMatch(/^ip_vs$/m);
      }
    });

    it("changes nothing and restarts nothing when run again", async () => {
      const { events } = await stack.up();
      expect(operations(events).filter(({ op }) => op !== "same")).toEqual([]);
      expect(await outputsOf(stack)).toEqual(created);
      expect(await Promise.all(HOSTS.map((host) => containerOn(lab(), host)))).toEqual(HOSTS.map((host) => created.hosts[host]?.containerId));
    });

    it("shows a changed setting as a structural diff of each manifest, and that the proof runs again; nothing else", async () => {
      await stack.setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 } }) });
      const { stdout, events } = await stack.preview({ args: ["--diff"] });
      const changed = operations(events).filter(({ op }) => op !== "same").map(({ name, op }) => `${op} ${name}`);
      expect(changed.sort()).toEqual([...HOSTS.flatMap((host) => [`update kube-vip-host-${host}`, `update kube-vip-host-${host}-witness`]), "update kube-vip-health"].sort());
      expect(stdout).toContain("stdin: (yaml) {");
      expect(stdout).toMatch(/~ value: "6" => "8"/);
      expect(stdout).not.toContain("connection");
    });

    it("applies the change on all hosts, and the VIP answers after", async () => {
      await stack.up();
      const now = await outputsOf(stack);
      for (const host of HOSTS) {
        expect((await manifestOn(lab(), host))?.text).toMatch(/vip_leaseduration\n +value: "8"/);
        expect(now.hosts[host]?.containerId).not.toBe(created.hosts[host]?.containerId);
      }
      expect(now.healthz.status).toBe("healthy");
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("goes back on the first host from an image that does not work, leaves the others alone, and says so", async () => {
      const before = await outputsOf(stack);
      const texts = await Promise.all(HOSTS.map((host) => manifestOn(lab(), host)));
      await stack.setConfig({ settings: labSettings({ image: { version: "v1.2.1", reference: "lab.local/not-kube-vip:broken" }, leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 }, timeouts: { applySeconds: 25 } }) });
      const { exitCode, events } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      const said = diagnostics(events, "error").join("\n");
      expect(said).toContain("cp1: kube-vip did not become healthy: kube-vip runs, but does not talk to the API server");
      expect(said).toContain("The manifest from before is back, kube-vip runs it and the VIP answers");
      expect(await Promise.all(HOSTS.map((host) => manifestOn(lab(), host)))).toEqual(texts);
      expect(await containerOn(lab(), "cp2")).toBe(before.hosts["cp2"]?.containerId);
      expect(await containerOn(lab(), "cp3")).toBe(before.hosts["cp3"]?.containerId);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("needs nothing but the old setting again after that: the hosts run it already", async () => {
      await stack.setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 } }) });
      const { events } = await stack.up();
      expect(operations(events).filter(({ op }) => op !== "same")).toEqual([]);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("leaves no trace on any host when destroyed, but the modules", async () => {
      await stack.destroy();
      for (const host of HOSTS) expect(await tracesOn(lab(), host)).toEqual([]);
      expect((await lab().on("cp1", "test -d /sys/module/ip_vs && echo loaded")).stdout).toBe("loaded");
      expect(await vipAnswers(lab())).toBe(false);
    });
  });
}
