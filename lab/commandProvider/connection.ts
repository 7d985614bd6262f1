// The `connection` of a remote command: its fields, their defaults, and the check of what a user gave.
import { z } from "zod";
import { isObject, UNKNOWN, type Properties, type Value } from "./values";

const hopFields = {
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string().optional(),
  privateKey: z.string().optional(),
  privateKeyPassword: z.string().optional(),
  agentSocketPath: z.string().optional(),
  hostKey: z.string().optional(),
  dialErrorLimit: z.number().int(),
  perDialTimeout: z.number().int(),
};

/** One SSH server on the way: the host itself, or the bastion. Ports and limits are filled in by `withConnectionDefaults`. */
const hopSchema = z.strictObject(hopFields);
const connectionSchema = z.strictObject({ ...hopFields, proxy: hopSchema.optional() });

export type Hop = z.infer<typeof hopSchema>;
export type Connection = z.infer<typeof connectionSchema>;

/** What was given may lack anything: defaults are filled in later, and unknown values are left out of the check. */
export const givenConnectionSchema = z.strictObject({ ...hopFields, proxy: hopSchema.partial() }).partial();

/** Defaults of pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go, `Annotate`. */
const HOP_DEFAULTS = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };

/** Fills in user, port and limits, also of the proxy. A connection that is not known yet stays so. */
export function withConnectionDefaults(connection: Value): Value {
  if (!isObject(connection)) {
    return connection;
  }
  const hop: Properties = { ...HOP_DEFAULTS, ...withoutNulls(connection) };
  return isObject(hop["proxy"]) ? { ...hop, proxy: { ...HOP_DEFAULTS, ...withoutNulls(hop["proxy"]) } } : hop;
}

function withoutNulls(object: Properties): Properties {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** Paths of required fields that are not there, as the engine shows them. */
export function missingConnectionFields(connection: Value): string[] {
  if (!isObject(connection)) {
    return connection === UNKNOWN ? [] : ["connection"];
  }
  const proxy = connection["proxy"];
  return [
    ...(connection["host"] === undefined ? ["connection.host"] : []),
    ...(isObject(proxy) && proxy["host"] === undefined ? ["connection.proxy.host"] : []),
  ];
}

/** Reads a connection, as checked before. @throws ZodError for one that was stored by something else. */
export function readConnection(connection: Value): Connection {
  return connectionSchema.parse(withConnectionDefaults(connection));
}
