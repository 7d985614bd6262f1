// Settings that do not fit hosts on which all is well.
import { ALL, type Family } from "./provocation";

/** Two programs that have nothing to do with Kubernetes. */
const LISTEN = [9464, 9465].map((port) => `setsid socat TCP-LISTEN:${port},fork,reuseaddr /dev/null </dev/null >/dev/null 2>&1 &`).join(" ");

export const settingsFamily: Family = {
  title: "settings that do not fit the hosts",
  provocations: [
    {
      title: "a VIP of another network",
      settings: () => ({ vip: "10.88.0.5" }),
      finds: ({ holder }) => ({
        "interface-not-found": [ALL, `No network of host ${holder}, whose own is 10.77.0.0/24, holds 10.88.0.5.`],
        "certificate-lacks-vip": [ALL, "is not for 10.88.0.5; it names kubernetes, "],
      }),
    },
    {
      title: "a VIP among the Services",
      settings: () => ({ vip: "10.96.0.200", interface: "eth0" }),
      finds: () => ({
        "vip-in-service-range": [[], "10.96.0.200 lies in 10.96.0.0/16"],
        "vip-not-on-link": [ALL, "10.96.0.200 is in no network of eth0"],
        "certificate-lacks-vip": [ALL, "is not for 10.96.0.200"],
      }),
    },
    {
      title: "names, ports, folders and images that are not those of the hosts",
      settings: ({ holder, second }) => ({
        interface: "ens18", "metrics.address": ":9464", healthCheckPort: 9465, "paths.manifests": "/etc/kubernetes/pods", "image.version": "v0.9.1", "image.pullPolicy": "Never", [`hosts.${second}.nodeName`]: holder,
      }),
      owner: "lab::kube-vip::kube-vip:index:KubeVip::another",
      provoke: () => ({ third: LISTEN }),
      undo: () => ({ third: "kill $(pidof socat)" }),
      finds: ({ owner, holder, third }) => ({
        "interface-missing": [ALL, `Host ${holder} has no interface ens18; it has eth0`],
        "metrics-port-taken": [["third"], `On host ${third} socat listens on port 9464 of all addresses.`],
        "health-port-taken": [["third"], `On host ${third} socat listens on port 9465 of all addresses.`],
        "manifests-folder-differs": [ALL, "reads static Pods from /etc/kubernetes/manifests, while the manifest belongs to /etc/kubernetes/pods."],
        "image-never-pulled": [ALL, "The image ghcr.io/kube-vip/kube-vip:v0.9.1 is not on hosts cp1, cp2 and cp3"],
        "node-names-equal": [["holder", "second"], `are the same Node ${holder}.`],
        "host-of-other-component": [ALL, `is recorded as that of ${owner}, and this is lab::kube-vip::kube-vip:index:KubeVip::another.`],
      }),
    },
    {
      title: "load balancing by masquerade, by another stack",
      settings: () => ({ "loadBalancer.forwardingMethod": "masquerade" }),
      owner: "prod::kube-vip::kube-vip:index:KubeVip::kube-vip",
      finds: ({ owner }) => ({
        "forwarding-off": [ALL, "net.ipv4.ip_forward is 0"],
        "host-of-other-stack": [ALL, `belongs to ${owner}, and this is prod::kube-vip::kube-vip:index:KubeVip::kube-vip.`],
      }),
    },
    {
      title: "load balancing by bypass",
      settings: () => ({ "loadBalancer.forwardingMethod": "bypass" }),
      finds: ({ lab }) => ({ "bypass-answers-nobody": [[], `With \`bypass\` the holder's kernel drops every connection to ${lab.vip}.`] }),
    },
    {
      title: "a host that does not answer and one that this program makes",
      settings: ({ second }) => ({ [`hosts.${second}.ssh.port`]: 2, "ssh.dialErrorLimit": 1 }),
      late: ["third"],
      finds: ({ second, third }) => ({
        "host-unseen": [["second"], `Host ${second} was not seen: `],
        "host-not-made-yet": [["third"], `Nothing is known yet of host ${third}`],
      }),
    },
    {
      title: "one machine under two keys, and the holder under none",
      settings: ({ lab, holder, second, third }) => ({
        [`hosts.${holder}`]: undefined, [`hosts.${third}.address`]: lab.hosts.find(({ name }) => name === second)?.address6, "ssh.knownHosts": undefined, "ssh.acceptAnyHostKey": true,
      }),
      finds: ({ holder }) => ({
        "machine-under-two-keys": [["second", "third"], "are one machine: machine id "],
        "hosts-without-quorum": [[], new RegExp(`Of the cluster's 3 control-plane Nodes .*${holder}.* are none of the hosts`)],
        "vip-answered-by-unknown": [["second", "third"], `but the lease names the Node ${holder}, which is none of the hosts.`],
        "lease-held-outside": [[], `names the Node ${holder}, which is none of the hosts.`],
      }),
    },
  ],
};
