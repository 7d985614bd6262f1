// The ways to log in that a hop has, in the order and number in which @pulumi/command tries them.
import { createConnection } from "node:net";
import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from "ssh2";
import type { Ssh2 } from "./library";

/** What a login is proven by, opened and ready. */
export interface Proofs {
  readonly user: string;
  readonly privateKey?: ParsedKey;
  readonly password?: string;
  /** Socket of an agent. */
  readonly agent?: string;
}

/** The agent that is used, also beside a key: the one that is named, else that of SSH_AUTH_SOCK. */
export function agentSocket(named: string | undefined): string | undefined {
  return (named ?? process.env["SSH_AUTH_SOCK"]) || undefined;
}

export function methodsOf({ createAgent }: Ssh2, { user: username, privateKey, password, agent }: Proofs): AnyAuthMethod[] {
  return [
    ...(privateKey === undefined ? [] : [{ type: "publickey" as const, username, key: privateKey }]),
    ...(password === undefined ? [] : passwordMethods(username, password)),
    ...(agent === undefined ? [] : [{ type: "agent" as const, username, agent: createAgent(agent) }]),
  ];
}

function passwordMethods(username: string, password: string): AnyAuthMethod[] {
  return [
    { type: "password", username, password },
    {
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    },
  ];
}

/** What was tried, and what the server would take. Filled while a login goes on. */
export interface Attempts {
  readonly tried: string[];
  left: readonly string[];
}

/** Offers "none" first, then each kind of method once, as golang.org/x/crypto/ssh does: so an agent's keys are not tried beside a private key. */
export function authHandler(username: string, methods: readonly AnyAuthMethod[], attempts: Attempts): AuthHandlerMiddleware {
  return (methodsLeft, _partialSuccess, next) => {
    if (methodsLeft === null || methodsLeft === undefined) {
      attempts.tried.push("none");
      return next({ type: "none", username });
    }
    attempts.left = methodsLeft;
    const method = methods.find(({ type }) => !attempts.tried.includes(wireName(type)) && methodsLeft.some((left) => left === wireName(type)));
    if (method !== undefined) attempts.tried.push(wireName(method.type));
    return next((method ?? false) as AnyAuthMethod);
  };
}

function wireName(type: AnyAuthMethod["type"]): string {
  return type === "agent" ? "publickey" : type;
}

/** @pulumi/command dials the agent's socket before anything else, even when it has a key. Rejects with the system's error, or ETIMEDOUT. */
export function reachAgent(path: string, timeoutMs?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      outcome();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => settle(() => reject(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }))), timeoutMs);
    socket.once("connect", () => settle(resolve));
    socket.on("error", (error) => settle(() => reject(error)));
  });
}
