// Checks of the API server's address that kube-vip itself uses.
import { parseAddress } from "../addresses";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { isHostName, quote } from "../words";
import { problemFamily } from "./report";

export const kubernetesAddressFamily = problemFamily({
  "kubernetes-address-form": "error",
  "kubernetes-address-http": "error",
  "kubernetes-address-is-vip": "error",
  "kubernetes-address-of-one-host": "warning",
  "kubernetes-address-port": "warning",
});
const { report } = kubernetesAddressFamily;

const FIELD = "kubernetesAddress";
const FORM = "Write `host:port` or `https://host:port`, with brackets around IPv6.";

export function checkKubernetesAddress(draft: Draft): Problem[] {
  const text = draft.args.kubernetesAddress;
  if (text === undefined) return [];
  if (/^http:\/\//i.test(text)) return [report("kubernetes-address-http", FIELD, "The API server speaks TLS only.", `Write https instead of http, or the host and port alone.`)];
  const match = /^(?:https:\/\/)?(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]@?#]+)):(\d{1,5})\/?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? "";
  const port = Number(match?.[3]);
  const address = parseAddress(host);
  if (!match || !(address || isHostName(host)) || (match[1] !== undefined && address?.family !== 6) || port < 1 || port > 65535) return [report("kubernetes-address-form", FIELD, `${quote(text)} names no API server.`, FORM)];
  return [...checkWhose(draft, address?.text), ...checkPort(draft, port)];
}

function checkWhose(draft: Draft, address: string | undefined): Problem[] {
  if (address === undefined) return [];
  if (draft.vips.some((vip) => vip.address.text === address)) {
    return [report("kubernetes-address-is-vip", FIELD, "kube-vip would need the virtual IP to provide the virtual IP: a cluster that starts cold never gets it (kube-vip #1654).", "Leave it out, or name an API server's own address.", ["vip"])];
  }
  const host = draft.hosts.find((item) => item.address?.text === address);
  if (!host || draft.hosts.length === 1) return [];
  return [report("kubernetes-address-of-one-host", FIELD, `Every kube-vip would talk to host ${host.key} alone: when that dies, the virtual IP goes with it.`, "Leave it out, so that each talks to its own host.", ["hosts", `${host.field}.address`])];
}

function checkPort(draft: Draft, port: number): Problem[] {
  if (port === draft.port) return [];
  return [report("kubernetes-address-port", FIELD, `Port ${port} is not the API servers' port ${draft.port}.`, "Correct one of the two, unless this is meant.", ["port"])];
}
