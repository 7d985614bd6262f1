// What KubeVip registers: names, types, parents and what waits for what.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { KubeVip } from "../../components";
import { packedAgent } from "../../components/hosts/agentScript";
import { bgpArgs, goodArgs } from "../settings/samples";
import { clear, runProgram, type Seen } from "./mocks";

beforeAll(() => {
  for (const level of ["info", "warn"] as const) jest.spyOn(pulumi.log, level).mockResolvedValue();
});

interface Child {
  readonly name: string;
  readonly parent: pulumi.Resource | undefined;
  readonly after: readonly string[];
}

/** Mocks are not told parents and dependencies; a transformation of the component sees its children's options. */
async function withChildren(args: ConstructorParameters<typeof KubeVip>[1]): Promise<{ seen: Seen<KubeVip>; children: Child[] }> {
  const children: Child[] = [];
  const names = new Map<pulumi.Resource, string>();
  const look: pulumi.ResourceTransformation = ({ resource, name, opts }) => {
    names.set(resource, name);
    const after = [opts.dependsOn ?? []].flat() as pulumi.Resource[];
    if (name !== "prod") children.push({ name, parent: opts.parent, after: after.map((other) => names.get(other) ?? "?") });
    return undefined;
  };
  const seen = await runProgram(() => new KubeVip("prod", args, { transformations: [look] }));
  return { seen, children };
}

/** Each run marks the agents that it creates. */
function withoutMark(inputs: unknown): unknown {
  return JSON.parse(JSON.stringify(inputs).replace(/ run=[0-9a-f-]+/, ""));
}

