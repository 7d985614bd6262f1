// A docker-archive becomes the files that a registry serves, named as they are asked for: REPOSITORY/manifests/TAG, REPOSITORY/manifests/DIGEST, REPOSITORY/blobs/DIGEST.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { extract } from "tar-stream";
import type { ImageArchive } from "../toolchain/types";

/** The registry's own kind of manifest, which every client takes (distribution, manifest v2 schema 2). */
export const manifestType = "application/vnd.docker.distribution.manifest.v2+json";
const configType = "application/vnd.docker.container.image.v1+json";
const layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";

export interface ServedImage {
  /** Without the registry: `kube-vip/kube-vip:v1.2.1`. */
  readonly name: string;
  /** Of its manifest. */
  readonly digest: string;
}

export async function writeContent(dir: string, { reference, archive }: ImageArchive): Promise<ServedImage> {
  const files = await filesIn(archive);
  const [{ Config, Layers }] = JSON.parse(fileOf(files, "manifest.json").toString()) as [{ Config: string; Layers: [string] }];
  // Another image of the same content, and other bytes: hosts that imported the archive must fetch all of it.
  const layer = await promisify(gzip)(await promisify(gunzip)(fileOf(files, Layers[0])));
  const config = Buffer.from(JSON.stringify({ ...JSON.parse(fileOf(files, Config).toString()), comment: "from the lab's registry" }));
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: descriptor(configType, config), layers: [descriptor(layerType, layer)] }));
  const name = reference.slice(reference.indexOf("/") + 1);
  const [repository = "", tag = ""] = name.split(":");
  for (const kind of ["manifests", "blobs"]) await mkdir(join(dir, repository, kind), { recursive: true });
  for (const ref of [tag, digestOf(manifest)]) await writeFile(join(dir, repository, "manifests", ref), manifest);
  for (const blob of [config, layer]) await writeFile(join(dir, repository, "blobs", digestOf(blob)), blob);
  return { name, digest: digestOf(manifest) };
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function descriptor(mediaType: string, bytes: Buffer): object {
  return { mediaType, size: bytes.length, digest: digestOf(bytes) };
}

async function filesIn(archive: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of createReadStream(archive).pipe(extract())) files.set(entry.header.name, await buffer(entry));
  return files;
}

function fileOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const file = files.get(name);
  if (!file) throw new Error(`the archive has no ${name}: it is none of \`docker save\``);
  return file;
}
