// Makes used hosts pristine again, in place: everything kube-vip and its deployers leave goes, and a look afterwards says so.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hostNames, type HostName } from "../network/addresses";
import { askApi } from "./api";
import type { LabFacts } from "./record";
import { run } from "./run";
import { insideCommand, onHost } from "./ssh";

const script = readFileSync(join(__dirname, "reset.sh"), "utf8");

/** Remembers what a host is like before anybody deploys to it. Does nothing when that was done. */
export async function rememberPristine(lab: LabFacts, host: HostName): Promise<void> {
  await onHost(lab, host, "sh -s remember", { input: script });
}

/** Resets all hosts at once; they must be ready. Takes 3 to 5 s, some more when Pods run. @throws with what would not go, by host. */
export async function resetAll(lab: LabFacts): Promise<void> {
  // All hosts first, leases after: a kube-vip that is still up would make its lease anew.
  await Promise.all(hostNames.map((host) => onHost(lab, host, "sh -s reset", { input: script, timeoutMs: 120_000 })));
  await Promise.all([forgetNeighbours(lab), removeLeases(lab)]);
}

/** Whoever remembers which machine had a VIP sends there for seconds, until the next one that has it tells the network of itself. */
async function forgetNeighbours(lab: LabFacts): Promise<void> {
  await Promise.all([run(...insideCommand(lab, "ip", ["neigh", "flush", "all"])), ...hostNames.map((host) => onHost(lab, host, "ip neigh flush all"))]);
}

/** kube-vip's leases, however they are named: those of Nodes and of API servers live elsewhere or start otherwise. */
async function removeLeases(lab: LabFacts): Promise<void> {
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
  const { status, body, problem } = await askApi(lab, hostNames[0], leases);
  if (status !== 200) throw new Error(`${hostNames[0]}: its leases cannot be listed: ${problem || body}`);
  const { items } = JSON.parse(body) as { items: { metadata: { name: string } }[] };
  for (const { metadata: { name } } of items.filter((lease) => !lease.metadata.name.startsWith("apiserver-"))) {
    await askApi(lab, hostNames[0], `${leases}/${name}`, { method: "DELETE" });
  }
}
