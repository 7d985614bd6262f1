// The VIP on machines that must not have it, or not to be heard.
import { ALL, type Family, type Stage } from "./provocation";

/** A second VIP that the certificates name and no kube-vip provides. */
const OTHER = "10.77.0.101";
const RECORD = "/var/lib/pulumi-kube-vip/record";
/** Only its name counts. */
const begin = (name: string) => `cp /bin/sleep /run/${name} && { setsid /run/${name} 900 </dev/null >/dev/null 2>&1 & }`;
const end = (name: string) => `kill $(pidof ${name}); rm /run/${name}`;

function bridge({ lab }: Stage, verb: "add" | "del"): Promise<unknown> {
  return lab.inside("ip", ["addr", verb, `${OTHER}/32`, "dev", "br0"]);
}

export const addressFamily: Family = {
  title: "addresses",
  provocations: [
    {
      title: "a stranger has the VIP",
      settings: () => ({ vip: OTHER }),
      prepare: (stage) => bridge(stage, "add"),
      restore: (stage) => bridge(stage, "del"),
      finds: () => ({ "vip-held-by-stranger": [ALL, /^10\.77\.0\.101 is answered for by ([0-9a-f]{2}:){5}[0-9a-f]{2}, as hosts .* saw, and no interface of any of the hosts has that MAC\.$/] }),
    },
    {
      title: "it was left behind, put there by another manager, and is a host's own",
      settings: () => ({ vip: OTHER }),
      provoke: () => ({
        holder: `ip addr add ${OTHER}/32 dev eth0`,
        second: `ip addr add ${OTHER}/32 dev eth0; ${begin("ucarp")}`,
        third: `ip addr add ${OTHER}/24 dev eth0; mv ${RECORD} /root/record`,
      }),
      undo: () => ({ holder: `ip addr del ${OTHER}/32 dev eth0`, second: `ip addr del ${OTHER}/32 dev eth0; ${end("ucarp")}`, third: `ip addr del ${OTHER}/24 dev eth0; mv /root/record ${RECORD}` }),
      finds: ({ holder, second, third }) => ({
        "vip-on-two-hosts": [ALL, `${OTHER} is on 3 hosts at once`],
        "vip-left-behind": [["holder"], `${OTHER}/32 is on eth0 of host ${holder}, and no kube-vip that provides it runs there.`],
        "vip-held-by-other-manager": [["second"], `${OTHER}/32 is on eth0 of host ${second}, no kube-vip provides it there, and ucarp (process `],
        "other-vip-manager": [["second"], `ucarp runs on host ${second}.`],
        "vip-is-own-address": [["third"], `${OTHER}/24 is on eth0 of host ${third} with the prefix length of a network`],
        "kube-vip-not-ours": [["third"], `On host ${third} there is a /etc/kubernetes/manifests/kube-vip.yaml, and no component has recorded it.`],
      }),
    },
    {
      title: "keepalived has it",
      settings: () => ({ vip: OTHER }),
      provoke: () => ({ second: `ip addr add ${OTHER}/32 dev eth0; ${begin("keepalived")}` }),
      undo: () => ({ second: `ip addr del ${OTHER}/32 dev eth0; ${end("keepalived")}` }),
      finds: ({ second }) => ({
        "vip-managed-by-keepalived": [["second"], `${OTHER}/32 is on eth0 of host ${second}, where keepalived runs and no kube-vip provides it.`],
        "other-vip-manager": [["second"], `keepalived runs on host ${second}.`],
      }),
    },
    {
      title: "its holder does not answer ARP for it",
      settings: () => ({ vip: OTHER }),
      provoke: () => ({ holder: `ip addr add ${OTHER}/32 dev lo; sysctl -qw net.ipv4.conf.eth0.arp_ignore=1` }),
      undo: () => ({ holder: `ip addr del ${OTHER}/32 dev lo; sysctl -qw net.ipv4.conf.eth0.arp_ignore=0` }),
      finds: ({ holder }) => ({
        "arp-filtered": [["second", "third"], `Host ${holder} has ${OTHER}, but hosts `],
        "vip-left-behind": [["holder"], `${OTHER}/32 is on lo of host ${holder}`],
      }),
    },
    {
      title: "a host's firewall drops what it sends to the VIP",
      provoke: ({ lab }) => ({ second: `iptables-legacy -I OUTPUT -d ${lab.vip} -j DROP` }),
      undo: ({ lab }) => ({ second: `iptables-legacy -D OUTPUT -d ${lab.vip} -j DROP` }),
      finds: ({ lab, second }) => ({ "vip-unreachable-from-host": [["second"], new RegExp(`^${lab.vip} answers hosts .* and not host ${second} \\(${second}: .*[Tt]ime`)] }),
    },
    {
      title: "the kube-vip of the elected host hangs, and the address is gone",
      provoke: ({ lab }) => ({ holder: `kill -STOP $(pidof kube-vip); ip addr del ${lab.vip}/32 dev eth0` }),
      undo: ({ lab }) => ({ holder: `ip addr replace ${lab.vip}/32 dev eth0; kill -CONT $(pidof kube-vip)` }),
      finds: ({ lab, holder }) => ({
        "vip-holder-disagrees": [["holder"], `The lease names ${holder} as holder of ${lab.vip}, but no host has it.`],
        "vip-unanswered": [ALL, `kube-vip runs, but ${lab.vip} answered none of the hosts that asked`],
      }),
    },
    {
      title: "another program answers on its port",
      settings: () => ({ "loadBalancer.port": 7443, "loadBalancer.forwardingMethod": "masquerade" }),
      provoke: () => ({ holder: SICK_SERVER }),
      undo: () => ({ holder: "kill $(cat /run/sick.pid); rm /run/sick.pid" }),
      finds: ({ lab, holder }) => ({
        "vip-unhealthy": [ALL, `${lab.vip} answers 503 to hosts cp1, cp2 and cp3.`],
        "vip-port-taken": [["holder"], `On host ${holder} python3 listens on port 7443 of all addresses.`],
        "forwarding-off": [ALL, "net.ipv4.ip_forward is 0"],
      }),
    },
  ],
};

/** Like a balancer before API servers none of which is well. Returns when it listens. */
export const SICK_SERVER = `cat >/run/sick.py <<'PY'
import http.server, ssl
class Sick(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(503)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key")
server = http.server.ThreadingHTTPServer(("", 7443), Sick)
server.socket = tls.wrap_socket(server.socket, server_side=True)
server.serve_forever()
PY
setsid python3 /run/sick.py </dev/null >/dev/null 2>&1 & echo $! >/run/sick.pid
until curl -sk -o /dev/null https://127.0.0.1:7443/; do sleep 0.2; done; rm /run/sick.py`;
