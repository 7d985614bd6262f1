// Faults of kubelet, of the machines, and of looking at them.
import type { Case } from "../cases";
import { VIP } from "../samples";

export const hostCases: readonly Case[] = [
  { id: "kubelet-not-running", when: "it was stopped", hosts: ["cp2"], says: "kubelet does not run on host cp2.", facts: ({ cp2 }) => { cp2.kubelet!.running = false; } },
  { id: "kubelet-without-node-ip", when: "kubeadm's default", hosts: ["cp1", "cp2", "cp3"], says: `kubelet on hosts cp1, cp2 and cp3 was started without --node-ip, and ${VIP} goes to the interface of the default route.`, facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.kubelet!.nodeIp = ""; }) },
  { id: "node-took-vip", when: "it has happened", hosts: ["cp1"], says: `${VIP} is an InternalIP of the Node cp1.`, facts: (hosts) => Object.values(hosts).forEach((facts) => { facts.cluster!.controlPlaneNodes![0]!.internalIps = [VIP, "192.168.1.11"]; }) },
  {
    id: "kubelet-ignores-host-aliases", when: "an old patch release, nothing installed yet", hosts: ["cp1", "cp2"], from: "bare", also: ["kubelet-without-node-ip"], says: "kubelet on hosts cp1 and cp2 is v1.29.6 and was started without --node-ip.",
    facts: ({ cp1, cp2, cp3 }) => { [cp1, cp2].forEach((facts) => Object.assign(facts.kubelet!, { version: "v1.29.6", nodeIp: "" })); cp3.kubelet!.version = "v1.29.6"; },
  },
  { id: "machine-under-two-keys", when: "an address is wrong", hosts: ["cp2", "cp3"], says: `Hosts cp2 and cp3 are one machine: machine id ${"2".repeat(32)} and boot id boot-2 are the same.`, facts: (hosts) => { hosts.cp3 = structuredClone(hosts.cp2); } },
  { id: "machine-id-duplicate", when: "a machine was cloned", hosts: ["cp1", "cp3"], says: "Hosts cp1 and cp3 have the machine id 1111", facts: ({ cp3 }) => { cp3.system.machineId = "1".repeat(32); } },
  { id: "node-names-equal", when: "both kubelets have one name", hosts: ["cp2", "cp3"], says: "Hosts cp2 and cp3 are the same Node cp2.", facts: ({ cp3 }) => { cp3.kubelet!.nodeName = "CP2"; } },
  { id: "node-names-equal", when: "the settings give one host the holder's name, which says nothing about the holder", hosts: ["cp1", "cp2"], settings: { "hosts.cp1.nodeName": "cp2" }, says: "are the same Node cp2.", facts: (hosts) => { Object.values(hosts).forEach((facts) => { facts.cluster!.lease!.holder = "cp2"; }); [hosts.cp1.vips, hosts.cp2.vips] = [hosts.cp2.vips, hosts.cp1.vips]; } },
  { id: "host-name-duplicate", when: "the Nodes are told apart by hand", hosts: ["cp2", "cp3"], says: "Hosts cp2 and cp3 have the host name cp2.", facts: ({ cp3 }) => { cp3.system.hostName = "cp2"; } },
  { id: "mac-duplicate", when: "a machine was cloned", hosts: ["cp2", "cp3"], says: "eth0 of host cp2 and eth0 of host cp3 have the same MAC 52:54:00:00:00:12.", facts: ({ cp3 }) => { cp3.interfaces![1]!.mac = "52:54:00:00:00:12"; } },
  { id: "clocks-apart", when: "one has no time service", hosts: ["cp1", "cp2"], says: "The clock of host cp2 is 8 s ahead of that of host cp1 (uncertain by 30 ms).", facts: ({ cp2 }) => { cp2.system.clockOffsetMs = 8040; } },
  { id: "host-unseen", when: "it is off", hosts: ["cp3"], says: "Host cp3 was not seen: no route to host. Whether it holds the VIP, runs kube-vip and is ready for it is not known.", observations: { cp3: { kind: "unseen", reason: "no route to host" } } },
  { id: "host-not-made-yet", when: "it is made by this program", hosts: ["cp2", "cp3"], says: "Nothing is known yet of hosts cp2 and cp3", observations: { cp2: { kind: "unknown" }, cp3: { kind: "unknown" } } },
  { id: "host-without-root", when: "sudo asks for a password", hosts: ["cp2"], says: "The login on host cp2 is not root", facts: ({ cp2 }) => { cp2.system.root = false; cp2.gaps = [{ part: "listeners", reason: "only root may read it" }]; delete cp2.listeners; } },
  {
    id: "facts-missing", when: "a program is missing on two hosts", hosts: ["cp1", "cp2"], says: "Hosts cp1 and cp2 did not tell `vips.0.answeredBy`: `arping` is not installed.", remedy: "Install what brings it: iputils-arping (Debian, Ubuntu) or iputils.",
    facts: ({ cp1, cp2 }) => [cp1, cp2].forEach((facts) => { facts.gaps = [{ part: "vips.0.answeredBy", reason: "`arping` is not installed" }]; }),
  },
  {
    id: "facts-missing", when: "one reason hides several parts", hosts: ["cp2"], says: "Host cp2 did not tell `cluster.lease` and `cluster.kubeProxy`: the API server did not answer.",
    facts: ({ cp2 }) => { cp2.gaps = ["cluster.lease", "cluster.kubeProxy"].map((part) => ({ part, reason: "the API server did not answer" })); },
  },
];
