// What a preview saw, kept for the `up` that follows it at once, which then need not read again what does not change in seconds.
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { factsOf, type Observations } from "../facts/observation";
import { observeOptions } from "../hosts/observe/observeCall";
import type { Intent } from "../plan/rolloutPlan";
import { sha256 } from "../sha256";

/** Milliseconds for which a look serves. What would have stopped the preview is judged by it again, so this is how old that may be when hosts are touched. */
const HOLDS = 20_000;

interface Remembered {
  readonly at: number;
  readonly wanted: string;
  readonly observations: Observations;
}

export class RememberedLook {
  private readonly file: string | undefined;
  private readonly wanted: string;

  /**
   * @param owner `STACK::PROJECT::TYPE::NAME`; one look of each component is kept
   * @param wanted for other settings than these nothing is remembered
   */
  constructor(owner: string, { settings, manifests, agentSha256 }: Intent, folder = cacheFolder()) {
    this.file = folder && join(folder, `look-${sha256(owner)}.json`);
    // Manifests hold placeholders for what is secret, so that no hash of a password lies anywhere.
    this.wanted = sha256(JSON.stringify([manifests, agentSha256, Object.keys(manifests).map((key) => observeOptions(settings, key))]));
  }

  /** Where the folder cannot be written, the next look is a whole one, and that is all. */
  async keep(observations: Observations): Promise<void> {
    if (this.file === undefined) return;
    if (Object.keys(factsOf(observations)).length < Object.keys(observations).length) return await remove(this.file);
    const remembered: Remembered = { at: Date.now(), wanted: this.wanted, observations };
    const draft = `${this.file}.${randomUUID()}`;
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writeFile(draft, JSON.stringify(remembered), { mode: 0o600, flag: "wx" });
      await rename(draft, this.file);
    } catch {
      await remove(draft);
    }
  }

  /** At most once after each `keep`. */
  async take(): Promise<Observations | undefined> {
    if (this.file === undefined) return undefined;
    const taken = `${this.file}.${randomUUID()}`;
    try {
      await rename(this.file, taken);
      const { at, wanted, observations } = JSON.parse(await readFile(taken, "utf8")) as Remembered;
      const age = Date.now() - at;
      return wanted === this.wanted && age >= 0 && age < HOLDS ? observations : undefined;
    } catch {
      return undefined;
    } finally {
      await remove(taken);
    }
  }
}

async function remove(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

/** None for a user whose number has no name, as in some containers: who has no home keeps nothing. */
function cacheFolder(): string | undefined {
  try {
    return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pulumi-kube-vip");
  } catch {
    return undefined;
  }
}
