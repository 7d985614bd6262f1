// The tables as Markdown, and the places between markers where they stand.
import type { Reference, Row, Section } from "./reference";

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replace(/</g, (sign, at: number) => (insideCode(text, at) ? sign : "&lt;"));
}

function insideCode(text: string, at: number): boolean {
  return (text.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1;
}

/** The type as code, linked to its own table where it has one. */
function shownType(type: string, titles: ReadonlySet<string>, file: string): string {
  const own = (type.match(/\w+/g) ?? []).find((word) => titles.has(word));
  const code = `\`${type.replaceAll("|", "\\|")}\``;
  return own === undefined ? code : `[${code}](${file}#${own.toLowerCase()})`;
}

function table(rows: readonly Row[], heads: readonly string[], titles: ReadonlySet<string>, file: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = rows.map(({ name, type, required, text }) => {
    const shown = heads.length === 2 ? [] : [shownType(type, titles, file)];
    return line([`\`${name}\`${required && heads[0] === "Argument" ? " (required)" : ""}`, ...shown, escaped(text)]);
  });
  return [line(heads), line(heads.map(() => "---")), ...body].join("\n");
}

function words(rows: readonly Row[], titles: ReadonlySet<string>, file: string): string {
  return rows.some(({ text }) => text !== "") ? table(rows, ["Word", "Meaning"], titles, file) : `One of ${rows.map(({ name }) => `\`${name}\``).join(", ")}.`;
}

/** The generated blocks by name, as they stand between their markers. `file`: prefix of links to the full reference. */
export function blocks({ args, outputs, choices, config }: Reference, file: string): Record<string, string> {
  const titles = new Set([...args, ...outputs, ...choices].map(({ title }) => title));
  const section = (head: string) => ({ title, text, rows }: Section) => `### ${title}\n\n${text}\n\n${table(rows, [head, "Type", "Meaning"], titles, file)}`;
  const [main] = args;
  const [component] = outputs;
  return {
    arguments: table(main!.rows, ["Argument", "Type", "Meaning"], titles, file),
    outputs: table(component!.rows, ["Output", "Type", "Meaning"], titles, file),
    config: table(config.rows, ["Key", "Type", "Meaning"], titles, file),
    "all-arguments": args.map(section("Argument")).join("\n\n"),
    "all-outputs": outputs.map(section("Output")).join("\n\n"),
    choices: choices.map(({ title, text, rows }) => `### ${title}\n\n${text}\n\n${words(rows, titles, file)}`).join("\n\n"),
  };
}

/** The text with every block between its markers replaced. @throws when a marker names no block or is not closed */
export function filled(text: string, generated: Readonly<Record<string, string>>): string {
  return text.replace(/<!-- generated: ([a-z-]+) -->[\s\S]*?<!-- end of generated -->/g, (_, name: string) => {
    const block = generated[name];
    if (block === undefined) throw new Error(`There is no generated block "${name}"; there are ${Object.keys(generated).join(", ")}.`);
    return `<!-- generated: ${name} -->\n${block}\n<!-- end of generated -->`;
  });
}
