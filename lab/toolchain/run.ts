// Runs a program to its end; an error carries what the program said last.
import { spawn } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ended with SIGKILL after this many milliseconds. Default: no limit. */
  readonly timeoutMs?: number;
}

/**
 * Standard output of `command`, without the last newline.
 * @throws with the command, how it ended and the last 15 lines of its standard error (or output).
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      const stdout = Buffer.concat(out).toString().replace(/\n$/, "");
      if (code === 0) return resolve(stdout);
      const how = signal ? `was ended by ${signal}${signal === "SIGKILL" && options.timeoutMs ? ` after at most ${options.timeoutMs / 1000} s` : ""}` : `ended with status ${code}`;
      const said = (Buffer.concat(err).toString().trim() || stdout).split("\n").slice(-15).join("\n");
      reject(new Error(`${[command, ...args].join(" ")} ${how}${said ? `:\n${said}` : ""}`));
    });
  });
}
