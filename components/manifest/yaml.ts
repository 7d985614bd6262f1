// The Pod as canonical YAML text and back, and the text's hash.
import { createHash } from "node:crypto";
import { Document, isScalar, parseDocument, Scalar, visit } from "yaml";
import type { Pod } from "./pod";

/**
 * Canonical YAML: keys sorted, no comments, nothing folded. Values of variables and arguments are always double-quoted on one line with the escapes
 * of JSON, so that the agent's awk on the host can read them, and a `true` or `6443` stays the text that the Pod schema wants.
 */
export function toYaml(pod: Pod): string {
  const document = new Document(pod, { sortMapEntries: true, aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node, path) {
      const texts = path.at(-1);
      const inArgs = path.some((ancestor) => "key" in ancestor && isScalar(ancestor.key) && ancestor.key.value === "args");
      const isEnvValue = texts !== undefined && "key" in texts && isScalar(texts.key) && texts.key.value === "value";
      if (key !== "key" && typeof node.value === "string" && (inArgs || isEnvValue)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, blockQuote: false, singleQuote: false });
}

/** Reads what `toYaml` wrote. Throws, naming the first fault, when the text is not one YAML document that holds a Pod. */
export function fromYaml(text: string): Pod {
  const document = parseDocument(text, { stringKeys: true });
  const fault = document.errors[0];
  if (fault) throw new Error(`The manifest is not one YAML document: ${fault.message}`);
  const pod: unknown = document.toJS();
  if (!isPod(pod)) throw new Error("The manifest holds no Pod: its kind must be Pod, with spec.containers.");
  return pod;
}

function isPod(value: unknown): value is Pod {
  const pod = value as Partial<Pod> | null;
  return typeof pod === "object" && pod?.kind === "Pod" && Array.isArray(pod.spec?.containers);
}

/** sha256 of a manifest's text, in hex: the same as `sha256sum` of the file that holds this text. */
export function manifestHash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
