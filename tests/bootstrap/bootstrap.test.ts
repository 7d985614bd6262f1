// From three empty machines to three control planes behind the VIP: the example, with a real and unmodified kubeadm.
import { askClusterCommand, kubeadmInitCommand, kubeadmJoinCommand } from "../../lab/kubeadm/commands";
import { emptyForKubeadm } from "../../lab/kubeadm/empty";
import { diagnostics, operations, statusLines } from "../../lab/pulumi/events";
import type { Workspace } from "../../lab/pulumi/workspace";
import { containers, manifestOn, manifests, traces } from "../lab/sights";
import { AT_ONCE, labSettings, labStack, type Outputs, outputsOf, SHORT_LEASES } from "../lab/stack";
import { theLab } from "../lab/theLab";
import { exampleStack, kubeadmOf } from "./example";
import { ownLogin, shortLived } from "./ownLogin";

jest.setTimeout(40 * 60_000);
const lab = theLab();

/** kubeadm takes minutes on hosts that share two processors. */
const KUBEADM = { timeoutMs: 15 * 60_000 };
const SUPER_ADMIN = "/etc/kubernetes/super-admin.conf";

describe("a cluster that begins", () => {
  let example: Awaited<ReturnType<typeof exampleStack>>;
  let before: Outputs;
  beforeAll(async () => {
    await emptyForKubeadm(lab());
    example = await exampleStack(lab());
  });
  afterAll(() => example?.remove());

  const journal = async (host: string): Promise<string> => (await lab().on(host, "journalctl -t pulumi-kube-vip -o cat --no-pager")).stdout;

  it("is previewed on empty machines: in its order, without a finding against them, and without a trace on them", async () => {
    const { stdout, events } = await example.stack.preview();
    expect(stdout).toContain("The plan: 3 of 3 hosts, in the order of the cluster that begins.");
    expect(stdout).toContain("cp1: kube-vip is installed (`kubeadm init` is still to come).");
    expect(diagnostics(events, "warning")).toEqual([]);
    expect(await traces(lab())).toEqual({});
  });

  it("stops where `kubeadm init` fails: the first machine is prepared, the others are not touched, and a preview claims no drift", async () => {
    await example.stack.setConfig({ kubeadm: kubeadmOf({ flags: "--no-such-flag" }) });
    const failed = await example.stack.up({ ...AT_ONCE, mayFail: true });
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain("unknown flag: --no-such-flag");
    const found = await manifests(lab());
    expect(found["cp1"]).toMatchObject({ mode: "600", text: expect.stringContaining(`path: ${SUPER_ADMIN}\n`) });
    expect([found["cp2"], found["cp3"]]).toEqual([undefined, undefined]);
    const { stdout } = await example.stack.preview();
    expect(stdout).toContain("cp1: kube-vip is installed (it is prepared, and `kubeadm init` has not come to its end).");
    expect(stdout).not.toContain("drift");
  });

  it("takes changed settings to the prepared machine, and goes on to three joined control planes with all witnesses agreeing", async () => {
    await example.stack.setConfig({ kubeadm: kubeadmOf(), settings: labSettings({ logLevel: "debug", access: "scoped" }) });
    await example.stack.up(AT_ONCE);
    before = await outputsOf(example.stack);
    expect(before.healthz).toMatchObject({ status: "healthy", httpCode: 200, tlsVerified: true });
    expect(before.healthz.answered).toBe(before.healthz.asked);
    expect(before.proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
    expect(Object.keys(before.hosts)).toEqual(["cp1", "cp2", "cp3"]);
    // by the CA that kubeadm made, which is none of the lab's
    expect((await lab().on("cp2", `curl -sS --max-time 10 --cacert /etc/kubernetes/pki/ca.crt https://${lab().vip}:6443/healthz`)).stdout).toBe("ok");
  });

  it("has three Nodes of kubeadm's own making, each with its static Pods and kube-vip", async () => {
    const ask = async (path: string) => JSON.parse((await lab().on("cp1", askClusterCommand(path))).stdout) as { items: { metadata: { name: string; labels: Record<string, string> } }[] };
    const nodes = (await ask("/api/v1/nodes")).items;
    expect(nodes.map(({ metadata }) => metadata.name).sort()).toEqual(["cp1", "cp2", "cp3"]);
    expect(nodes.every(({ metadata }) => "node-role.kubernetes.io/control-plane" in metadata.labels)).toBe(true);
    const pods = (await ask("/api/v1/namespaces/kube-system/pods")).items.map(({ metadata }) => metadata.name);
    const wanted = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-vip"].flatMap((pod) => ["cp1", "cp2", "cp3"].map((host) => `${pod}-${host}`));
    expect(pods.filter((name) => wanted.includes(name)).sort()).toEqual([...wanted].sort());
  });

  it("leaves nothing on super-admin.conf, after one change on the first machine that the host's journal tells of", async () => {
    for (const host of ["cp1", "cp2", "cp3"]) {
      expect((await manifestOn(lab(), host))?.text).not.toContain("super-admin");
      expect((await lab().on(host, "cat /var/lib/pulumi-kube-vip/record")).stdout).toContain("\nphase=\n");
    }
    const told = await journal("cp1");
    expect(told.match(/kube-vip logs in with \/var\/lib\/pulumi-kube-vip\/access\/admin\.conf from now on/g)).toHaveLength(1);
    expect(told).toContain(`with ${SUPER_ADMIN}, before the cluster begins`);
    expect(await journal("cp2")).not.toContain("super-admin");
  });

  it("has nothing to do in the next run, which restarts nothing", async () => {
    const { events } = await example.stack.up(AT_ONCE);
    expect(operations(events).filter(({ op }) => op !== "same")).toEqual([]);
    expect((await outputsOf(example.stack)).hosts).toEqual(before.hosts);
    expect(await containers(lab())).toEqual(Object.fromEntries(Object.entries(before.hosts).map(([host, { containerId }]) => [host, containerId])));
  });

  it("is changed as any other from then on, host by host; what served the beginning alone stays as it is", async () => {
    await example.stack.setConfig({ settings: labSettings({ leaderElection: { ...SHORT_LEASES, leaseDurationSeconds: 7 }, ...shortLived }) });
    const { events } = await example.stack.up(AT_ONCE);
    const changed = operations(events).filter(({ op }) => op !== "same").map(({ name }) => name);
    expect(changed).not.toContain("prod-host-cp1-prepared");
    expect(changed).not.toContain("prod-host-cp1-started");
    expect(changed.filter((name) => name.startsWith("kubeadm"))).toEqual([]);
    expect(changed).toEqual(expect.arrayContaining(["prod-host-cp1", "prod-host-cp2", "prod-host-cp3"]));
    const { rollout, healthz } = await outputsOf(example.stack);
    expect(rollout.hosts.map(({ host, change }) => `${host} ${change}`).sort()).toEqual(["cp1 update", "cp2 update", "cp3 update"]);
    expect(rollout.hosts.at(-1)?.host).toBe(before.holder);
    expect(healthz.status).toBe("healthy");
  });

  ownLogin(lab, () => example.stack);

  it("survives the end of kube-vip: destroy takes exactly that, and the cluster's own servers go on", async () => {
    await example.stack.destroy(AT_ONCE);
    for (const host of ["cp1", "cp2", "cp3"]) {
      expect(await manifestOn(lab(), host)).toBeUndefined();
      expect((await lab().on(host, askClusterCommand("/healthz"))).stdout).toBe("ok");
    }
  });
});

describe("a cluster that somebody else makes", () => {
  let stack: Workspace;
  beforeAll(async () => {
    await lab().resetHosts({ reinstall: true });
    await emptyForKubeadm(lab());
    stack = await labStack(lab(), { settings: labSettings({ bootstrap: { host: "cp1" } }) });
  });
  afterAll(() => stack?.remove());

  it("leaves all hosts pending but one prepared, tells what to do, and has nothing more to do until then", async () => {
    const { events } = await stack.up(AT_ONCE);
    expect(statusLines(events).join("\n")).toContain("no cluster is here yet; run `pulumi up` again when this host has joined");
    const outputs = await outputsOf(stack);
    expect(outputs.healthz.status).toBe("pending");
    expect(Object.values(outputs.hosts).map(({ phase }) => phase)).toEqual(["pending", "pending", "pending"]);
    const found = await manifests(lab());
    expect(found["cp1"]?.text).toContain(`path: ${SUPER_ADMIN}\n`);
    expect([found["cp2"], found["cp3"]]).toEqual([undefined, undefined]);
    expect(operations((await stack.up(AT_ONCE)).events).filter(({ op }) => op !== "same")).toEqual([]);
  });

  it("gives kube-vip to the hosts that have become control planes, and leaves the third pending", async () => {
    await lab().on("cp1", kubeadmInitCommand("cp1"), KUBEADM);
    await lab().on("cp2", kubeadmJoinCommand("cp2"), KUBEADM);
    const { stdout } = await stack.preview();
    expect(stdout).toContain("cp3: kube-vip is installed (its join is still to come).");
    await stack.up(AT_ONCE);
    const { healthz, hosts, holder } = await outputsOf(stack);
    expect(Object.fromEntries(Object.entries(hosts).map(([key, { phase }]) => [key, phase]))).toEqual({ cp1: "running", cp2: "running", cp3: "pending" });
    expect(healthz).toMatchObject({ status: "healthy", httpCode: 200 });
    expect(["cp1", "cp2"]).toContain(holder);
    expect((await manifestOn(lab(), "cp1"))?.text).not.toContain("super-admin");
  });

  it("does the same for the third when it has joined, and then has nothing to do", async () => {
    const kept = await containers(lab(), ["cp1", "cp2"]);
    await lab().on("cp3", kubeadmJoinCommand("cp3"), KUBEADM);
    await stack.up(AT_ONCE);
    const { healthz, hosts, proof } = await outputsOf(stack);
    expect(Object.values(hosts).map(({ phase }) => phase)).toEqual(["running", "running", "running"]);
    expect(healthz.status).toBe("healthy");
    expect(proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
    expect(await containers(lab(), ["cp1", "cp2"])).toEqual(kept);
    expect(operations((await stack.up(AT_ONCE)).events).filter(({ op }) => op !== "same")).toEqual([]);
  });

  it("goes without a trace", async () => {
    await stack.destroy(AT_ONCE);
    expect(Object.values(await manifests(lab()))).toEqual([undefined, undefined, undefined]);
    for (const host of ["cp1", "cp2", "cp3"]) expect((await lab().on(host, "ls -d /var/lib/pulumi-kube-vip", { reject: false })).stdout).toBe("");
  });
});
