// Images of kube-vip: what the Node lists, what crictl or docker say, and which one a container runs.
import { z } from "zod";
import { type Answer, linesOf, Unreadable } from "../answer";

const crictlPs = z.object({ containers: z.array(z.object({ id: z.string(), imageRef: z.string().optional(), image: z.object({ image: z.string() }).optional(), imageId: z.string().optional() })).nullish() });
const crictlImages = z.object({ images: z.array(z.object({ id: z.string().optional(), repoTags: z.array(z.string()).nullish(), repoDigests: z.array(z.string()).nullish() })).nullish() });
const mirrorStatus = z.object({ image: z.string(), imageID: z.string(), containerID: z.string() });

export interface RunningImage {
  readonly image: string;
  readonly digest: string;
  /** All names of that image, where they are told. */
  readonly names: readonly string[];
}

/** Whether a reference is kube-vip's: by its usual name, or by the one in the settings. */
export function kubeVipImages(repository: string): (reference: string) => boolean {
  return (reference) => /(^|\/)kube-vip([:@]|$|-iptables([:@]|$))/.test(reference) || (repository !== "" && [":", "@"].some((mark) => reference.startsWith(`${repository}${mark}`)));
}

function digestOf(reference: string | undefined): string {
  return /sha256:[0-9a-f]{64}/.exec(reference ?? "")?.[0] ?? "";
}

function json<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  return text === undefined || text.trim() === "" ? undefined : schema.parse(JSON.parse(text));
}

/** crictl may give the id of an image in place of its name; of an id without a name nothing is known. */
function imageNames(answer: Answer): (reference: string) => string {
  const byId = new Map((json(crictlImages, answer.find("crictl-images"))?.images ?? []).map(({ id, repoTags }) => [id, repoTags?.[0]]));
  return (reference) => (/^(sha256:)?[0-9a-f]{64}$/.test(reference) ? (byId.get(reference) ?? "") : reference);
}

/** By container id. The mirror Pod's word first: it costs the host nothing. @param grouped names of each image that the Node lists, when it could be asked */
export function readRunningImages(answer: Answer, grouped: readonly (readonly string[])[] = []): ReadonlyMap<string, RunningImage> {
  const nameOf = imageNames(answer);
  const all = [...grouped, ...(json(crictlImages, answer.find("crictl-images"))?.images ?? []).map(({ repoTags, repoDigests }) => [...(repoTags ?? []), ...(repoDigests ?? [])])];
  const named = (image: string, digest: string): RunningImage => ({ image, digest, names: [...new Set(all.filter((names) => names.some((name) => name === image || (digest !== "" && name.endsWith(`@${digest}`)))).flat())] });
  const told = linesOf(answer.find("mirror") ?? "").map((line) => mirrorStatus.parse(JSON.parse(line)));
  const crictl = json(crictlPs, answer.find("crictl"))?.containers ?? [];
  const docker = linesOf(answer.find("docker") ?? "").map((line) => line.split(" "));
  return new Map<string, RunningImage>([
    ...docker.map(([id = "", image = ""]) => [id, named(image, "")] as const),
    ...crictl.map(({ id, image, imageRef }) => [id, named(nameOf(image?.image ?? ""), digestOf(imageRef))] as const),
    ...told.map(({ image, imageID, containerID }) => [containerID.replace(/^\w+:\/\//, ""), named(image, digestOf(imageID))] as const),
  ]);
}

/** @param listed what the Node lists, when it could be asked */
export function readImages(answer: Answer, listed: readonly string[] | undefined, isKubeVip: (reference: string) => boolean): string[] {
  const crictl = json(crictlImages, answer.find("crictl-images"))?.images?.flatMap(({ repoTags, repoDigests }) => [...(repoTags ?? []), ...(repoDigests ?? [])]);
  const docker = answer.find("docker-images");
  const all = crictl ?? (docker === undefined ? listed : linesOf(docker));
  if (all === undefined) throw new Unreadable("neither the API server nor the container runtime's client tells");
  return [...new Set(all.filter(isKubeVip))].sort();
}
