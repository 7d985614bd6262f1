// From nothing to a proven VIP, through changes and the loss of the holder, to nothing again.
import { diagnostics, operations, statusLines } from "../../../lab/pulumi/events";
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { watchVip } from "../../../lab/watch";
import type { ClusterStatus } from "../../../cli/status/clusterStatus";
import { command } from "../commands";
import { containers, manifests, secondsUntilAnswer, traces, vipAnswers, vipHolders } from "../sights";
import { AT_ONCE, labSettings, labStack, type Outputs, outputsOf, SHORT_LEASES } from "../stack";
import { changes, said } from "../told";
import { disturbedRollout } from "./rollout";

const HOSTS = ["cp1", "cp2", "cp3"];
const CHANGED = { leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 8 } };

/** Seconds for lease, jittered retries, a new etcd leader, and a machine that may be busy. */
const FAILOVER_LIMIT = 60;

function containersOf({ hosts }: Outputs): Record<string, string> {
  return Object.fromEntries(Object.entries(hosts).map(([host, { containerId }]) => [host, containerId]));
}

export function lifecycle(lab: () => Lab): void {
  describe("the life of a VIP", () => {
    let stack: Workspace;
    let created: Outputs;
    let lost: string;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
    });
    afterAll(() => stack?.remove());

    it("shows at preview what will be, and touches no host", async () => {
      const { events } = await stack.preview();
      expect(operations(events).every(({ op }) => op === "create")).toBe(true);
      expect(await traces(lab())).toEqual({});
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
      expect(containersOf(created)).toEqual(await containers(lab()));
      const written = await manifests(lab());
      for (const host of HOSTS) {
        expect(created.hosts[host]).toMatchObject({ interface: "eth0", modules: ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack"] });
        expect(created.hosts[host]?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(written[host]?.mode).toBe("600");
        expect((await lab().on(host, "cut -d' ' -f1 /proc/modules; cat /etc/modules-load.d/pulumi-kube-vip.conf")).stdout).toMatch(/^ip_vs$/m);
      }
    });

    it("changes nothing and restarts nothing when run again", async () => {
      const { events } = await stack.up();
      expect(changes({ events })).toEqual([]);
      expect(await outputsOf(stack)).toEqual(created);
      expect(await containers(lab())).toEqual(containersOf(created));
    });

    it("shows what drifted as an update of the host that drifted, and repairs it without a restart", async () => {
      await lab().on("cp1", "chmod 0644 /etc/kubernetes/manifests/kube-vip.yaml");
      const { stdout, events } = await stack.preview({ args: ["--diff"] });
      expect(operations(events).filter(({ op, name }) => op === "update" && HOSTS.some((host) => name === `kube-vip-host-${host}`)).map(({ name }) => name)).toEqual(["kube-vip-host-cp1"]);
      expect(stdout).toContain("kube-vip.yaml has mode 644, not 600");
      expect((await manifests(lab()))["cp1"]?.mode).toBe("644");
      await stack.up(AT_ONCE);
      expect((await manifests(lab()))["cp1"]?.mode).toBe("600");
      expect(await containers(lab())).toEqual(containersOf(created));
    });

    it("is told by `status` as it is, for eyes and for programs", async () => {
      const text = await command(lab(), stack, "status");
      console.log(text.stdout);
      expect([text.exitCode, text.stdout]).toEqual([0, expect.stringMatching(/^https:\/\/10\.77\.0\.100:6443 {2}healthy: /)]);
      const { exitCode, stdout } = await command(lab(), stack, "status", "--json");
      const status = JSON.parse(stdout) as ClusterStatus;
      expect([exitCode, status.verdict, status.holders.map(({ host }) => host)]).toEqual([0, "healthy", [created.holder]]);
      expect(Object.values(status.hosts).map(({ manifest }) => manifest)).toEqual(["ok", "ok", "ok"]);
    });

    it("shows a changed setting as a structural diff of each manifest, and that the proof runs again; nothing else", async () => {
      await stack.setConfig({ settings: labSettings(CHANGED) });
      const { stdout, events } = await stack.preview({ args: ["--diff"] });
      expect(said({ events })).toContain("The plan: 3 of 3 hosts, one after the other, the holder of the virtual IP last.");
      expect(said({ events })).toContain("vip_leaseduration 6 → 8");
      expect(changes({ events }).sort()).toEqual([...HOSTS.flatMap((host) => [`update kube-vip-host-${host}`, `update kube-vip-host-${host}-witness`]), "update kube-vip-health"].sort());
      expect(stdout).toContain("stdin: (yaml) {");
      expect(stdout).toMatch(/~ value: "6" => "8"/);
      expect(stdout).not.toContain("connection");
    });

    it("applies the change on one host after the other, the holder last, so that the VIP moves once at most, and tells how long it was away", async () => {
      const [holder = ""] = await vipHolders(lab());
      const watch = watchVip(lab());
      await stack.up(AT_ONCE);
      const seen = await watch.end();
      const now = await outputsOf(stack);
      const written = await manifests(lab());
      for (const host of HOSTS) {
        expect(written[host]?.text).toMatch(/vip_leaseduration\n +value: "8"/);
        expect(now.hosts[host]?.containerId).not.toBe(created.hosts[host]?.containerId);
      }
      expect(now.healthz.status).toBe("healthy");
      expect(await vipAnswers(lab())).toBe(true);
      expect(now.rollout.hosts.map(({ host }) => host).at(-1)).toBe(holder);
      expect(now.rollout.hosts).toHaveLength(3);
      expect(now.rollout.fromHere).toMatchObject({ httpCode: 200, failure: "" });
      expect(now.rollout.vipGapMs).toBeGreaterThan(0);
      console.log(`VIP moved ${seen.moves} time, longest gap seen from outside ${seen.gapMs} ms, by the hosts ${now.rollout.vipGapMs} ms`);
      expect(seen.moves).toBeLessThanOrEqual(1);
    });

    it("goes back on the first host from an image that does not work, leaves the others alone, and says so", async () => {
      const before = { manifests: await manifests(lab()), containers: await containers(lab()) };
      await stack.setConfig({ settings: labSettings({ ...CHANGED, image: { version: "v1.2.1", reference: "lab.local/not-kube-vip:broken" }, timeouts: { applySeconds: 30 } }) });
      const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      const said = diagnostics(events, "error").join("\n");
      const first = /(\w+): kube-vip did not become healthy: kube-vip runs, but does not talk to the API server/.exec(said)?.[1];
      expect(HOSTS).toContain(first);
      expect(said).toContain("The manifest from before is back, kube-vip runs it and the VIP answers");
      expect(await manifests(lab())).toEqual(before.manifests);
      const after = await containers(lab());
      expect(HOSTS.filter((host) => after[host] !== before.containers[host])).toEqual([first]);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("needs nothing but the old setting again after that: its image is looked for, and the hosts run it already", async () => {
      const before = await containers(lab());
      await stack.setConfig({ settings: labSettings(CHANGED) });
      const { events } = await stack.up(AT_ONCE);
      expect(changes({ events }).sort()).toEqual(HOSTS.map((host) => `update kube-vip-host-${host}-agent`));
      expect(await containers(lab())).toEqual(before);
      expect(await vipAnswers(lab())).toBe(true);
    });

    disturbedRollout(lab, () => stack);

    it("answers again on the VIP from another host when its holder loses power", async () => {
      [lost = ""] = await vipHolders(lab());
      await lab().powerOff(lost);
      const seconds = await secondsUntilAnswer(lab(), FAILOVER_LIMIT);
      console.log(`VIP answered ${seconds.toFixed(1)} s after the holder's power was cut (lease 8/4/1)`);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("runs kube-vip again on that host when it is back, modules loaded at boot", async () => {
      await lab().boot(lost);
      await lab().waitReady([lost]);
      const loaded = await lab().on(lost, "cut -d' ' -f1 /proc/modules");
      expect(loaded.stdout.split("\n")).toEqual(expect.arrayContaining(["ip_vs", "ip_vs_rr"]));
      await lab().on(lost, "until pidof kube-vip; do sleep 0.5; done", { timeoutMs: 60_000 });
    });

    it("leaves no trace on any host when destroyed, but the modules", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      for (const host of HOSTS) expect((await lab().on(host, "test -d /sys/module/ip_vs && echo loaded")).stdout).toBe("loaded");
      expect(await vipAnswers(lab())).toBe(false);
    });
  });
}
