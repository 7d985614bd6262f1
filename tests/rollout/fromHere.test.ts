// The VIP asked from the machine that runs the program, against real TLS servers on loopback.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askAllFromHere, askFromHere } from "../../components/rollout/fromHere";

const dir = mkdtempSync(join(tmpdir(), "from-here-"));
const read = (name: string): string => readFileSync(join(dir, name), "utf8");

function certificate(name: string, altName: string): void {
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", `/CN=${name}`, "-addext", `subjectAltName=${altName}`, "-keyout", join(dir, `${name}.key`), "-out", join(dir, `${name}.crt`)], { stdio: "ignore" });
}

const servers: Server[] = [];

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
}

const serving = (name: string, status: number): Promise<string> => listening(createHttps({ key: read(`${name}.key`), cert: read(`${name}.crt`) }, (_, answer) => void answer.writeHead(status).end("ok")));

beforeAll(() => {
  certificate("vip", "IP:127.0.0.1");
  certificate("other", "IP:127.0.0.2");
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(dir, { recursive: true });
});

it.each([200, 401, 500])("tells the status %i over a connection that is checked", async (status) => {
  const url = await serving("vip", status);
  expect(await askFromHere({ url, ca: read("vip.crt") })).toEqual({ url, httpCode: status, latencyMs: expect.any(Number) as number, failure: "", asked: 1, answered: 1 });
});

it("counts as many answers as it asked for, over connections of their own", async () => {
  const clients = new Set<number | undefined>();
  const server = createHttps({ key: read("vip.key"), cert: read("vip.crt") }, ({ socket }, answer) => {
    clients.add(socket.remotePort);
    answer.end("ok");
  });
  expect(await askFromHere({ url: await listening(server), ca: read("vip.crt"), times: 9 })).toMatchObject({ httpCode: 200, asked: 9, answered: 9 });
  expect(clients.size).toBe(9);
});

it("asks no more once a connection was not answered", async () => {
  let left = 2;
  const server = createHttps({ key: read("vip.key"), cert: read("vip.crt") }, ({ socket }, answer) => void (left-- > 0 ? answer.end("ok") : socket.destroy()));
  expect(await askFromHere({ url: await listening(server), ca: read("vip.crt"), times: 9 })).toMatchObject({ httpCode: 0, asked: 3, answered: 2, failure: expect.stringMatching(/hang up|ECONNRESET/) as string });
});

it.each([["another CA signed", "vip", "other"], ["names another address", "other", "other"]])("takes no answer from a server whose certificate %s", async (_, served, trusted) => {
  const { httpCode, failure } = await askFromHere({ url: await serving(served, 200), ca: read(`${trusted}.crt`) });
  expect([httpCode, failure]).toEqual([0, expect.stringMatching(/certificate|altnames/i)]);
});

it("says that nobody listens", async () => {
  const closed = createServer();
  const url = await listening(closed);
  await new Promise((resolve) => closed.close(resolve));
  expect(await askFromHere({ url, ca: read("vip.crt") })).toMatchObject({ httpCode: 0, failure: expect.stringContaining("ECONNREFUSED") as string });
});

it("does not wait for long where nothing answers", async () => {
  const url = await listening(createServer(() => undefined));
  expect(await askFromHere({ url, ca: read("vip.crt"), limitMs: 300 })).toMatchObject({ httpCode: 0, failure: "no answer within 0.3 s" });
});

describe("of two VIPs", () => {
  const LOST = "https://127.0.0.1:1/healthz";
  const ca = (): string => read("vip.crt");

  it("counts all answers where both are reached", async () => {
    const [first, second] = [await serving("vip", 200), await serving("vip", 200)];
    const seen = await askAllFromHere({ "10.0.0.9": first, "fd00::9": second }, { ca: ca(), times: 3 });
    expect(seen).toEqual({ url: first, httpCode: 200, latencyMs: expect.any(Number) as number, failure: "", asked: 6, answered: 6 });
  });

  it("tells which is not reached from here at all, and counts the other", async () => {
    const second = await serving("vip", 401);
    const seen = await askAllFromHere({ "10.0.0.9": LOST, "fd00::9": second }, { ca: ca(), times: 3 });
    expect(seen).toMatchObject({ url: second, httpCode: 401, asked: 3, answered: 3, unreached: ["10.0.0.9"], failure: expect.stringContaining("ECONNREFUSED") as string });
  });

  it("is the first one's failure where neither is", async () => {
    expect(await askAllFromHere({ "10.0.0.9": LOST, "fd00::9": LOST }, { ca: ca() })).toMatchObject({ url: LOST, httpCode: 0, asked: 1, answered: 0, unreached: ["10.0.0.9", "fd00::9"] });
  });

  it("names no VIP as not reached where there is one alone", async () => {
    expect(await askAllFromHere({ "10.0.0.9": LOST }, { ca: ca() })).not.toHaveProperty("unreached");
  });
});
