// Routers asked by real commands on this machine.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askRouters } from "../../components/rollout/routers";

const VIP = "10.77.0.100";
const sessions = { cp1: [{ peer: "10.77.0.2", source: "10.77.0.11" }] };
const ask = (command: string, withinMs = 0) => askRouters([{ name: "r1", command }], [VIP], { sessions, all: true }, withinMs);
const dir = mkdtempSync(join(tmpdir(), "routers-"));
afterAll(() => rmSync(dir, { recursive: true }));

it("says what the command says", async () => {
  expect(await ask(`echo '${VIP}/32 via 10.77.0.11'`)).toEqual([{ router: "r1", vip: VIP, nextHops: ["cp1"], failure: "" }]);
});

it("asks again until the route is there", async () => {
  const file = join(dir, "asked");
  expect(await ask(`echo x >>${file}; [ "$(wc -l <${file})" -lt 3 ] || echo '${VIP} via 10.77.0.11'`, 20_000)).toMatchObject([{ failure: "" }]);
});

it("tells the last words of a command that fails, and not the command, which may hold a password", async () => {
  const [sight] = await ask("echo first >&2; echo 'Connection refused' >&2; exit 7 # s3cret");
  expect(sight).toEqual({ router: "r1", vip: VIP, nextHops: [], failure: "its command failed: status 7, Connection refused" });
  expect((await ask("exit 9 # s3cret"))[0]!.failure).toBe("its command failed: status 9");
});

it("asks every router for every VIP", async () => {
  const sights = await askRouters([{ name: "r1", command: `echo ${VIP} 10.77.0.11` }, { name: "r2", command: "echo none" }], [VIP, "fd77::100"], { sessions, all: true }, 0);
  expect(sights.map(({ router, vip, failure }) => [router, vip, failure === ""])).toEqual([["r1", VIP, true], ["r1", "fd77::100", false], ["r2", VIP, false], ["r2", "fd77::100", false]]);
});
