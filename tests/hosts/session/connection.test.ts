// The connection that the changes use is the one that sessions take.
import type { types } from "@pulumi/command";
import { connectionTo } from "../../../components/hosts/connection";
import type { ResolvedConnection } from "../../../components/hosts/session";
import { bastionHop, hostHop } from "../../../components/hosts/session/resolvedConnection";
import type { Unwrapped } from "../../../components/settings/resolved";
import { PRIVATE_KEY } from "../../settings/keys";
import { KNOWN_HOSTS } from "../../settings/samples";

type Command = Unwrapped<types.input.remote.ConnectionArgs>;
/** Fails to compile when @pulumi/command gets a field, or changes one, that sessions would not heed. */
const same: [keyof Command] extends [keyof ResolvedConnection] ? (Command extends ResolvedConnection ? true : false) : false = true;

it("has every field of @pulumi/command's, with its type", () => expect(same).toBe(true));

it("is what the component makes of its arguments, defaults filled in", () => {
  const connection = connectionTo({
    vip: "192.168.1.100",
    hosts: { cp1: { address: "192.168.1.11" } },
    ssh: { privateKey: PRIVATE_KEY, knownHosts: KNOWN_HOSTS, bastion: { address: "192.168.1.12", user: "jump", password: "x" } },
  }, "cp1") as ResolvedConnection;
  expect(hostHop(connection, "cp1")).toMatchObject({ host: "192.168.1.11", port: 22, user: "root", dialErrorLimit: 5, perDialTimeout: 10, who: "cp1 (192.168.1.11 port 22, by the bastion 192.168.1.12)" });
  expect(bastionHop(connection.proxy!)).toMatchObject({ user: "jump", port: 22, dialErrorLimit: 10, perDialTimeout: 15, who: "the bastion 192.168.1.12 port 22" });
});

it("takes a field that is there without a value for one that is not", () => {
  expect(hostHop({ host: "h", port: undefined, user: undefined }, undefined)).toMatchObject({ port: 22, user: "root", who: "h port 22" });
});
