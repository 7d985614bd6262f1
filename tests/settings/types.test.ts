// The hand-written interfaces and the zod schema agree; a mismatch in either direction does not compile.
import type { OutputInstance } from "@pulumi/pulumi";
import type { z } from "zod";
import type { KubeVipArgs } from "../../components/settings/args";
import type { ResolvedArgs, Unwrapped } from "../../components/settings/resolved";
import { interfacesAgreeWithSchema, type kubeVipArgsSchema, type Same } from "../../components/settings/schema";

type SchemaInput = z.input<typeof kubeVipArgsSchema>;

/** Each line compiles only when its type says what stands behind it; `tsc --noEmit` is the test. */
const agreements = {
  agree: true satisfies Same<ResolvedArgs, SchemaInput>,
  unwrapsPromises: true satisfies Same<Unwrapped<{ a: string | Promise<string> }>, { a: string }>,
  unwrapsOutputs: true satisfies Same<Unwrapped<{ a?: { b: OutputInstance<number> }[] }>, { a?: { b: number }[] }>,
  // @ts-expect-error a field that only the interface has is a mismatch
  interfaceHasMore: true satisfies Same<Unwrapped<KubeVipArgs & { extra?: string }>, SchemaInput>,
  // @ts-expect-error a field that only the schema has is a mismatch, though the types can be assigned to each other
  schemaHasMore: true satisfies Same<Omit<ResolvedArgs, "adopt">, SchemaInput>,
  // @ts-expect-error another type of a field is a mismatch
  otherType: true satisfies Same<Omit<ResolvedArgs, "port"> & { port?: string }, SchemaInput>,
  // @ts-expect-error a required field that is optional on the other side is a mismatch
  required: true satisfies Same<Omit<ResolvedArgs, "vip"> & { vip?: string }, SchemaInput>,
};

it("compiles with the interfaces and the schema in agreement", () => {
  expect(interfacesAgreeWithSchema).toBe(true);
  expect(Object.values(agreements)).not.toContain(false);
});
