// The verdict on a host, and the JSON that the agent prints.
import { verdictCall } from "../../components/hosts/agentCalls";
import { quote } from "../../components/hosts/quote";
import { onHost, type Outcome, underEachShell, withLibrary } from "./sandbox";
import { caller, install, kubeconfigFile, STATE } from "./samples";

underEachShell("the verdict", (shell) => {
  function judged(verdict: object): Outcome {
    return onHost(shell, { files: kubeconfigFile }, [install(), { command: verdictCall(caller), input: JSON.stringify(verdict) }])[1]!;
  }

  it("is printed unchanged when all is well, whatever it holds", () => {
    const verdict = { healthy: true, reason: "", holder: "cp1 %s \\ \" ' $HOME -n", healthz: { url: "https://[fd00::1]:6443/healthz" } };
    expect(judged(verdict)).toEqual({ status: 0, stdout: `${JSON.stringify(verdict)}\n`, stderr: "" });
  });

  it("that is bad is remembered on its host until a witness has something better to say", () => {
    const files = { ...kubeconfigFile, [`${STATE}/unproven`]: "" };
    const reason = "cp2 sees two \"MACs\" for the VIP.";
    const [, outcome] = onHost(shell, { files }, [install(), `${verdictCall(caller)} <<'END' 2>/dev/null || cat ${STATE}/unproven\n${JSON.stringify({ healthy: false, reason })}\nEND`]);
    expect(outcome!.stdout).toBe(`${reason}\n`);
  });

  it("is judged by its own words, not by those of what it holds", () => {
    const rollout = { healthy: true, reason: "another" };
    expect(judged({ healthy: false, reason: "its own.", rollout })).toEqual({ status: 1, stdout: "", stderr: "cp1: its own.\n" });
  });

  it.each([
    ["plain words", "host cp2 does not see the VIP."],
    ["quotes", "the Node \"cp 2\" and \"\" hold it."],
    ["backslashes", "a\\b \\\\ c\\"],
    ["both", "\\\"x\\\" and \\n, %s"],
    ["what looks like the other verdict", "it said \"healthy\":true and \"reason\":\"none\"."],
  ])("fails with its reason, %s", (_, reason) => {
    expect(judged({ healthy: false, reason, healthz: { url: "x" } })).toEqual({ status: 1, stdout: "", stderr: `cp1: ${reason}\n` });
  });
});

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
