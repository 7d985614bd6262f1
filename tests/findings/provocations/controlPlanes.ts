// API servers, etcd and kubelets that are down, restarted or wear a wrong certificate.
import { API_SERVER_HEALTHY, ASK, nodeReady, original, restarted } from "./onHost";
import { ALL, type Family, type Stage } from "./provocation";
import { sign } from "./sign";

/** Connections to the VIP are spread over all API servers, of which one is ill. */
const BY_CHANCE = ["vip-unhealthy", "vip-unreachable-from-host", "vip-unanswered"];
/** Just after boot a silent API server is taken for one that starts. */
const UP_FOR_LONG = "until read -r up _ </proc/uptime && [ ${up%.*} -ge 301 ]; do sleep 1; done";
const BGP = { mode: "bgp", bgp: { as: 65000, peers: [{ address: "10.77.0.2", as: 65100 }] } };
const PKI = "/etc/kubernetes/pki/apiserver";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";

function wear(certificate: string, key: string, subject: string): string {
  return `cp -p ${PKI}.crt ${PKI}.key /root/; cat >${PKI}.key <<'PEM'\n${key}PEM\ncat >${PKI}.crt <<'PEM'\n${certificate}PEM\n${serves(subject)}`;
}

/** The API server sees the files change, soon. */
function serves(subject: string): string {
  return `until openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null | openssl x509 -noout -subject | grep -q '${subject}'; do sleep 0.5; done`;
}

const OWN_CERTIFICATE = `mv /root/apiserver.key ${PKI}.key; mv /root/apiserver.crt ${PKI}.crt; ${serves("kube-apiserver")}`;

function addressOf({ lab }: Stage, host: string): string {
  return lab.hosts.find(({ name }) => name === host)?.address ?? "";
}

/** Many writes of a lease wait for an etcd that is held for two seconds, less than an election takes. */
const SLOW_WRITES = `${ASK}
ask ${LEASES} -H 'Content-Type: application/json' -d '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"lab-writes"},"spec":{"holderIdentity":"a"}}' >/dev/null
kill -STOP $(pidof etcd); { sleep 2.1; kill -CONT $(pidof etcd); } &
ask "${LEASES}/lab-writes?n=[1-120]" -s -Z --parallel-max 120 -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{"spec":{"holderIdentity":"b"}}' >/dev/null; wait
ask ${LEASES}/lab-writes -X DELETE >/dev/null`;

