// kubelet: how it was started.
import type { KubeletFacts, NodeFacts } from "../../../facts/hostFacts";
import { type Answer, linesOf, valuesOf } from "../answer";
import type { Files } from "./files";
import { readProcesses } from "./processes";

/** Programs that have a kubelet inside; how they start it is not to be seen from outside. */
const WITH_KUBELET = ["k3s-server", "rke2"];

/** `staticPodPath: /etc/kubernetes/manifests`, quoted or not, with a comment or not, YAML or JSON. */
function staticPodPathOf(config: string): string | undefined {
  const value = /^ *"?staticPodPath"?: *(.*?)(?: #.*)?,? *$/m.exec(config)?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
  return value === "" || value === "null" ? undefined : value;
}

function lastSlashless(path: string | undefined): string | undefined {
  return path?.replace(/(.)\/+$/, "$1");
}

/** Its version is what its Node says, since asking the program itself takes long. */
export function readKubelet(answer: Answer, files: Files, node: NodeFacts | undefined): KubeletFacts {
  const values = valuesOf(answer.lines("arguments"));
  const names = readProcesses(answer).map(({ name }) => name);
  const own = names.includes("kubelet");
  const nodeName = (values["hostname-override"] ?? files.first("/proc/sys/kernel/hostname")).toLowerCase();
  const staticPodPath = lastSlashless(values["pod-manifest-path"] ?? staticPodPathOf(linesOf(answer.find("kubelet") ?? "").join("\n")));
  return {
    running: own || names.some((name) => WITH_KUBELET.includes(name)),
    version: node?.kubeletVersion ?? "",
    ...(staticPodPath === undefined ? {} : { staticPodPath }),
    ...(own ? { nodeIp: values["node-ip"] ?? "" } : {}),
    nodeName,
  };
}
