// Checks of IPVS load balancing and of the image that it needs.
import type { Draft } from "../draft";
import { needsIptablesImage } from "../fill/image";
import type { Problem } from "../problems";
import { problemFamily } from "./report";

export const loadBalancerFamily = problemFamily({
  "lb-port-needs-masquerade": "error",
  "lb-off": "warning",
  "lb-local": "info",
  "lb-operator-setup": "warning",
  "lb-bypass": "warning",
  "lb-bgp-circles": "warning",
  "masquerade-privileged": "info",
  "masquerade-image-unknown": "warning",
});
const { report } = loadBalancerFamily;

const ENABLED = "loadBalancer.enabled";
const METHOD = "loadBalancer.forwardingMethod";

export function checkLoadBalancer(draft: Draft): Problem[] {
  return draft.loadBalancer.enabled ? [...checkPort(draft), ...checkMethod(draft)] : checkOff(draft);
}

function checkOff(draft: Draft): Problem[] {
  const { port, forwardingMethod, backendCheckSeconds } = draft.args.loadBalancer ?? {};
  const set = Object.entries({ port: port === draft.port ? undefined : port, forwardingMethod, backendCheckSeconds }).filter(([, value]) => value !== undefined).map(([name]) => `loadBalancer.${name}`);
  return set.map((field) => report("lb-off", field, "Load balancing is off, so this has no effect: the virtual IP leads to the holder's own API server and port.", "Remove it, or set `loadBalancer.enabled` to true.", [ENABLED, "port"]));
}

function checkPort(draft: Draft): Problem[] {
  const { port, forwardingMethod } = draft.loadBalancer;
  if (port === draft.port || forwardingMethod === "masquerade") return [];
  return [report("lb-port-needs-masquerade", "loadBalancer.port", `Port ${port} of the virtual IP differs from the API servers' port ${draft.port}, and only masquerade can rewrite ports (kube-vip #610).`,
    "Set `loadBalancer.forwardingMethod` to `masquerade`, or leave `loadBalancer.port` out.", [ENABLED, "port", METHOD])];
}

function checkMethod(draft: Draft): Problem[] {
  switch (draft.loadBalancer.forwardingMethod) {
    case "local":
      return [report("lb-local", METHOD, "`local` hands every connection to the holder's own API server: the virtual IP moves when a host dies, but load is not spread (kube-vip #685, #825).",
        "Set `masquerade` to spread connections over all control planes.", [ENABLED])];
    case "masquerade":
      return checkMasquerade(draft);
    case "bypass":
      return [report("lb-bypass", METHOD, "`bypass` sends every packet to its own destination, the virtual IP, which the holder's kernel then drops: no connection is answered once kube-vip has filled its IPVS table.",
        "Set `masquerade`, or `local` where the load need not be spread.", [ENABLED])];
    default:
      return checkOperatorSetup(draft);
  }
}

function checkOperatorSetup({ args, loadBalancer: { forwardingMethod }, mode }: Draft): Problem[] {
  const tunnel = forwardingMethod === "tunnel" ? ", tunl0 up with its reverse-path filter off" : "";
  return [
    report("lb-operator-setup", METHOD, `With \`${forwardingMethod}\` kube-vip sets up IPVS only; the other hosts must accept packets for the virtual IP by themselves.`,
      `Set that up on every host (virtual IP/32 on lo, arp_ignore 1 and arp_announce 2${tunnel}); where the hosts can be seen, findings tell what is missing. Or use \`masquerade\`, which needs nothing of that.`, [ENABLED]),
    ...(mode === "bgp" && args.leaderElection?.enabled !== true
      ? [report("lb-bgp-circles", METHOD, `Without election every host announces the virtual IP and balances it, so with \`${forwardingMethod}\` a host sends on what another one sent it, in circles.`,
        "Set `leaderElection.enabled` to true, or use `masquerade`.", [ENABLED, "mode", "leaderElection.enabled"])]
      : []),
  ];
}

function checkMasquerade(draft: Draft): Problem[] {
  return [
    report("masquerade-privileged", METHOD, "`masquerade` needs a privileged container, since kube-vip writes kernel settings and NAT rules.", "Nothing to do, if your policies admit that.", [ENABLED]),
    ...(needsIptablesImage(draft) && imageHasIptables(draft) === undefined
      ? [report("masquerade-image-unknown", "image", `Nothing in the image's name says that it holds iptables, which masquerade calls in kube-vip ${draft.version?.tag ?? ""} (kube-vip #1065).`,
        "Make sure that it is a copy of kube-vip-iptables, or use image.version v1.2.2 or newer.", [ENABLED, METHOD, "image.version", "image.reference", "image.repository"])]
      : []),
  ];
}

/** Judged by the name, as upstream names its two images; undefined for any other name. */
export function imageHasIptables(draft: Draft): boolean | undefined {
  const { reference, repository } = draft.args.image ?? {};
  const given = reference ?? repository;
  if (given === undefined) return needsIptablesImage(draft);
  const name = (given.split("@")[0] ?? "").replace(/:[^/:]*$/, "").split("/").at(-1);
  if (name === "kube-vip-iptables") return true;
  return name === "kube-vip" ? false : undefined;
}
