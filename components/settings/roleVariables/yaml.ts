// YAML as Ansible reads it: version 1.1 (yes, no, on, off are booleans), with Ansible's tags.
import { LineCounter, parseAllDocuments, type ScalarTag } from "yaml";
import type { Problem } from "../problems";
import { report } from "./problems";
import { isVaulted, vaultProblem, VaultValue } from "./vault";

const VAULT_TAG: ScalarTag = { tag: "!vault", resolve: () => new VaultValue() };
const UNSAFE_TAG: ScalarTag = { tag: "!unsafe", resolve: (text) => text };

export interface YamlAnswer {
  /** Undefined for an empty text, and when there is a problem. */
  readonly value?: unknown;
  readonly problems: readonly Problem[];
}

/** Reads one document. `field` names the text in problems, which never quote it: it may hold secrets. */
export function readYaml(text: string, field: string): YamlAnswer {
  if (isVaulted(text)) return { problems: [vaultProblem(field)] };
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { version: "1.1", customTags: [VAULT_TAG, UNSAFE_TAG], lineCounter: lines, prettyErrors: false })];
  if (documents.length > 1) return { problems: [report("role-yaml", field, `The text holds ${documents.length} YAML documents.`, "Give one.")] };
  const problems = documents.flatMap((document) => document.errors).map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return report("role-yaml", field, `This is not YAML as Ansible reads it: ${error.code} at line ${line}, column ${col}.`, "Correct it; `ansible-inventory` or a YAML linter shows the place.");
  });
  if (problems.length > 0) return { problems };
  return valueOf(() => documents[0]?.toJS({ maxAliasCount: 100 }), field);
}

/** Too many aliases, or an alias of nothing, show only when the values are built. */
function valueOf(build: () => unknown, field: string): YamlAnswer {
  try {
    return { value: build(), problems: [] };
  } catch {
    return { problems: [report("role-yaml", field, "The text's anchors and aliases cannot be resolved.", "Write the values out.")] };
  }
}
