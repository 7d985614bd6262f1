// The Pod as canonical YAML text and back, and the text's hash.
import { Document, isPair, isScalar, parseDocument, Scalar, visit } from "yaml";
import { sha256 } from "../sha256";
import type { Pod } from "./pod";

/** Texts that are the same plain text to every YAML parser; all others are quoted. kubelet's (YAML 1.1) would read `012` or `1:30` as numbers. */
const PLAIN_TEXT = /^[A-Za-z/](?:[\w./:@-]*[\w/])?$/;

/** Words that YAML 1.1 or 1.2, or a parser that takes `e0` for a number, does not read as text. */
const RESERVED_WORDS = /^(?:y|n|yes|no|on|off|true|false|null|e-?[\d_]+)$/i;

/** What some parser takes for a line break, or refuses, even between quotes. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Canonical YAML: keys sorted, no comments, nothing folded. Values of variables and arguments are always double-quoted on one line with the escapes
 * of JSON, so that the agent's awk on the host can read them, and a `true` or `6443` stays the text that the Pod schema wants.
 */
export function toYaml(pod: Pod): string {
  const document = new Document(pod, { sortMapEntries: true, aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node, path) {
      if (typeof node.value !== "string") return;
      const plain = PLAIN_TEXT.test(node.value) && !RESERVED_WORDS.test(node.value) && !path.some((ancestor) => isPair(ancestor) && ancestor.key !== node && isReadByTheAgent(ancestor.key));
      node.type = plain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, doubleQuotedMinMultiLineLength: Infinity });
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isReadByTheAgent(key: unknown): boolean {
  return isScalar(key) && (key.value === "value" || key.value === "args");
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
  return sha256(text);
}
