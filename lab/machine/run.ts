// Runs a program to its end. (execa 9 cannot be loaded from CommonJS source by tsx or jest: a dependency of it is for `import` alone.)
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  /** Standard input. Default: empty. */
  readonly input?: string;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** SIGKILL after this many milliseconds. Default: no limit. */
  readonly timeoutMs?: number;
  /** SIGTERM when aborted. */
  readonly signal?: AbortSignal;
  /** false: an exit status other than 0 is a result, not an error. Default: true. */
  readonly reject?: boolean;
  /** Gets each line of standard output and standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** true: the program has this process's terminal; nothing is captured. Default: false. */
  readonly inherit?: boolean;
}

export interface RunResult {
  /** Without the last newline. */
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when it was ended by a signal. */
  readonly exitCode: number;
}

/** @throws when the program cannot be started, or ends badly and `reject` is not false: command, status, and the last 20 lines it wrote. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input = "", cwd, env, timeoutMs, signal, reject = true, onLine, inherit = false } = options;
  return new Promise((resolve, fail) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: inherit ? "inherit" : "pipe", timeout: timeoutMs, killSignal: timeoutMs ? "SIGKILL" : "SIGTERM", signal });
    const captured = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.on("data", (chunk: Buffer) => captured[name].push(chunk));
      if (onLine && child[name]) createInterface({ input: child[name] }).on("line", onLine);
    }
    child.stdin?.on("error", () => {}); // a program that ends without reading its input is judged by its status
    child.stdin?.end(input);
    child.once("error", (error) => fail(new Error(`${command}: ${error.message}`, { cause: error })));
    child.once("close", (code, endedBy) => {
      const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString().replace(/\n$/, "");
      const result = { stdout: text(captured.stdout), stderr: text(captured.stderr), exitCode: code ?? -1 };
      if (code === 0 || !reject) return resolve(result);
      const how = endedBy ? `was ended by ${endedBy}${timeoutMs ? ` (it had ${timeoutMs / 1000} s)` : ""}` : `ended with status ${code}`;
      const said = (result.stderr || result.stdout).split("\n").slice(-20).join("\n").trim();
      fail(new Error(`${[command, ...args].join(" ").slice(0, 300)} ${how}${said && `:\n${said}`}`));
    });
  });
}
