// Schema of a cluster that is still to come.
import { z } from "zod";
import type { BootstrapArgs } from "../bootstrapArgs";

const isFunction = (value: unknown): boolean => typeof value === "function";
const message = "This must be a function of a program: neither a stack's configuration nor a file can hold one.";

export const bootstrapSchema = z.strictObject({
  host: z.string(),
  init: z.custom<NonNullable<BootstrapArgs["init"]>>(isFunction, message).optional(),
  join: z.custom<NonNullable<BootstrapArgs["join"]>>(isFunction, message).optional(),
});
