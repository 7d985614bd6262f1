// Under Pulumi's mocks nobody connects anywhere, and a program says what it said without a look.
import { createServer, type AddressInfo } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { KubeVip } from "../../components";
import { learn, NOTHING_KNOWN } from "../../components/knowledge/knowledge";
import { runProgram } from "../component/mocks";
import { settingsFrom } from "../facts/healthyCluster";
import { publicKey } from "../settings/keys";
import { goodArgs } from "../settings/samples";

beforeAll(() => {
  for (const level of ["info", "warn"] as const) jest.spyOn(pulumi.log, level).mockResolvedValue();
});

it("is nothing under mocks, whatever the settings ask for", async () => {
  const args = { ...goodArgs(), observe: "require" as const };
  const { result } = await runProgram(() => learn({ name: "prod", args, settings: pulumi.output(settingsFrom(args)), owner: Promise.resolve("dev::shop::kube-vip:index:KubeVip::prod") }));
  expect(await result).toBe(NOTHING_KNOWN);
});

it.each([["a preview", true], ["an update", false]])("connects nowhere in %s under mocks", async (_, preview) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ssh = { address: "127.0.0.1", port, hostKey: publicKey("ssh-ed25519", 1) };
  const { resources } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), observe: "require", hosts: { cp1: { address: "192.168.1.11", ssh } } }), { preview });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => server.close(resolve));
  expect(connections).toBe(0);
  expect(resources.map(({ name }) => name)).toContain("prod-host-cp1");
});
