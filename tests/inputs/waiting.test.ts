// Values of Outputs for code that must know whether there is one yet.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { valueIfKnown } from "../../components/inputs/waiting";
import { runProgram } from "../component/mocks";

/** What only the update will tell. */
const late = () => new remote.Command("machine", { connection: { host: "192.168.1.5" }, create: "echo" }).stdout;

it("is the value of a known one, secret or not", async () => {
  expect(await valueIfKnown(pulumi.output({ a: pulumi.output(1) }))).toEqual({ a: 1 });
  expect(await valueIfKnown(pulumi.secret("key"))).toBe("key");
});

it("is undefined in a preview for one that only the update will tell, also deep inside", async () => {
  const { result } = await runProgram(() => ({ alone: valueIfKnown(late()), inside: valueIfKnown(pulumi.output({ hosts: { cp1: { address: late() } } })) }), { preview: true });
  expect([await result.alone, await result.inside]).toEqual([undefined, undefined]);
});

it("is the value once the resource is made", async () => {
  const { result } = await runProgram(() => valueIfKnown(late()));
  expect(await result).toContain("appliedAt");
});
