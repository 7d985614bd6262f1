// Logs for a person, host by host.
import type { HostLogs } from "./logLines";
import type { Paint } from "./style";

export function logsText(logs: Readonly<Record<string, HostLogs>>, paint: Paint): string {
  return Object.entries(logs).map(([key, host]) => hostText(key, host, paint)).join("\n\n");
}

function hostText(key: string, { component, kubeVip, failure }: HostLogs, paint: Paint): string {
  if (failure !== undefined) return `${paint("strong", key)}: logs cannot be read: ${failure}`;
  return [
    `${paint("strong", key)}: what the component did`,
    ...indented(component, "nothing in the journal"),
    `${paint("strong", key)}: kube-vip's last lines`,
    ...indented(kubeVip, "kubelet keeps no log of kube-vip"),
  ].join("\n");
}

function indented(lines: readonly string[], none: string): string[] {
  return (lines.length > 0 ? lines : [`(${none})`]).map((line) => `  ${line}`);
}
