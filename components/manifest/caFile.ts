// The CA by which kube-vip believes the API server when it asks without credentials, mounted from the host.
import type { BgpSettings } from "../settings/settings";
import type { Container, Pod } from "./pod";

/** Beside the file of peers. */
export const CA_IN_CONTAINER = "/etc/kube-vip/ca.crt";

export interface CaFile {
  readonly volumeMounts: Container["volumeMounts"];
  readonly volumes: Pod["spec"]["volumes"];
}

/** What the check that gates announcements adds to the Pod; nothing without one, or where it speaks no TLS. */
export function caFile(bgp: BgpSettings | undefined): CaFile {
  const path = bgp?.healthCheck?.caFile;
  if (path === undefined) return { volumeMounts: [], volumes: [] };
  const name = "api-server-ca";
  return { volumeMounts: [{ name, mountPath: CA_IN_CONTAINER, readOnly: true }], volumes: [{ name, hostPath: { path, type: "File" } }] };
}
