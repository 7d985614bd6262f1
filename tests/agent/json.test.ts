// The JSON that the agent prints.
import { quote } from "../../components/hosts/quote";
import { underEachShell, withLibrary } from "./sandbox";

underEachShell("the agent's JSON", (shell) => {
  const texts = ["cp1", "", "a\"b", "back\\slash", "\\\"", "it's", "tab\tend", "two\nlines", "bell\u0007 and escape\u001b[0m", "ü€😀", "$(id) `id` %s", "-n", "*"];

  it("holds any text: line ends and tabs become blanks, other control characters go", () => {
    const out = withLibrary(shell, {}, texts.map((text) => `json_text ${quote(text)}; printf '%s\\000' "$json"`).join("\n"));
    expect(out.split("\0").slice(0, -1).map((json) => JSON.parse(json) as string)).toEqual(texts.map((text) => text.replace(/[\n\t\r]/g, " ").replace(/[\0-\x1f]/g, "")));
  });

  it("lists words, and nothing as an empty list", () => {
    const out = withLibrary(shell, {}, `json_list 'ip_vs "x" a\\b'; printf "%s\\n" "$json"; json_list ''; printf "%s\\n" "$json"`);
    expect(out.split("\n").slice(0, -1).map((json) => JSON.parse(json) as unknown)).toEqual([["ip_vs", "\"x\"", "a\\b"], []]);
  });
});
