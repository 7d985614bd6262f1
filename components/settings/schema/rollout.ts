// Schema of how a change reaches the hosts.
import { z } from "zod";

export const rolloutSchema = z.strictObject({ retry: z.string().optional(), replace: z.string().optional(), emergency: z.string().optional() });
