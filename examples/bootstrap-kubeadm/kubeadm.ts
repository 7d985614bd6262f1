// kubeadm on machines that have it, kubelet and a container runtime, each call a resource of its own. Its configuration goes by standard input, so that no token is in a command line.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface KubeadmArgs {
  /** Addresses of the machines by key. */
  machines: Record<string, string>;
  /** Key of the machine on which the cluster begins. */
  first: string;
  /** `192.168.1.100:6443`: the virtual IP. */
  endpoint: string;
  ssh: { user: string; privateKey: pulumi.Input<string>; knownHosts: string };
  /** `v1.34.4`. Default: that of kubeadm. */
  kubernetesVersion?: string;
  podSubnet?: string;
  /** Phases of `kubeadm init` to leave out, such as `addon`. */
  skipPhases?: string[];
  /** Further words for `kubeadm init` and `kubeadm join`. */
  flags?: string;
  /** Fields of KubeletConfiguration, for all machines. */
  kubelet?: object;
}

const API_VERSION = "kubeadm.k8s.io/v1beta4";
const TIMEOUTS = { controlPlaneComponentHealthCheck: "10m0s", kubernetesAPICall: "5m0s", tlsBootstrap: "10m0s", etcdAPICall: "5m0s" };

/** A key that is used once: the certificates lie in the cluster under it for two hours. Then a token for one day. */
const INVITE = `
set -e
key=$(kubeadm init phase upload-certs --upload-certs | tail -n 1)
join=$(kubeadm token create --print-join-command)
printf "%s %s" "$key" "$join"`;

export class Kubeadm {
  constructor(private readonly args: KubeadmArgs) {}

  init(after: pulumi.Resource): pulumi.Resource {
    const { first, endpoint, kubernetesVersion, podSubnet, skipPhases, kubelet } = this.args;
    const stdin = documents([
      { apiVersion: API_VERSION, kind: "InitConfiguration", localAPIEndpoint: { advertiseAddress: this.args.machines[first] }, nodeRegistration: this.node(first), timeouts: TIMEOUTS, skipPhases },
      { apiVersion: API_VERSION, kind: "ClusterConfiguration", controlPlaneEndpoint: endpoint, kubernetesVersion, networking: { podSubnet } },
      { apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "KubeletConfiguration", ...kubelet },
    ]);
    return this.once("init", first, { create: this.kubeadm("init"), stdin }, after);
  }

  join(key: string, after: pulumi.Resource): pulumi.Resource {
    // An invitation for each machine, made when that machine joins: a later one finds the tokens of the first expired.
    const invitation = this.once(`invite-${key}`, this.args.first, { create: this.asRoot(`sh -c '${INVITE}'`), logging: "none" }, after);
    const stdin = pulumi.secret(invitation.stdout).apply((text) => documents([this.joinConfiguration(key, text)]));
    return this.once(`join-${key}`, key, { create: this.kubeadm("join"), stdin }, invitation);
  }

  /** @param invitation `KEY kubeadm join ENDPOINT --token TOKEN --discovery-token-ca-cert-hash HASH` */
  private joinConfiguration(key: string, invitation: string): object {
    const [certificateKey, , , apiServerEndpoint, , token, , hash] = invitation.split(/\s+/);
    return {
      apiVersion: API_VERSION,
      kind: "JoinConfiguration",
      discovery: { bootstrapToken: { apiServerEndpoint, token, caCertHashes: [hash] } },
      controlPlane: { localAPIEndpoint: { advertiseAddress: this.args.machines[key] }, certificateKey },
      nodeRegistration: this.node(key),
      timeouts: TIMEOUTS,
    };
  }

  private node(key: string): object {
    return { name: key, kubeletExtraArgs: [{ name: "node-ip", value: this.args.machines[key] }] };
  }

  private kubeadm(verb: "init" | "join"): string {
    return this.asRoot(["kubeadm", verb, "--config", "/dev/stdin", this.args.flags ?? ""].join(" ").trim());
  }

  private asRoot(command: string): string {
    return this.args.ssh.user === "root" ? command : `sudo -n ${command}`;
  }

  /** A machine joins once: what changes later is the business of `kubeadm upgrade` and the like. */
  private once(name: string, key: string, args: Omit<remote.CommandArgs, "connection">, after: pulumi.Resource): remote.Command {
    const { user, privateKey, knownHosts } = this.args.ssh;
    const address = this.args.machines[key]!;
    const connection = { host: address, user, privateKey, hostKey: hostKeyOf(knownHosts, address) };
    return new remote.Command(`kubeadm-${name}`, { connection, ...args }, { dependsOn: [after], ignoreChanges: ["create", "stdin"], additionalSecretOutputs: ["stdout"] });
  }
}

function documents(all: readonly object[]): string {
  return all.map((one) => JSON.stringify(one)).join("\n---\n");
}

/** `ssh-ed25519 AAAA...` of a known_hosts file. */
function hostKeyOf(knownHosts: string, address: string): string {
  const line = knownHosts.split("\n").find((one) => one.split(" ")[0]?.split(",").includes(address) && one.includes(" ssh-ed25519 "));
  if (line === undefined) throw new Error(`known_hosts has no ed25519 key of ${address}.`);
  return line.trim().split(" ").slice(1, 3).join(" ");
}
