// The image. One that a host lacks and no registry has stops the run before any manifest changes; where only kubelet sees to it, it is told with kubelet's reason, and tried
// again when it is there. One that is to come from an archive or a registry comes, and one for other processors is refused.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dockerArchive } from "../../lab/images/dockerArchive";
import type { Registry } from "../../lab/registry/registry";
import { ensureToolchain } from "../../lab/toolchain";
import { ensurePause } from "../../lab/toolchain/cBuild";
import { statusLines } from "../../lab/pulumi/events";
import { containers, manifests } from "../lab/sights";
import { AT_ONCE, LAB_VERSION, outputsOf } from "../lab/stack";
import { said } from "../lab/told";
import { expectWhole } from "./whole";
import type { World } from "./world";

const ORIGINAL = `ghcr.io/kube-vip/kube-vip:${LAB_VERSION}`;
const LATE = `lab.local/late:${LAB_VERSION}`;
const ARCHIVED = `lab.local/archived:${LAB_VERSION}`;
const OTHER = `lab.local/other:${LAB_VERSION}`;
const FOREIGN = `lab.local/foreign:${LAB_VERSION}`;

export function image(world: World): void {
  missing(world);
  elsewhere(world);
}

function missing(world: World): void {
  describe("an image that is missing", () => {
    let host: string;

    beforeAll(async () => {
      await world.installed();
      [host] = await world.followers();
      await onHosts(world, `ctr -n k8s.io images tag --force ${ORIGINAL} ${LATE}`);
      await world.lab.on(host, `ctr -n k8s.io images rm ${LATE}`);
      await setImage(world, { reference: LATE });
    });

    it("on one host stops the run before any manifest changes, with the runtime's reason and what to do", async () => {
      const result = await refused(world);
      expect(result).toContain(`${host}: the image ${LATE} could not be pulled: `);
      expect(result).toMatch(/failed to pull and unpack image .* No manifest was changed\. Look at the name and at the way to the registry\./);
    });

    it("where kubelet alone sees to it, is told with kubelet's reason, and the first host goes back", async () => {
      await setImage(world, { reference: LATE, beforehand: false });
      const before = await manifests(world.lab);
      const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toMatch(new RegExp(`${host}: kube-vip did not become healthy: kubelet cannot start it: (ErrImagePull|ImagePullBackOff)`));
      await expectWhole(world.lab);
      expect(await manifests(world.lab)).toEqual(before);
    });

    it("is not tried again by itself, and the next up says what to do", async () => {
      const before = await containers(world.lab);
      const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
      expect(result.exitCode).not.toBe(0);
      expect(said(result)).toContain("this very manifest failed on this host before");
      expect(await containers(world.lab)).toEqual(before);
    });

    it("is tried when it is there", async () => {
      await world.lab.on(host, `ctr -n k8s.io images tag ${ORIGINAL} ${LATE}`);
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
    });
  });
}

