// docs/role-variables.md tells of every variable what the table says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROLE_VARIABLES } from "../../../components/settings/roleVariables";

const text = readFileSync(join(__dirname, "../../../docs/role-variables.md"), "utf8");

it.each(Object.entries(ROLE_VARIABLES))("documents %s with its default and what it becomes", (name, variable) => {
  const standard = variable.default === "" ? "empty" : `\`${variable.default}\``;
  expect(text).toContain(`| \`${name}\` | ${standard} | ${variable.meaning} | \`${variable.becomes}\` |`);
});
