// The shape of the arguments that say how hosts are reached.
import { z } from "zod";
import { dialErrors, dialTimeout, portNumber } from "./numbers";

const text = z.string().optional();

/** What proves a login, the same for hosts, single host and bastion. */
const login = {
  user: text,
  port: portNumber.optional(),
  privateKey: text,
  privateKeyPassphrase: text,
  password: text,
  agentSocketPath: text,
};

export const bastionSchema = z.strictObject({ ...login, address: z.string(), hostKey: text });

export const hostSshSchema = z.strictObject({ ...login, address: text, hostKey: text });

export const sshSchema = z.strictObject({
  ...login,
  knownHosts: text,
  acceptAnyHostKey: z.boolean().optional(),
  bastion: bastionSchema.optional(),
  dialErrorLimit: dialErrors.optional(),
  dialTimeoutSeconds: dialTimeout.optional(),
});

export const hostSchema = z.strictObject({
  address: z.string(),
  interface: text,
  nodeName: text,
  routerId: text,
  ssh: hostSshSchema.optional(),
});
