// Schema of how a change reaches the hosts.
import { z } from "zod";
import { TakeOver } from "../choices";

export const rolloutSchema = z.strictObject({ retry: z.string().optional(), replace: z.string().optional(), emergency: z.string().optional(), takeOver: z.enum(TakeOver).optional() });
