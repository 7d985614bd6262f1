// An SSH server that takes one password, since this machine's accounts have none a test could know. A command's output is its own text.
import { generateKeyPairSync } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import { Server, type AuthContext, type Connection } from "ssh2";

export interface PasswordServer {
  port: number;
  stop(): Promise<void>;
}

/** The user `interactive` is asked for the password by keyboard-interactive alone. @param port 0 for any that is free */
export async function startPasswordServer(password: string, port = 0): Promise<PasswordServer> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs1", format: "pem" }, publicKeyEncoding: { type: "pkcs1", format: "pem" } });
  const server = new Server({ hostKeys: [privateKey] }, (client) => {
    client.on("authentication", (context) => authenticate(context, password));
    client.on("error", () => undefined);
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        inOnePacket(client, () => {
          const channel = acceptExec();
          channel.write(`${command}\n`);
          channel.exit(0);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => void server.close(),
  };
}

/** A fast server's whole answer can reach the client at once: nothing of it may get lost between two listeners. */
function inOnePacket(client: Connection, answer: () => void): void {
  const { _sock: socket } = client as unknown as { _sock: Socket };
  socket.cork();
  answer();
  setImmediate(() => socket.uncork());
}

function authenticate(context: AuthContext, password: string): void {
  const methods: ("password" | "keyboard-interactive" | "publickey")[] =
    context.username === "interactive" ? ["keyboard-interactive"] : ["publickey", "password", "keyboard-interactive"];
  if (context.method === "password" && context.username !== "interactive" && context.password === password) {
    context.accept();
  } else if (context.method === "keyboard-interactive") {
    context.prompt([{ prompt: "Password: ", echo: false }], ([answer]) => (answer === password ? context.accept() : context.reject(methods)));
  } else {
    context.reject(methods);
  }
}
