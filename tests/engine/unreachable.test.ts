// A preview where the hosts cannot be reached, under the real engine: it says what it could not see, and takes no longer than it was given.
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { diagnostics, operations } from "../../lab/pulumi/events";
import { createWorkspace, type OperationResult, type Workspace } from "../../lab/pulumi/workspace";
import { findCommandPlugin } from "../../lab/toolchain";
import { ensurePulumi } from "../../lab/toolchain/pulumiCli";

const REPOSITORY = join(__dirname, "..", "..");
const OBSERVE_SECONDS = 4;

describe("a preview without network to the hosts", () => {
  const sockets = new Set<Socket>();
  let silent: Server;
  let stack: Workspace;

  /** cp1 takes connections and says nothing, as behind some firewalls; at cp2 nobody listens. */
  const previewWith = async (observe: string): Promise<OperationResult> => {
    const { port } = silent.address() as { port: number };
    const hosts = { cp1: { address: "127.0.0.1", ssh: { port } }, cp2: { address: "127.0.0.2", ssh: { port: 1 } } };
    await stack.setConfig({ hosts: { value: JSON.stringify(hosts) }, settings: { value: JSON.stringify({ observe, timeouts: { observeSeconds: OBSERVE_SECONDS }, ssh: { acceptAnyHostKey: true } }) } });
    return stack.preview({ mayFail: true });
  };

  beforeAll(async () => {
    silent = createServer((socket) => void sockets.add(socket.on("error", () => undefined))).listen(0, "127.0.0.1");
    const toolchain = { ...(await ensurePulumi(() => {})), commandPlugin: await findCommandPlugin() };
    stack = await createWorkspace({ program: REPOSITORY, toolchain, config: { vip: { value: "192.0.2.100" }, sshPassword: { value: "not used", secret: true } } });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await stack?.remove();
  });

  it("shows the manifests all the same, says of each host why it was not seen, and waits for them as long as it may", async () => {
    const blind = await previewWith("never");
    const looking = await previewWith("auto");
    expect([blind.exitCode, looking.exitCode]).toEqual([0, 0]);
    expect(operations(looking.events).map(({ name, op }) => `${name} ${op}`)).toEqual(expect.arrayContaining(["kube-vip-host-cp1 create", "kube-vip-host-cp2 create"]));
    const warnings = diagnostics(looking.events, "warning").join("\n");
    expect(warnings).toMatch(/Host cp1 was not seen: .*127\.0\.0\.1.*within/);
    expect(warnings).toMatch(/Host cp2 was not seen: .*127\.0\.0\.2/);
    // Half of it again for a machine that does much else.
    expect(looking.seconds - blind.seconds).toBeLessThan(OBSERVE_SECONDS * 1.5);
  });

  it("fails where hosts must be seen, and names them", async () => {
    const { exitCode, events } = await previewWith("require");
    expect(exitCode).not.toBe(0);
    expect(diagnostics(events, "error").join("\n")).toMatch(/cp1 could not be looked at, which `observe: require` asks for/);
  });
});
