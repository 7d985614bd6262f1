// `command:local:Command`: runs a script on this machine. Asset and archive paths are not offered by the stand-in.
import { spawn, type ChildProcess } from "node:child_process";
import { z } from "zod";
import { CommandOutput, type CommandResult } from "./commandOutput";
import { reasonText } from "./goText";
import { commandFields, type CommandKind } from "./kind";

const schema = z.strictObject({ ...commandFields, interpreter: z.array(z.string()), dir: z.string() }).partial();

export const localCommand: CommandKind = {
  givenSchema: schema,
  missing: () => [],
  withDefaults: (inputs) => inputs,

  async run(script, properties, previous, context) {
    const inputs = schema.loose().parse(properties);
    const [program = "/bin/sh", ...args] = inputs.interpreter?.length ? inputs.interpreter : ["/bin/sh", "-c"];
    const output = new CommandOutput(inputs.logging ?? "stdoutAndStderr", (line) => context.status(line));
    const child = spawn(program, [...args, script], {
      cwd: inputs.dir,
      env: { ...process.env, ...inputs.environment, ...(inputs.addPreviousOutputInEnv === false ? {} : previousOutput(previous)) },
      signal: context.signal,
      killSignal: "SIGKILL",
    });
    return finish(child, script, inputs.stdin ?? "", output);
  },
};

function previousOutput({ stdout, stderr }: CommandResult): Record<string, string> {
  return { ...(stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: stdout }), ...(stderr === "" ? {} : { PULUMI_COMMAND_STDERR: stderr }) };
}

function finish(child: ChildProcess, script: string, stdin: string, output: CommandOutput): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const collect = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
      try {
        output.add(stream, chunk);
      } catch (error) {
        reject(error as Error);
        child.kill("SIGKILL");
      }
    };
    child.stdout?.on("data", collect("stdout"));
    child.stderr?.on("data", collect("stderr"));
    child.on("error", (error) => reject(output.failure(reasonText(error), script)));
    child.on("close", (code, signal) => {
      output.end();
      if (code === 0) {
        resolve(output.result());
      } else {
        reject(output.failure(code === null ? `signal: ${signal}` : `exit status ${code}`, script));
      }
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}
