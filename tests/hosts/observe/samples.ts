// What the tests of the observer run it with, and the answers of real hosts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ObserveOptions } from "../../../components/hosts/observe/observeCall";

export const options: ObserveOptions = {
  vips: ["192.168.1.100"],
  vipPort: 6443,
  apiPort: 6443,
  ports: [6443, 2112],
  modules: ["ip_vs", "nf_conntrack"],
  manifest: "/etc/kubernetes/manifests/kube-vip.yaml",
  manifests: "/etc/kubernetes/manifests",
  kubeconfig: "/etc/kubernetes/admin.conf",
  kubeconfigs: ["/etc/kubernetes/admin.conf", "/etc/kubernetes/admin.kubeconfig", "/etc/rancher/rke2/rke2.yaml"],
  leaseName: "plndr-cp-lock",
  leaseNamespace: "kube-system",
  repository: "ghcr.io/kube-vip/kube-vip",
  programs: "/opt/kubernetes",
  runtime: "containerd",
};

/**
 * What real hosts printed: cp1 of a lab (Debian 12, Kubernetes 1.34.4) before anything was installed, and the holder and another host after this component
 * installed kube-vip v1.2.1. `metadata.managedFields` were cut out, else nothing was changed.
 */
export const RECORDED = ["fresh", "holder", "follower"] as const;

export function recorded(name: (typeof RECORDED)[number]): string {
  return readFileSync(join(__dirname, "recorded", `${name}.txt`), "utf8");
}

/** When the recorded answers would have been asked for and have come, with half a second on the way each time and equal clocks. */
export function timesOf(output: string): { sentAt: number; receivedAt: number } {
  const [, began = "0", nanoseconds = "0"] = / clock\n(\S+) (\d+)/.exec(output) ?? [];
  const [, ended = "0"] = / end\n(\S+)/.exec(output) ?? [];
  const readAt = Number(nanoseconds.slice(0, -6));
  return { sentAt: readAt - 500, receivedAt: readAt + (Number(ended) - Number(began)) * 1000 + 500 };
}

/** Replaces or adds a section of an answer. */
export function withSection(output: string, name: string, text: string): string {
  const mark = /^pulumi-kube-vip facts (\S+)$/m.exec(output)![1]!;
  const sections = output.split(`\n${mark} `).filter((section) => !section.startsWith(`${name}\n`));
  return [...sections.slice(0, -1), `${name}\n${text}`, sections.at(-1)!].join(`\n${mark} `);
}
