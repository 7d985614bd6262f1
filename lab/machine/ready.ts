// When a host is ready: ssh answers, etcd and the API server are healthy, and its Node is registered since this boot, labelled and Ready.
import { setTimeout as sleep } from "node:timers/promises";
import type { HostName } from "../network/addresses";
import { askApi } from "./api";
import { isOn, lastWords } from "./host";
import type { LabFacts } from "./record";
import { onHost } from "./ssh";

const pollMs = 400;
const deadlineMs = 240_000;
const controlPlaneLabel = "node-role.kubernetes.io/control-plane";

/** What of a Node says that it is ready. */
export interface NodeState {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly status: { readonly nodeInfo: { readonly bootID: string }; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** A check gives the reason why it is not so yet, or undefined. */
type Check = { readonly title: string; readonly look: () => Promise<string | undefined> };

/** Waits until the hosts are ready. `say` hears each step. @throws after 4 minutes, or when a host stops: which host, what was missing, the last of its console. */
export async function waitHostsReady(lab: LabFacts, hosts: readonly HostName[], say: (line: string) => void = () => {}): Promise<void> {
  await Promise.all(hosts.map((host) => waitHostReady(lab, host, say)));
}

async function waitHostReady(lab: LabFacts, host: HostName, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  let bootId = "";
  const checks: Check[] = [
    { title: "ssh", look: async () => ((bootId = await readBootId(lab, host)) ? undefined : "no answer on port 22") },
    { title: "etcd", look: () => etcdProblem(lab, host) },
    { title: "API server", look: () => apiProblem(lab, host) },
    { title: "Node", look: () => nodeProblem(lab, host, bootId) },
  ];
  for (const { title, look } of checks) {
    for (let problem = await look(); problem !== undefined; problem = await look()) {
      if (!isOn(lab, host)) throw new Error(`${host} stopped before it was ready. The last of its console:\n${lastWords(lab, host)}`);
      if (Date.now() > deadline) throw new Error(`${host} is not ready after ${deadlineMs / 1000} s: ${title}: ${problem}. The last of its console:\n${lastWords(lab, host)}`);
      await sleep(pollMs);
    }
    say(`${host}: ${title}`);
  }
}

async function readBootId(lab: LabFacts, host: HostName): Promise<string> {
  const { stdout, exitCode } = await onHost(lab, host, "cat /proc/sys/kernel/random/boot_id", { reject: false, timeoutMs: 15_000 });
  return exitCode === 0 ? stdout.trim() : "";
}

async function etcdProblem(lab: LabFacts, host: HostName): Promise<string | undefined> {
  const { stdout, stderr } = await onHost(lab, host, "curl -sS --max-time 5 http://127.0.0.1:2379/health", { reject: false });
  return stdout.includes('"health":"true"') ? undefined : stdout || stderr;
}

async function apiProblem(lab: LabFacts, host: HostName): Promise<string | undefined> {
  const { status, body, problem } = await askApi(lab, host, "/healthz");
  return body === "ok" ? undefined : problem || `/healthz says ${status}: ${body.slice(0, 500)}`;
}

async function nodeProblem(lab: LabFacts, host: HostName, bootId: string): Promise<string | undefined> {
  const path = `/api/v1/nodes/${host}`;
  const { status, body, problem } = await askApi(lab, host, path);
  if (status !== 200) return problem || (status === 404 ? "kubelet has not registered it" : `the API server says ${status}: ${body.slice(0, 300)}`);
  const node = JSON.parse(body) as NodeState;
  // kubelet itself may not set this label, so the admin does, as kubeadm does.
  if (!isControlPlane(node)) await askApi(lab, host, path, { method: "PATCH", patch: { metadata: { labels: { [controlPlaneLabel]: "" } } } });
  return notReady(node, bootId);
}

/** Why this Node is not ready, or undefined. Nobody here marks the Node of a dead host as such, so only the boot id tells an old "Ready" from a new one. */
export function notReady(node: NodeState, bootId: string): string | undefined {
  if (node.status.nodeInfo.bootID !== bootId) return "kubelet has not reported since this boot";
  if (node.status.conditions?.find(({ type }) => type === "Ready")?.status !== "True") return "not Ready";
  return isControlPlane(node) ? undefined : "not yet labelled as control plane";
}

function isControlPlane(node: NodeState): boolean {
  return node.metadata.labels?.[controlPlaneLabel] !== undefined;
}
