// Scripts travel without their comments, and are the same programs.
import { spawnSync } from "node:child_process";
import { agentScript, agentSource } from "../../components/hosts/agentScript";
import { observeScript, observeSource } from "../../components/hosts/observe/observeScript";
import { withoutComments } from "../../components/hosts/shellText";

describe("a script without comments", () => {
  it("loses lines that are comments and what stands behind the head of a function, and nothing else", () => {
    const text = "#!/bin/sh\n# what it is\n\n# a reason\nf() { # WORD: what it does\n    # why\n    printf '# %s\\n' \"$1\" # said\n    awk '\n        # of awk\n        /#/ { print }'\n}\ng() ( # too\n)\n";
    expect(withoutComments(text)).toBe("#!/bin/sh\n# what it is\n\nf() {\n    printf '# %s\\n' \"$1\" # said\n    awk '\n        /#/ { print }'\n}\ng() (\n)\n");
  });

  it.each([["the agent", agentSource, agentScript], ["the observer", observeSource, observeScript]])("leaves every other line of %s as it is", (_, source, script) => {
    const lines = source().split("\n");
    const head = lines.findIndex((line) => !line.startsWith("#"));
    const kept = lines.filter((line, at) => !/^\s*#/.test(line) || at < head);
    expect(script().split("\n")).toEqual(kept.map((line) => line.replace(/^([ \t]*[a-z_]+\(\) [{(]) #.*$/, "$1")));
    // where a comment was all that a branch had, the shell would not take the rest
    for (const shell of [["dash"], ["busybox", "sh"], ["bash", "--posix"]]) expect(spawnSync(shell[0]!, [...shell.slice(1), "-n"], { input: script(), encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it("has no text of several lines in which one begins with #, which would be lost", () => {
    // a here-document is the only text that may hold such a line and is not awk's
    for (const source of [agentSource(), observeSource()]) {
      for (const [, , body] of source.matchAll(/<<(\w+)\n([^]*?)\n\1\n/g)) expect(body).not.toMatch(/^\s*#/m);
    }
  });
});
