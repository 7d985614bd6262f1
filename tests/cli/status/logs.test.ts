// The logs of a host: the script under each shell, and what is made of its words.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseLogs } from "../../../cli/status/logLines";
import { STATE } from "../../agent/samples";
import { type Host, onHost, type Outcome, type Shell, underEachShell } from "../../agent/sandbox";

const script = readFileSync(join(__dirname, "../../../cli/status/logs.sh"), "utf8");
const MARK = "5f0b9a1c-0000-4000-8000-00000000abcd";
const POD = "/var/log/pods/kube-system_kube-vip-cp1_0f/kube-vip";
const wrapped = (text: string) => `2026-11-23T08:00:00.123456789Z stderr F ${text}`;

function logsOn(shell: Shell, host: Host, lines = 3) {
  const [{ status, stdout, stderr }] = onHost(shell, host, [{ command: `sh -s -- ${MARK} ${lines}`, input: script }]) as [Outcome];
  expect([status, stderr]).toEqual([0, ""]);
  return parseLogs(stdout, MARK, []);
}

underEachShell("the script that reads logs", (shell) => {
  it("takes the last lines of what the component did, and of the container that wrote last", () => {
    const files = { [`${STATE}/rollout.log`]: "one\ntwo\nthree\nfour\n", [`${POD}/0.log`]: `${wrapped("before")}\n`, [`${POD}/1.log`]: `${wrapped("now")}\n`, "/opt/front/journalctl": "#!/bin/sh\nexit 1\n" };
    expect(logsOn(shell, { files, setup: `touch -d @1000 ${POD}/0.log` })).toEqual({ component: ["two", "three", "four"], kubeVip: ["2026-11-23T08:00:00Z now"] });
  });

  it("prefers the journal", () => {
    const files = { [`${STATE}/rollout.log`]: "file\n", "/opt/front/journalctl": "#!/bin/sh\nprintf '%s\\n' \"$*\"\n" };
    expect(logsOn(shell, { files })?.component).toEqual(["-q -t pulumi-kube-vip -n 3 -o short-iso --no-pager"]);
  });

  it("masks every secret of the host, as it is and as kube-vip quotes it, longest first", () => {
    const files = {
      [`${STATE}/secrets`]: 'peer=abc\npeer0=abc"d\\e\npeer1=\n', [`${STATE}/rollout.log`]: "abcabc and c\n", "/opt/front/journalctl": "#!/bin/sh\nexit 1\n",
      [`${POD}/0.log`]: `${wrapped('peers="10.0.0.1:65001:abc:false,10.0.0.2:65001:abc\\"d\\\\e:false" raw=abc"d\\e')}\n`,
    };
    expect(logsOn(shell, { files })).toEqual({
      component: ["(secret)(secret) and c"],
      kubeVip: ['2026-11-23T08:00:00Z peers="10.0.0.1:65001:(secret):false,10.0.0.2:65001:(secret):false" raw=(secret)'],
    });
  });

  it("says nothing where nothing is", () => {
    expect(logsOn(shell, { files: { "/opt/front/journalctl": "#!/bin/sh\nexit 1\n" } })).toEqual({ component: [], kubeVip: [] });
  });
});

const output = (component: string, kubeVip: string) => `Welcome\n${MARK} component\n${component}${MARK} kube-vip\n${kubeVip}${MARK} end\n`;

describe("what a host tells", () => {
  it("loses the envelope of the runtime, and kube-vip's second time", () => {
    const lines = [wrapped("2026/11/23 08:00:00 INFO New leader leader=cp2"), '{"log":"I1123 leader\\u001b[31m\\n","stream":"stderr","time":"2026-11-23T08:00:01.5Z"}', "free text"];
    expect(parseLogs(output("", `${lines.join("\n")}\n`), MARK, [])?.kubeVip).toEqual(["2026-11-23T08:00:00Z INFO New leader leader=cp2", "2026-11-23T08:00:01Z I1123 leader?[31m", "free text"]);
  });

  it("is nothing when it broke off, or the shell of the login said something else", () => {
    expect(parseLogs(`${MARK} component\nx\n`, MARK, [])).toBeUndefined();
    expect(parseLogs("This account is not available.\n", MARK, [])).toBeUndefined();
  });

  it("never shows a secret or a control character, whatever it holds", () => {
    const text = fc.string({ unit: "binary-ascii", maxLength: 20 }).map((line) => line.replaceAll("\n", ""));
    fc.assert(fc.property(fc.array(fc.string({ minLength: 4, maxLength: 12 }).filter((secret) => !"(secret)".includes(secret)), { maxLength: 3 }), text, text, (secrets, before, after) => {
      const lines = secrets.map((secret) => `${before}${secret}${after}`);
      const { component = [], kubeVip = [] } = parseLogs(output(`${lines.join("\n")}\n`, `${lines.map(wrapped).join("\n")}\n`), MARK, secrets) ?? {};
      for (const line of [...component, ...kubeVip]) {
        expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
        expect(secrets.some((secret) => line.includes(secret))).toBe(false);
      }
    }));
  });
});