function elsewhere(world: World): void {
  describe("an image that comes", () => {
    let registry: Registry | undefined;
    let foreign: Buffer;

    beforeAll(async () => {
      await world.installed();
      const pause = await readFile(await ensurePause(() => {}));
      foreign = await dockerArchive({ references: [FOREIGN], entrypoint: "/pause", architecture: "arm64", files: [{ path: "pause", content: pause, mode: 0o755 }] });
      await Promise.all(world.lab.hosts.map(({ name }) => world.lab.on(name, "base64 -d >/root/foreign.tar", { input: foreign.toString("base64") })));
      await onHosts(world, `ctr -n k8s.io images tag --force ${ORIGINAL} ${ARCHIVED} && ctr -n k8s.io images export /root/archived.tar ${ARCHIVED} && ctr -n k8s.io images rm ${ARCHIVED}`);
    });
    afterAll(() => registry?.stop());

    it("from an archive for other processors is refused, and both are named", async () => {
      await setImage(world, { reference: FOREIGN, archive: "/root/foreign.tar" });
      expect(await refused(world)).toContain(`the image ${FOREIGN} in /root/foreign.tar is built for arm64, and the host is amd64 (x86_64). No manifest was changed.`);
    });

    it("from an archive that holds another one is refused, which tells what it holds", async () => {
      await setImage(world, { reference: OTHER, archive: "/root/archived.tar" });
      expect(await refused(world)).toContain(`the image ${OTHER} is not among what /root/archived.tar brought: it holds ${ARCHIVED}. No manifest was changed.`);
      await onHosts(world, `ctr -n k8s.io images rm ${ARCHIVED}`);
    });

    it("from an archive is imported on the hosts that lack it, and no registry is asked", async () => {
      await setImage(world, { reference: ARCHIVED, archive: "/root/archived.tar" });
      const lines = await progress(world);
      for (const { name } of world.lab.hosts) expect(lines).toContain(`${name}: importing /root/archived.tar`);
      expect(lines.join()).not.toContain(": pulling");
      await expectWhole(world.lab);
    });

    it("from an archive is known by the digest too, where one is given", async () => {
      const digest = await digestOn(world, ARCHIVED);
      await setImage(world, { reference: `lab.local/pinned:${LAB_VERSION}`, digest, archive: "/root/archived.tar" });
      await world.stack.up(AT_ONCE);
      await expectWhole(world.lab);
      for (const host of Object.values((await outputsOf(world.stack)).hosts)) expect(host.imageDigest).toBe(digest);
    });

    it("from a registry that has it for other processors alone is refused", async () => {
      const archive = join(world.lab.dir, "foreign.tar");
      await writeFile(archive, foreign);
      registry = await world.lab.startRegistry([{ reference: FOREIGN, archive }]);
      const { reference } = registry.images[0]!;
      await setImage(world, { reference });
      expect(await refused(world)).toContain(`the image ${reference} on this host is built for arm64, and the host is amd64 (x86_64). No manifest was changed.`);
    });

    it("from a registry by tag and digest is pulled on all hosts before the first manifest changes, and is what runs", async () => {
      const archive = (await ensureToolchain(() => {})).images.find(({ reference }) => reference === ORIGINAL)!;
      registry = await world.lab.startRegistry([archive]);
      const { reference, digest } = registry.images[0]!;
      await setImage(world, { reference, digest });
      const lines = await progress(world);
      const pulls = world.lab.hosts.map(({ name }) => lines.indexOf(`${name}: pulling the image ${reference}@${digest}`));
      expect(Math.min(...pulls)).toBeGreaterThanOrEqual(0);
      expect(lines.findIndex((line) => line.endsWith(": writing /etc/kubernetes/manifests/kube-vip.yaml"))).toBeGreaterThan(Math.max(...pulls));
      await expectWhole(world.lab);
      for (const host of Object.values((await outputsOf(world.stack)).hosts)) expect(host.imageDigest).toBe(digest);
      expect((await registry.requests()).filter((request) => request.startsWith("GET ") && request.includes("/blobs/"))).toHaveLength(world.lab.hosts.length * 2);
    });

    it("is not asked for again while it is there, whether or not the registry is", async () => {
      await registry!.stop();
      const before = await containers(world.lab);
      await world.stack.up(AT_ONCE);
      expect(await containers(world.lab)).toEqual(before);
    });

    it("is left for the one from before, which is still on the hosts", async () => {
      await setImage(world, {});
      expect((await progress(world)).join()).not.toContain(": pulling");
      await expectWhole(world.lab);
    });
  });
}

function setImage(world: World, settings: object): Promise<void> {
  return world.set({ image: { version: LAB_VERSION, ...settings } });
}

/** What the agents say in an `up` that succeeds, line by line. */
async function progress(world: World): Promise<string[]> {
  return statusLines((await world.stack.up(AT_ONCE)).events);
}

/** An `up` that fails with no host changed. */
async function refused(world: World): Promise<string> {
  const [texts, running] = [await manifests(world.lab), await containers(world.lab)];
  const result = await world.stack.up({ ...AT_ONCE, mayFail: true });
  expect(result.exitCode).not.toBe(0);
  await expectWhole(world.lab);
  expect(await manifests(world.lab)).toEqual(texts);
  expect(await containers(world.lab)).toEqual(running);
  return said(result);
}

async function digestOn(world: World, reference: string): Promise<string> {
  const { stdout } = await world.lab.on(world.lab.hosts[0]!.name, `ctr -n k8s.io images list name==${reference}`);
  return /sha256:[0-9a-f]{64}/.exec(stdout)![0];
}

function onHosts(world: World, script: string): Promise<unknown> {
  return Promise.all(world.lab.hosts.map(({ name }) => world.lab.on(name, script)));
}
