// A host for the agent inside namespaces of its own: real paths, real /proc and real addresses, and nothing of this machine is touched.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quote } from "../../components/hosts/quote";
import { agentScript } from "../../components/hosts/agentScript";
import { programs } from "./programs";

/** `busybox` also brings its own awk, sed, grep and so on, as on a host that has nothing else. */
export const SHELLS = ["dash", "busybox"] as const;
export type Shell = (typeof SHELLS)[number];

export interface Step {
  readonly command: string;
  readonly input?: string;
}

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Host {
  /** Text by path, beside the programs of `programs.ts`. Only under the folders of FOLDERS, which are the sandbox's own. */
  readonly files?: Readonly<Record<string, string>>;
  /** Shell commands before the first step; when they fail, so does the test. */
  readonly setup?: string;
}

/** The agent without its last lines, which run a verb: for tests of single functions. */
export const LIBRARY = "/opt/library.sh";
const FOLDERS = ["/etc/", "/var/lib/", "/var/log/", "/run/", "/opt/"];
/** What the agent calls and BusyBox has; `ip` and `curl` are programs of their own on such hosts too. */
const BUSYBOX_TOOLS = "awk base64 cat chmod cmp cut date env grep gzip head ls mkdir mktemp mv printf rm rmdir sed sha256sum sleep stat sync tail tr uname";
const NAMESPACES = ["-m", "-n", "-p", "-f", "--kill-child", "--mount-proc"];

function whyImpossible(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root";
  const missing = ["unshare", "ip", ...SHELLS].filter((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0);
  if (missing.length > 0) return `needs ${missing.join(" and ")}`;
  return spawnSync("unshare", [...NAMESPACES, "mount", "-t", "tmpfs", "none", "/opt"]).status === 0 ? undefined : "may make no namespaces";
}

/** A suite under each shell; skipped, with the reason in its name, where no sandbox can be made. */
export function underEachShell(title: string, tests: (shell: Shell) => void): void {
  const reason = whyImpossible();
  for (const shell of SHELLS) {
    const name = `${title}, under ${shell}`;
    if (reason === undefined) describe(name, () => tests(shell));
    else describe.skip(`${name} (skipped: ${reason})`, () => tests(shell));
  }
}

function library(): string {
  const end = '\nmain "$@"\n';
  const script = agentScript();
  if (!script.includes(end)) throw new Error("The agent no longer ends with a call of main, so its functions cannot be tested one by one.");
  return script.slice(0, script.lastIndexOf(end));
}

function preamble(shell: Shell, folder: string, host: Host): string {
  const files = { ...programs, "/opt/agent.sh": agentScript(), [LIBRARY]: library(), ...host.files };
  const puts = Object.entries(files).map(([path, text], index) => {
    if (!FOLDERS.some((own) => path.startsWith(own))) throw new Error(`${path} is not in a folder of the sandbox.`);
    writeFileSync(join(folder, `file.${index}`), text);
    return `mkdir -p ${quote(dirname(path))}; cat ${join(folder, `file.${index}`)} >${quote(path)}`;
  });
  return [
    "set -e",
    // Debian's awk is a link through /etc/alternatives.
    "mount -t tmpfs none /mnt; mkdir -p /mnt/alternatives; [ ! -d /etc/alternatives ] || cp -a /etc/alternatives/. /mnt/alternatives/; mount --move /mnt /etc",
    "for folder in /var/lib /var/log /run /opt; do mount -t tmpfs none $folder; done",
    "mkdir -p /etc/kubernetes/manifests /opt/bin; cp \"$(readlink -f /bin/sleep)\" /opt/bin/kube-vip",
    ...puts,
    "chmod 755 /opt/front/* /opt/kubelet /opt/with-argument",
    ...(shell === "busybox" ? [`for tool in ${BUSYBOX_TOOLS}; do ln -s "$(command -v busybox)" /opt/front/$tool; done`] : []),
    // so that `sh` and `#!/bin/sh` are the shell under test
    `mount --bind "$(readlink -f "$(command -v ${shell})")" "$(readlink -f /bin/sh)"`,
    "PATH=/opt/front:$PATH; export PATH",
    "ip link set lo up",
    host.setup ?? "",
  ].join("\n");
}

/** `installCall`'s command line with its standard input: the agent, or another script on that host, packed as `packedAgent` does it. */
export function withAgent(install: string, script = "/opt/agent.sh"): string {
  return `gzip -c ${script} | base64 | ${install}`;
}

/** Runs each command in turn on one fresh host. A command sees what the ones before it left. */
export function onHost(shell: Shell, host: Host, steps: readonly (string | Step)[]): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), "agent-sandbox-"));
  try {
    const runs = steps.map((step, index) => {
      const { command, input = "" } = typeof step === "string" ? { command: step } : step;
      writeFileSync(join(folder, `step.${index}`), command);
      writeFileSync(join(folder, `in.${index}`), input);
      const at = (what: string) => join(folder, `${what}.${index}`);
      return `/bin/sh ${at("step")} <${at("in")} >${at("out")} 2>${at("err")}; echo $? >${at("status")}`;
    });
    writeFileSync(join(folder, "main"), [preamble(shell, folder, host), "set +e", ...runs, "exit 0"].join("\n"));
    const { status, stderr } = spawnSync("unshare", [...NAMESPACES, "/bin/sh", join(folder, "main")], { encoding: "utf8", timeout: 45_000, killSignal: "SIGKILL", stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) throw new Error(`The sandbox could not be set up: ${stderr}`);
    const read = (what: string, index: number) => readFileSync(join(folder, `${what}.${index}`), "utf8");
    return steps.map((_, index) => ({ status: Number(read("status", index)), stdout: read("out", index), stderr: read("err", index) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Standard output of one script on a fresh host with the agent's functions loaded. Fails when the script does. */
export function withLibrary(shell: Shell, host: Host, script: string): string {
  const [{ status, stdout, stderr }] = onHost(shell, host, [`. ${LIBRARY}\n${script}`]) as [Outcome];
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return stdout;
}

/** What `command` prints for each text, whose file is $file; all in one run of the shell. */
export function forEachText(shell: Shell, texts: readonly string[], command: string): string[] {
  const files = Object.fromEntries(texts.map((text, index) => [`/opt/texts/${String(index).padStart(4, "0")}`, text]));
  return withLibrary(shell, { files }, `for file in /opt/texts/*; do ${command}; printf '\\000'; done`).split("\0").slice(0, -1);
}
