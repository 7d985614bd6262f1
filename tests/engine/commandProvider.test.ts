// One remote command through the real engine, in a workspace of the lab.
import { readFile } from "node:fs/promises";
import { buildCommandStandIn } from "../../lab/commandProvider/build";
import { diagnostics, operations, statusLines } from "../../lab/pulumi/events";
import { createWorkspace, type Workspace } from "../../lab/pulumi/workspace";
import { ensurePulumi, type PulumiCli } from "../../lab/toolchain/pulumiCli";
import { startSshd, type Sshd } from "../ssh/sshd";
import { join } from "node:path";

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const PROGRAM = join(__dirname, "program");
const manifest = (lease: number): string => `apiVersion: v1\nkind: Pod\nspec:\n  lease: ${lease}\n  name: kube-vip\n`;
const config = (sshd: Sshd, stdin: string) => ({
  port: { value: String(sshd.port) },
  hostKey: { value: sshd.hostKeys.ed25519 ?? "" },
  privateKey: { value: sshd.privateKey, secret: true },
  stdin: { value: stdin },
});
const changed = (events: Parameters<typeof operations>[0]) => operations(events).filter(({ type }) => type === "command:remote:Command").map(({ name, op }) => `${op} ${name}`);

describe("a remote command in a workspace of the lab", () => {
  let pulumi: PulumiCli;
  let sshd: Sshd;
  let stack: Workspace;
  beforeAll(async () => {
    pulumi = await ensurePulumi((line) => process.stderr.write(`${line}\n`));
    sshd = await startSshd();
    stack = await createWorkspace({ program: PROGRAM, toolchain: { ...pulumi, commandPlugin: { kind: "stand-in" } }, config: config(sshd, manifest(5)) });
  }, 20 * MINUTE);
  afterAll(async () => {
    await stack?.remove();
    await sshd?.stop();
  });

  it("is not created by a preview, whose output is unknown", async () => {
    const { steps } = await stack.previewJson();
    expect(steps.map(({ op }) => op)).toEqual(["create", "create"]);
    expect(sshd.log()).not.toContain("Accepted");
  });

  it("leaves nothing when its first create fails, and says why in one message", async () => {
    await stack.setConfig({ create: { value: "echo manifest refused >&2; exit 3" } });
    const failed = await stack.up({ mayFail: true });
    expect(failed.exitCode).not.toBe(0);
    expect(diagnostics(failed.events, "error")).toContainEqual('Process exited with status 3: running "echo manifest refused >&2; exit 3":\nmanifest refused');
    expect(await stack.exportStack()).not.toContain("command:remote:Command::");
    await stack.setConfig({ create: { value: "cat" } });
  });

  it("is created with up, shows its output line by line, and gives it as output", async () => {
    const { events } = await stack.up();
    expect(changed(events)).toEqual(["create command"]);
    expect(statusLines(events)).toEqual(expect.arrayContaining(["kind: Pod", "  lease: 5"]));
    expect(await stack.outputs()).toEqual({ stdout: manifest(5).trimEnd() });
  });

  it("says that the stand-in runs", async () => {
    const { events } = await stack.preview();
    expect(diagnostics(events, "info").join("\n")).toContain("stand-in for pulumi-resource-command");
  });

  it("is unchanged the second time", async () => {
    expect(changed((await stack.up({ args: ["--expect-no-changes"] })).events)).toEqual(["same command"]);
  });

  it("shows a changed manifest as a structural diff and updates it", async () => {
    await stack.setConfig({ stdin: { value: manifest(15) } });
    const { stdout } = await stack.preview({ args: ["--diff"] });
    expect(stdout).toMatch(/~ stdin: \(yaml\) \{\n\s+apiVersion: "v1"\n[^]*~ lease: 5 => 15\n/);
    expect((await stack.previewJson()).steps).toContainEqual(expect.objectContaining({ op: "update", diffReasons: ["stdin"] }));
    expect(changed((await stack.up()).events)).toEqual(["update command"]);
  });

  it("keeps the private key out of the state, the event log, and all that is shown", async () => {
    const { events, stdout, stderr } = await stack.up({ args: ["--diff"] });
    const key = sshd.privateKey.split("\n")[1] ?? "";
    const everything = [await stack.exportStack(), JSON.stringify(events), stdout, stderr, await readFile(join(stack.dir, "Pulumi.lab.yaml"), "utf8")];
    everything.forEach((text) => expect(text).not.toContain(key));
    expect(JSON.stringify(events)).toContain("[secret]");
  });

  it("runs the same with a plugin found on PATH", async () => {
    const plugin = await buildCommandStandIn();
    const other = await createWorkspace({ program: PROGRAM, toolchain: { ...pulumi, commandPlugin: { kind: "real", path: plugin } }, config: config(sshd, manifest(5)) });
    expect(await readFile(join(other.dir, "Pulumi.yaml"), "utf8")).not.toContain("plugins");
    expect(changed((await other.up()).events)).toEqual(["create command"]);
    await other.destroy();
    await other.remove();
  });

  it("is deleted with the stored script", async () => {
    const { events } = await stack.destroy();
    expect(changed(events)).toEqual(["delete command"]);
    expect(statusLines(events)).toContain("  lease: 15");
  });
});
