// A docker-archive becomes the files that a registry serves, named as they are asked for: REPOSITORY/manifests/TAG, REPOSITORY/manifests/DIGEST, REPOSITORY/blobs/DIGEST.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { extract } from "tar-stream";
import { tarFile } from "../images/tarFile";
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
  // A layer with one file more: hosts that imported the archive have its own, and would fetch nothing.
  const layer = await withMark(await promisify(gunzip)(fileOf(files, Layers[0])));
  const config = Buffer.from(JSON.stringify({ ...JSON.parse(fileOf(files, Config).toString()), rootfs: { type: "layers", diff_ids: [digestOf(layer)] } }));
  const packed = await promisify(gzip)(layer);
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: descriptor(configType, config), layers: [descriptor(layerType, packed)] }));
  const name = reference.slice(reference.indexOf("/") + 1);
  const [repository = "", tag = ""] = name.split(":");
  for (const kind of ["manifests", "blobs"]) await mkdir(join(dir, repository, kind), { recursive: true });
  for (const ref of [tag, digestOf(manifest)]) await writeFile(join(dir, repository, "manifests", ref), manifest);
  for (const blob of [config, packed]) await writeFile(join(dir, repository, "blobs", digestOf(blob)), blob);
  return { name, digest: digestOf(manifest) };
}

/** A tar file of ours ends with two empty blocks, and readers stop there. */
async function withMark(layer: Buffer): Promise<Buffer> {
  return Buffer.concat([layer.subarray(0, layer.length - 1024), await tarFile([{ path: "from-the-labs-registry", content: Buffer.alloc(0) }])]);
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
