// Writes tar files from a list of entries: the same entries give the same bytes (time 0, owner root, given order).
import { pack } from "tar-stream";
import { buffer } from "node:stream/consumers";

/** One entry; paths are relative to the archive's root, without a leading slash. */
export type TarEntry =
  | { readonly path: string; readonly content: Buffer; readonly mode?: number }
  | { readonly path: string; readonly linkTo: string }
  | { readonly path: string; readonly directory: true };

const epoch = new Date(0);

/** The archive as one buffer (the lab's largest is about 75 MB). Files are 0644 unless `mode` says otherwise. */
export async function tarFile(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  const whole = buffer(archive);
  for (const entry of entries) {
    const common = { name: entry.path, mtime: epoch, uid: 0, gid: 0 };
    if ("content" in entry) archive.entry({ ...common, mode: entry.mode ?? 0o644 }, entry.content);
    else if ("linkTo" in entry) archive.entry({ ...common, type: "symlink", linkname: entry.linkTo, mode: 0o777 });
    else archive.entry({ ...common, type: "directory", mode: 0o755 });
  }
  archive.finalize();
  return whole;
}
