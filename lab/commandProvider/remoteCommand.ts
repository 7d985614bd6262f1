// `command:remote:Command`: runs a script on a host over SSH.
import type { ClientChannel } from "ssh2";
import { z } from "zod";
import { CommandOutput, type CommandResult } from "./commandOutput";
import { givenConnectionSchema, missingConnectionFields, readConnection, withConnectionDefaults } from "./connection";
import { dial } from "./dial";
import { execWithEnvironment, type Variable } from "./environment";
import { commandFields, type CommandKind } from "./kind";
import type { OperationContext } from "./retry";
import { asSecret, withoutSecrets } from "./values";

const givenSchema = z.strictObject({ ...commandFields, connection: givenConnectionSchema }).partial();
const runSchema = z.object(commandFields).partial();

export const remoteCommand: CommandKind = {
  givenSchema,

  missing: (inputs) => missingConnectionFields(withoutSecrets(inputs["connection"] ?? null)),

  /** The connection is a secret as a whole: in the inputs, and so in the outputs that repeat them. */
  withDefaults: (inputs) => ({ ...inputs, connection: asSecret(withConnectionDefaults(withoutSecrets(inputs["connection"] ?? null))) }),

  async run(script, properties, previous, context) {
    const inputs = runSchema.parse(properties);
    const client = await dial(readConnection(properties["connection"] ?? null), context);
    // The real provider never closes its connections either: they end with the plugin. A host that dies later must not end it.
    client.on("error", () => undefined);
    const output = new CommandOutput(inputs.logging ?? "stdoutAndStderr", (line) => context.status(line));
    const variables = [
      ...Object.entries(inputs.environment ?? {}).map(([name, value]) => required(name, value, context)),
      ...(inputs.addPreviousOutputInEnv === false ? [] : previousOutput(previous, context)),
    ];
    return execWithEnvironment(client, script, variables, (channel) => finish(channel, script, inputs.stdin ?? "", output));
  },
};

function required(name: string, value: string, context: OperationContext): Variable {
  return {
    name,
    value,
    refused: () => {
      context.diagnostic("error", refusalText(name));
      return new Error(`could not set environment variable "${name}": ssh: setenv failed`);
    },
  };
}

function previousOutput({ stdout, stderr }: CommandResult, context: OperationContext): Variable[] {
  const variables = [{ name: "PULUMI_COMMAND_STDOUT", value: stdout }, { name: "PULUMI_COMMAND_STDERR", value: stderr }];
  return variables
    .filter(({ value }) => value !== "")
    .map((variable) => ({
      ...variable,
      refused: () => {
        context.diagnostic("warning", refusalText(variable.name));
        return undefined;
      },
    }));
}

function refusalText(name: string): string {
  return (
    `Unable to set '${name}'. The SSH server must accept it by AcceptEnv; ` +
    "or put it before the command in the form 'VAR=value command', where a Bash-like shell runs it."
  );
}

function finish(channel: ClientChannel, script: string, stdin: string, output: CommandOutput): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    let reason: string | undefined = "wait: remote command exited without exit status or exit signal";
    const collect = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
      try {
        output.add(stream, chunk);
      } catch (error) {
        reject(error as Error);
        channel.close();
      }
    };
    channel.on("data", collect("stdout"));
    channel.stderr.on("data", collect("stderr"));
    channel.on("exit", (code: number | null, signal?: string) => (reason = exitReason(code, signal)));
    channel.on("close", () => {
      output.end();
      if (reason === undefined) {
        resolve(output.result());
      } else {
        reject(output.failure(reason, script));
      }
    });
    // A command that ends without reading all of its input closes the pipe: no failure of its own.
    channel.on("error", () => undefined);
    channel.end(stdin);
  });
}

/** Numbers of the signals that SSH names (RFC 4254, section 6.10): the real provider reports 128 and the number as status. */
const SIGNALS: Record<string, number> = { HUP: 1, INT: 2, QUIT: 3, ILL: 4, ABRT: 6, FPE: 8, KILL: 9, SEGV: 11, PIPE: 13, ALRM: 14, TERM: 15 };

function exitReason(code: number | null, signal: string | undefined): string | undefined {
  if (code === 0) {
    return undefined;
  }
  if (code !== null) {
    return `Process exited with status ${code}`;
  }
  const name = signal?.replace(/^SIG/, "") ?? "";
  return `Process exited with status ${128 + (SIGNALS[name] ?? 0)} from signal ${name}`;
}
