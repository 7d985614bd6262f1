// An image as a cached docker-archive.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, entryName, type Say } from "../cache";
import type { ImageArchive } from "../toolchain/types";
import { dockerArchive, type ImageContent } from "./dockerArchive";

export const executable = 0o755;

/** Changes when the way an archive is written does, so that cached ones are written anew. */
const layout = "2";

/** @param from paths inside the cache of what goes in: their names hold the keys of their content. */
export async function ensureArchive(name: string, from: readonly string[], references: readonly string[], content: () => Promise<Omit<ImageContent, "references">>, say: Say): Promise<ImageArchive[]> {
  const folder = await cached(
    name,
    [layout, ...references, ...from.map(entryName)],
    async (dir) => {
      say(`writing image ${references.join(", ")}`);
      await writeFile(join(dir, "image.tar"), await dockerArchive({ references, ...(await content()) }));
    },
    say,
  );
  return references.map((reference) => ({ reference, archive: join(folder, "image.tar") }));
}
