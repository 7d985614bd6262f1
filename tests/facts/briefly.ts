// What a brief look leaves of the facts.
import type { HostFacts } from "../../components/facts/hostFacts";

export function briefly({ interfaces, system, vips = [], modules, manifestFiles, kubeVips = [], record, gaps }: HostFacts): HostFacts {
  const held = vips.map(({ vip, interface: link }) => ({ vip, ...(link === undefined ? {} : { interface: link }) }));
  return { brief: true, system, ...(interfaces && { interfaces }), vips: held, modules, manifestFiles, kubeVips: kubeVips.map((one) => ({ ...one, image: "", imageDigest: "" })), record, gaps };
}
