// KubeVip's outputs: what a preview knows, and what an update tells.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { ForwardingMethod, KubeVip, Mode } from "../../components";
import { goodArgs } from "../settings/samples";
import { read, runProgram } from "./mocks";

beforeAll(() => {
  for (const level of ["info", "warn"] as const) jest.spyOn(pulumi.log, level).mockResolvedValue();
});

const LATE = ["holder", "holders", "healthz", "hosts"] as const;

describe("at preview", () => {
  it("endpoint, VIP, port and manifests are known, and what only hosts can tell is not", async () => {
    const { result } = await runProgram(() => new KubeVip("prod", goodArgs()), { preview: true });
    expect(await read(result.endpoint)).toEqual({ known: true, value: "https://192.168.1.100:6443" });
    expect(await read(result.vip)).toEqual({ known: true, value: "192.168.1.100" });
    expect(await read(result.port)).toEqual({ known: true, value: 6443 });
    expect(await read(result.manifests)).toEqual({ known: true, value: { cp1: expect.stringContaining("kind: Pod") as string, cp2: expect.anything() as string, cp3: expect.anything() as string } });
    for (const name of LATE) expect(await read<unknown>(result[name])).toEqual({ known: false });
  });

  /** A host whose machine is still to be made. */
  const machine = () => new remote.Command("machine", { connection: { host: "192.168.1.5" }, create: "echo" }).stdout;

  it("manifests are known while an address is not", async () => {
    const { result } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), hosts: { ...goodArgs().hosts, cp2: { address: machine() } } }), { preview: true });
    expect(await read(result.manifests)).toMatchObject({ known: true });
    for (const name of LATE) expect(await read<unknown>(result[name])).toEqual({ known: false });
  });

  it("a VIP that is not known yet leaves everything open, and throws nothing", async () => {
    const { result, resources } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), vip: machine() }), { preview: true });
    expect(resources.filter(({ name }) => name.startsWith("prod-"))).toHaveLength(10);
    for (const name of ["endpoint", "vip", "port", "manifests", ...LATE] as const) expect([name, await read<unknown>(result[name])]).toEqual([name, { known: false }]);
  });
});

describe("after an update", () => {
  it("the proof and the hosts' own words are told, typed", async () => {
    const { result } = await runProgram(() => new KubeVip("prod", goodArgs()));
    expect(await read(result.healthz)).toEqual({ known: true, value: { url: "https://192.168.1.100:6443/healthz", status: "healthy", httpCode: 200, tlsVerified: true, latencyMs: 12, asked: 10, answered: 10, from: ["cp2", "cp3"] } });
    expect(await read(result.holder)).toEqual({ known: true, value: "cp1" });
    expect(await read(result.holders)).toEqual({ known: true, value: ["cp1"] });
    const hosts = await read(result.hosts);
    expect(hosts.known && hosts.value["cp2"]).toMatchObject({ manifestPath: "/etc/kubernetes/manifests/kube-vip.yaml", containerId: "c0ffee-cp2", startedAt: "2026-11-23T06:00:00Z", interface: "eth0" });
    expect(hosts.known && Object.keys(hosts.value)).toEqual(["cp1", "cp2", "cp3"]);
  });

  it("no output is secret, though credentials were given", async () => {
    const args = { ...goodArgs(), ssh: { ...goodArgs().ssh, password: pulumi.secret("sesame") } };
    const { result } = await runProgram(() => new KubeVip("prod", args));
    for (const name of ["endpoint", "vip", "port", "manifests", "healthz", "holder", "hosts"] as const) expect([name, await pulumi.isSecret<unknown>(result[name])]).toEqual([name, false]);
  });

  it("the endpoint follows the load balancer's port, and is written for IPv6 as a URL wants it", async () => {
    const { result } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), vip: "fd00::100", hosts: { cp1: { address: "fd00::11" } }, ssh: { acceptAnyHostKey: true }, mode: Mode.Arp, loadBalancer: { port: 7443, forwardingMethod: ForwardingMethod.Masquerade } }));
    expect(await read(result.endpoint)).toEqual({ known: true, value: "https://[fd00::100]:7443" });
    expect(await read(result.port)).toEqual({ known: true, value: 7443 });
  });

  it("a component that is switched off says that nothing was proven", async () => {
    const { result } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), enabled: false }));
    expect(await read(result.healthz)).toMatchObject({ known: true, value: { status: "disabled", asked: 0 } });
    expect(await read(result.hosts)).toEqual({ known: true, value: {} });
    expect(await read(result.manifests)).toEqual({ known: true, value: {} });
  });
});
