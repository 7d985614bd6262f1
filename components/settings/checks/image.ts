// Checks of the parts of the image's reference (the grammar of github.com/distribution/reference).
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { quote } from "../words";
import { checkPath } from "./paths";
import { problemFamily } from "./report";

export const imageFamily = problemFamily({
  "image-registry-form": "error",
  "image-repository-form": "error",
  "image-reference-form": "error",
  "image-digest-form": "error",
  "image-digest-twice": "error",
  "image-parts-unused": "warning",
  "image-version-differs": "warning",
  "image-latest": "warning",
  "image-pulled-always": "warning",
  "image-archive-unused": "error",
});
const { report } = imageFamily;

const DOMAIN = String.raw`(?:[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?`;
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const PATH = String.raw`${COMPONENT}(?:/${COMPONENT})*`;
const TAG = String.raw`[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}`;
const DIGEST = String.raw`sha256:[0-9a-f]{64}`;

const REGISTRY_PATTERN = new RegExp(`^${DOMAIN}(?:/${PATH})?$`);
const REPOSITORY_PATTERN = new RegExp(`^${PATH}$`);
const REFERENCE_PATTERN = new RegExp(`^(?:${DOMAIN}/)?${PATH}(?::(${TAG}))?(?:@${DIGEST})?$`);
const DIGEST_PATTERN = new RegExp(`^${DIGEST}$`);
const LONGEST = 255;

export function checkImage(draft: Draft): Problem[] {
  const image = draft.args.image ?? {};
  return [...checkParts(image), ...checkReference(draft), ...checkDigest(image), ...checkPolicy(image), ...checkArchive(image)];
}

type Image = NonNullable<Draft["args"]["image"]>;

function checkParts({ registry, repository, reference }: Image): Problem[] {
  if (reference !== undefined) {
    return Object.entries({ registry, repository }).filter(([, value]) => value !== undefined).map(([name]) =>
      report("image-parts-unused", `image.${name}`, "`image.reference` is the whole reference, so this is not used.", "Remove one of the two.", ["image.reference"]));
  }
  const problems: Problem[] = [];
  if (registry !== undefined && !matches(REGISTRY_PATTERN, registry)) {
    problems.push(report("image-registry-form", "image.registry", `${quote(registry)} is no registry.`, registry.includes("://") ? `Leave the scheme out: "${registry.replace(/^.*:\/\//, "").replace(/\/+$/, "")}".` : "Write host and port, such as registry.example.com:5000."));
  }
  if (repository !== undefined && !matches(REPOSITORY_PATTERN, repository)) {
    problems.push(report("image-repository-form", "image.repository", `${quote(repository)} is no repository.`, "Write small letters, digits, hyphens, dots and slashes without a tag, such as kube-vip/kube-vip; the tag is `image.version`."));
  }
  return problems;
}

function matches(pattern: RegExp, text: string): boolean {
  return text.length <= LONGEST && pattern.test(text);
}

function checkReference({ args, version }: Draft): Problem[] {
  const { reference, digest } = args.image ?? {};
  if (reference === undefined) return [];
  const field = "image.reference";
  if (!matches(REFERENCE_PATTERN, reference)) return [report("image-reference-form", field, `${quote(reference)} is no image reference.`, "Write registry/repository:tag, such as ghcr.io/kube-vip/kube-vip:v1.2.3.")];
  const tag = REFERENCE_PATTERN.exec(reference)?.[1];
  const pinned = reference.includes("@") || digest !== undefined;
  if (tag === undefined && !pinned || tag === "latest") {
    return [report("image-latest", field, `${quote(reference)} names whatever is newest when a host pulls it, so hosts may run different versions.`, "Name a tag or a digest.", ["image.digest"])];
  }
  if (version === undefined || !/^v?\d+\.\d+\.\d+$/.test(tag ?? "") || tag?.replace(/^v/, "") === version.tag.slice(1)) return [];
  return [report("image-version-differs", field, `The tag says ${tag}, while the variables are those of ${version.tag}.`, `Set \`image.version\` to ${quote(tag ?? "")} too.`, ["image.version"])];
}

function checkDigest({ digest, reference }: Image): Problem[] {
  if (digest === undefined) return [];
  if (!DIGEST_PATTERN.test(digest)) return [report("image-digest-form", "image.digest", `${quote(digest)} is no digest.`, "Write sha256: and 64 hexadecimal digits in small letters.")];
  if (!reference?.includes("@")) return [];
  return [report("image-digest-twice", "image.digest", "`image.reference` holds a digest already.", "Give it in one place.", ["image.reference"])];
}

function checkPolicy({ pullPolicy }: Image): Problem[] {
  if (pullPolicy !== "Always") return [];
  return [report("image-pulled-always", "image.pullPolicy", "`Always` needs the registry whenever kube-vip starts; when the cluster's own network is down, that may be never.", "Use `IfNotPresent`.")];
}

function checkArchive({ archive, beforehand }: Image): Problem[] {
  if (archive === undefined) return [];
  if (beforehand === false) return [report("image-archive-unused", "image.archive", "It is imported before any manifest changes, which `image.beforehand: false` rules out.", "Leave one of the two out.", ["image.beforehand"])];
  return checkPath("image.archive", archive);
}
