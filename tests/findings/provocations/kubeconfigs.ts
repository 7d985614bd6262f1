// Kubeconfigs of every bad kind, at a path of their own, so that kube-vip's real one is left alone.
import { ALL, type Family } from "./provocation";
import { sign } from "./sign";

const PATH = "/root/kubeconfig";
const settings = () => ({ "paths.kubeconfig": PATH });
/** Older than every process, else that would be noticed too. */
const OLD = `touch -d 2020-01-01 ${PATH}`;
const REMOVE = { holder: `rm -f ${PATH}`, second: `rm -rf ${PATH}`, third: `rm -rf ${PATH}` };
const MASTERS = "/O=system:masters/CN=kubernetes-admin";

function put(text: string): string {
  return `cat >${PATH} <<'KUBECONFIG'\n${text}\nKUBECONFIG\nchmod 600 ${PATH}; ${OLD}`;
}

/** As cloud providers' kubeconfigs are. */
function withPlugin(kubeconfig: string): string {
  return kubeconfig.replace(/client-certificate-data: .*\n\s*client-key-data: .*/, "exec: { apiVersion: client.authentication.k8s.io/v1, command: aws }");
}

export const kubeconfigFamily: Family = {
  title: "kubeconfigs",
  provocations: [
    {
      title: "missing, a folder, and one that others may read and that expires soon",
      settings,
      provoke: async ({ lab }) => ({
        holder: `${put((await sign(lab, { name: "soon", subject: MASTERS, daysLeft: 10.5 })).kubeconfig)}; chown ops ${PATH}; chmod 644 ${PATH}; ${OLD}`,
        third: `mkdir ${PATH}`,
      }),
      undo: () => REMOVE,
      finds: ({ holder, second, third }) => ({
        "kubeconfig-readable": [["holder"], `${PATH} of host ${holder} has mode 644 and belongs to ops.`],
        "kubeconfig-expiring": [["holder"], new RegExp(`The client certificate of ${PATH} on host ${holder} expires on .*, in 10 days\\.`)],
        "kubeconfig-missing": [["second"], `Host ${second} has no ${PATH}.`],
        "kubeconfig-made-folder": [["third"], `${PATH} of host ${third} is a folder.`],
        "facts-missing": [["second", "third"], `Host ${third} did not tell \`apiServer\` and \`vips.0.healthz\`: the kubeconfig is a folder.`],
      }),
    },
    {
      title: "of a user without rights, expired, and with a plugin",
      settings: () => ({ ...settings(), "services.enabled": true }),
      provoke: async ({ lab }) => ({
        holder: put((await sign(lab, { name: "nobody", subject: "/CN=nobody", daysLeft: 300 })).kubeconfig),
        second: put((await sign(lab, { name: "past", subject: MASTERS, daysLeft: -3 })).kubeconfig),
        third: put(withPlugin((await sign(lab, { name: "plugin", subject: MASTERS, daysLeft: 300 })).kubeconfig)),
      }),
      undo: () => REMOVE,
      finds: ({ holder, second, third }) => ({
        "kubeconfig-may-not-lease": [["holder"], `The user of ${PATH} on host ${holder} (CN=nobody) may not manage leases.`],
        "kubeconfig-may-not-serve": [["holder"], `The user of ${PATH} on host ${holder} (CN=nobody) may not do what serving Services takes.`],
        "kubeconfig-expired": [["second"], `The client certificate of ${PATH} on host ${second} expired on `],
        "kubeconfig-without-login": [["third"], `${PATH} of host ${third} holds neither a client certificate nor a token.`],
        "facts-missing": [ALL, "refuses it to the kubeconfig's user"],
      }),
    },
    {
      title: "of another distribution",
      provoke: () => ({ third: "mv /etc/kubernetes/admin.conf /etc/kubernetes/admin.kubeconfig" }),
      undo: () => ({ third: "mv /etc/kubernetes/admin.kubeconfig /etc/kubernetes/admin.conf" }),
      finds: ({ third }) => ({
        "distribution-differs": [["third"], `Host ${third} has the kubeconfig of binary, /etc/kubernetes/admin.kubeconfig, and no /etc/kubernetes/admin.conf.`],
        "facts-missing": [["third"], `Host ${third} did not tell `],
      }),
    },
    {
      title: "renewed under running processes, and a login without rights on the host",
      settings: ({ third }) => ({ [`hosts.${third}.ssh.user`]: "ops" }),
      provoke: () => ({ second: "cp -p /etc/kubernetes/admin.conf /root/admin.conf; touch /etc/kubernetes/admin.conf", third: "mv /etc/sudoers.d/ops /root/ops" }),
      undo: () => ({ second: "mv /root/admin.conf /etc/kubernetes/admin.conf", third: "mv /root/ops /etc/sudoers.d/ops" }),
      finds: ({ second, third }) => ({
        "kubeconfig-newer-than-process": [["second"], new RegExp(`/etc/kubernetes/admin.conf of host ${second} was changed at .*, and its kube-vip \\(process \\d+\\) has run since`)],
        "api-server-older-than-kubeconfig": [["second"], "and its API server has run since"],
        "host-without-root": [["third"], `The login on host ${third} is not root`],
      }),
    },
  ],
};
