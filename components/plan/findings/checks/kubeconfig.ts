// The kubeconfig by which kube-vip logs in to the API server.
import type { Finding } from "../finding";
import { otherDistribution } from "../distribution";
import { findingFamily } from "../family";
import { provides } from "../holders";
import type { Scene, SeenHost } from "../scene";
import { moment } from "../text";
import { validityOf } from "./certificates";

export const kubeconfigFamily = findingFamily("kubeconfig", {
  "kubeconfig-missing": {
    severity: "error",
    title: "There is no kubeconfig at its path",
    meaning: "kube-vip could not reach the API server; with some runtimes a folder would be made in the file's place.",
    seen: "Nothing is at `paths.kubeconfig`. Where that of another distribution is there, that is told instead.",
    remedy: "Name the right file in `paths.kubeconfig`, or set `distribution`.",
  },
  "distribution-differs": {
    severity: "error",
    title: "The host has another distribution of Kubernetes",
    meaning: "Manifest, kubeconfig and programs are looked for where another distribution keeps them, so kube-vip would not be run at all, or could not log in.",
    seen: "Nothing is at `paths.kubeconfig`, which is where one distribution keeps it, and a file is where exactly one other does. Told instead of `kubeconfig-missing` and `manifests-folder-missing`.",
    remedy: "Set `distribution`.",
  },
  "kubeconfig-made-folder": {
    severity: "error",
    title: "The kubeconfig is a folder",
    meaning: "A container runtime made it when a Pod named a kubeconfig that was not there.",
    seen: "A folder is at `paths.kubeconfig`.",
    remedy: "Remove the folder and put the kubeconfig in its place.",
  },
  "kubeconfig-readable": {
    severity: "warning",
    title: "Others than root may read the kubeconfig",
    meaning: "Whoever can read it is the cluster's administrator.",
    seen: "Its mode gives rights to group or others, or root does not own it.",
    remedy: "`chown root:root FILE && chmod 600 FILE`.",
  },
  "kubeconfig-without-login": {
    severity: "error",
    title: "The kubeconfig holds no login",
    meaning: "It has neither a client certificate nor a token that a container could use, so the API server refuses kube-vip. Plugins (`exec`) do not work inside its image.",
    seen: "The file was read, and has none of both.",
    remedy: "Name a kubeconfig with a client certificate or a token.",
  },
  "kubeconfig-may-not-lease": {
    severity: "error",
    title: "The kubeconfig's user may not manage leases",
    meaning: "kube-vip could never become the holder. With Kubernetes 1.29 and newer, admin.conf has no rights before `kubeadm init` has ended (kube-vip #684).",
    seen: "The API server said so, asked for `get`, `create` and `update` of leases in the lease's namespace.",
    remedy: "Give the user a Role for leases in that namespace, or name another kubeconfig in `paths.kubeconfig`.",
  },
  "kubeconfig-may-not-serve": {
    severity: "error",
    title: "The kubeconfig's user may not serve Services",
    meaning: "kube-vip would watch no Services, or could not write their addresses, and says so in its log only.",
    seen: "kube-vip is to serve Services, and the API server said so, asked for `get`, `watch` and `update` of Services, `update` of their status, and `watch` of EndpointSlices.",
    remedy: "Give the user a ClusterRole with these rights (`ServicesAccess` of `pulumi-kube-vip/services`), or name another kubeconfig in `paths.kubeconfig`.",
  },
  "kubeconfig-expired": {
    severity: "error",
    title: "The kubeconfig's client certificate is not valid today",
    meaning: "The API server refuses kube-vip, so nobody can become or stay the holder.",
    seen: "Its period of validity, by the observer's clock.",
    remedy: "Renew it (`kubeadm certs renew admin.conf`), then run `pulumi up`, which starts kube-vip anew on one host after the other: it reads the file at its start only.",
  },
  "kubeconfig-expiring": {
    severity: "warning",
    title: "The kubeconfig's client certificate expires soon",
    meaning: "When it has, kube-vip loses the lease on every host that uses it, and the VIP is gone.",
    seen: "Less than 30 days are left.",
    remedy: "Renew it (`kubeadm certs renew admin.conf`, or `kubeadm upgrade`), then run `pulumi up`, which starts kube-vip anew on one host after the other: it reads the file at its start only.",
  },
  "kubeconfig-newer-than-process": {
    severity: "warning",
    title: "kube-vip runs with an older kubeconfig than the host has",
    meaning: "kube-vip reads the file at its start only, and its mount may still show the old one. When the old certificate expires, the VIP is gone although the file is renewed.",
    seen: "The file was changed after the process started.",
    remedy: "Where the file's text is another than when this component last wrote the host's manifest, that is drift, and `pulumi up` starts kube-vip anew on one host after the other, the holder last. Else do so by hand: delete its container with `crictl rm -f`, and wait until it is back.",
  },
  "api-server-older-than-kubeconfig": {
    severity: "info",
    title: "Certificates were renewed after the API server started",
    meaning: "The kubeconfig is newer than the API server's process. kubeadm asks for a restart of the control plane's static Pods after `kubeadm certs renew`.",
    seen: "The kubeconfig was changed after the API server started, so that the renewal of its neighbours is likely.",
    remedy: "If certificates were renewed, restart the control plane's static Pods, one host after the other.",
  },
});
const { report } = kubeconfigFamily;

