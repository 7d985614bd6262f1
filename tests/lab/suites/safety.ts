// What must never happen to a host: touched when another is not ready, taken from somebody else, left half done.
import { diagnostics } from "../../../lab/pulumi/events";
import type { Workspace } from "../../../lab/pulumi/workspace";
import type { Lab } from "../../../lab/session";
import { manifests, traces } from "../sights";
import { AT_ONCE, labSettings, labStack } from "../stack";

const STRANGER = "apiVersion: v1\nkind: Pod\nmetadata: {name: stranger}\nspec: {containers: []}\n";

/** A host of somebody else's, one without its kubeconfig, one without kubelet's folder: hidden, since kubelet would no more be told of changes in a folder that was moved and came back. */
async function spoil(lab: Lab): Promise<void> {
  await lab.on("cp1", "cat > /etc/kubernetes/manifests/kube-vip.yaml", { input: STRANGER });
  await lab.on("cp2", "mv /etc/kubernetes/admin.conf /etc/kubernetes/admin.away");
  await lab.on("cp3", "cp -a /etc/kubernetes /run/kubernetes && rmdir /run/kubernetes/manifests && mount --bind /run/kubernetes /etc/kubernetes");
}

/** All but the file of somebody else. */
async function mend(lab: Lab): Promise<void> {
  await lab.on("cp2", "mv /etc/kubernetes/admin.away /etc/kubernetes/admin.conf");
  await lab.on("cp3", "umount /etc/kubernetes && rm -r /run/kubernetes");
}

interface Refused {
  readonly exitCode: number;
  readonly said: string;
}

async function refused(stack: Workspace): Promise<Refused> {
  const { exitCode, events } = await stack.up({ ...AT_ONCE, mayFail: true });
  return { exitCode, said: diagnostics(events, "error").join("\n") };
}

export function safety(lab: () => Lab): void {
  describe("hosts that are not ready", () => {
    let stack: Workspace;
    let agents: Refused;
    let facts: Refused;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { settings: labSettings({ observe: "never" }) });
      await spoil(lab());
      agents = await refused(stack);
      await stack.setConfig({ settings: labSettings() });
      facts = await refused(stack);
      await mend(lab());
    });
    afterAll(() => stack?.remove());

    it("are told of by their agents, all at once", () => {
      expect(agents.exitCode).not.toBe(0);
      expect(agents.said).toContain("nobody of ours wrote. Move it away, or take it over with `adopt: true`");
      expect(agents.said).toContain("the kubeconfig /etc/kubernetes/admin.conf does not exist");
      expect(agents.said).toContain("the folder /etc/kubernetes/manifests does not exist");
    });

    it("are told of by their facts, all at once, before any agent is there", () => {
      expect(facts.exitCode).not.toBe(0);
      expect(facts.said).toMatch(/cp1\b.*kube-vip\.yaml.*`adopt: true`/);
      expect(facts.said).toMatch(/cp2\b.*\/etc\/kubernetes\/admin\.conf/);
      expect(facts.said).toContain("Host cp3 has no folder /etc/kubernetes/manifests.");
    });

    it("are not touched, neither by the attempts nor when those are destroyed", async () => {
      expect((await manifests(lab()))["cp1"]?.text).toBe(STRANGER.trimEnd());
      await stack.destroy(AT_ONCE);
      expect((await manifests(lab()))["cp1"]?.text).toBe(STRANGER.trimEnd());
      await lab().on("cp1", "rm /etc/kubernetes/manifests/kube-vip.yaml");
      expect(await traces(lab())).toEqual({});
    });
  });
}
