// The shim that is preloaded into linux.uml: on this machine's CPU, with a buffer that is too small for it (as linux.uml's is on a CPU with AMX), and with a tracer that moves.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lab/toolchain/run";
import { which } from "../../lab/toolchain/which";

const canRun = process.platform === "linux" && process.arch === "x64" && which("cc") !== undefined;

(canRun ? describe : describe.skip)("the shim for linux.uml (needs cc on Linux x86_64)", () => {
  let dir: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "lab-shim-"));
    await run("cc", ["-o", join(dir, "probe"), join(__dirname, "ptraceProbe.c")]);
    await run("cc", ["-o", join(dir, "follow"), join(__dirname, "followProbe.c")]);
    await run("cc", ["-shared", "-fPIC", "-Wall", "-Werror", "-o", join(dir, "shim.so"), join(__dirname, "../../lab/toolchain/umlShim.c"), "-ldl"]);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test("without it the kernel refuses to take the registers back (EFAULT): the probe shows the real defect", async () => {
    expect(await run(join(dir, "probe"), [])).toBe("write: errno 14");
  });
  test("with it the registers are written, and read back as written, in the room there is", async () => {
    expect(await run(join(dir, "probe"), [], { env: { LD_PRELOAD: join(dir, "shim.so") } })).toBe("written, xmm0 5a..5a, 576 bytes");
  });

  const several = availableParallelism() > 1 ? test : test.skip;
  several("without it a traced process may run where its tracer does not", async () => {
    expect(await run(join(dir, "follow"), [])).toBe("stayed");
  });
  several("with it a traced process runs on only where its tracer is, also after that has moved", async () => {
    expect(await run(join(dir, "follow"), [], { env: { LD_PRELOAD: join(dir, "shim.so") } })).toBe("followed");
  });
});
