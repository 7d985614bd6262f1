// A peer's password through its whole life: it shows nowhere while it changes on all hosts, while a rollout with a wrong one fails and goes back, and while all is taken away.
import { randomBytes } from "node:crypto";
import type { OperationResult, Workspace } from "../../lab/pulumi/workspace";
import { router } from "../../lab/router/addresses";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import { eventLogs, leaks, podsOf, readableOn, sampleProcesses, secretsOf } from "../lab/secretSearch";
import { guardsGone, traces } from "../lab/sights";
import { AT_ONCE, labSettings, labStack } from "../lab/stack";
import { ROUTER_AS } from "./settings";

const ESTABLISHED = ["cp1_near", "cp2_near", "cp3_near"];
const SETTINGS = { mode: "bgp", bgp: { as: 65000, peers: [{ address: router.near, as: ROUTER_AS }], holdTimeSeconds: 9, keepaliveSeconds: 3 }, timeouts: { applySeconds: 60, proofSeconds: 20 } };

const outputOf = ({ stdout, stderr }: OperationResult): string => stdout + stderr;

export function passwords(lab: () => Lab): void {
  describe("a password of a BGP peer", () => {
    const [first, next, wrong] = [0, 1, 2].map(() => `pw${randomBytes(9).toString("hex")}`) as [string, string, string];
    const seen: Record<string, string> = {};
    let stack: Workspace;
    let bgpRouter: Router;
    let all: string[];
    let sampler: Awaited<ReturnType<typeof sampleProcesses>>;

    const give = (password: string) => stack.setConfig({ bgpPassword: { value: password, secret: true } });
    const lookOnHosts = async () => {
      for (const { name } of lab().hosts) expect(await readableOn(lab(), name, all)).toEqual([]);
    };

    beforeAll(async () => {
      await lab().resetHosts();
      all = [...secretsOf(lab(), first), next, wrong];
      bgpRouter = await lab().startRouter({ speakers: [{ at: "near", password: first }] });
      stack = await labStack(lab(), { settings: labSettings(SETTINGS), bgpPassword: { value: first, secret: true } });
      sampler = await sampleProcesses(lab());
      await stack.up(AT_ONCE);
    });
    afterAll(async () => {
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("changes on one host after the other", async () => {
      // The router takes one password at a time: the old sessions end, and those of hosts that changed begin.
      await bgpRouter.configure({ speakers: [{ at: "near", password: next }] });
      await give(next);
      seen["preview of the change"] = (await stack.preview({ args: ["--diff"] })).stdout;
      seen["change"] = outputOf(await stack.up(AT_ONCE));
      await lookOnHosts();
      expect(await bgpRouter.established()).toEqual(ESTABLISHED);
    });

    it("that is wrong fails on the first host, which goes back to the one before", async () => {
      await give(wrong);
      const failed = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(failed.exitCode).not.toBe(0);
      seen["change that fails"] = outputOf(failed);
      seen["state after it"] = await stack.exportStack();
      await guardsGone(lab());
      await lookOnHosts();
      seen["pods"] = await podsOf(lab());
      expect(await bgpRouter.established()).toEqual(ESTABLISHED);
    });

    it("is gone with everything else", async () => {
      await give(next);
      seen["destroy"] = outputOf(await stack.destroy(AT_ONCE));
      seen["hosts' processes"] = await sampler.stop();
      expect(await traces(lab())).toEqual({});
      for (const { name } of lab().hosts) expect((await lab().on(name, "grep -rlFf - /etc /var/lib/pulumi-kube-vip /run 2>/dev/null", { input: all.join("\n"), reject: false })).stdout).toBe("");
    });

    it("showed nowhere all the time", async () => {
      Object.assign(seen, await eventLogs(stack));
      expect(Object.entries(seen).filter(([, text]) => text.length === 0)).toEqual([]);
      expect(leaks(seen, all)).toEqual([]);
    });
  });
}
