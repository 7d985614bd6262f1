// A program of its own, to see when Node ends it: it connects as told and does one thing. Arguments: the connection as JSON, whether to unref, what to do.
import { connect, type ResolvedConnection, type Session } from "../../../components/hosts/session";

const things: Record<string, (session: Session) => Promise<void>> = {
  idle: async () => undefined,
  channel: async (session) => void (await session.open("cat")),
  run: async (session) => console.log((await session.run("sleep 1; echo ran", { deadlineMs: 20_000 })).stdout.trim()),
  hold: async (session) => {
    const channel = await session.open("sleep 1; echo held");
    const release = session.hold();
    channel.lines((line) => {
      console.log(line);
      release();
    });
  },
  close: async (session) => session.close(),
  timeout: async (session) => {
    console.log("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    process.stdin.destroy();
    console.log(await session.run("true", { deadlineMs: 300 }).then(() => "no error", (error: Error) => error.message));
    session.close();
  },
};

async function main([connection = "", unref = "", thing = ""]: string[]): Promise<void> {
  const session = await connect(JSON.parse(connection) as ResolvedConnection, { deadlineMs: 20_000, unref: unref === "unref", name: "cp1" });
  await things[thing]!(session);
  console.log("done");
}

void main(process.argv.slice(2));
