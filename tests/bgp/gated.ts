// Announcements that the API server gates: a host whose API server is dead is withdrawn within the stated time, and announced again.
import { randomBytes } from "node:crypto";
import type { Workspace } from "../../lab/pulumi/workspace";
import { router } from "../../lab/router/addresses";
import type { Router } from "../../lab/router/router";
import type { Lab } from "../../lab/session";
import { traces } from "../lab/sights";
import { AT_ONCE, labStack, outputsOf } from "../lab/stack";
import { said } from "../lab/told";
import { answersThrough, bgpSettings, ROUTER_AS, secondsUntilHops } from "./settings";

export function gated(lab: () => Lab): void {
  describe("BGP of a host whose API server dies", () => {
    const password = `pw${randomBytes(6).toString("hex")},:/`;
    // A busy machine's hosts are slow to tell, and what is looked at here decides what is said. With load balancing by `local` kube-vip v1.2 ends itself when its own API server
    // is no back end any more, which withdraws the host too, and would hide the check.
    const patient = { timeouts: { observeSeconds: 60 }, loadBalancer: { enabled: false } };
    // the variables for one peer alone
    const single = { peers: undefined, peer: { address: router.near, as: ROUTER_AS, password } };
    let bgpRouter: Router;
    let stack: Workspace;
    let addresses: string[];

    beforeAll(async () => {
      await lab().resetHosts();
      addresses = lab().hosts.map(({ address }) => address);
      bgpRouter = await lab().startRouter({ speakers: [{ at: "near", password }] });
      stack = await labStack(lab(), { settings: bgpSettings(lab(), bgpRouter, single, patient) });
      await stack.up(AT_ONCE);
    });
    afterAll(async () => {
      // whatever a test left
      await lab().on("cp3", "rm -rf /run/systemd/system/kube-apiserver.service.d; systemctl daemon-reload; systemctl restart kube-apiserver");
      await lab().on("cp2", "systemctl start kube-apiserver");
      await lab().waitReady(["cp2", "cp3"]);
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("ends within the stated time, and is back when the API server is, while the session lasts", async () => {
      const others = addresses.filter((address) => address !== lab().hosts[1]!.address);
      await lab().on("cp2", "systemctl stop kube-apiserver");
      // 10 s between checks, two of which fail; one refused connection takes no time, but a moment to stop does
      const withdrawn = await secondsUntilHops(lab(), bgpRouter, others, 26);
      expect(await bgpRouter.established()).toEqual(["cp1_near", "cp2_near", "cp3_near"]);
      expect(await answersThrough(lab(), bgpRouter, 20)).toBe(20);
      await lab().on("cp2", "systemctl start kube-apiserver");
      const back = await secondsUntilHops(lab(), bgpRouter, addresses, 60);
      console.log(`withdrawn ${withdrawn.toFixed(1)} s after the API server was stopped, announced again ${back.toFixed(1)} s after it was started`);
      expect(await answersThrough(lab(), bgpRouter, 20)).toBe(20);
    });

    it("is not begun where the API server tells nobody without credentials that it is alive: up says so and changes nothing", async () => {
      const before = await lab().on("cp3", "sha256sum /etc/kubernetes/manifests/kube-vip.yaml");
      await lab().on("cp3", `mkdir -p /run/systemd/system/kube-apiserver.service.d; { printf '[Service]\\nExecStart=\\n'; sed -n '/^ExecStart=/,/[^\\\\]$/p' /etc/systemd/system/kube-apiserver.service | sed 's#/kube-apiserver #/kube-apiserver --anonymous-auth=false #'; } >/run/systemd/system/kube-apiserver.service.d/lab.conf; systemctl daemon-reload; systemctl restart kube-apiserver`);
      await secondsUntilHops(lab(), bgpRouter, addresses.slice(0, 2), 60);
      await stack.setConfig({ settings: bgpSettings(lab(), bgpRouter, { ...single, holdTimeSeconds: 12 }, patient) });
      const result = await stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain("announcement-refused");
      expect(said(result)).toContain("Host cp3: https://kubernetes:6443/livez, asked without credentials, answers 401.");
      expect((await lab().on("cp3", "sha256sum /etc/kubernetes/manifests/kube-vip.yaml")).stdout).toBe(before.stdout);
    });

    it("does not end where that is switched off, which the same hosts then take", async () => {
      await stack.setConfig({ settings: bgpSettings(lab(), bgpRouter, { ...single, holdTimeSeconds: 12, healthCheck: { enabled: false } }, patient) });
      const { events } = await stack.up(AT_ONCE);
      expect(said({ events })).toContain("also one whose API server is dead");
      // one of three says 401 to whoever asks
      expect((await outputsOf(stack)).healthz.status).toMatch(/^(healthy|reachable)$/);
      expect(await bgpRouter.nextHops(lab().vip)).toEqual(addresses);
      await lab().on("cp3", "rm -r /run/systemd/system/kube-apiserver.service.d; systemctl daemon-reload; systemctl restart kube-apiserver");
      await lab().waitReady(["cp3"]);
    });

    it("is gone after destroy", async () => {
      await stack.destroy(AT_ONCE);
      expect(await traces(lab())).toEqual({});
      expect(await bgpRouter.nextHops(lab().vip)).toEqual([]);
    });
  });
}
