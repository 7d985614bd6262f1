// How arguments reach the hosts: commands, connections, secrets, and mistakes.
import * as pulumi from "@pulumi/pulumi";
import { KubeVip, type KubeVipArgs } from "../../components";
import { PRIVATE_KEY } from "../settings/keys";
import { bgpArgs, goodArgs, KNOWN_HOSTS } from "../settings/samples";
import { clear, isSecretValue, type Registered, runProgram } from "./mocks";

beforeAll(() => {
  for (const level of ["info", "warn"] as const) jest.spyOn(pulumi.log, level).mockResolvedValue();
});

/** Of @pulumi/command 1.2.1, `remote.ConnectionArgs`. Any other key is printed in clear by the engine, with the whole object. */
const CONNECTION_KEYS = ["agentSocketPath", "dialErrorLimit", "host", "hostKey", "password", "perDialTimeout", "port", "privateKey", "privateKeyPassword", "proxy", "user"];

const commands = (resources: readonly Registered[]) => resources.filter(({ type }) => type === "command:remote:Command");
const ssh = (more: object): KubeVipArgs => ({ ...goodArgs(), ssh: { knownHosts: KNOWN_HOSTS, ...more } });

describe("a connection", () => {
  it("is secret, and holds keys that the command provider knows and nothing else", async () => {
    const wild = { privateKey: PRIVATE_KEY, bastion: { address: "192.168.1.11", user: "jump", note: "mine" }, note: "mine" };
    const { resources, result } = await runProgram(() => {
      try {
        return new KubeVip("prod", ssh(wild));
      } catch (error) {
        return error as Error;
      }
    });
    // An argument that is none is a mistake of its own; without it, the connection is made of allowed keys.
    expect(result).toBeInstanceOf(Error);
    expect(resources).toEqual([]);
    const { bastion: { note: _, ...bastion }, note: __, ...tame } = wild;
    const seen = await runProgram(() => new KubeVip("prod", ssh({ ...tame, bastion })));
    const connections = commands(seen.resources).map(({ inputs }) => inputs["connection"]);
    expect(connections).toHaveLength(9);
    for (const connection of connections) {
      expect(isSecretValue(connection)).toBe(true);
      const { proxy, ...rest } = clear(connection) as Record<string, unknown>;
      expect(Object.keys(rest).filter((key) => !CONNECTION_KEYS.includes(key))).toEqual([]);
      expect(Object.keys(proxy as object).filter((key) => !CONNECTION_KEYS.includes(key))).toEqual([]);
      expect(rest).toMatchObject({ privateKey: PRIVATE_KEY, hostKey: expect.stringMatching(/^ssh-ed25519 /) as string });
    }
  });

  it("follows Outputs of machines made in the same program", async () => {
    const { find } = await runProgram(() => new KubeVip("prod", { ...goodArgs(), hosts: { cp1: { address: pulumi.output("192.168.1.11"), ssh: { user: pulumi.output("ops") } } }, ssh: { privateKey: pulumi.secret(PRIVATE_KEY), knownHosts: KNOWN_HOSTS } }));
    expect(clear(find("prod-host-cp1").inputs["connection"])).toMatchObject({ host: "192.168.1.11", user: "ops", privateKey: PRIVATE_KEY });
    expect(find("prod-host-cp1").inputs["create"]).toMatch(/^sudo -n /);
  });
});

