// From one version to the next and all the way back, as an operator would: a preview, an `up`, and nothing more to do.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { perSecond, watchWhile } from "../../lab/watch";
import { containers, traces, vipHolders } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf, SHORT_LEASES } from "../lab/stack";
import { changes, said } from "../lab/told";
import { askApi } from "../services/cluster";
import { expectAllRun } from "./allRun";
import { type Measured, section } from "./figures";
import { plannedIn } from "./planned";
import { refusedVersion } from "./refused";
import { manifestSums } from "./running";
import { settingsOf } from "./settings";
import { differingIn, FIRST, reasons, STEPS } from "./steps";
import { inTurn, turns } from "./turns";

const HOSTS = ["cp1", "cp2", "cp3"];
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock";

/** Twice what is needed, so that ten connections in a second are left where one takes long. */
const ASKED_PER_SECOND = 20;
/** Below that, the longest gap says more of the machine than of the VIP. */
const ASKED_AT_LEAST = 5;

/**
 * Whoever gets the VIP may have to wait for the end of a lease that was not given back, and then tries again after at most 2.2 retry periods (client-go's JitterFactor is 1.2); the rest is for a
 * machine that is busy with three hosts. A changed static Pod takes 22 s, so a VIP that waits for its old holder is found out.
 */
const GAP_LIMIT_MS = 1000 * (SHORT_LEASES.leaseDurationSeconds + 2.2 * SHORT_LEASES.retryPeriodSeconds + 10);

export function changeOfVersions(lab: () => Lab): void {
  describe("Change of versions", () => {
    let stack: Workspace;
    let first: Record<string, string>;
    const measured: Measured[] = [];
    /** Of the image, by version. */
    const digests: Record<string, string> = {};

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { settings: settingsOf(FIRST) });
    });
    afterAll(async () => {
      if (measured.length > 0) console.log(section(measured, ASKED_PER_SECOND, Object.values(SHORT_LEASES).join("/"), new Date()));
      await stack?.remove();
    });

    it(`begins with ${FIRST}`, async () => {
      await stack.up(AT_ONCE);
      digests[FIRST] = await expectAllRun(lab(), FIRST, await outputsOf(stack));
      first = await manifestSums(lab());
      expect(Object.entries(first)).toEqual(HOSTS.map((host) => [host, expect.stringMatching(/^[0-9a-f]{64}$/)]));
    });

    describe.each(STEPS)("from $from to $to", (step) => {
      it("is planned in words: which image, and which variables are new or other", async () => {
        const [holder = ""] = await vipHolders(lab());
        await stack.setConfig({ settings: settingsOf(step.to) });
        const { stdout, events } = await stack.preview({ args: ["--diff"] });
        const plan = plannedIn(said({ events }));
        expect(said({ events })).toContain("The plan: 3 of 3 hosts, one after the other, the holder of the virtual IP last.");
        expect(said({ events })).toContain("You will notice: the virtual IP moves once, to a host that runs the new settings already, and is away for a moment.");
        expect(plan.map(({ host }) => host).sort()).toEqual(HOSTS);
        expect(plan.map(({ why }) => why)).toEqual(HOSTS.map(() => reasons(step).join("; ")));
        expect(plan.map(({ holds }) => holds)).toEqual([false, false, true]);
        expect(plan.at(-1)?.host).toBe(holder);
        expect(differingIn(stdout)).toEqual(step.differing);
        expect(changes({ events }).sort()).toEqual([...HOSTS.flatMap((host) => [`update kube-vip-host-${host}-agent`, `update kube-vip-host-${host}`, `update kube-vip-host-${host}-witness`]), "update kube-vip-health"].sort());
      });

      it("is done host by host, the holder last; the VIP moves once at most and is soon back", async () => {
        const [holder = ""] = await vipHolders(lab());
        const before = { transitions: await leaseTransitions(), containers: await containers(lab()) };
        let took: string[] = [];
        const seen = await watchWhile(lab(), async () => void (took = turns((await stack.up(AT_ONCE)).events)), ASKED_PER_SECOND);
        const now = await outputsOf(stack);
        const { hosts, parallel, vipGapMs } = now.rollout;
        const transitions = (await leaseTransitions()) - before.transitions;
        measured.push({ from: step.from, to: step.to, seen, reportedMs: vipGapMs });
        console.log(`${step.from} to ${step.to}: ${holder} to ${now.holder}, longest gap ${seen.gapMs} ms (by the hosts ${vipGapMs} ms), ${seen.moves} moves, ${transitions} of the lease, asked ${perSecond(seen).toFixed(1)} times a second`);

        expect(hosts.map(({ change, why }) => ({ change, why }))).toEqual(HOSTS.map(() => ({ change: "update", why: reasons(step) })));
        expect([parallel, hosts.at(-1)?.host]).toEqual([false, holder]);
        expect(took).toEqual(inTurn(hosts.map(({ host }) => host)));
        expect(seen.moves).toBeLessThanOrEqual(1);
        expect(transitions).toBeLessThanOrEqual(1);
        expect(perSecond(seen)).toBeGreaterThan(ASKED_AT_LEAST);
        expect(seen.gapMs).toBeLessThan(GAP_LIMIT_MS);
        expect(vipGapMs).toBeGreaterThan(0);
        const after = await containers(lab());
        expect(HOSTS.filter((host) => after[host] === before.containers[host])).toEqual([]);
        const digest = await expectAllRun(lab(), step.to, now);
        expect(digest).toBe((digests[step.to] ??= digest));
        expect(digest).not.toBe(digests[step.from]);
      });
    });

    it("ends with the manifests that it began with, to the byte, on every host", async () => {
      expect(await manifestSums(lab())).toEqual(first);
    });

    it("leaves nothing to do, and what runs goes on running", async () => {
      const before = { outputs: await outputsOf(stack), containers: await containers(lab()) };
      const { events } = await stack.up();
      expect(changes({ events })).toEqual([]);
      expect(await outputsOf(stack)).toEqual(before.outputs);
      expect(await containers(lab())).toEqual(before.containers);
    });

    refusedVersion(lab, () => stack);

    it("leaves no trace when destroyed, whatever versions were there", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
    });

    /** How often another one than before got the lease, by the API server's own count. */
    async function leaseTransitions(): Promise<number> {
      const { text } = await askApi(lab(), LEASE);
      return (JSON.parse(text) as { spec: { leaseTransitions: number } }).spec.leaseTransitions;
    }
  });
}
