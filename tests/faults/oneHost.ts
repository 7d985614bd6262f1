// Faults of one host while it is changed. What each leaves must not keep the next update from coming to the same step; that one meets the next fault there, and the last one none.
import { containers, manifests } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";
import { FAULTS } from "./inject";
import { expectDone, STEPS, upWith } from "./step";
import { expectWhole } from "./whole";
import { PATIENT, type World } from "./world";

/** Enough to see that kubelet does nothing, too little for a slow change. */
const SHORT = { ...PATIENT, applySeconds: 20 };

interface Case {
  readonly fault: keyof typeof FAULTS;
  readonly step: keyof typeof STEPS;
  readonly says: RegExp;
  /** What the next update says before it touches anything while the fault is still there. */
  readonly refusal?: RegExp;
  /** kubelet saw the new manifest, so it ends the Pod from before, and starts it again, as soon as it can. */
  readonly restarts?: boolean;
}

const CASES: readonly Case[] = [
  { fault: "readOnlyManifests", step: "waitingForTheApiServer", says: /could not be written \(is the disk full or read-only\?\)/ },
  // not before: without room etcd ends, and the API server with it, which the agent then names instead
  { fault: "fullDisk", step: "writing", says: /could not be written \(is the disk full or read-only\?\)/ },
  { fault: "apiServerDown", step: "waitingForTheApiServer", says: /the API server of this host does not answer/ },
  { fault: "kubeletStopped", step: "betweenWriteAndRename", says: /does kubelet run/i, refusal: /kubelet-not-running/ },
  { fault: "containerdStopped", step: "betweenWriteAndRename", says: /does kubelet run/i, restarts: true },
];

export function oneHost(world: World): void {
  describe("on the host that is changed", () => {
    let host: string;

    const mended = async (fault: keyof typeof FAULTS): Promise<void> => {
      await FAULTS[fault].mend(world.lab, host);
      await world.lab.waitReady([host]);
    };

    beforeAll(async () => {
      await world.installed();
      [host] = await world.followers();
      await world.set({ timeouts: SHORT });
      await world.changePod(host);
    });

    it.each(CASES)("$fault: what was there before stays, runs, and the VIP answers", async ({ fault, step, says, refusal, restarts = false }) => {
      const before = { manifests: await manifests(world.lab), containers: await containers(world.lab) };
      try {
        const result = await upWith(world.lab, world.stack, [{ host, step: STEPS[step], fault: () => FAULTS[fault].inject(world.lab, host) }]);
        expect(result.exitCode).not.toBe(0);
        expect(said(result)).toMatch(says);
        expect(said(result)).toContain(`${host}: `);
        if (refusal) {
          const refused = await world.stack.up({ ...AT_ONCE, mayFail: true });
          expect(said(refused)).toMatch(refusal);
        }
      } finally {
        await mended(fault);
      }
      await expectWhole(world.lab);
      expect(await manifests(world.lab)).toEqual(before.manifests);
      if (!restarts) expect(await containers(world.lab)).toEqual(before.containers);
    });

    it("a clock that jumps while the agent waits: the next up succeeds all the same, and did not need to be told anything", async () => {
      await world.set({ timeouts: PATIENT });
      try {
        expectDone(await upWith(world.lab, world.stack, [{ host, step: STEPS.afterTheWrite, fault: () => FAULTS.clockJumps.inject(world.lab, host) }]));
        const preview = await world.stack.preview({ mayFail: true });
        expect(said(preview)).toContain("clocks-apart");
      } finally {
        await mended("clockJumps");
      }
      await expectWhole(world.lab);
    });

    it("a disk that is full once kube-vip runs: it runs on, and the next up records it without a restart", async () => {
      await world.changePod(host);
      try {
        const result = await upWith(world.lab, world.stack, [{ host, step: STEPS.askingTheVip, fault: () => FAULTS.fullDisk.inject(world.lab, host) }]);
        expect(result.exitCode).not.toBe(0);
        expect(said(result)).toContain("Run `pulumi up` again when there is room");
      } finally {
        await mended("fullDisk");
      }
      await expectWhole(world.lab);
      const runs = await containers(world.lab);
      await world.stack.up(AT_ONCE);
      expect(await containers(world.lab)).toEqual(runs);
      await expectWhole(world.lab);
    });
  });
}
