// The lab's registry: the files of an archive, and what a client of the registry API gets of them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { dockerArchive } from "../../lab/images/dockerArchive";
import { digestOf, manifestType, type ServedImage, writeContent } from "../../lab/registry/content";
import { registryServer } from "../../lab/registry/server";

const dir = mkdtempSync(join(tmpdir(), "lab-registry-"));
const told: string[] = [];
const server = registryServer(dir, (line) => told.push(line));
let base = "";
let image: ServedImage;

beforeAll(async () => {
  const archive = join(dir, "image.tar");
  writeFileSync(archive, await dockerArchive({ references: ["ghcr.io/a/b:v1"], entrypoint: "/b", files: [{ path: "b", content: Buffer.from("text") }] }));
  image = await writeContent(dir, { reference: "ghcr.io/a/b:v1", archive });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true });
});

it("gives the same manifest by tag and by digest, with its kind and digest", async () => {
  expect(image.name).toBe("a/b:v1");
  for (const ref of ["v1", image.digest]) {
    const response = await fetch(`${base}/v2/a/b/manifests/${ref}`);
    expect([response.status, response.headers.get("content-type"), response.headers.get("docker-content-digest")]).toEqual([200, manifestType, image.digest]);
    expect(digestOf(Buffer.from(await response.arrayBuffer()))).toBe(image.digest);
  }
});

it("gives what the manifest names, whole, and its length to who asks for no more", async () => {
  const { config, layers } = (await (await fetch(`${base}/v2/a/b/manifests/v1`)).json()) as Record<"config", { digest: string }> & Record<"layers", { digest: string; size: number }[]>;
  const settings = (await (await fetch(`${base}/v2/a/b/blobs/${config.digest}`)).json()) as { rootfs: { diff_ids: string[] } };
  const layer = Buffer.from(await (await fetch(`${base}/v2/a/b/blobs/${layers[0]!.digest}`)).arrayBuffer());
  expect([digestOf(layer), digestOf(gunzipSync(layer))]).toEqual([layers[0]!.digest, settings.rootfs.diff_ids[0]]);
  const head = await fetch(`${base}/v2/a/b/blobs/${layers[0]!.digest}`, { method: "HEAD" });
  expect([head.headers.get("content-length"), await head.text()]).toEqual([String(layers[0]!.size), ""]);
});

it("has nothing else, takes nothing, and tells what it was asked", async () => {
  const statuses = await Promise.all([fetch(`${base}/v2/`), fetch(`${base}/v2/a/b/manifests/v2`), fetch(`${base}/v2/a/../image.tar`), fetch(`${base}/v2/a/b/blobs/..%2Fv1`), fetch(`${base}/v2/a/b/manifests/v3`, { method: "PUT", body: "x" })]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 404, 405]);
  expect(told).toContain("PUT /v2/a/b/manifests/v3");
});
