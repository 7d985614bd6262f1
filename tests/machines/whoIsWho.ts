// Machines that are known again by what they are: at another address, under another key, and one that is another machine.
import { containers } from "../lab/sights";
import { AT_ONCE, outputsOf } from "../lab/stack";
import { changes, said } from "../lab/told";
import { REPLACE, RETURN } from "../faults/identity";
import type { Machines } from "./machines";

const ALL = ["cp1", "cp2", "cp3"];
const SECOND = "10.77.0.32";

export function whoIsWho(machines: Machines): void {
  const known = (more = "", without = ""): Promise<void> => {
    const lines = machines.lab.ssh.knownHosts.split("\n").filter((line) => line !== "" && (without === "" || !new RegExp(`^${without.replaceAll(".", "\\.")}[ ,]`).test(line)));
    return machines.stack.setConfig({ knownHosts: { value: [...lines, more, ""].join("\n") } });
  };

  it("know a machine that moved to another address: it is said, and nothing restarts", async () => {
    await machines.settled();
    const before = await machines.untouched(ALL);
    await machines.lab.on("cp2", `ip addr add ${SECOND}/24 dev eth0`);
    await known(`${SECOND} ${machines.lab.hosts.find(({ name }) => name === "cp2")!.hostKeys.ed25519}`);
    await machines.setHosts(ALL, { cp2: SECOND });
    const preview = await machines.stack.preview();
    expect(said(preview)).toMatch(new RegExp(`The plan: no host changes\\.\\n {2}cp2 is the machine that was reached at 10\\.77\\.0\\.12, and now is at ${SECOND.replaceAll(".", "\\.")} \\(machine id [0-9a-f]{12}\\); what runs there goes on\\.`));
    const moved = await machines.stack.up(AT_ONCE);
    expect(changes(moved).filter((change) => /host-cp[13]$/.test(change))).toEqual([]);
    expect(await machines.untouched(ALL)).toEqual(before);
    expect(said(await machines.stack.preview())).not.toContain("is the machine");
  });

  it("bear two keys that are swapped: each machine is known, and nothing restarts", async () => {
    await machines.settled();
    const before = await machines.untouched(ALL);
    await machines.setHosts(ALL, { cp1: SECOND, cp2: machines.addressOf("cp1") });
    const preview = said(await machines.stack.preview());
    expect(preview).toContain("cp1 is the machine that was known as cp2");
    expect(preview).toContain("cp2 is the machine that was known as cp1");
    await machines.stack.up(AT_ONCE);
    expect(await machines.untouched(ALL)).toEqual(before);
    expect((await outputsOf(machines.stack)).healthz.status).toBe("healthy");

    await machines.setHosts(ALL);
    await machines.stack.up(AT_ONCE);
    expect(await machines.untouched(ALL)).toEqual(before);
    expect((await outputsOf(machines.stack)).holder).toBe(await machines.holder());
    await machines.lab.on("cp2", `ip addr del ${SECOND}/24 dev eth0`);
  });

  it("are told of another machine under a key, which gets everything again while the others go on", async () => {
    await machines.settled();
    const host = "cp3";
    const others = ALL.filter((name) => name !== host);
    const before = await machines.untouched(others);
    const old = (await machines.lab.on(host, "cat /etc/machine-id")).stdout.trim();
    const key = (await machines.lab.on(host, REPLACE)).stdout.trim();
    try {
      const id = (await machines.lab.on(host, "cat /etc/machine-id")).stdout.trim();
      await known(`${machines.addressOf(host)} ${key}`, machines.addressOf(host));
      const preview = said(await machines.stack.preview());
      expect(preview).toContain(`${host} is another machine than before (machine id ${id.slice(0, 12)}, and it was ${old.slice(0, 12)}), so all of it is put there again.`);
      const result = await machines.stack.up(AT_ONCE);
      expect(changes(result)).toEqual(expect.arrayContaining([`update kube-vip-host-${host}`, `update kube-vip-host-${host}-agent`]));
      expect(await machines.untouched(others)).toEqual(before);
      const outputs = await outputsOf(machines.stack);
      expect(outputs.hosts[host]?.containerId).toBe((await containers(machines.lab, [host]))[host]);
      expect(outputs.healthz.status).toBe("healthy");
      expect(said(await machines.stack.preview())).not.toContain("another machine");
    } finally {
      await machines.lab.on(host, RETURN);
      await known();
    }
  });
}
