// Checks of extra environment variables: known to the version, of the right type, and not the settings' own.
import { fitsType, variableHistory, variablesOf, type VariableType } from "../../versions/variables";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, enumerate, nearest, quote } from "../words";
import { problemFamily } from "./report";
import { WRITTEN_BY } from "./writtenVariables";

export const environmentFamily = problemFamily({
  "environment-unknown": "error",
  "environment-other-version": "error",
  "environment-written": "error",
  "environment-type": "error",
  "environment-empty": "warning",
  "environment-control": "error",
  "environment-useless": "warning",
});
const { report } = environmentFamily;

export function checkEnvironment(draft: Draft): Problem[] {
  const { version } = draft;
  if (!version) return [];
  const known = variablesOf(version);
  return Object.entries(draft.args.pod?.environment ?? {}).flatMap(([name, value]) => {
    const field = `pod.environment.${name}`;
    const argument = Object.hasOwn(WRITTEN_BY, name) ? WRITTEN_BY[name] : undefined;
    if (argument !== undefined) return [report("environment-written", field, `${name} is written by the settings.`, argument === "" ? "Remove it; it follows from the other settings." : `Set \`${argument}\` instead.`)];
    const variable = known.get(name);
    if (!variable) return [unknownVariable(field, name, version.tag, [...known.keys()])];
    return [
      ...(variable.note === undefined ? [] : [report("environment-useless", field, `This has no effect as one would think: ${variable.note}.`, "Remove it.", ["image.version"])]),
      ...(value === undefined ? [] : checkValue(field, value, variable.type)),
    ];
  });
}

function unknownVariable(field: string, name: string, tag: string, known: readonly string[]): Problem {
  const history = variableHistory(name);
  if (history.length > 0) {
    const spans = history.map(({ since, until }) => [since === undefined ? "" : `from ${since}`, until === undefined ? "" : `up to ${until}`].join(" ").trim());
    return report("environment-other-version", field, `kube-vip ${tag} does not read ${name}; versions ${enumerate(spans)} do.`, "Remove it, or use such an image.version.", ["image.version"]);
  }
  const near = nearest(name, known);
  return report("environment-unknown", field, `kube-vip ${tag} reads no variable ${quote(name)}.`, near === undefined ? "Remove it; names are case-sensitive." : `Did you mean ${near}?`, ["image.version"]);
}

const TYPE_REMEDIES: Readonly<Record<VariableType, string>> = {
  bool: "Write true or false; kube-vip ends at start for yes, no, on and off.",
  int: "Write a whole number.",
  json: "Write a JSON object of texts.",
  string: "Write a text.",
};

/** Never shows the value, which may be a secret. */
function checkValue(field: string, value: string, type: VariableType): Problem[] {
  if (value === "") return [report("environment-empty", field, "kube-vip takes an empty variable as not set.", "Give a value, or remove it.")];
  if (CONTROL_CHARACTERS.test(value)) return [report("environment-control", field, "The value holds a control character, such as the end of a line.", "Remove it.")];
  return fitsType(type, value) ? [] : [report("environment-type", field, "kube-vip cannot read this value and would end at start.", TYPE_REMEDIES[type])];
}