export function checkKubeconfig(scene: Scene): Finding[] {
  return scene.hosts.flatMap((host) => [...checkFile(host), ...checkLogin(host, scene.now), ...checkReaders(scene, host)]);
}

function checkFile({ key, facts }: SeenHost): Finding[] {
  const { kubeconfig } = facts;
  if (!kubeconfig) return [];
  const other = otherDistribution(facts);
  if (other) return [report("distribution-differs", [key], `Host ${key} has the kubeconfig of ${other.name}, ${other.kubeconfig}, and no ${kubeconfig.path}.`, `Set \`distribution\` to \`${other.name}\`.`)];
  if (kubeconfig.kind === "missing") return [report("kubeconfig-missing", [key], `Host ${key} has no ${kubeconfig.path}.`)];
  if (kubeconfig.kind === "folder") return [report("kubeconfig-made-folder", [key], `${kubeconfig.path} of host ${key} is a folder.`)];
  const open = /[1-7]/.test(kubeconfig.mode.slice(-2)) && kubeconfig.mode.length >= 3;
  const foreign = kubeconfig.owner !== "" && kubeconfig.owner !== "root";
  if (!open && !foreign) return [];
  return [report("kubeconfig-readable", [key], `${kubeconfig.path} of host ${key} has mode ${kubeconfig.mode} and belongs to ${kubeconfig.owner || "nobody known"}.`)];
}

function checkLogin({ key, facts: { kubeconfig } }: SeenHost, now: number): Finding[] {
  if (kubeconfig?.kind !== "file") return [];
  if (kubeconfig.login === "none") return [report("kubeconfig-without-login", [key], `${kubeconfig.path} of host ${key} holds neither a client certificate nor a token.`)];
  const state = kubeconfig.certificate && validityOf(kubeconfig.certificate, now);
  return [
    ...(state ? [report(`kubeconfig-${state.state}`, [key], `The client certificate of ${kubeconfig.path} on host ${key} ${state.text}.`)] : []),
    ...(kubeconfig.mayManageLeases === false
      ? [report("kubeconfig-may-not-lease", [key], `The user of ${kubeconfig.path} on host ${key}${kubeconfig.certificate ? ` (${kubeconfig.certificate.subject})` : ""} may not manage leases.`)] : []),
    ...(kubeconfig.mayServeServices === false
      ? [report("kubeconfig-may-not-serve", [key], `The user of ${kubeconfig.path} on host ${key}${kubeconfig.certificate ? ` (${kubeconfig.certificate.subject})` : ""} may not do what serving Services takes.`)] : []),
  ];
}

/** Files and processes bear the host's own times, so they can be compared. */
function checkReaders({ settings }: Scene, { key, facts: { kubeconfig, kubeVips = [], apiServer, record } }: SeenHost): Finding[] {
  if (kubeconfig?.kind !== "file") return [];
  const changed = moment(kubeconfig.modified);
  // a kube-vip with a login of its own never read it
  const older = (record?.access ? [] : kubeVips).filter((process) => process.started < kubeconfig.modified && settings.vips.some((vip) => provides(process, vip)));
  const started = apiServer?.started;
  return [
    ...older.map(({ pid, started: since }) => report("kubeconfig-newer-than-process", [key], `${kubeconfig.path} of host ${key} was changed at ${changed}, and its kube-vip (process ${pid}) has run since ${moment(since)}.`)),
    ...(started !== undefined && started < kubeconfig.modified
      ? [report("api-server-older-than-kubeconfig", [key], `${kubeconfig.path} of host ${key} was changed at ${changed}, and its API server has run since ${moment(started)}.`)] : []),
  ];
}
