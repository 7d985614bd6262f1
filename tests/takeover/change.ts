// From keepalived to kube-vip, as an operator would: a preview that stops, one that says what happens, an `up` that fails and one that does not, and nothing more to do.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { perSecond, watchWhile } from "../../lab/watch";
import { containers, guardsGone, traces, vipAnswers, vipHolders } from "../lab/sights";
import { AT_ONCE, type Json, LAB_VERSION, labSettings, labStack, outputsOf } from "../lab/stack";
import { changes, said } from "../lab/told";
import type { Measured } from "../lab/vipSection";
import { section } from "./figures";
import { beginKeepalived, endKeepalived, keepalives, MASTER, type Way } from "./keepalived";

const ASKED_PER_SECOND = 20;
/** Below that, the longest gap says more of the machine than of the VIP. */
const ASKED_AT_LEAST = 5;
/** One answer that is slow on a machine that is busy with three hosts; a VIP that is away until kubelet has started kube-vip, or until VRRP has found a new master, is longer away than that. */
const GAP_LIMIT_MS = 2500;

const WAYS: readonly Way[] = [
  { name: "the VIP as a single address beside the host's own", vmac: false, prefix: 32 },
  { name: "the VIP on an interface with a MAC of VRRP (`use_vmac`)", vmac: true, prefix: 24 },
];
const TAKING = { observe: "require", rollout: { takeOver: "keepalived" } };
/** Of a Node whose registry has no such image. */
const MISSING = { image: { version: LAB_VERSION, reference: "lab.local/missing:v1.2.1", beforehand: false }, timeouts: { applySeconds: 25 } };

export function takeOver(lab: () => Lab): void {
  const measured: Measured[] = [];
  afterAll(() => {
    if (measured.length > 0) console.log(section(measured, ASKED_PER_SECOND, new Date()));
  });

  describe.each(WAYS)("From keepalived with $name", (way) => {
    let stack: Workspace;
    let before: Record<string, string>;
    const set = (over: Json) => stack.setConfig({ settings: labSettings(over) });
    const watched = async (what: string, work: () => Promise<void>): Promise<Measured["seen"]> => {
      const seen = await watchWhile(lab(), work, ASKED_PER_SECOND);
      measured.push({ what: `${way.name}: ${what}`, seen });
      console.log(`${way.name}: ${what}: longest gap ${seen.gapMs} ms, ${seen.moves} moves, asked ${perSecond(seen).toFixed(1)} times a second`);
      expect(perSecond(seen)).toBeGreaterThan(ASKED_AT_LEAST);
      return seen;
    };

    beforeAll(async () => {
      await endKeepalived(lab());
      await lab().resetHosts();
      await beginKeepalived(lab(), way);
      before = await keepalives(lab());
      stack = await labStack(lab());
    });
    afterAll(async () => {
      await stack?.remove();
      await endKeepalived(lab());
    });

    it("begins with keepalived on every host, and the VIP on one", async () => {
      expect(Object.values(before)).toEqual([expect.stringMatching(/^active enabled [1-9]/), expect.stringMatching(new RegExp(`^active enabled [1-9] ${lab().vip}/${way.prefix} ${way.vmac ? "vrrp" : "eth0"}`)), expect.stringMatching(/^active enabled [1-9]/)]);
      expect(await vipHolders(lab())).toEqual([MASTER]);
    });

    it("is refused at preview and at up with what to do, and no host is touched", async () => {
      for (const refused of [await stack.preview({ mayFail: true }), await stack.up({ ...AT_ONCE, mayFail: true })]) {
        expect(refused.exitCode).not.toBe(0);
        expect(said(refused)).toMatch(new RegExp(`${lab().vip}/${way.prefix} is on \\S+ of host ${MASTER}, where keepalived runs and no kube-vip provides it\\.`));
        expect(said(refused)).toContain("Set `rollout.takeOver: keepalived`");
      }
      expect(await keepalives(lab())).toEqual(before);
      expect(await Promise.all(lab().hosts.map(async ({ name }) => (await lab().on(name, "ls -A /etc/kubernetes/manifests; ls -d /var/lib/pulumi-kube-vip", { reject: false })).stdout))).toEqual(["", "", ""]);
    });

    it("is planned in words", async () => {
      await set(TAKING);
      const { events } = await stack.preview();
      expect(said({ events })).toContain("The plan: 3 of 3 hosts, one after the other, the host that has the virtual IP by keepalived first.");
      expect(said({ events })).toContain("Before kube-vip starts anywhere, keepalived is ended and disabled on cp1 and cp3, so that nobody takes the virtual IP meanwhile.");
      expect(said({ events })).toContain(`1. ${MASTER}: kube-vip is installed; keepalived is ended and disabled there, while the virtual IP stays on that host; it holds the virtual IP.`);
      expect(said({ events })).toContain(`You will notice nothing: the virtual IP stays on ${MASTER}, and goes from keepalived to kube-vip.`);
      expect(await keepalives(lab())).toEqual(before);
    });

    it("that fails leaves everything as it was: keepalived runs everywhere, and the VIP is where it was", async () => {
      await set({ ...TAKING, ...MISSING });
      const seen = await watched("kube-vip's image is missing, and keepalived gets the VIP back", async () => {
        const failed = await stack.up({ ...AT_ONCE, mayFail: true });
        expect(failed.exitCode).not.toBe(0);
        expect(said(failed)).toMatch(/kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)/);
        expect(said(failed)).toContain("keepalived runs again.");
        await guardsGone(lab());
      });
      expect(seen.gapMs).toBeLessThan(GAP_LIMIT_MS);
      expect(await keepalives(lab())).toEqual(before);
      expect(await containers(lab())).toEqual({ cp1: "", cp2: "", cp3: "" });
      expect(await vipHolders(lab())).toEqual([MASTER]);
      expect(await vipAnswers(lab())).toBe(true);
    });

    it("takes the VIP over without its leaving the host, and keepalived is gone for good", async () => {
      await set(TAKING);
      const seen = await watched("kube-vip takes it over", async () => void (await stack.up(AT_ONCE)));
      const { rollout, healthz, proof, holder } = await outputsOf(stack);
      expect([rollout.parallel, rollout.hosts.map(({ host }) => host)]).toEqual([false, [MASTER, "cp1", "cp3"]]);
      expect(healthz).toMatchObject({ status: "healthy", httpCode: 200, tlsVerified: true });
      expect([holder, proof.agreed]).toEqual([MASTER, { address: "yes", neighbour: "yes", lease: "yes" }]);
      expect(await keepalives(lab())).toEqual({ cp1: "inactive disabled 0", cp2: `inactive disabled 0 ${lab().vip}/32 eth0`, cp3: "inactive disabled 0" });
      expect(seen.moves).toBe(way.vmac ? 1 : 0);
      expect(seen.gapMs).toBeLessThan(GAP_LIMIT_MS);
    });

    it("leaves nothing to do, with or without the argument that stays", async () => {
      const running = await containers(lab());
      const { events } = await stack.preview();
      expect([changes({ events }), said({ events })]).toEqual([[], expect.not.stringContaining("The plan") as string]);
      await set({});
      await stack.up(AT_ONCE);
      expect(await containers(lab())).toEqual(running);
    });

    it("gives nothing back to keepalived when it is destroyed", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await keepalives(lab())).toEqual({ cp1: "inactive disabled 0", cp2: "inactive disabled 0", cp3: "inactive disabled 0" });
    });
  });
}
