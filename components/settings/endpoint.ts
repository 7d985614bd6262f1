// The endpoint follows from three arguments alone, so that it is known at preview whatever else is still to come.
import { withPort } from "./addresses";
import { draftOf } from "./draft";
import type { IncompleteArgs, ResolvedArgs } from "./resolved";
import { shapeOf } from "./shape";

export interface Endpoint {
  /** `https://192.168.1.100:6443`, IPv6 in brackets. */
  readonly url: string;
  /** The first virtual IP in canonical text. */
  readonly vip: string;
  readonly port: number;
}

/** Empty texts where the arguments are wrong: the checks say so elsewhere. */
export function endpointOf(args: Pick<IncompleteArgs, "vip" | "port" | "loadBalancer">): Endpoint {
  const { vips, loadBalancer } = draftOf(shapeOf(args as ResolvedArgs).args);
  const vip = vips[0]?.address.text ?? "";
  return { url: vip === "" ? "" : `https://${withPort(vip, loadBalancer.port)}`, vip, port: loadBalancer.port };
}
