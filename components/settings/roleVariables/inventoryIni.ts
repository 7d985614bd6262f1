// An inventory in Ansible's INI form: [group], [group:vars], [group:children].
import type { Problem } from "../problems";
import { type Groups, groupNamed } from "./inventory";
import { expandRange } from "./ranges";
import { report } from "./problems";

type Section = { readonly name: string; readonly kind: "hosts" | "vars" | "children" };

export function readIniInventory(text: string, groups: Groups): readonly Problem[] {
  let section: Section = { name: "ungrouped", kind: "hosts" };
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const content = line.trim();
    if (content === "" || /^[#;]/.test(content)) return [];
    const header = /^\[([^\]:\s]+)(?::(vars|children))?\]\s*([#;].*)?$/.exec(content);
    if (header) {
      section = { name: header[1] ?? "", kind: (header[2] as "vars" | "children" | undefined) ?? "hosts" };
      groupNamed(groups, section.name);
      return [];
    }
    const fault = content.startsWith("[") ? "it is no section" : readLine(groups, section, content);
    return fault === undefined ? [] : [report("role-inventory-line", "inventory", `Line ${index + 1} cannot be read: ${fault}.`, "Write `name key=value ...` below [group], and `key=value` below [group:vars].")];
  });
}

/** What is wrong with the line; undefined when it was read. The line is not shown, as it may hold a password. */
function readLine(groups: Groups, { name, kind }: Section, content: string): string | undefined {
  const group = groupNamed(groups, name);
  if (kind === "vars") {
    const pair = /^([^=\s]+)\s*=\s*(.*)$/.exec(content);
    if (!pair) return "a variable needs `=`";
    group.vars.set(pair[1] ?? "", literal(pair[2] ?? ""));
    return undefined;
  }
  const words = splitWords(content);
  const [first, ...rest] = words ?? [];
  if (first === undefined || words === undefined) return "a quote is not closed";
  if (kind === "children") {
    groupNamed(groups, first);
    group.children.add(first);
    return undefined;
  }
  const pairs = rest.map((word) => /^([^=\s]+)=([\s\S]*)$/.exec(word));
  if (pairs.includes(null)) return "behind the host's name come `key=value` only";
  const vars = pairs.map((pair): [string, unknown] => [pair?.[1] ?? "", literal(pair?.[2] ?? "")]);
  for (const host of expandRange(first)) group.hosts.set(host, new Map([...(group.hosts.get(host) ?? []), ...vars]));
  return undefined;
}

/** Words as in a shell: quotes hold blanks together, `#` begins a comment. Undefined when a quote is not closed. */
function splitWords(content: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = "", started = false, quote = "";
  for (const character of content) {
    if (quote !== "") { if (character === quote) quote = ""; else word += character; }
    else if (character === "\"" || character === "'") { quote = character; started = true; }
    else if (/\s/.test(character)) { if (started) words.push(word); word = ""; started = false; }
    else if (character === "#" && !started) break;
    else { word += character; started = true; }
  }
  if (quote !== "") return undefined;
  return started ? [...words, word] : words;
}

/** Ansible reads values as Python literals where it can: numbers and booleans, and texts in quotes. */
function literal(text: string): unknown {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text.trim());
  if (quoted) return quoted[2];
  if (/^(True|False)$/.test(text)) return text === "True";
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text.trim();
}
