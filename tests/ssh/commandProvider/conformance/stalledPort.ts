// A port of loopback where a connect neither succeeds nor fails: a stopped server whose queue is full drops what comes.
import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";

export interface StalledPort {
  port: number;
  stop(): Promise<void>;
}

const LISTENER = 'const s = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => process.stdout.write(String(s.address().port)))';

export async function startStalledPort(): Promise<StalledPort> {
  const listener = spawn(process.execPath, ["-e", LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  const port = Number(await new Promise<Buffer>((resolve) => listener.stdout.once("data", resolve)));
  listener.kill("SIGSTOP");
  const queue: Socket[] = [];
  while (await connects(port, queue));
  return {
    port,
    stop: async () => {
      queue.forEach((socket) => socket.destroy());
      listener.kill("SIGKILL");
    },
  };
}

/** @returns false when the queue is full: the connect gets no answer in half a second */
function connects(port: number, queue: Socket[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    queue.push(socket);
    socket.on("error", () => undefined);
    const timer = setTimeout(() => resolve(false), 500);
    socket.once("connect", () => { clearTimeout(timer); resolve(true); });
  });
}
