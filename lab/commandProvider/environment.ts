// Environment variables by SSH "env" requests, each answered before the command starts.
import type { ClientChannel, Client } from "ssh2";

type Reply = (failed: boolean) => void;

/** The parts of ssh2 1.17 used here. Its public `exec(..., {env})` asks for no reply, so a refusal would go unseen. */
interface Internals {
  _protocol: {
    env(channel: number, key: string, value: string, wantReply: boolean): void;
    exec(channel: number, command: string, wantReply: boolean): void;
  };
  _chanMgr: { _channels: Record<string, ClientChannel & { outgoing: { id: number }; _callbacks: Reply[] }> };
}

export interface Variable {
  name: string;
  value: string;
  /** Called when the server refuses it. The error it returns ends the command before it starts. */
  refused(): Error | undefined;
}

/**
 * Runs the command in a new session in which the variables were set first.
 * @param listen called before ssh2 reads on: a server may send all of a short command's messages in one packet, and nothing of them waits for a listener
 * @throws Error of the variable that was refused and must not be; else of the session
 */
export function execWithEnvironment<Result>(
  client: Client,
  command: string,
  variables: Variable[],
  listen: (channel: ClientChannel) => Promise<Result>,
): Promise<Result> {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Internals;
  const startCommand = protocol.exec.bind(protocol);
  return new Promise((resolve, reject) => {
    protocol.exec = (id, text, wantReply) => {
      const channel = Object.values(channels._channels).find((candidate) => candidate.outgoing?.id === id);
      const started = channel?._callbacks.pop();
      const ask = ([variable, ...others]: Variable[]): void => {
        if (channel === undefined || started === undefined) {
          return reject(new Error("lab stand-in: this version of ssh2 hides its channels; see environment.ts"));
        }
        if (variable === undefined) {
          channel._callbacks.push(started);
          return startCommand(id, text, wantReply);
        }
        channel._callbacks.push((failed) => {
          const error = failed ? variable.refused() : undefined;
          if (error !== undefined) {
            channel.close();
            return reject(error);
          }
          ask(others);
        });
        protocol.env(id, variable.name, variable.value, true);
      };
      ask(variables);
    };
    client.exec(command, (error, stream) => (error === undefined ? resolve(listen(stream)) : reject(new Error(`ssh: command ${command} failed`))));
  });
}
