// What the component knows of its hosts: drift is shown and repaired, changes come to the holder last, and nobody interferes.
import { setTimeout as sleep } from "node:timers/promises";
import { diagnostics, operations, type EngineEvent } from "../../../lab/pulumi/events";
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { containers, manifests, secondsUntilAnswer, vipAnswers, vipHolders } from "../sights";
import { AT_ONCE, labSettings, labStack, outputsOf, SHORT_LEASES } from "../stack";
import { watchVip } from "../../../lab/watch";

const HOSTS = ["cp1", "cp2", "cp3"];
const MANIFESTS = "/etc/kubernetes/manifests";
const WITH_LEASE = (leaseDurationSeconds: number) => labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds } });

/** Names of the resources that change. */
function changes(events: EngineEvent[]): string[] {
  return operations(events).filter(({ op }) => op !== "same").map(({ name, op }) => `${op} ${name}`);
}

function said(events: EngineEvent[]): string {
  return diagnostics(events).join("\n");
}

export function rollout(lab: () => Lab): void {
  describe("hosts that are looked at before they are touched", () => {
    let stack: Workspace;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
    });
    afterAll(() => stack?.remove());

    it("are left alone while a stranger answers on the VIP, whose MAC is told", async () => {
      await lab().inside("ip", ["addr", "add", `${lab().vip}/32`, "dev", "br0"]);
      try {
        const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
        expect(exitCode).not.toBe(0);
        expect(said(events)).toMatch(/([0-9a-f]{2}:){5}[0-9a-f]{2}/);
        expect(said(events)).toContain("vip-held-by-stranger");
        expect(await manifests(lab())).toEqual({ cp1: undefined, cp2: undefined, cp3: undefined });
      } finally {
        await lab().inside("ip", ["addr", "del", `${lab().vip}/32`, "dev", "br0"]);
      }
    });

    it("tell the plan of a first installation: all at once", async () => {
      const { events } = await stack.preview();
      expect(said(events)).toContain("The plan: 3 of 3 hosts, all at once, since no kube-vip runs anywhere.");
      await stack.up(AT_ONCE);
      expect((await outputsOf(stack)).proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
    });

    it("have nothing said against them when all is well", async () => {
      const { events } = await stack.preview();
      expect(changes(events)).toEqual([]);
      expect(diagnostics(events, "warning")).toEqual([]);
    });

    it("show what drifted as an update of the host that drifted, with a sentence for each", async () => {
      const before = await containers(lab());
      await lab().on("cp1", `chmod 0644 ${MANIFESTS}/kube-vip.yaml`);
      await lab().on("cp2", "rm /etc/modules-load.d/pulumi-kube-vip.conf; modprobe -r ip_vs_sh");
      await lab().on("cp3", `cp ${MANIFESTS}/kube-vip.yaml /root/kept.yaml && sed -i 's/name: kube-vip$/name: kube-vip-copy/' /root/kept.yaml && mv /root/kept.yaml ${MANIFESTS}/kube-vip-copy.yaml`);
      const { events, stdout } = await stack.preview({ args: ["--diff"] });
      expect(changes(events)).toEqual(expect.arrayContaining(HOSTS.map((host) => `update kube-vip-host-${host}`)));
      expect(stdout).toContain("kube-vip.yaml has mode 644, not 600");
      expect(stdout).toContain("the kernel module ip_vs_sh is not loaded");
      expect(stdout).toContain("kube-vip-copy.yaml defines a kube-vip too");
      await lab().on("cp3", `rm ${MANIFESTS}/kube-vip-copy.yaml`);
      expect((await manifests(lab()))["cp1"]?.mode).toBe("644");
      expect((await containers(lab()))["cp1"]).toBe(before["cp1"]);
    });

    it("are repaired without a restart where none is needed, and then are clean again", async () => {
      const before = await containers(lab());
      await stack.up(AT_ONCE);
      expect((await manifests(lab()))["cp1"]?.mode).toBe("600");
      expect((await lab().on("cp2", "cut -d' ' -f1 /proc/modules")).stdout).toMatch(/^ip_vs_sh$/m);
      expect((await containers(lab()))["cp1"]).toBe(before["cp1"]);
      expect(changes((await stack.preview()).events)).toEqual([]);
    });

    it("show the same drift again when it comes again", async () => {
      await lab().on("cp1", `chmod 0644 ${MANIFESTS}/kube-vip.yaml`);
      expect(changes((await stack.preview()).events)).toContain("update kube-vip-host-cp1");
      await stack.up(AT_ONCE);
      expect(changes((await stack.preview()).events)).toEqual([]);
    });

    it("claim nothing when they cannot be reached", async () => {
      await stack.setConfig({ settings: labSettings({ timeouts: { observeSeconds: 3 } }), sshUser: { value: "nobody" } });
      const start = Date.now();
      const { events } = await stack.preview({ mayFail: true });
      expect(said(events)).toContain("host-unseen");
      expect((Date.now() - start) / 1000).toBeLessThan(60);
      await stack.setConfig({ settings: labSettings(), sshUser: { value: "root" } });
    });
  });

  describe("a rollout", () => {
    let stack: Workspace;
    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab());
      await stack.up(AT_ONCE);
    });
    afterAll(() => stack?.remove());

    it("comes to the holder last, moves the VIP once, and tells how long it was away", async () => {
      const [holder = ""] = await vipHolders(lab());
      await stack.setConfig({ settings: WITH_LEASE(8) });
      const { events } = await stack.preview();
      expect(said(events)).toContain("The plan: 3 of 3 hosts, one after the other, the holder of the virtual IP last.");
      expect(said(events)).toContain("vip_leaseduration 6 → 8");
      const watch = watchVip(lab());
      await stack.up(AT_ONCE);
      const seen = await watch.end();
      const { rollout: report } = await outputsOf(stack);
      expect(report.hosts.map(({ host }) => host).at(-1)).toBe(holder);
      expect(report.hosts).toHaveLength(3);
      expect(seen.moves).toBeLessThanOrEqual(1);
      expect(report.fromHere).toMatchObject({ httpCode: 200, failure: "" });
      expect(report.vipGapMs).toBeGreaterThan(0);
      console.log(`VIP moved ${seen.moves} time, longest gap seen from outside ${seen.gapMs} ms, by the hosts ${report.vipGapMs} ms`);
    });

    it("is refused while another one has the hosts, and says who", async () => {
      // With the session's own streams, the session would last as long as the process.
      const holdLock = "mkdir -p /run/pulumi-kube-vip.rollout; sleep 600 </dev/null >/dev/null 2>&1 & echo $!";
      const { stdout } = await lab().on("cp1", holdLock);
      const pid = stdout.trim();
      await lab().on("cp1", `set -- $(sed 's/.*) //' /proc/${pid}/stat); shift 19; printf '%s\\n' run=r-other who=ada@laptop owner=other::infra::kube-vip:index:KubeVip::vip pid=${pid} start=$1 since=1 >/run/pulumi-kube-vip.rollout/holder`);
      await stack.setConfig({ settings: WITH_LEASE(9) });
      const before = await manifests(lab());
      const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said(events)).toContain("ada@laptop");
      expect(await manifests(lab())).toEqual(before);
      await lab().on("cp1", `kill ${pid}`);
    });

    it("that is killed in the middle leaves a VIP that answers, and the next one finishes the work", async () => {
      await stack.setConfig({ settings: WITH_LEASE(9) });
      const abort = new AbortController();
      const killed = stack.up({ ...AT_ONCE, mayFail: true, signal: abort.signal });
      await changedOn(lab(), '"9"');
      abort.abort();
      await killed.catch(() => undefined);
      await secondsUntilAnswer(lab(), 60);
      await stack.pulumi(["cancel", "--yes"], { mayFail: true });
      // It waits for the guards of the killed one, which see to the VIP before they give way.
      await stack.up(AT_ONCE);
      const written = await manifests(lab());
      for (const host of HOSTS) expect(written[host]?.text).toMatch(/vip_leaseduration\n +value: "9"/);
      expect(await vipAnswers(lab())).toBe(true);
      expect(changes((await stack.preview()).events)).toEqual([]);
    });

    it("does not mix a new VIP with the old one without consent", async () => {
      const before = await manifests(lab());
      await stack.setConfig({ vip: { value: "10.77.0.101" } });
      const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(said(events)).toContain("10.77.0.100");
      expect(said(events)).toContain("10.77.0.101");
      expect(await manifests(lab())).toEqual(before);
      expect(await vipAnswers(lab())).toBe(true);
      await stack.setConfig({ vip: { value: lab().vip } });
    });

    it("leaves a host that already holds what is wanted untouched when the state was lost", async () => {
      const before = await containers(lab());
      const again = await labStack(lab(), { settings: WITH_LEASE(9) });
      await again.up(AT_ONCE);
      expect(await containers(lab())).toEqual(before);
      await again.destroy(AT_ONCE);
      await again.remove();
    });
  });
}

/** Waits until one host has the text in its manifest. */
async function changedOn(lab: Lab, text: string): Promise<void> {
  for (let waited = 0; waited < 120; waited++) {
    const written = await manifests(lab);
    if (Object.values(written).some((manifest) => manifest?.text.includes(`value: ${text}`))) return;
    await sleep(1000);
  }
  throw new Error(`no host got ${text} within 2 minutes`);
}
