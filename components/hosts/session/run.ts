// One command with its whole output.
import type { CommandResult, RunOptions } from "./api";
import { execute } from "./execution";
import { LineSplitter } from "./lines";
import type { Link } from "./link";
import { commandTimeout, tooMuchOutput } from "./sessionSentences";
import { SshError } from "./sshError";

const OUTPUT_LIMIT = 8 * 1024 * 1024;

export function runCommand(link: Link, command: string, options: RunOptions): Promise<CommandResult> {
  const { deadlineMs, stdin = "", onSent, onStderrLine, outputLimit = OUTPUT_LIMIT } = options;
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const lines = onStderrLine && new LineSplitter(onStderrLine);
    let bytes = 0;
    const release = link.hold();
    const collect = (chunks: Buffer[], chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > outputLimit) return stop(tooMuchOutput(link.who, outputLimit));
      chunks.push(chunk);
    };
    const stop = execute(link, command, {
      started: (channel) => void channel.end(stdin, (error?: Error | null) => void (error ?? onSent?.())),
      stdout: (chunk) => collect(stdout, chunk),
      stderr: (chunk) => {
        collect(stderr, chunk);
        lines?.add(chunk);
      },
      ended: (outcome) => {
        clearTimeout(timer);
        release();
        lines?.end();
        if (outcome instanceof SshError) reject(outcome);
        else resolve({ stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8"), ...outcome });
      },
    });
    const timer = setTimeout(() => stop(commandTimeout(link.who, deadlineMs)), deadlineMs);
  });
}
