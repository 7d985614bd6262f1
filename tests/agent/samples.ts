// What the agent's tests run it with: a caller, the needs of a host, manifests, a kubeconfig.
import { applyCall, type ApplyOptions } from "../../components/hosts/calls/apply";
import type { Caller } from "../../components/hosts/calls/caller";
import { installCall } from "../../components/hosts/calls/install";
import type { Needs } from "../../components/hosts/calls/needs";
import { secretsCall } from "../../components/hosts/calls/secrets";
import { agentScript } from "../../components/hosts/agentScript";
import { manifestHash, renderManifest } from "../../components/manifest";
import { resolveSettings } from "../../components/settings/resolve";
import { bgpArgs, goodArgs } from "../settings/samples";
import { type Step, withAgent } from "./sandbox";

export const OWNER = "dev::shop::kube-vip:index:KubeVip::vip#cp1";
export const MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml";
export const KUBECONFIG = "/etc/kubernetes/admin.conf";
export const STATE = "/var/lib/pulumi-kube-vip";

export const caller: Caller = { user: "root", host: "cp1", owner: OWNER };
export const needs: Needs = { manifest: MANIFEST, kubeconfig: KUBECONFIG, modules: ["ip_vs", "nf_conntrack"], adopt: false };
export const removal = { programs: "/opt/kubernetes", runtime: "containerd", removalSeconds: 5 };
const options: ApplyOptions = { ...needs, ...removal, withinSeconds: 8 };

/** ARP mode, load balancing, `interface` left to the host. */
export const arpManifest = renderManifest(resolveSettings(goodArgs()).settings!, "cp1");
/** BGP mode without election: kube-vip needs no connection to the API server to be taken for alive. */
export const bgpManifest = renderManifest(resolveSettings(withRouterId()).settings!, "cp1");
/** Another peer. */
export const otherManifest = bgpManifest.replace('"65001"', '"65002"').replace("192.168.1.254:65001", "192.168.1.254:65002");
/** The same with a password of the first peer, in the manifest. */
export const secretManifest = renderManifest(resolveSettings(withRouterId("secret", true)).settings!, "cp1");
/** The same with that password in a file of its own. */
export const hidingManifest = renderManifest(resolveSettings(withRouterId("secret")).settings!, "cp1");

function withRouterId(password?: string, passwordsInMirrorPod?: boolean) {
  const args = bgpArgs();
  const [peer] = args.bgp!.peers!;
  return { ...args, bgp: { ...args.bgp!, ...(passwordsInMirrorPod === undefined ? {} : { passwordsInMirrorPod }), peers: [{ ...peer!, ...(password === undefined ? {} : { password }) }] }, hosts: { ...args.hosts, cp1: { address: "192.168.1.11", routerId: "192.168.1.11" } } };
}

/** A CA and no login: enough for an agent whose API server answers everybody. */
export const kubeconfig = "clusters:\n- cluster:\n    certificate-authority-data: Q0EK\n";
export const kubeconfigFile = { [KUBECONFIG]: kubeconfig };

export function install(by: Partial<Caller> = {}, with_: Partial<Needs> = {}, run?: string): string {
  return withAgent(installCall({ ...caller, ...by }, { ...needs, ...with_ }, run));
}

export function apply(input: string, with_: Partial<ApplyOptions> = {}): Step {
  return { command: applyCall(caller, { ...options, ...with_ }), input };
}

export function secrets(input: string): Step {
  return { command: secretsCall(caller), input };
}

/** For `setup`: the record of an agent that OWNER installed and, when a path is given, of a manifest that it wrote. */
export function recorded(owner: string, path = MANIFEST): Record<string, string> {
  return { [`${STATE}/record`]: `owner=${owner}\npath=${path}\nsha=abc\napplied=2026-01-02T03:04:05Z\nagent_owner=${owner}\n` };
}

/** A host where an agent of OWNER has put `manifest` in place; a kubelet is up to the setup. */
export function inPlace(manifest: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const record = `owner=${OWNER}\npath=${MANIFEST}\nsha=${manifestHash(manifest)}\napplied=2026-01-02T03:04:05Z\nagent_owner=${OWNER}\n`;
  return { ...kubeconfigFile, [MANIFEST]: manifest, [`${STATE}/last-good.yaml`]: manifest, [`${STATE}/record`]: record, [`${STATE}/agent`]: agentScript(), ...more };
}

/** For `setup`, after `inPlace`: what a real installation has made of these files. */
export const RIGHTS = `chmod 700 ${STATE} ${STATE}/agent; chmod 600 ${MANIFEST}`;
