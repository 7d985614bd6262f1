// Builds one program from its wrapper module into the cache.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, type Say } from "../cache";
import type { GoProgram } from "./goPrograms";
import { run } from "./run";

/** Folder with one wrapper module (go.mod, go.sum, tools.go) per tool. */
export const goModules = join(__dirname, "gomod");

/** Static, without this machine's paths, and exactly the modules of go.sum: the same anywhere. */
const environment = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -trimpath -buildvcs=false", GOWORK: "off", GOOS: "linux", GOARCH: "amd64" };

let goVersion: Promise<string> | undefined;

/** Absolute path of the executable, built when it is not in the cache. Needs Go and a Go module proxy then. */
export async function ensureGoProgram(program: GoProgram, say: Say): Promise<string> {
  const module = join(goModules, program.module);
  const args = buildArguments(program);
  goVersion ??= run("go", ["env", "GOVERSION"], { cwd: module });
  const inputs = [await readFile(join(module, "go.mod")), await readFile(join(module, "go.sum")), JSON.stringify([args, environment]), await goVersion];
  const folder = await cached(
    `${program.name}-${program.version.slice(1)}`,
    inputs,
    async (dir) => {
      say(`building ${program.name} ${program.version} from its Go module (cold about ${program.coldSeconds} s on 2 cores)`);
      await run("go", [...args, "-o", join(dir, program.name), program.main], { cwd: module, env: environment });
    },
    say,
  );
  return join(folder, program.name);
}

/** Arguments of `go build` but for the output and the package: what decides the outcome beside the sources. */
export function buildArguments(program: GoProgram): string[] {
  const variables = Object.entries(program.variables).map(([name, value]) => `-X ${name}=${value}`);
  return ["build", "-ldflags", ["-s -w", ...variables].join(" "), ...(program.tags ? ["-tags", program.tags] : [])];
}
