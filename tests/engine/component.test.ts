// The component under the real engine, without any host: arguments that are Outputs of machines made in the same program.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diagnostics, operations } from "../../lab/pulumi/events";
import { createWorkspace, type Workspace } from "../../lab/pulumi/workspace";
import { findCommandPlugin } from "../../lab/toolchain";
import { ensurePulumi } from "../../lab/toolchain/pulumiCli";

const REPOSITORY = join(__dirname, "..", "..");

/** A machine is a command on this machine that prints its address: unknown at preview, known at up. */
const PROGRAM = `
  import { local } from "@pulumi/command";
  import * as pulumi from "@pulumi/pulumi";
  import { KubeVip } from ${JSON.stringify(join(REPOSITORY, "components"))};
  const address = new local.Command("machine", { create: "echo " + new pulumi.Config().require("address") }).stdout;
  const vip = new KubeVip("prod", { vip: "192.0.2.100", hosts: { cp1: { address } }, ssh: { acceptAnyHostKey: true, password: pulumi.secret("not used"), dialErrorLimit: 1, dialTimeoutSeconds: 1 } });
  export const { endpoint, manifests } = vip;`;

describe("hosts whose addresses are Outputs", () => {
  let dir: string;
  let stack: Workspace;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "kube-vip-engine-"));
    await symlink(join(REPOSITORY, "node_modules"), join(dir, "node_modules"));
    await writeFile(join(dir, "index.ts"), PROGRAM);
    await writeFile(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true, noEmit: true }, "ts-node": { swc: true } }));
    await writeFile(join(dir, "Pulumi.yaml"), "name: own\nruntime: nodejs\nmain: ./index.ts\n");
    const toolchain = { ...(await ensurePulumi(() => {})), commandPlugin: await findCommandPlugin() };
    stack = await createWorkspace({ program: dir, toolchain, config: { address: { value: "not-an-address" } } });
  });
  afterAll(async () => {
    await stack?.destroy({ mayFail: true });
    await stack?.remove();
    await rm(dir, { recursive: true, force: true });
  });

  it("are no obstacle at the first preview: the manifests are shown before the machines exist", async () => {
    const { stdout, events } = await stack.preview({ args: ["--diff"] });
    expect(operations(events).map(({ name }) => name)).toEqual(expect.arrayContaining(["machine", "prod-host-cp1", "prod-health"]));
    expect(stdout).toContain('value: "192.0.2.100"');
    expect(stdout).toMatch(/endpoint *: "https:\/\/192\.0\.2\.100:6443"/);
  });

  it("are judged as soon as they are known: a mistake is said in its own words, and no host is contacted", async () => {
    const { exitCode, events } = await stack.up({ mayFail: true });
    expect(exitCode).not.toBe(0);
    expect(diagnostics(events, "error").join("\n")).toContain("hosts.cp1.address");
    expect(operations(events.filter(({ resourcePreEvent }) => !resourcePreEvent?.planning)).filter(({ type }) => type === "command:remote:Command")).toEqual([]);
  });
});
