// Where each host is reached: by the connection of the changes, as soon as it is known.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { KubeVipArgs } from "../../components";
import { type Target, targetOf } from "../../components/inputs/targets";
import { runProgram } from "../component/mocks";
import { PRIVATE_KEY, publicKey } from "../settings/keys";
import { goodArgs, KNOWN_HOSTS } from "../settings/samples";

const late = () => new remote.Command("machine", { connection: { host: "192.168.1.5" }, create: "echo" }).stdout;
const soon = (text: string) => pulumi.output(text);
const own = { hostKey: publicKey("ssh-ed25519", 7) };
const with_ = (change: Partial<KubeVipArgs>): KubeVipArgs => ({ ...goodArgs(), ...change });

it("is the pinned connection to a host that is there", async () => {
  const args = with_({ ssh: { user: "ops", privateKey: pulumi.secret(PRIVATE_KEY), knownHosts: KNOWN_HOSTS } });
  expect(await targetOf(args, "cp2")).toEqual({
    connection: { host: "192.168.1.12", port: 22, user: "ops", privateKey: PRIVATE_KEY, hostKey: publicKey("ssh-ed25519", 2), dialErrorLimit: 5, perDialTimeout: 10 },
    late: false,
  });
});

it("is not known in a preview while its address is not, and those of the others are", async () => {
  const { result } = await runProgram(() => {
    const args = with_({ hosts: { cp1: { address: late() }, cp2: { address: "192.168.1.12" } } });
    return [targetOf(args, "cp1"), targetOf(args, "cp2")];
  }, { preview: true });
  expect(await Promise.all(result)).toEqual([undefined, expect.objectContaining({ late: false })]);
});

it.each<[string, KubeVipArgs, boolean]>([
  ["its address is an Output", with_({ hosts: { cp1: { address: soon("192.168.1.11") } } }), true],
  ["its address is a promise", with_({ hosts: { cp1: { address: Promise.resolve("192.168.1.11") } } }), true],
  ["SSH goes to another address that is an Output", with_({ hosts: { cp1: { address: "192.168.1.11", ssh: { address: soon("203.0.113.7"), ...own } } } }), true],
  ["SSH goes to a plain address, whatever its own is", with_({ hosts: { cp1: { address: soon("192.168.1.11"), ssh: { address: "203.0.113.7", ...own } } } }), false],
  ["the bastion's address is an Output", with_({ ssh: { knownHosts: KNOWN_HOSTS, bastion: { address: soon("203.0.113.9"), ...own } } }), true],
  ["only another host's address is an Output", with_({ hosts: { cp1: { address: "192.168.1.11" }, cp2: { address: soon("192.168.1.12") } } }), false],
  ["only its key is an Output", with_({ ssh: { knownHosts: KNOWN_HOSTS, privateKey: soon(PRIVATE_KEY) } }), false],
])("may still be starting or not: %s", async (_, args, expected) => {
  expect((await targetOf(args, "cp1") as Target).late).toBe(expected);
});