describe("the commands", () => {
  it("call the agent as it is for root", async () => {
    const { find } = await runProgram(() => new KubeVip("prod", goodArgs()));
    const { create, delete: remove } = find("prod-host-cp1").inputs as { create: string; delete: string };
    expect(create).toMatch(/^\/var\/lib\/pulumi-kube-vip\/agent apply host=cp1 /);
    expect(remove).toContain(" remove host=cp1 ");
    expect(commands((await runProgram(() => new KubeVip("prod", goodArgs()))).resources).filter(({ inputs }) => String(inputs["create"]).includes("sudo"))).toEqual([]);
  });

  it("go through sudo, which may not ask, for any other user", async () => {
    const { resources } = await runProgram(() => new KubeVip("prod", ssh({ user: "ops" })));
    const all = commands(resources).flatMap(({ inputs }) => [inputs["create"], inputs["delete"]].filter((text) => text !== undefined).map(String));
    expect(all).toHaveLength(15);
    expect(all.filter((text) => !text.startsWith("sudo -n "))).toEqual([]);
  });

  it("stay short, since an error shows them whole", async () => {
    const { resources } = await runProgram(() => new KubeVip("prod", goodArgs()));
    expect(Math.max(...commands(resources).map(({ inputs }) => String(inputs["create"]).length))).toBeLessThan(500);
  });
});

describe("secrets", () => {
  const password = "hunter2-peering";
  const passphrase = "open sesame 4711";
  const withPassword: KubeVipArgs = { ...bgpArgs(), ssh: { knownHosts: KNOWN_HOSTS, password: passphrase }, bgp: { as: 65000, peers: [{ address: "192.168.1.254", as: 65001, password }] } };

  it("travel in connections and, of BGP, in a resource of their own, as secrets", async () => {
    const { resources, find } = await runProgram(() => new KubeVip("prod", withPassword));
    const holders = commands(resources).flatMap(({ name, inputs }) => Object.entries(inputs).filter(([, value]) => JSON.stringify(value).includes(password)).map(([field, value]) => ({ name, field, secret: isSecretValue(value) })));
    expect(holders).toEqual(["cp1", "cp2", "cp3"].map((key) => ({ name: `prod-host-${key}-secrets`, field: "stdin", secret: true })));
    expect(find("prod-host-cp1-secrets").inputs).toMatchObject({ logging: "none", addPreviousOutputInEnv: false });
    const keys = commands(resources).flatMap(({ inputs }) => Object.entries(inputs).filter(([, value]) => JSON.stringify(value).includes(passphrase)).map(([field]) => field));
    expect(new Set(keys)).toEqual(new Set(["connection"]));
  });

  it("leave the manifest plain, so that a reviewer sees its changes", async () => {
    const { find } = await runProgram(() => new KubeVip("prod", { ...withPassword, bgp: { as: 65000, peers: [{ address: "192.168.1.254", as: 65001, password: pulumi.secret(password) }] } }));
    expect(typeof find("prod-host-cp1").inputs["stdin"]).toBe("string");
    expect(find("prod-host-cp1").inputs["create"]).toMatch(/ secrets=7$/);
  });

  it("have no resource where there are none", async () => {
    const { resources } = await runProgram(() => new KubeVip("prod", bgpArgs()));
    expect(resources.filter(({ name }) => name.endsWith("-secrets"))).toEqual([]);
  });
});

describe("mistakes", () => {
  it("are thrown all at once, before anything is registered", async () => {
    const { result, resources } = await runProgram(() => {
      try {
        return new KubeVip("prod", { ...goodArgs(), vip: "192.168.1.300", port: 70000, hosts: { ...goodArgs().hosts, cp2: { address: "192.168.1.11" } } });
      } catch (error) {
        return error as Error;
      }
    });
    expect(result).toBeInstanceOf(pulumi.RunError);
    const { message } = result as Error;
    for (const part of ["no host was contacted", "vip", "192.168.1.300", "port", "70000", "hosts.cp2.address"]) expect(message).toContain(part);
    expect(resources).toEqual([]);
  });
});

describe("severities of findings", () => {
  it("for an id that there is not are a mistake, with the nearest one named", async () => {
    const { result, resources } = await runProgram(() => {
      try {
        return new KubeVip("prod", { ...goodArgs(), findings: { "vip-unanswerd": "off" } });
      } catch (error) {
        return error as Error;
      }
    });
    expect((result as Error).message).toContain("`vip-unanswered`");
    expect(resources).toEqual([]);
  });
});
