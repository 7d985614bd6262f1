// The lab's images: docker-archive tars that say the same whenever they are made.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { dockerArchive } from "../../lab/images/dockerArchive";
import { neededLibraries } from "../../lab/images/legacyIptables";
import { tarFile } from "../../lab/images/tarFile";

interface Found {
  readonly header: Header;
  readonly content: Buffer;
}

async function untar(tar: Buffer): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const reader = Readable.from([tar]).pipe(extract());
  for await (const entry of reader) found.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
  return found;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const program = { path: "kube-vip", content: Buffer.from("#!/bin/true\n"), mode: 0o755 };

test("a tar file keeps content, modes, links and order, and carries neither time nor owner", async () => {
  const tar = await tarFile([{ path: "usr/", directory: true }, program, { path: "lib", linkTo: "usr/lib" }]);
  const found = await untar(tar);
  expect([...found.keys()]).toEqual(["usr/", "kube-vip", "lib"]);
  expect(found.get("kube-vip")!.content.toString()).toBe("#!/bin/true\n");
  expect(found.get("kube-vip")!.header.mode).toBe(0o755);
  expect(found.get("lib")!.header).toMatchObject({ type: "symlink", linkname: "usr/lib" });
  for (const { header } of found.values()) expect([header.mtime!.getTime(), header.uid, header.gid]).toEqual([0, 0, 0]);
});

describe("a docker archive", () => {
  const image = { references: ["registry.k8s.io/pause:3.6", "registry.k8s.io/pause:3.10.1"], entrypoint: "/kube-vip", files: [program] };

  test("names its configuration and its layer by their digests before compression, and all references", async () => {
    const found = await untar(await dockerArchive(image));
    const [manifest] = JSON.parse(found.get("manifest.json")!.content.toString());
    expect(manifest.RepoTags).toEqual(image.references);
    const config = found.get(manifest.Config)!.content;
    expect(manifest.Config).toBe(`${sha256(config)}.json`);
    const layer = gunzipSync(found.get(manifest.Layers[0])!.content);
    expect(JSON.parse(config.toString())).toMatchObject({
      architecture: "amd64",
      os: "linux",
      config: { Entrypoint: ["/kube-vip"] },
      rootfs: { diff_ids: [`sha256:${sha256(layer)}`] },
    });
    expect([...(await untar(layer)).keys()]).toEqual(["kube-vip"]);
  });
  test("is the same, byte for byte, when made again", async () => {
    expect((await dockerArchive(image)).equals(await dockerArchive(image))).toBe(true);
  });
  test("has another id when a file changes", async () => {
    const other = { ...image, files: [{ ...program, content: Buffer.from("#!/bin/false\n") }] };
    const id = async (content: typeof image) => JSON.parse((await untar(await dockerArchive(content))).get("manifest.json")!.content.toString())[0].Config;
    expect(await id(other)).not.toBe(await id(image));
  });
});

test("the libraries a program needs are read from objdump's table, each once", () => {
  const objdump = "a: file format elf64-x86-64\n\nDynamic Section:\n  NEEDED               libxtables.so.12\n  NEEDED               libc.so.6\n  SONAME               libx.so.1\n\nb:\n  NEEDED               libc.so.6\n";
  expect(neededLibraries(objdump)).toEqual(["libxtables.so.12", "libc.so.6"]);
});
