// What the cluster's API tells: Nodes, leases, ConfigMaps.
import { ALL, type Family, type Stage } from "./provocation";

const LABEL = "node-role.kubernetes.io/control-plane";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";

function labelled(stage: Stage, host: string, label: string | null): Promise<unknown> {
  return stage.kube(`/api/v1/nodes/${host}`, { metadata: { labels: { [LABEL]: label } } }, "PATCH");
}

function lease(stage: Stage, name: string, holderIdentity: string, secondsAgo: number): Promise<unknown> {
  const renewTime = new Date(Date.now() - secondsAgo * 1000).toISOString().replace("Z", "000Z");
  return stage.kube(LEASES, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name }, spec: { holderIdentity, leaseDurationSeconds: 600, renewTime } });
}

function configMap(stage: Stage, name: string, data: Readonly<Record<string, string>>): Promise<unknown> {
  return stage.kube(CONFIG_MAPS, { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
}

function kubeProxy(stage: Stage, strictARP: boolean): Promise<unknown> {
  return configMap(stage, "kube-proxy", { "config.conf": `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ipvs\nipvs:\n  strictARP: ${strictARP}\n  excludeCIDRs: [10.0.0.0/24]\n` });
}

function remove(stage: Stage, ...paths: readonly string[]): Promise<unknown> {
  return Promise.all(paths.map((path) => stage.kube(path, undefined, "DELETE")));
}

/** A port at which kube-vip itself keeps nothing. */
const BALANCED = { "loadBalancer.port": 7443, "loadBalancer.forwardingMethod": "masquerade" };
const service = (vip: string) => `ipvsadm -A -t ${vip}:7443 -s rr`;
const noService = (vip: string) => `ipvsadm -D -t ${vip}:7443`;
const addressOf = (lab: Stage["lab"], host: string) => lab.hosts.find(({ name }) => name === host)?.address ?? "";
const backend = (lab: Stage["lab"], host: string, weight: number) => `ipvsadm -a -t ${lab.vip}:7443 -r ${addressOf(lab, host)}:6443 -m -w ${weight}`;

export const clusterFamily: Family = {
  title: "the cluster",
  provocations: [
    {
      title: "a Node that is none of the hosts, ranges around the VIP, kube-proxy in IPVS mode, a lease that nobody renews",
      settings: () => ({ "leaderElection.leaseName": "lab-stale" }),
      prepare: async (stage) => {
        await stage.kube("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "cp9", labels: { [LABEL]: "" } } });
        await configMap(stage, "kubeadm-config", { ClusterConfiguration: "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  podSubnet: 10.77.0.0/25\n  serviceSubnet: 10.96.0.0/16\n" });
        await kubeProxy(stage, false);
        await lease(stage, "lab-stale", stage.holder, 900);
      },
      restore: (stage) => remove(stage, "/api/v1/nodes/cp9", `${CONFIG_MAPS}/kubeadm-config`, `${CONFIG_MAPS}/kube-proxy`, `${LEASES}/lab-stale`),
      finds: ({ lab, holder }) => ({
        "node-missing-in-hosts": [[], "The control-plane Node cp9 is none of the hosts."],
        "node-not-ready": [[], "The control-plane Node cp9 is not Ready."],
        "cluster-even": [[], "The cluster has 4 control-plane Nodes, and 3 hosts are given."],
        "vip-in-pod-range": [[], `${lab.vip} lies in 10.77.0.0/25, from which the cluster's Pods get their addresses.`],
        "kube-proxy-without-strict-arp": [[], "kube-proxy runs in IPVS mode with strictARP off"],
        "kube-proxy-removes-ipvs": [[], `its excludeCIDRs (10.0.0.0/24) do not hold ${lab.vip}.`],
        "lease-stale": [["holder", "second", "third"], new RegExp(`but the lease \\(holder ${holder}\\) was last renewed 9\\d\\d(\\.\\d)? s ago, and it lasts 600 s\\.`)],
      }),
    },
    {
      title: "the Node of a host under the name that it had before",
      prepare: async (stage) => {
        await stage.kube("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "cp8", labels: { [LABEL]: "" } } });
        await stage.kube("/api/v1/nodes/cp8/status", { status: { addresses: [{ type: "InternalIP", address: stage.lab.hosts.find(({ name }) => name === stage.third)?.address }] } }, "PATCH");
      },
      restore: (stage) => remove(stage, "/api/v1/nodes/cp8"),
      finds: ({ third }) => ({ "node-renamed": [["third"], `Host ${third} is the Node ${third}; the Node cp8, which is not Ready, was the same machine under another name.`] }),
    },
    {
      title: "a host that is no control plane, a lease that names another host, kube-proxy with strict ARP",
      settings: () => ({ "leaderElection.leaseName": "lab-other" }),
      prepare: async (stage) => {
        await labelled(stage, stage.third, null);
        await lease(stage, "lab-other", stage.second, 0);
      },
      restore: async (stage) => {
        await labelled(stage, stage.third, "");
        await remove(stage, `${LEASES}/lab-other`);
      },
      finds: ({ holder, second, third }) => ({
        "host-not-control-plane": [["third"], `Host ${third} (Node ${third}) is none of the cluster's control-plane Nodes, which are `],
        "cluster-of-two": [[], "The cluster has 2 control-plane Nodes, and 3 hosts are given."],
        "vip-holder-disagrees": [["holder", "second"], `The lease names ${second} as holder of 10.77.0.100, but host ${holder} has it.`],
      }),
    },
    {
      title: "IPVS that sends connections to the holder alone",
      settings: () => BALANCED,
      provoke: ({ lab, holder, second }) => ({ holder: `${service(lab.vip)}; ${backend(lab, holder, 1)}; ${backend(lab, second, 0)}` }),
      undo: ({ lab }) => ({ holder: noService(lab.vip) }),
      finds: ({ lab, holder, second, third }) => ({
        "ipvs-lacks-backend": [["holder"], `Host ${holder} has ${lab.vip}, and IPVS sends connections to ${addressOf(lab, holder)} alone; ${[second, third].sort().join(" and ")} are Ready control planes too.`],
        "forwarding-off": [ALL, "net.ipv4.ip_forward is 0"],
      }),
    },
    {
      title: "IPVS that sends connections nowhere",
      settings: () => BALANCED,
      provoke: ({ lab }) => ({ holder: service(lab.vip) }),
      undo: ({ lab }) => ({ holder: noService(lab.vip) }),
      finds: ({ lab, holder }) => ({
        "ipvs-without-backends": [["holder"], `Host ${holder} has ${lab.vip}, with an IPVS service at port 7443 that sends connections nowhere.`],
        "vip-unanswered": [ALL, `kube-vip runs, but ${lab.vip} answered none of the hosts that asked`],
        "forwarding-off": [ALL, "net.ipv4.ip_forward is 0"],
      }),
    },
    {
      title: "one control plane alone, BGP on loopback beside strict ARP",
      settings: () => ({ mode: "bgp", bgp: { as: 65000, peers: [{ address: "10.77.0.1", as: 65001 }] } }),
      prepare: async (stage) => {
        await Promise.all([stage.second, stage.third].map((host) => labelled(stage, host, null)));
        await kubeProxy(stage, true);
      },
      restore: async (stage) => {
        await Promise.all([stage.second, stage.third].map((host) => labelled(stage, host, "")));
        await remove(stage, `${CONFIG_MAPS}/kube-proxy`);
      },
      finds: () => ({
        "host-not-control-plane": [["second", "third"], "is none of the cluster's control-plane Nodes, which are "],
        "cluster-of-one": [[], "The cluster has 1 control-plane Node, and 3 hosts are given."],
        "kube-proxy-strict-arp-hides-vip": [["holder", "second", "third"], "kube-proxy runs in IPVS mode with strictARP on, and the VIP is on lo."],
        "kube-proxy-removes-ipvs": [[], "do not hold 10.77.0.100."],
      }),
    },
  ],
};
