// The status command from its options to what is printed and its exit code; hosts are facts that are given.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runStatus, type StatusFlags } from "../../../cli/status/runStatus";
import type { Observations } from "../../../components/facts/observation";
import type { Session } from "../../../components/hosts/session";
import { deaf, fakeClock, type FakeFleet, fleetOf, NOW, remember, seen, settings, settingsFile, unseen } from "../controlPlane";

describe("status", () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "status-")); });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function status(flags: Partial<StatusFlags>, looks: readonly Observations[], more: { session?: (key: string) => Promise<Session>; redraws?: boolean; lookings?: number } = {}) {
    const said = remember({ redraws: more.redraws ?? false });
    const controller = new AbortController();
    let fleet: FakeFleet | undefined;
    let slept = 0;
    const code = await runStatus({ settings: settingsFile(folder), ...flags }, {
      terminal: said.terminal,
      stop: controller.signal,
      clock: fakeClock(() => { if (++slept >= (more.lookings ?? 1)) controller.abort(); }),
      open: (cluster) => (fleet = fleetOf(cluster, looks, more.session)),
    });
    return { code, out: said.out, err: said.err, fleet };
  }

  const AWAY = unseen("no route");

  it.each<[number, string, Observations]>([
    [0, "healthy", seen(settings)],
    [1, "degraded", seen(settings, { cp2: deaf })],
    [2, "down", seen(settings, { cp1: deaf, cp2: deaf, cp3: deaf })],
    [3, "unseen", { cp1: AWAY, cp2: AWAY, cp3: AWAY }],
  ])("exits with %d when it is %s, and leaves no session open", async (expected, verdict, observations) => {
    const { code, out, fleet } = await status({}, [observations]);
    expect(code).toBe(expected);
    expect(out).toHaveLength(1);
    expect(out[0]).toContain(`https://192.168.1.100:6443  ${verdict}: `);
    expect(fleet?.closed).toBe(true);
  });

  it("exits with 3 and one sentence where the settings cannot be used", async () => {
    const { code, out, err } = await status({ settings: join(folder, "none.yaml") }, []);
    expect([code, out]).toEqual([3, []]);
    expect(err.join()).toMatch(/none\.yaml cannot be read: .*ENOENT/);
  });

  it("prints one JSON object of a shape that stays", async () => {
    const { out } = await status({ json: true }, [{ ...seen(settings), cp3: AWAY }]);
    const printed = JSON.parse(out.join("")) as Record<string, unknown> & { hosts: Record<string, Record<string, unknown>> };
    const { hosts, findings, ...rest } = printed;
    expect(rest).toEqual({
      format: 1, at: new Date(NOW).toISOString(), endpoint: "https://192.168.1.100:6443", vips: ["192.168.1.100"], verdict: "degraded", reasons: ["cp3 was not seen: no route"],
      holders: [{ host: "cp1", node: "cp1", vip: "192.168.1.100", interface: "eth0", mac: "52:54:00:00:00:01" }],
      lease: { name: "plndr-cp-lock", holder: "cp1", ageMs: 900, durationSeconds: 15, transitions: 2 },
    });
    expect(hosts["cp1"]).toEqual({
      reached: true, node: "cp1", holds: ["192.168.1.100"], healthz: [{ vip: "192.168.1.100", own: true, httpCode: 200, latencyMs: 12, ok: true, failure: "" }],
      kubeVip: { version: settings.image.version, started: "2025-11-20T10:00:02.997Z", upSeconds: 183_600 }, kubeVips: 1, manifest: "ok", drift: [], pending: [], apiServer: { httpCode: 200, latencyMs: 12, ok: true, failure: "" },
    });
    expect(hosts["cp3"]).toEqual({ reached: false, reason: "no route", node: "", holds: [], healthz: [], manifest: "unknown", drift: [], pending: [] });
    expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ id: "host-unseen", severity: "warning", hosts: ["cp3"] })]));
  });

  describe("that watches", () => {
    const looks = [seen(settings), seen(settings, { cp2: deaf })];

    it("prints a line for each look where nothing is redrawn, and exits as the last look says", async () => {
      const { code, out, fleet } = await status({ watch: 5 }, looks, { lookings: 3 });
      expect(code).toBe(1);
      expect(out).toEqual([
        `${new Date(NOW).toISOString()} healthy: cp1 holds the VIP; The VIP answers cp2 and cp3.`,
        `${new Date(NOW + 5000).toISOString()} degraded: cp1 holds the VIP; 192.168.1.100 does not answer cp2: Connection timed out after 2001 milliseconds.`,
        `${new Date(NOW + 10_000).toISOString()} degraded: cp1 holds the VIP; 192.168.1.100 does not answer cp2: Connection timed out after 2001 milliseconds.`,
      ]);
      expect(fleet?.closed).toBe(true);
    });

    it("prints one JSON object in a line for each look", async () => {
      const { out } = await status({ watch: 5, json: true }, looks, { lookings: 2 });
      expect(out.map((line) => (JSON.parse(line) as { verdict: string }).verdict)).toEqual(["healthy", "degraded"]);
    });

    it("draws the screen anew on a terminal", async () => {
      const { out } = await status({ watch: 5 }, looks, { lookings: 2, redraws: true });
      expect(out).toHaveLength(2);
      for (const screen of out) expect(screen.startsWith("\u001b[H\u001b[2J\u001b[3Jhttps://192.168.1.100:6443  ")).toBe(true);
    });
  });

  it("with --logs prints what each host tells, and why one tells nothing", async () => {
    const session = (key: string): Promise<Session> =>
      key === "cp3" ? Promise.reject(new Error("no route")) : Promise.resolve({
        run: (command: string) => {
          const mark = /([0-9a-f-]{36})/.exec(command)![1]!;
          return Promise.resolve({ stdout: `${mark} component\n2026-11-23T08:00:01+0000 ${key} pulumi-kube-vip: applied\n${mark} kube-vip\n${mark} end\n`, stderr: "", code: 0 });
        },
      } as unknown as Session);
    const { out } = await status({ logs: true }, [seen(settings)], { session });
    expect(out[0]!.split("\n\n").slice(-3)).toEqual([
      "cp1: what the component did\n  2026-11-23T08:00:01+0000 cp1 pulumi-kube-vip: applied\ncp1: kube-vip's last lines\n  (kubelet keeps no log of kube-vip)",
      "cp2: what the component did\n  2026-11-23T08:00:01+0000 cp2 pulumi-kube-vip: applied\ncp2: kube-vip's last lines\n  (kubelet keeps no log of kube-vip)",
      "cp3: logs cannot be read: no route",
    ]);
    const { out: json } = await status({ logs: true, json: true }, [seen(settings)], { session });
    expect((JSON.parse(json.join("")) as { logs: Record<string, unknown> }).logs["cp3"]).toEqual({ component: [], kubeVip: [], failure: "no route" });
  });
});
