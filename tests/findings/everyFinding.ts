// Every finding, brought about for real on hosts on which kube-vip runs, seen by the real script over SSH as `pulumi preview` would see it, and silent again when it is undone.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import type { Finding } from "../../components/plan/findings/finding";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { type Changes, withChanges } from "../settings/samples";
import { type Looker, startLooker } from "./looker/looker";
import { vipHolders } from "../lab/sights";
import { AT_ONCE, type Json, LAB_VERSION, labSettings, labStack } from "../lab/stack";
import { FAMILIES } from "./provocations/families";
import { ALL, type Provocation, type Role, type Scripts, type Stage } from "./provocations/provocation";

/** Times that an etcd on shared processors can keep, and a holder whose kube-vip is held for some seconds. */
const PATIENT = { leaseDurationSeconds: 60, renewDeadlineSeconds: 45, retryPeriodSeconds: 5 };
const RECORDED_OWNER = "sed -n 's/^owner=\\(.*\\)#.*/\\1/p' /var/lib/pulumi-kube-vip/record";
/** kubelet, the API server and kube-vip's own look at its backends need a while after a restart, and a busy machine's API servers answer late now and then. */
const SETTLING_MS = 90_000;

export function everyFinding(lab: () => Lab): void {
  describe("findings", () => {
    let stack: Workspace;
    let looker: Looker;
    let stage: Stage;

    beforeAll(async () => {
      await lab().resetHosts();
      stack = await labStack(lab(), { settings: installed() });
      await stack.up(AT_ONCE);
      stage = await stageOf(lab());
      looker = startLooker(lab());
    });
    afterAll(async () => {
      looker?.end();
      await stack?.remove();
    });

    it("are none where all is well", () => settled(async () => expect(await seen(looker, stage, {})).toEqual([])));

    describe.each(FAMILIES.map((family) => [family.title, family] as const))("of %s", (_title, family) => {
      it.each(family.provocations.map((provocation) => [provocation.title, provocation] as const))("%s", async (_what, provocation) => {
        const provoked = async () => {
          if (provocation.failedUp) await upThatFails(stack, provocation.failedUp);
          await begin(stage, provocation);
          await settled(async () => expectFound(stage, provocation, await seen(looker, stage, provocation)));
        };
        await bothOf(provoked, () => end(stage, provocation));
      });

      it("are silent when all is undone", () => settled(async () => expect(await seen(looker, stage, { settings: family.silentWith })).toEqual([])));
    });
  });
}

function installed(over: Json = {}): { value: string } {
  return labSettings({ leaderElection: PATIENT, ...over });
}

async function stageOf(lab: Lab): Promise<Stage> {
  const [holder = ""] = await vipHolders(lab);
  const [second = "", third = ""] = lab.hosts.map(({ name }) => name).filter((name) => name !== holder);
  const owner = (await lab.on(holder, RECORDED_OWNER)).stdout;
  const pki = (name: string) => `${lab.dir}/pki/${name}`;
  const kube: Stage["kube"] = async (path, body, method = "POST") => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const data = body === undefined ? [] : ["-H", `Content-Type: ${type}`, "-d", JSON.stringify(body)];
    const url = `https://${lab.hosts.find(({ name }) => name === holder)?.address}:6443${path}`;
    return (await lab.inside("curl", ["-sS", "--fail-with-body", "-m", "20", "-X", method, "--cacert", pki("ca.crt"), "--cert", pki("admin.crt"), "--key", pki("admin.key"), ...data, url])).stdout;
  };
  return { lab, owner, holder, second, third, kube };
}

async function upThatFails(stack: Workspace, over: Json): Promise<void> {
  await stack.setConfig({ settings: installed(over) });
  expect((await stack.up({ ...AT_ONCE, mayFail: true })).exitCode).not.toBe(0);
  await stack.setConfig({ settings: installed() });
}

function argsOf({ lab }: Stage, changes: Changes): ResolvedArgs {
  const args: ResolvedArgs = {
    vip: lab.vip,
    hosts: Object.fromEntries(lab.hosts.map(({ name, address }) => [name, { address }])),
    ssh: { knownHosts: lab.ssh.knownHosts, privateKey: lab.ssh.privateKey },
    image: { version: LAB_VERSION },
    leaderElection: PATIENT,
    timeouts: { observeSeconds: 60 },
  };
  return withChanges(args, changes);
}

async function seen(looker: Looker, stage: Stage, { settings, owner = stage.owner, late = [] }: Pick<Provocation, "settings" | "owner" | "late">): Promise<readonly Finding[]> {
  return (await looker.look({ args: argsOf(stage, settings?.(stage) ?? {}), owner, late: late.map((role) => stage[role]) })).findings;
}

async function onHosts(stage: Stage, scripts: Scripts): Promise<void> {
  await Promise.all((Object.entries(scripts) as [Role, string][]).map(([role, script]) => stage.lab.on(stage[role], script)));
}

async function begin(stage: Stage, { prepare, provoke }: Provocation): Promise<void> {
  await prepare?.(stage);
  await onHosts(stage, (await provoke?.(stage)) ?? {});
}

async function end(stage: Stage, { undo, restore }: Provocation): Promise<void> {
  await onHosts(stage, undo?.(stage) ?? {});
  await restore?.(stage);
}

/** Hosts by id: all that the findings of it name. */
function hostsById(found: readonly Finding[]): Record<string, string[]> {
  return Object.fromEntries(found.map(({ id }) => [id, [...new Set(found.filter((one) => one.id === id).flatMap(({ hosts }) => hosts))].sort()]));
}

function expectFound(stage: Stage, { finds, maybe = [] }: Provocation, found: readonly Finding[]): void {
  const expected = finds(stage);
  const told = found.filter(({ id }) => id in expected || !maybe.includes(id));
  const named = (roles: readonly Role[]) => ALL.filter((role) => roles.includes(role)).map((role) => stage[role]).sort();
  const atMost = ([id, hosts]: readonly [string, readonly string[]]) => {
    const [roles, , more] = expected[id] ?? [];
    return [id, more && roles ? hosts.filter((host) => named(roles).includes(host)) : hosts] as const;
  };
  expect({ hosts: Object.fromEntries(Object.entries(hostsById(told)).map(atMost)), reasons: told.map(({ reason }) => reason) }).toEqual({
    hosts: Object.fromEntries(Object.entries(expected).map(([id, [roles]]) => [id, named(roles)])),
    reasons: expect.arrayContaining(Object.values(expected).map(([, says]) => (typeof says === "string" ? expect.stringContaining(says) : expect.stringMatching(says)) as unknown)) as unknown,
  });
}

/** The second whatever became of the first. @throws the first failure */
async function bothOf(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  const failure = await first().then(() => undefined, (error: unknown) => ({ error }));
  const after = await second().then(() => undefined, (error: unknown) => ({ error }));
  if (failure ?? after) throw (failure ?? after)?.error;
}

/** Looks again until it is as expected, or for too long. */
async function settled(look: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + SETTLING_MS;
  for (;;) {
    const failure = await look().then(() => undefined, (error: Error) => error);
    if (failure === undefined) return;
    if (Date.now() > deadline) throw failure;
  }
}
