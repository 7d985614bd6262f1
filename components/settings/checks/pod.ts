// Checks of what users add to the Pod: labels, annotations, resources, priority class, patch.
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, isDnsSubdomain, quote } from "../words";
import { isLabelValue, isQualifiedName, quantityOf } from "./kubernetesNames";
import { faultOfPlainData } from "./plainData";
import { problemFamily } from "./report";

export const podFamily = problemFamily({
  "label-name-form": "error",
  "label-value-form": "error",
  "label-reserved": "error",
  "annotation-name-form": "error",
  "annotation-value-form": "error",
  "resource-name-form": "error",
  "quantity-form": "error",
  "request-over-limit": "error",
  "priority-class-form": "error",
  "patch-data": "error",
  "patch-replaces-containers": "warning",
});
const { report } = podFamily;

export function checkPod(draft: Draft): Problem[] {
  const { labels, annotations, requests, limits, priorityClassName, patch } = draft.args.pod ?? {};
  return [
    ...entries(labels).flatMap(([name, value]) => checkLabel(name, value)),
    ...entries(annotations).flatMap(([name, value]) => checkAnnotation(name, value)),
    ...entries(requests).flatMap(([name, text]) => checkQuantity("pod.requests", name, text)),
    ...entries(limits).flatMap(([name, text]) => checkQuantity("pod.limits", name, text)),
    ...checkBounds(requests, limits),
    ...(priorityClassName === undefined || priorityClassName === "" || isDnsSubdomain(priorityClassName) ? []
      : [report("priority-class-form", "pod.priorityClassName", `${quote(priorityClassName)} cannot be the name of a priority class.`, "Use small letters, digits, hyphens and dots, or an empty text for none.")]),
    ...(patch === undefined ? [] : checkPatch(patch)),
  ];
}

type Texts = Readonly<Record<string, string | undefined>> | undefined;

function entries(texts: Texts): readonly (readonly [string, string])[] {
  return Object.entries(texts ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

const NAME_REMEDY = "Use letters, digits, hyphens, dots and underscores, with an optional DNS prefix and slash.";
/** Labels that the manifest always has, by which people and the upgrade guide find kube-vip. */
const RESERVED: Readonly<Record<string, string>> = { app: "kube-vip", "app.kubernetes.io/name": "kube-vip" };

function checkLabel(name: string, value: string): Problem[] {
  const field = `pod.labels.${name}`;
  if (!isQualifiedName(name)) return [report("label-name-form", field, `${quote(name)} cannot be the name of a label.`, NAME_REMEDY)];
  const own = RESERVED[name];
  if (own !== undefined && own !== value) return [report("label-reserved", field, `The label ${name} is always ${own}.`, "Use another name.")];
  return isLabelValue(value) ? [] : [report("label-value-form", field, `${quote(value)} cannot be the value of a label.`, "Use at most 63 letters, digits, hyphens, dots and underscores; longer texts go into annotations.")];
}

function checkAnnotation(name: string, value: string): Problem[] {
  const field = `pod.annotations.${name}`;
  if (!isQualifiedName(name.toLowerCase())) return [report("annotation-name-form", field, `${quote(name)} cannot be the name of an annotation.`, NAME_REMEDY)];
  // Line ends are data in an annotation; other control characters have no form in YAML that every reader takes.
  return CONTROL_CHARACTERS.test(value.replace(/[\n\t]/g, "")) ? [report("annotation-value-form", field, "The value holds control characters.", "Remove them.")] : [];
}

function checkQuantity(field: string, name: string, text: string): Problem[] {
  const at = `${field}.${name}`;
  if (!isQualifiedName(name)) return [report("resource-name-form", at, `${quote(name)} cannot be the name of a resource.`, "Name a resource, such as cpu or memory.")];
  return quantityOf(text) === undefined ? [report("quantity-form", at, `${quote(text)} is no quantity.`, "Write a number with a unit, such as 50m for cpu and 64Mi for memory.")] : [];
}

function checkBounds(requests: Texts, limits: Texts): Problem[] {
  return entries(requests).flatMap(([name, text]) => {
    const request = quantityOf(text);
    const limit = quantityOf(limits?.[name] ?? "");
    if (request === undefined || limit === undefined || request <= limit) return [];
    return [report("request-over-limit", `pod.requests.${name}`, `${text} is more than the limit of ${limits?.[name] ?? ""}.`, "Ask for no more than the limit.", [`pod.limits.${name}`])];
  });
}

function checkPatch(patch: Readonly<Record<string, unknown>>): Problem[] {
  const fault = faultOfPlainData(patch);
  if (fault) return [report("patch-data", fault.path === "" ? "pod.patch" : `pod.patch.${fault.path}`, `This is ${fault.what}, while a patch is plain data.`, "Use maps, lists, texts, numbers, true, false and null only.")];
  const spec = patch["spec"];
  if (typeof spec !== "object" || spec === null || !("containers" in spec)) return [];
  return [report("patch-replaces-containers", "pod.patch", "A JSON merge patch replaces lists as a whole, so kube-vip's container becomes the one of the patch, with nothing of the settings.", "Patch other fields, or make sure that this is meant.")];
}
