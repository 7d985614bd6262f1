// What the docstrings of the public interfaces say, as tables.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClassDeclaration, type InterfaceDeclaration, type JSDocableNode, Node, Project, SyntaxKind, type VariableDeclaration } from "ts-morph";
import { parse } from "yaml";

export const root = join(__dirname, "../..");

/** A row of a table: a public field, a word of a choice, or a key of the configuration. */
export interface Row {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Empty when there is no docstring. */
  readonly text: string;
}

/** A heading with its table. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly Row[];
}

export interface Reference {
  /** `KubeVipArgs` first, then what it refers to. */
  readonly args: readonly Section[];
  /** `KubeVip` first, then the types of its outputs. */
  readonly outputs: readonly Section[];
  readonly choices: readonly Section[];
  readonly config: Section;
}

function docOf(node: JSDocableNode): string {
  return node.getJsDocs().map((doc) => doc.getDescription().trim()).join(" ").replace(/\s*\n\s*/g, " ");
}

/** The type without `Input` and `Output`, which are said once for all fields. */
export function plainType(type: string): string {
  const plain = type.replace(/\bpulumi\./g, "").replace(/\b(?:Input|Output)<((?:[^<>]|<[^<>]*>)*)>/g, "$1");
  return plain === type ? plain : plainType(plain);
}

function interfaceSection(declaration: InterfaceDeclaration): Section {
  const rows = declaration.getProperties().map((property) => ({
    name: property.getName(),
    type: plainType(property.getTypeNodeOrThrow().getText()),
    required: !property.hasQuestionToken(),
    text: docOf(property),
  }));
  return { title: declaration.getName(), text: docOf(declaration), rows };
}

function classSection(declaration: ClassDeclaration): Section {
  const rows = declaration.getInstanceProperties().filter(Node.isPropertyDeclaration).filter((property) => property.getScope() === "public").map((property) => ({
    name: property.getName(),
    type: plainType(property.getTypeNodeOrThrow().getText()),
    required: true,
    text: docOf(property),
  }));
  return { title: declaration.getNameOrThrow(), text: docOf(declaration), rows };
}

/** A closed set of words: `export const Mode = { Arp: "arp" } as const`. */
function choiceSection(declaration: VariableDeclaration): Section {
  const written = declaration.getInitializerOrThrow();
  const words = Node.isAsExpression(written) ? written.getExpression() : written;
  const properties = Node.isObjectLiteralExpression(words) ? words.getProperties().filter(Node.isPropertyAssignment) : [];
  const rows = properties.map((property) => ({
    name: property.getInitializerIfKindOrThrow(SyntaxKind.StringLiteral).getLiteralText(),
    type: "",
    required: false,
    text: property.getLeadingCommentRanges().map((comment) => comment.getText().replace(/^\/\*\*\s*|\s*\*\/$/g, "")).join(" "),
  }));
  return { title: declaration.getName(), text: docOf(declaration.getVariableStatementOrThrow()), rows };
}

interface ConfigFile {
  readonly config: Readonly<Record<string, { readonly type: string; readonly description?: string; readonly default?: unknown }>>;
}

function configSection(): Section {
  const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ConfigFile;
  const rows = Object.entries(config).map(([name, { type, description }]) => ({ name, type, required: false, text: description ?? "" }));
  return { title: "Configuration of the stack", text: "Keys of `pulumi config set`.", rows };
}

/** Everything that components/index.ts exports, with its docstrings. */
export function readReference(): Reference {
  const project = new Project({ tsConfigFilePath: join(root, "tsconfig.json"), skipAddingFilesFromTsConfig: true });
  const exported = [...project.addSourceFileAtPath(join(root, "components/index.ts")).getExportedDeclarations().values()].flat();
  const interfaces = exported.filter(Node.isInterfaceDeclaration).map(interfaceSection);
  const isArgs = ({ title }: Section) => title.endsWith("Args");
  return {
    args: sorted(interfaces.filter(isArgs)),
    outputs: [...exported.filter(Node.isClassDeclaration).map(classSection), ...interfaces.filter((section) => !isArgs(section))],
    choices: exported.filter(Node.isVariableDeclaration).map(choiceSection),
    config: configSection(),
  };
}

/** The order of first mention, so that a reader meets `HostArgs` right after the field that takes it. */
function sorted(sections: readonly Section[]): Section[] {
  const left = new Map(sections.map((section) => [section.title, section]));
  const visit = (title: string): Section[] => {
    const section = left.get(title);
    if (!section) return [];
    left.delete(title);
    return [section, ...section.rows.flatMap(({ type }) => (type.match(/\w+Args/g) ?? []).flatMap(visit))];
  };
  return ["KubeVipArgs", ...sections.map(({ title }) => title)].flatMap(visit);
}

/** `path` of every field, type and configuration key that has no docstring. */
export function undocumented({ args, outputs, choices, config }: Reference): string[] {
  const fields = [...args, ...outputs, config].flatMap(({ title, text, rows }) => [{ name: title, text }, ...rows.map((row) => ({ name: `${title}.${row.name}`, text: row.text }))]);
  return [...fields, ...choices.map(({ title, text }) => ({ name: title, text }))].filter(({ text }) => text === "").map(({ name }) => name);
}