describe("KubeVip", () => {
  it("is a component of the stable type, which keeps none of its arguments in the state", async () => {
    const { find } = await runProgram(() => new KubeVip("prod", goodArgs()));
    expect(find("prod")).toMatchObject({ type: "kube-vip:index:KubeVip", inputs: {} });
  });

  it("names its children by host key, all commands under the component itself, and all but the verdict remote", async () => {
    const { seen, children } = await withChildren(goodArgs());
    const ofHosts = ["cp1", "cp2", "cp3"].flatMap((key) => [`prod-host-${key}`, `prod-host-${key}-agent`, `prod-host-${key}-witness`]);
    expect(children.map(({ name }) => name).sort()).toEqual(["prod-health", ...ofHosts]);
    expect(children.map(({ parent }) => parent)).toEqual(children.map(() => seen.result));
    const types = seen.resources.filter(({ name }) => name !== "prod").map(({ name, type }) => [name, type]);
    expect(types.filter(([, type]) => type !== "command:remote:Command")).toEqual([["prod-health", "command:local:Command"]]);
  });

  it("touches no host before the agents of all hosts are there, and asks no witness before all hosts are done", async () => {
    const { children } = await withChildren(goodArgs());
    const after = Object.fromEntries(children.map((child) => [child.name, child.after]));
    const agents = ["prod-host-cp1-agent", "prod-host-cp2-agent", "prod-host-cp3-agent"];
    expect(agents.map((name) => after[name])).toEqual([[], [], []]);
    for (const key of ["cp1", "cp2", "cp3"]) {
      expect(after[`prod-host-${key}`]).toEqual(agents);
      expect(after[`prod-host-${key}-witness`]).toEqual(["prod-host-cp1", "prod-host-cp2", "prod-host-cp3"]);
    }
  });

  it("has no dependency between hosts, whose order may change", async () => {
    const { children } = await withChildren(goodArgs());
    const hosts = children.filter(({ name }) => /-host-cp\d$/.test(name));
    expect(hosts).toHaveLength(3);
    expect(hosts.flatMap(({ after }) => after).filter((name) => /-host-cp\d$/.test(name))).toEqual([]);
  });

  it("puts a BGP password on the host before the manifest that needs it", async () => {
    const { children } = await withChildren({ ...bgpArgs(), bgp: { as: 65000, peers: [{ address: "192.168.1.254", as: 65001, password: "let me peer" }] } });
    const after = Object.fromEntries(children.map((child) => [child.name, child.after]));
    expect(after["prod-host-cp2-secrets"]).toEqual(["prod-host-cp2-agent"]);
    expect(after["prod-host-cp2"]).toContain("prod-host-cp2-secrets");
  });

  it("registers the same, whatever the order of hosts", async () => {
    const args = goodArgs();
    const reordered = { ...args, hosts: Object.fromEntries(Object.entries(args.hosts).reverse()) };
    const inputsOf = ({ resources }: Seen<KubeVip>) => Object.fromEntries(resources.map(({ name, inputs }) => [name, withoutMark(clear(inputs))]));
    const [one, other] = [await runProgram(() => new KubeVip("prod", args)), await runProgram(() => new KubeVip("prod", reordered))];
    expect(inputsOf(other)).toEqual(inputsOf(one));
  });

  it("gives the agent its script and the host its manifest alone on standard input, and no triggers, which would replace", async () => {
    const { find, resources } = await runProgram(() => new KubeVip("prod", goodArgs()));
    expect(find("prod-host-cp1-agent").inputs["stdin"]).toBe(packedAgent());
    expect(find("prod-host-cp1").inputs["stdin"]).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(resources.filter(({ inputs }) => "triggers" in inputs)).toEqual([]);
  });

  it("tells the agents of all hosts which image there must be, so that another image is an update of each of them, before any host's; and nothing of it where kubelet alone sees to it", async () => {
    const updates = async (image?: object, pod?: object) => {
      const { find } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), ...(image ? { image } : {}), ...(pod ? { pod } : {}) }));
      return ["cp1", "cp2", "cp3"].map((key) => String(find(`prod-host-${key}-agent`).inputs["update"]));
    };
    const plain = await updates();
    for (const update of plain) expect(update).toMatch(/ programs=\/opt\/kubernetes runtime=containerd image=ghcr\.io\/kube-vip\/kube-vip:v1\.2\.3$/);
    expect(await updates()).toEqual(plain);
    expect(await updates({ version: "v1.2.1" })).toEqual(plain.map((update) => update.replace("v1.2.3", "v1.2.1")));
    expect(await updates({ archive: "/srv/kube-vip.tar", pullPolicy: "Never" })).toEqual(plain.map((update) => `${update} policy=Never archive=/srv/kube-vip.tar`));
    expect(await updates(undefined, { patch: { spec: { containers: [{ name: "kube-vip", image: "a/b:v1" }] } } })).toEqual(plain.map((update) => update.replace(/image=.*/, "image=a/b:v1")));
    for (const update of await updates({ beforehand: false })) expect(update).not.toContain("image=");
  });

  it("begins nothing on the hosts before what the component depends on is there, such as an archive of the image", async () => {
    const late = new Promise<string>((resolve) => setTimeout(() => resolve("there"), 300));
    const { resources } = await runProgram(() => {
      const copy = new remote.Command("copy", { connection: { host: "192.168.1.11" }, create: late });
      return new KubeVip("prod", { ...goodArgs(), image: { archive: "/srv/kube-vip.tar" } }, { dependsOn: [copy] });
    });
    expect(resources.find(({ type }) => type === "command:remote:Command")?.name).toBe("copy");
  });

  it("lets two components stand side by side, each with owners of its own", async () => {
    const { resources, find } = await runProgram(() => [new KubeVip("blue", goodArgs()), new KubeVip("green", { ...goodArgs(), vip: "192.168.1.101" })]);
    expect(resources).toHaveLength(22);
    expect(new Set(resources.map(({ name }) => name)).size).toBe(22);
    const create = (name: string) => String(find(name).inputs["create"]);
    expect(create("blue-host-cp1")).toContain("kube-vip:index:KubeVip::blue#cp1");
    expect(create("green-host-cp1")).toContain("kube-vip:index:KubeVip::green#cp1");
  });

  it("makes no children when it is switched off, and has outputs all the same", async () => {
    const { resources } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), enabled: false }));
    expect(resources.map(({ name }) => name)).toEqual(["prod"]);
  });
});
