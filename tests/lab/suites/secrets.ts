// No secret shows anywhere: not in state, event logs, previews, logs, nor in the hosts' process lists. The search is shown to find one that is planted.
import { randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "../../../lab/pulumi/workspace";
import { router } from "../../../lab/router/addresses";
import type { Router } from "../../../lab/router/router";
import type { Lab } from "../../../lab/session";
import { guardsGone } from "../sights";
import { AT_ONCE, labSettings, labStack } from "../stack";

/** A part of the private key that no other text holds, and the password of a BGP peer. */
function secretsOf(lab: Lab, password: string): string[] {
  const body = lab.ssh.privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  return [body.at(-2)!, password];
}

/** Every text that holds one of the secrets, by name. */
function leaks(texts: Record<string, string>, secrets: readonly string[]): string[] {
  return Object.entries(texts).flatMap(([name, text]) => (secrets.some((secret) => text.includes(secret)) ? [name] : []));
}

/** Samples command line and environment of every process of every host, until stopped. One loop on each host: a session for each sample would slow down what is watched. */
async function sampleProcesses(lab: Lab): Promise<{ stop(): Promise<string> }> {
  const everywhere = (script: string) => Promise.all(lab.hosts.map(({ name }) => lab.on(name, script)));
  await everywhere(": > /run/sampling; umask 077; : > /run/sampled");
  const samples = everywhere("while [ -e /run/sampling ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\000' '\\n' | sort -u >/run/sampled.new; sort -u /run/sampled.new /run/sampled -o /run/sampled; sleep 0.3; done; cat /run/sampled; rm -f /run/sampled /run/sampled.new");
  return {
    async stop() {
      await everywhere("rm -f /run/sampling");
      return (await samples).map(({ stdout }) => stdout).join("\n");
    },
  };
}

/** Files that a user without any right can read, found by such a user, and lines of the journal. */
async function readableOn(lab: Lab, host: string, secrets: readonly string[]): Promise<string[]> {
  const patterns = secrets.join("\n");
  const script = `
    cat > /run/patterns; chmod 644 /run/patterns
    runuser -u nobody -- sh -c 'find /etc /opt /run /tmp /var /root -xdev -type f -readable ! -name patterns -print0 2>/dev/null | xargs -0 -r grep -lFf /run/patterns 2>/dev/null'
    journalctl --no-pager -q 2>/dev/null | grep -Ff /run/patterns
    rm -f /run/patterns`;
  return (await lab.on(host, script, { input: patterns, reject: false })).stdout.split("\n").filter((line) => line !== "");
}

/** Every Pod of kube-system, mirror Pods too, as the API shows them. */
async function podsOf(lab: Lab): Promise<string> {
  const pki = (name: string) => `${lab.dir}/pki/${name}`;
  return (await lab.inside("curl", ["-sf", "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"), `https://${lab.hosts[0]!.address}:6443/api/v1/namespaces/kube-system/pods`])).stdout;
}

