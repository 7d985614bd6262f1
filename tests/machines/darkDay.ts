// The worst day: etcd and API servers are down on all hosts, and a corrected manifest is written all the same. When they are back, it is proven, and nothing restarts.
import { manifests, secondsUntilAnswer } from "../lab/sights";
import { AT_ONCE, outputsOf } from "../lab/stack";
import { changes, said } from "../lab/told";
import type { Machines } from "./machines";

const ALL = ["cp1", "cp2", "cp3"];
const CORRECTED = { logLevel: "debug" };
const REASON = "etcd lost its quorum";
/** kubelet waits longer and longer before it starts a kube-vip again that ended for want of an API server. */
const BACK_LIMIT = 400;
/** A preview claims an API server down only on a host that was not booted just now. */
const UP_FOR_LONG = "until read -r up _ </proc/uptime && [ ${up%.*} -ge 301 ]; do sleep 1; done";

export function darkDay(machines: Machines): void {
  describe("without any API server", () => {
    beforeAll(async () => {
      await machines.settled();
      await machines.everywhere(ALL, `${UP_FOR_LONG}; systemctl stop kube-apiserver etcd`);
    });
    afterAll(() => machines.everywhere(ALL, "systemctl start etcd kube-apiserver").catch(() => undefined));

    it("are not touched by an ordinary run, which says why", async () => {
      const before = await manifests(machines.lab);
      await machines.set(CORRECTED);
      const refused = await machines.stack.up({ ...AT_ONCE, mayFail: true });
      expect(refused.exitCode).not.toBe(0);
      expect(said(refused)).toContain("The API server of host cp1 does not answer");
      expect(await manifests(machines.lab)).toEqual(before);
    });

    it("get a corrected manifest in an emergency, on all hosts, within a minute or so; nothing is claimed to be proven", async () => {
      await machines.set({ ...CORRECTED, rollout: { emergency: REASON } });
      const preview = said(await machines.stack.preview());
      expect(preview).toContain("The plan: 3 of 3 hosts, all at once, and nothing is waited for.");
      expect(preview).toContain(`this is an emergency (${REASON}).`);
      const start = Date.now();
      const result = await machines.stack.up(AT_ONCE);
      console.log(`an emergency took ${Math.round((Date.now() - start) / 1000)} s`);
      expect(changes(result)).toEqual(expect.arrayContaining(ALL.map((host) => `update kube-vip-host-${host}`)));
      for (const manifest of Object.values(await manifests(machines.lab))) expect(manifest).toMatchObject({ mode: "600", text: expect.stringContaining("name: vip_loglevel") });
      const { healthz, holder } = await outputsOf(machines.stack);
      expect([healthz.status, healthz.asked, holder]).toEqual(["emergency", 0, ""]);
      await machines.settled();
      for (const manifest of Object.values(await manifests(machines.lab))) expect(manifest?.text).toContain("vip_loglevel");
    });
  });

  it("are proven again once the API servers are back and the emergency is over, without a restart", async () => {
    await machines.lab.waitReady();
    console.log(`the VIP answers ${Math.round(await secondsUntilAnswer(machines.lab, BACK_LIMIT))} s after the API servers do`);
    await machines.everywhere(ALL, `for i in $(seq ${BACK_LIMIT}); do [ -z "$(pidof kube-vip)" ] || break; sleep 1; done`);
    const before = await machines.untouched(ALL);
    await machines.set(CORRECTED);
    const result = await machines.stack.up(AT_ONCE);
    // the agents too, which look for the image again
    expect(changes(result).sort()).toEqual([...ALL.flatMap((host) => [`update kube-vip-host-${host}`, `update kube-vip-host-${host}-agent`, `update kube-vip-host-${host}-witness`]), "update kube-vip-health"].sort());
    expect(await machines.untouched(ALL)).toEqual(before);
    expect(await outputsOf(machines.stack)).toMatchObject({ holder: await machines.holder(), healthz: { status: "healthy" } });
    expect(changes(await machines.stack.up())).toEqual([]);
  });
}
