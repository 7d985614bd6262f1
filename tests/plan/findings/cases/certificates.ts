// Faults of certificates and kubeconfigs.
import type { Case } from "../cases";
import { NOW, VIP } from "../samples";

const SECONDS = NOW / 1000;
const DAY = 86_400;
const RKE2 = "/etc/rancher/rke2/rke2.yaml";

export const certificateCases: readonly Case[] = [
  { id: "certificate-lacks-vip", when: "the VIP is new", hosts: ["cp1", "cp2"], says: `The API server's certificate on hosts cp1 and cp2 is not for ${VIP}; it names kubernetes, kubernetes.default`, facts: ({ cp1, cp2 }) => [cp1, cp2].forEach(({ apiServer }) => { apiServer!.certificate!.names = apiServer!.certificate!.names.filter((name) => name !== VIP); }) },
  { id: "certificate-lacks-kubernetes", when: "it was made by hand", hosts: ["cp3"], says: "kube-vip asks the API server as kubernetes, for which the certificate on host cp3 is not.", facts: ({ cp3 }) => { cp3.apiServer!.certificate!.names = ["192.168.1.13", VIP]; } },
  { id: "certificate-lacks-kubernetes", when: "another name is asked for", hosts: ["cp1", "cp2", "cp3"], settings: { kubernetesAddress: "https://api.example.org:6443" }, says: "kube-vip asks the API server as api.example.org" },
  { id: "certificate-lacks-host", when: "the host was renumbered", hosts: ["cp2"], says: "The API server's certificate on host cp2 is not for its own address 192.168.1.12.", facts: ({ cp2 }) => { cp2.apiServer!.certificate!.names = ["kubernetes", VIP, "192.168.1.99"]; } },
  { id: "certificate-expired", when: "it ended yesterday", hosts: ["cp1"], says: "The API server's certificate on host cp1 expired on 2026-11-22.", facts: ({ cp1 }) => { cp1.apiServer!.certificate!.notAfter = SECONDS - DAY; } },
  { id: "certificate-expired", when: "it is not valid yet", hosts: ["cp1"], says: "is valid from 2026-11-26 only", facts: ({ cp1 }) => { cp1.apiServer!.certificate!.notBefore = SECONDS + 3 * DAY; } },
  { id: "certificate-expiring", when: "it ends in a week", hosts: ["cp2"], says: "expires on 2026-11-30, in 7 days.", facts: ({ cp2 }) => { cp2.apiServer!.certificate!.notAfter = SECONDS + 7 * DAY; } },
  { id: "kubeconfig-missing", when: "the path is another", hosts: ["cp2"], says: "Host cp2 has no /etc/kubernetes/admin.conf.", facts: ({ cp2 }) => { cp2.kubeconfig!.kind = "missing"; cp2.kubeconfig!.login = "none"; } },
  { id: "kubeconfig-missing", when: "two distributions left one", hosts: ["cp2"], says: "Host cp2 has no /etc/kubernetes/admin.conf.", facts: ({ cp2 }) => { cp2.kubeconfig!.kind = "missing"; cp2.kubeconfigs = [RKE2, "/etc/rancher/k3s/k3s.yaml"]; } },
  { id: "kubeconfig-missing", when: "the path is the user's own", hosts: ["cp2"], says: "Host cp2 has no /root/conf.", facts: ({ cp2 }) => { cp2.kubeconfig!.kind = "missing"; cp2.kubeconfig!.path = "/root/conf"; cp2.kubeconfigs = [RKE2]; } },
  { id: "distribution-differs", when: "the host has RKE2", hosts: ["cp2"], says: `Host cp2 has the kubeconfig of rke2, ${RKE2}, and no /etc/kubernetes/admin.conf.`, remedy: "Set `distribution` to `rke2`.", facts: ({ cp2 }) => { cp2.kubeconfig!.kind = "missing"; cp2.kubeconfigs = [RKE2]; cp2.manifestsFolderExists = false; delete cp2.kubelet!.staticPodPath; } },
  { id: "kubeconfig-made-folder", when: "a container runtime made it", hosts: ["cp2"], says: "/etc/kubernetes/admin.conf of host cp2 is a folder.", facts: ({ cp2 }) => { cp2.kubeconfig!.kind = "folder"; cp2.kubeconfig!.mode = "755"; } },
  { id: "kubeconfig-readable", when: "everybody may read it", hosts: ["cp1"], says: "has mode 644 and belongs to root", facts: ({ cp1 }) => { cp1.kubeconfig!.mode = "644"; } },
  { id: "kubeconfig-readable", when: "somebody else owns it", hosts: ["cp1"], says: "belongs to ops", facts: ({ cp1 }) => { cp1.kubeconfig!.owner = "ops"; } },
  { id: "kubeconfig-without-login", when: "it asks a program", hosts: ["cp1"], says: "holds neither a client certificate nor a token", facts: ({ cp1 }) => { cp1.kubeconfig!.login = "none"; } },
  { id: "kubeconfig-may-not-lease", when: "admin.conf has no rights yet", hosts: ["cp1"], says: "(O=kubeadm:cluster-admins, CN=kubernetes-admin) may not manage leases.", facts: ({ cp1 }) => { cp1.kubeconfig!.mayManageLeases = false; } },
  { id: "kubeconfig-expired", when: "it ended last month", hosts: ["cp3"], says: "The client certificate of /etc/kubernetes/admin.conf on host cp3 expired on 2026-10-24.", facts: ({ cp3 }) => { cp3.kubeconfig!.certificate!.notAfter = SECONDS - 30 * DAY; } },
  { id: "kubeconfig-expiring", when: "it ends tomorrow", hosts: ["cp3"], says: "expires on 2026-11-24, in 1 day.", facts: ({ cp3 }) => { cp3.kubeconfig!.certificate!.notAfter = SECONDS + DAY; } },
  {
    id: "kubeconfig-newer-than-process", when: "it was renewed yesterday", hosts: ["cp2"], also: ["api-server-older-than-kubeconfig"], says: "was changed at 2026-11-22 08:00:00 UTC, and its kube-vip (process 900) has run since 2026-11-21 08:00:00 UTC.",
    facts: ({ cp2 }) => { cp2.kubeconfig!.modified = SECONDS - DAY; },
  },
  { id: "api-server-older-than-kubeconfig", when: "kube-vip was restarted, the API server was not", hosts: ["cp2"], says: "and its API server has run since 2026-11-19 08:00:00 UTC.", facts: ({ cp2 }) => { cp2.kubeconfig!.modified = SECONDS - 3 * DAY; } },
];