export function secrets(lab: () => Lab): void {
  describe("secrets", () => {
    const password = `pw${randomBytes(9).toString("hex")}`;
    let stack: Workspace;
    let bgpRouter: Router;
    let all: string[];
    const texts: Record<string, string> = {};

    beforeAll(async () => {
      await lab().resetHosts();
      all = secretsOf(lab(), password);
      bgpRouter = await lab().startRouter({ speakers: [{ at: "near", password }] });
      const peers = [{ address: router.near, as: 65100 }];
      const settings = labSettings({ mode: "bgp", bgp: { as: 65000, peers } });
      stack = await labStack(lab(), { settings, bgpPassword: { value: password, secret: true } });
      texts["preview --diff"] = (await stack.preview({ args: ["--diff"] })).stdout;
      const sampler = await sampleProcesses(lab());
      const created = await stack.up({ ...AT_ONCE, mayFail: true });
      texts["up"] = created.stdout + created.stderr;
      await stack.setConfig({ settings: labSettings({ mode: "bgp", bgp: { as: 65000, peers, holdTimeSeconds: 20 } }) });
      texts["changed preview"] = (await stack.preview({ args: ["--diff"] })).stdout;
      texts["hosts' processes"] = await sampler.stop();
      texts["stack export"] = await stack.exportStack();
      for (const file of await readdir(join(stack.dir, ".."))) if (file.startsWith("events-")) texts[file] = await readFile(join(stack.dir, "..", file), "utf8");
      expect(created.exitCode).toBe(0);
    });
    afterAll(async () => {
      await stack?.destroy(AT_ONCE);
      await stack?.remove();
      await bgpRouter?.stop();
    });

    it("show nowhere in state, event logs, previews, output, or process lists", () => {
      expect(Object.values(texts).every((text) => text.length > 0)).toBe(true);
      expect(leaks(texts, all)).toEqual([]);
    });

    it("lie in no file that others than root may read, nor in the journal", async () => {
      for (const { name } of lab().hosts) expect(await readableOn(lab(), name, all)).toEqual([]);
    });

    it("are not in the API, where the mirror Pod is, nor in what kube-vip was started with", async () => {
      const pods = await podsOf(lab());
      expect([pods.match(/"path": *"[^"]*\/peers\/1-/g)?.length, leaks({ pods }, all)]).toEqual([3, []]);
      for (const { name } of lab().hosts) {
        expect((await lab().on(name, "grep -c -F -f - /proc/$(pidof -s kube-vip)/environ /proc/$(pidof -s kube-vip)/cmdline", { input: all.join("\n"), reject: false })).stdout).toMatch(/environ:0\n.*cmdline:0$/);
      }
    });

    it("reached kube-vip all the same, and with it the router, which takes no session without", async () => {
      expect(await bgpRouter.established()).toEqual(["cp1_near", "cp2_near", "cp3_near"]);
    });

    it("show nowhere while a changed password rolls, a rollout with it fails and goes back, and all is taken away", async () => {
      const next = `pw${randomBytes(9).toString("hex")}`;
      const wrong = `pw${randomBytes(9).toString("hex")}`;
      const every = [...all, next, wrong];
      const seen: Record<string, string> = {};
      const bgp = (more: Record<string, unknown> = {}) => labSettings({ mode: "bgp", bgp: { as: 65000, peers: [{ address: router.near, as: 65100 }], holdTimeSeconds: 9, keepaliveSeconds: 3, ...more }, timeouts: { applySeconds: 40, proofSeconds: 15 } });
      const sampler = await sampleProcesses(lab());
      // the router takes one password at a time: the old sessions end, and those of hosts that changed begin
      await bgpRouter.configure({ speakers: [{ at: "near", password: next }] });
      await stack.setConfig({ settings: bgp(), bgpPassword: { value: next, secret: true } });
      seen["preview of the change"] = (await stack.preview({ args: ["--diff"] })).stdout;
      const changed = await stack.up({ ...AT_ONCE, mayFail: true });
      seen["change"] = changed.stdout + changed.stderr;
      await stack.setConfig({ bgpPassword: { value: wrong, secret: true } });
      const failed = await stack.up({ ...AT_ONCE, mayFail: true });
      seen["change that fails"] = failed.stdout + failed.stderr;
      seen["state after it"] = await stack.exportStack();
      await guardsGone(lab());
      for (const { name } of lab().hosts) expect(await readableOn(lab(), name, every)).toEqual([]);
      expect(await bgpRouter.established()).toEqual(["cp1_near", "cp2_near", "cp3_near"]);
      seen["pods"] = await podsOf(lab());
      await stack.setConfig({ bgpPassword: { value: next, secret: true } });
      const destroyed = await stack.destroy(AT_ONCE);
      seen["destroy"] = destroyed.stdout + destroyed.stderr;
      seen["hosts' processes"] = await sampler.stop();
      for (const file of await readdir(join(stack.dir, ".."))) if (file.startsWith("events-")) seen[file] = await readFile(join(stack.dir, "..", file), "utf8");
      expect([changed.exitCode, failed.exitCode !== 0]).toEqual([0, true]);
      expect(Object.entries(seen).filter(([, text]) => text.length === 0)).toEqual([]);
      expect(leaks(seen, every)).toEqual([]);
      for (const { name } of lab().hosts) expect((await lab().on(name, "grep -rlFf - /etc /var/lib/pulumi-kube-vip /run 2>/dev/null", { input: every.join("\n"), reject: false })).stdout).toBe("");
    });

    it("are found where one is planted, so the search is no empty promise", async () => {
      const sampler = await sampleProcesses(lab());
      await lab().on("cp2", `sh -c 'sleep 5; true' sleeper ${all[1]}`);
      const processes = await sampler.stop();
      expect(leaks({ processes, state: texts["stack export"]!.replace("{", `{"planted":"${all[0]}",`), clean: "nothing" }, all)).toEqual(["processes", "state"]);
      await lab().on("cp2", `echo '${all[1]}' > /etc/planted`);
      expect(await readableOn(lab(), "cp2", all)).toEqual(["/etc/planted"]);
      await lab().on("cp2", "rm /etc/planted");
    });
  });
}
