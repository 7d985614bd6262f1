// Checks of files and folders on the hosts.
import type { Draft } from "../draft";
import { fillPaths, tidyPath } from "../fill/paths";
import type { Problem } from "../problems";
import { CONTROL_CHARACTERS, quote } from "../words";
import { problemFamily } from "./report";

export const pathsFamily = problemFamily({
  "path-not-absolute": "error",
  "path-parent": "error",
  "path-characters": "error",
  "path-root": "error",
  "path-too-long": "error",
  "manifest-name-form": "error",
  "manifest-name-backup": "warning",
  "kubeconfig-in-manifests": "error",
  "kubeconfig-is-folder": "error",
});
const { report } = pathsFamily;

/** Characters that a shell, YAML or a glob reads as something else; no distribution's paths hold one. */
const UNSAFE = /[\s"'`\\$;&|<>(){}[\]*?!#~%,:@]/;
/** Linux: PATH_MAX less room for the agent's own suffixes. */
const LONGEST = 1024;

export function checkPaths(draft: Draft): Problem[] {
  const given = draft.args.paths ?? {};
  const folders = (["kubernetes", "manifests", "kubeconfig", "programs"] as const).flatMap((name) => {
    const path = given[name];
    return path === undefined ? [] : checkPath(`paths.${name}`, path);
  });
  const problems = [...folders, ...checkName(given.manifestName)];
  return problems.some((problem) => problem.severity === "error") ? problems : [...problems, ...checkKubeconfig(draft)];
}

export function checkPath(field: string, path: string): Problem[] {
  if (!path.startsWith("/")) return [report("path-not-absolute", field, `${quote(path)} is not an absolute path.`, "Begin it with a slash.")];
  if (path.split("/").some((part) => part === ".." || part === ".")) return [report("path-parent", field, `${quote(path)} goes by "." or "..", so what it names depends on links on the host.`, "Write the path itself.")];
  if (UNSAFE.test(path) || CONTROL_CHARACTERS.test(path)) return [report("path-characters", field, `${quote(path)} holds a blank, quote or other character that shells and YAML read as something else.`, "Use letters, digits, hyphens, dots, underscores and slashes.")];
  if (path.length > LONGEST) return [report("path-too-long", field, `The path has ${path.length} characters.`, `Use at most ${LONGEST}.`)];
  if (tidyPath(path) === "/") return [report("path-root", field, "This is the root of the file system.", "Name a folder in it.")];
  return [];
}

const NAME = "paths.manifestName";

function checkName(name: string | undefined): Problem[] {
  if (name === undefined) return [];
  if (!/^[A-Za-z0-9_][-A-Za-z0-9_.+]{0,199}$/.test(name)) {
    return [report("manifest-name-form", NAME, `${quote(name)} cannot be the manifest's name${name.startsWith(".") ? ": kubelet skips files that begin with a dot" : ""}.`, "Use letters, digits, hyphens, dots and underscores, such as kube-vip.yaml.")];
  }
  if (!/\.(bak|old|orig|save|tmp|swp|disabled|off|rpmnew|rpmsave|dpkg-old)$/i.test(name)) return [];
  return [report("manifest-name-backup", NAME, `${quote(name)} looks like a copy that is not in use, but kubelet runs every file of the folder (kubernetes/kubeadm #2823).`, "Name it kube-vip.yaml.")];
}

function checkKubeconfig(draft: Draft): Problem[] {
  const { manifests, kubeconfig } = fillPaths(draft);
  const dependsOn = ["distribution", "paths.kubernetes", "paths.manifests"];
  if (draft.args.paths?.kubeconfig?.endsWith("/")) return [report("kubeconfig-is-folder", "paths.kubeconfig", `${quote(draft.args.paths.kubeconfig)} names a folder.`, "Name the file.")];
  if (!`${kubeconfig}/`.startsWith(`${manifests}/`)) return [];
  return [report("kubeconfig-in-manifests", "paths.kubeconfig", `${kubeconfig} lies in the folder of static Pods, where kubelet would take it for one.`, "Keep it elsewhere.", dependsOn)];
}