export const controlPlaneFamily: Family = {
  title: "control planes",
  provocations: [
    {
      title: "etcd away",
      provoke: () => ({ third: `systemctl stop etcd; ${ASK}; while ask /healthz; do sleep 0.5; done` }),
      undo: () => ({ third: `systemctl start etcd; ${API_SERVER_HEALTHY}` }),
      finds: ({ third }) => ({
        "api-server-unhealthy": [["third"], `The API server of host ${third} answers 500 at https://kubernetes:6443`],
        "facts-missing": [["third"], `Host ${third} did not tell \`cluster`],
      }),
      maybe: BY_CHANCE,
    },
    {
      title: "the API server stopped",
      provoke: () => ({ third: `${UP_FOR_LONG}; systemctl stop kube-apiserver` }),
      undo: () => ({ third: `systemctl start kube-apiserver; ${API_SERVER_HEALTHY}` }),
      finds: ({ third }) => ({
        "api-server-down": [["third"], `The API server of host ${third} does not answer at https://kubernetes:6443 (`],
        "facts-missing": [["third"], `Host ${third} did not tell \`apiServer.certificate\`: the API server did not answer.`],
      }),
      maybe: BY_CHANCE,
    },
    {
      title: "the only host that stays has no API server, and the VIP is elsewhere",
      settings: ({ holder, second }) => ({ [`hosts.${holder}`]: undefined, [`hosts.${second}`]: undefined }),
      provoke: () => ({ third: `${UP_FOR_LONG}; systemctl stop kube-apiserver` }),
      undo: () => ({ third: `systemctl start kube-apiserver; ${API_SERVER_HEALTHY}` }),
      finds: ({ third }) => ({
        "vip-without-heir": [["third"], `answers on a control plane that is none of the hosts, as host ${third} saw, and the API server of host ${third} is silent.`],
        "api-server-down": [["third"], `The API server of host ${third} does not answer at https://kubernetes:6443 (`],
        "vip-held-by-stranger": [["third"], "and no interface of any of the hosts has that MAC."],
        "facts-missing": [["third"], `Host ${third} did not tell \`apiServer.certificate\`: the API server did not answer.`],
      }),
      maybe: BY_CHANCE,
    },
    {
      title: "an API server that tells nobody without credentials that it is alive, in BGP mode",
      settings: () => BGP,
      provoke: () => ({ third: `${restarted("kube-apiserver", "s#--anonymous-auth=[^ ]*##; s#/kube-apiserver #/kube-apiserver --anonymous-auth=false #")}; ${API_SERVER_HEALTHY}` }),
      undo: () => ({ third: `${original("kube-apiserver")}; ${API_SERVER_HEALTHY}` }),
      finds: ({ third }) => ({ "announcement-refused": [["third"], `Host ${third}: https://kubernetes:6443/livez, asked without credentials, answers 401.`] }),
      maybe: BY_CHANCE,
    },
    {
      title: "a URL that must answer before BGP announces the VIP, and does not",
      settings: () => ({ ...BGP, "bgp.healthCheck": { address: "https://kubernetes:6444/livez" } }),
      finds: ({ holder }) => ({ "announcement-impossible": [ALL, new RegExp(`${holder}.*: https://kubernetes:6444/livez, asked without credentials, does not answer \\(Failed to connect`)] }),
      maybe: BY_CHANCE,
    },
    {
      title: "a DaemonSet of kube-vip, and an etcd that is slow",
      settings: () => ({ leaderElection: { leaseDurationSeconds: 6, renewDeadlineSeconds: 4, retryPeriodSeconds: 1 } }),
      provoke: () => ({ second: SLOW_WRITES, third: `${restarted("kube-apiserver", "s#apps/v1=false,##")}; ${API_SERVER_HEALTHY}; ask /apis/apps/v1/namespaces/kube-system/daemonsets -H 'Content-Type: application/json' -d '${DAEMONSET}' >/dev/null` }),
      undo: () => ({ third: `${ASK}; ask /apis/apps/v1/namespaces/kube-system/daemonsets/kube-vip-ds -X DELETE >/dev/null; ${original("kube-apiserver")}; ${API_SERVER_HEALTHY}` }),
      finds: ({ second }) => ({
        "kube-vip-daemonset": [[], "The cluster has 1 DaemonSet with a kube-vip image: kube-system/kube-vip-ds."],
        "lease-tight-for-etcd": [["second"], new RegExp(`${second}: mean .*, 99 % within \\d+ s`), "and others"],
      }),
      maybe: BY_CHANCE,
    },
    {
      title: "certificates that are for other names, expire soon or have expired",
      provoke: async ({ lab }) => {
        const soon = await sign(lab, { name: "other", subject: "/CN=lab-other", names: `DNS:localhost,IP:127.0.0.1,IP:${lab.vip}`, daysLeft: 7.5 });
        const past = await sign(lab, { name: "expired", subject: "/CN=lab-expired", names: `DNS:kubernetes,DNS:localhost,IP:127.0.0.1,IP:10.77.0.11,IP:10.77.0.12,IP:10.77.0.13,IP:${lab.vip}`, daysLeft: -2 });
        return { second: wear(past.certificate, past.key, "lab-expired"), third: wear(soon.certificate, soon.key, "lab-other") };
      },
      undo: () => ({ second: OWN_CERTIFICATE, third: OWN_CERTIFICATE }),
      finds: (stage) => ({
        "certificate-lacks-kubernetes": [["third"], `kube-vip asks the API server as kubernetes, for which the certificate on host ${stage.third} is not.`],
        "certificate-lacks-host": [["third"], `The API server's certificate on host ${stage.third} is not for its own address ${addressOf(stage, stage.third)}.`],
        "certificate-expiring": [["third"], new RegExp(`The API server's certificate on host ${stage.third} expires on .*, in 7 days\\.`)],
        "certificate-expired": [["second"], `The API server's certificate on host ${stage.second} expired on `],
        "api-server-down": [["second", "third"], "answers at https://kubernetes:6443 with a certificate that is refused (SSL"],
        "facts-missing": [["second", "third"], "the API server did not answer: SSL"],
      }),
      maybe: BY_CHANCE,
    },
    {
      title: "kubelets that stopped, have no address, took the VIP for theirs, or are too old",
      provoke: ({ lab, holder, second, third }) => ({
        holder: `${restarted("kubelet", `s#--node-ip=[^ ]*#--node-ip=${lab.vip}#`)}; ${nodeReady(holder, lab.vip)}`,
        second: `mv /var/lib/pulumi-kube-vip/record /root/record; ${restarted("kubelet", "s# --node-ip=[^ ]*##")}; sleep 3; ${nodeReady(second, second)}
kill -STOP $(pidof kubelet); ${KUBELET_VERSION(second, "v1.29.6")}`,
        third: `systemctl stop kubelet; : ${third}`,
      }),
      undo: (stage) => ({
        holder: `${original("kubelet")}; ${nodeReady(stage.holder, addressOf(stage, stage.holder))}`,
        second: `mv /root/record /var/lib/pulumi-kube-vip/record; ${ASK}; ${KUBELET_VERSION(stage.second, "v1.34.4")}; kill -CONT $(pidof kubelet); ${original("kubelet")}; ${nodeReady(stage.second, addressOf(stage, stage.second))}`,
        third: "systemctl start kubelet",
      }),
      finds: ({ lab, holder, second, third }) => ({
        "kubelet-not-running": [["third"], `kubelet does not run on host ${third}.`],
        "kubelet-without-node-ip": [["second"], `kubelet on host ${second} was started without --node-ip, and ${lab.vip} goes to the interface of the default route.`],
        "node-took-vip": [["holder"], `${lab.vip} is an InternalIP of the Node ${holder}.`],
        "kubelet-ignores-host-aliases": [["second"], `kubelet on host ${second} is v1.29.6 and was started without --node-ip.`],
        "kube-vip-not-ours": [["second"], `On host ${second} there is a `],
      }),
    },
  ],
};

/** kubelet of those versions is not to be had as a Go module with this lab's flags: the Node says what it would. */
function KUBELET_VERSION(node: string, version: string): string {
  return `ask /api/v1/nodes/${node}/status -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{"status":{"nodeInfo":{"kubeletVersion":"${version}"}}}' >/dev/null`;
}

const POD_LABELS = { app: "kube-vip-ds" };
const DAEMONSET = JSON.stringify({
  apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "kube-vip-ds" },
  spec: { selector: { matchLabels: POD_LABELS }, template: { metadata: { labels: POD_LABELS }, spec: { containers: [{ name: "kube-vip", image: "ghcr.io/kube-vip/kube-vip:v1.2.1" }] } } },
});

