// Who has the image, and who gets it before any manifest changes.
import type { HostFacts } from "../facts/hostFacts";
import type { Observations } from "../facts/observation";
import { factsOf } from "../facts/observation";
import { fromYaml } from "../manifest/yaml";
import type { Settings } from "../settings/settings";
import type { HostPlan } from "./rolloutPlan";

/** What the agents do about the image, beforehand. */
export interface ImagePlan {
  readonly reference: string;
  /** Path on the hosts. Absent: it is pulled. */
  readonly archive?: string;
  /** Keys of the hosts that get it. Absent: those that do not have it, and which these are is not known. */
  readonly hosts?: readonly string[];
}

/** Docker Hub's images are listed with the registry's name and may be written without; beside a digest, a tag says nothing. */
function plainImage(reference: string): string {
  const plain = reference.replace(/^docker\.io\//, "").replace(/^library\//, "");
  return plain.includes("@") ? plain.replace(/:[^:/@]*@/, "@") : plain;
}

/** By what runs there, or by the names that its runtime or Node lists; undefined where nothing tells. */
export function hasImage({ images, kubeVips = [] }: HostFacts, reference: string): boolean | undefined {
  const wanted = plainImage(reference);
  if (kubeVips.some(({ image }) => plainImage(image) === wanted)) return true;
  return images?.some((image) => plainImage(image) === wanted);
}

/** Undefined where no host gets any, as far as is known. */
export function planImage(settings: Settings, manifests: Readonly<Record<string, string>>, hosts: Readonly<Record<string, HostPlan>>, observations: Observations): ImagePlan | undefined {
  const { beforehand, archive, pullPolicy } = settings.image;
  if (!beforehand || (pullPolicy === "Never" && archive === undefined)) return undefined;
  const changing = Object.keys(hosts).filter((key) => hosts[key]!.change === "install" || hosts[key]!.change === "update");
  const facts = factsOf(observations);
  // a patch of the Pod may have changed it
  const reference = (key: string): string => fromYaml(manifests[key]!).spec.containers[0]?.image ?? settings.image.reference;
  const asked = changing.map((key) => ({ key, reference: reference(key), has: facts[key] && hasImage(facts[key], reference(key)) }));
  const getting = asked.filter(({ has }) => has !== true);
  const [first] = getting;
  if (first === undefined) return undefined;
  return { reference: first.reference, ...(archive === undefined ? {} : { archive }), ...(getting.every(({ has }) => has === false) ? { hosts: getting.map(({ key }) => key) } : {}) };
}
