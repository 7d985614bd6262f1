// A BGP session of a host, as the agent prints it.
import { z } from "zod";
import { parseAddress } from "../settings/addresses";

/** The kernel's form of an address becomes the usual one. */
const address = z.string().transform((text) => parseAddress(text)?.text ?? text);

/** Sessions that were up. */
export const bgpSessions = z.array(
  z.object({
    /** The router, as the manifest names it. */
    peer: address,
    /** The host's own address in this session: the next hop that the router sees. */
    source: address,
  }),
);
export type BgpSession = z.infer<typeof bgpSessions>[number];
