// A cluster that the program makes: what is registered, and what waits for what.
import * as pulumi from "@pulumi/pulumi";
import { type BootstrapArgs, KubeVip } from "../../components";
import { goodArgs } from "../settings/samples";
import { clear, runProgram } from "./mocks";

beforeAll(() => {
  for (const level of ["info", "warn"] as const) jest.spyOn(pulumi.log, level).mockResolvedValue();
});

/** Names by name: what each resource waits for by its own options, whosoever child it is. */
async function order(over: object = {}): Promise<{ after: Record<string, string[]>; inputs: (name: string) => Record<string, unknown> }> {
  const names = new Map<pulumi.Resource, string>();
  const after: Record<string, string[]> = {};
  const look: pulumi.ResourceTransformation = ({ resource, name, opts }) => {
    names.set(resource, name);
    after[name] = ([opts.dependsOn ?? []].flat() as pulumi.Resource[]).map((other) => names.get(other) ?? "?");
    return undefined;
  };
  // No stack is there under mocks, so each resource outside the component is told to look itself.
  class Step extends pulumi.ComponentResource {
    constructor(name: string, before: pulumi.Resource) {
      super("test:index:Step", name, {}, { dependsOn: [before], transformations: [look] });
    }
  }
  const bootstrap: BootstrapArgs = { host: "cp1", init: (prepared) => new Step("init", prepared), join: (key, before) => new Step(`join-${key}`, before) };
  const seen = await runProgram(() => new KubeVip("prod", { ...goodArgs(), bootstrap, ...over }, { transformations: [look] }));
  return { after, inputs: (name) => clear(seen.find(name).inputs) as Record<string, unknown> };
}

describe("a cluster that begins", () => {
  it("goes from the prepared host by init and the proof there to the joins, and every host's change comes after all of them", async () => {
    const { after } = await order();
    expect(after).toMatchObject({
      "prod-host-cp1-agent": [],
      "prod-host-cp1-prepared": ["prod-host-cp1-agent"],
      init: ["prod-host-cp1-prepared"],
      "prod-host-cp1-started": ["prod-host-cp1-agent", "init"],
      "join-cp2": ["prod-host-cp1-started"],
      "join-cp3": ["join-cp2"],
      "prod-host-cp2-agent": ["join-cp2"],
      "prod-host-cp3-agent": ["join-cp3"],
    });
    for (const key of ["cp1", "cp2", "cp3"]) expect(after[`prod-host-${key}`]).toEqual(["prod-host-cp1-agent", "prod-host-cp2-agent", "prod-host-cp3-agent", "prod-host-cp1-started"]);
  });

  it("has no circle, whichever host comes last in a later rollout: no change of a host is waited for by anything but witnesses", async () => {
    const { after } = await order();
    const waiting = Object.entries(after).filter(([, others]) => others.some((name) => /-host-cp\d$/.test(name))).map(([name]) => name);
    expect(waiting.sort()).toEqual(["prod-host-cp1-witness", "prod-host-cp2-witness", "prod-host-cp3-witness"]);
  });

  it("prepares with the manifest that is to last, whose deletion abandons what never began, and needs no kubeconfig there", async () => {
    const { inputs } = await order();
    expect(inputs("prod-host-cp1-prepared")).toMatchObject({ stdin: inputs("prod-host-cp1")["stdin"], create: expect.stringContaining("/agent prepare "), delete: expect.stringContaining(" abandon ") });
    expect(inputs("prod-host-cp1-started")).toMatchObject({ stdin: inputs("prod-host-cp1")["stdin"], create: expect.stringContaining("/agent start ") });
    expect(inputs("prod-host-cp1-started")).not.toHaveProperty("delete");
    expect([inputs("prod-host-cp1-agent"), inputs("prod-host-cp2-agent")].map(({ create }) => String(create).includes("bootstrap=yes"))).toEqual([true, false]);
  });

  it("gives kube-vip a login of its own once there is somebody to sign it, and begins without", async () => {
    const { after, inputs } = await order({ access: "scoped" });
    expect(after).toMatchObject({
      "prod-host-cp1-prepared": ["prod-host-cp1-agent"],
      "prod-host-cp1-access": ["prod-host-cp1-agent", "init"],
      "prod-host-cp1-started": ["prod-host-cp1-agent", "prod-host-cp1-access", "init"],
      "prod-host-cp2-access": ["prod-host-cp2-agent"],
    });
    for (const key of ["cp1", "cp2", "cp3"]) expect(after[`prod-host-${key}`]).toEqual(expect.arrayContaining(["cp1", "cp2", "cp3"].map((host) => `prod-host-${host}-access`)));
    expect(inputs("prod-host-cp1-prepared")["stdin"]).toContain("path: /etc/kubernetes/admin.conf");
    expect(inputs("prod-host-cp1")["stdin"]).toContain("path: /var/lib/pulumi-kube-vip/access");
    expect(inputs("prod-host-cp1-started")).toMatchObject({ stdin: inputs("prod-host-cp1")["stdin"], create: expect.stringContaining(" access=scoped") });
  });

  it("keeps what served the beginning where its host died for good, and never begins anew on another", async () => {
    const { hosts: { cp1: _, ...hosts } } = goodArgs();
    const { after, inputs } = await order({ hosts, retired: ["cp1"] });
    for (const part of ["-prepared", "-started"]) expect(inputs(`prod-host-cp1${part}`)).not.toHaveProperty("create");
    expect(after).toMatchObject({ init: ["prod-host-cp1-prepared"], "join-cp2": ["prod-host-cp1-started"], "join-cp3": ["join-cp2"], "prod-host-cp2-agent": ["join-cp2"] });
    expect(Object.keys(after).filter((name) => /-(prepared|started)$/.test(name))).toEqual(["prod-host-cp1-prepared", "prod-host-cp1-started"]);
  });

  it("that somebody else makes is prepared on its host, and every host may be pending", async () => {
    const { after, inputs } = await order({ bootstrap: { host: "cp1" } });
    const agents = ["prod-host-cp1-agent", "prod-host-cp2-agent", "prod-host-cp3-agent"];
    expect(Object.keys(after).filter((name) => /-(prepared|started)$/.test(name))).toEqual(["prod-host-cp1-prepared"]);
    expect(agents.map((name) => after[name])).toEqual([[], [], []]);
    for (const key of ["cp1", "cp2", "cp3"]) {
      expect(after[`prod-host-${key}`]).toEqual([...agents, "prod-host-cp1-prepared"]);
      for (const part of ["", "-agent", "-witness"]) expect(inputs(`prod-host-${key}${part}`)["update"]).toContain("bootstrap=yes");
    }
  });

  it("that somebody else made keeps what prepared its host where that died for good, and nothing that never was", async () => {
    const { hosts: { cp1: _, ...hosts } } = goodArgs();
    const { after, inputs } = await order({ hosts, retired: ["cp1"], bootstrap: { host: "cp1" } });
    expect(inputs("prod-host-cp1-prepared")).not.toHaveProperty("create");
    expect(Object.keys(after).filter((name) => /-(prepared|started)$/.test(name))).toEqual(["prod-host-cp1-prepared"]);
  });

  it("keeps the program's own resources where kube-vip is switched off, since leaving them out would delete them", async () => {
    const { after } = await order({ enabled: false });
    expect(after).toEqual({ prod: [], init: ["prod"], "join-cp2": ["init"], "join-cp3": ["join-cp2"] });
  });
});
