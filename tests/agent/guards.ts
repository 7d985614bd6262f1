// A guard as the program runs it: lines go in one after the other, events come out, and the end is seen.
import { guardCall, type GuardEvent, type GuardOptions, parseGuardEvent } from "../../components/hosts/calls/guard";
import { agentScript } from "../../components/hosts/agentScript";
import { quote } from "../../components/hosts/quote";
import { manifestHash } from "../../components/manifest";
import { KUBELET } from "./programs";
import { bgpManifest, caller, inPlace, KUBECONFIG, MANIFEST, otherManifest, removal, RIGHTS, STATE } from "./samples";
import type { Host, Outcome } from "./sandbox";

export const RUN = "run-1";
const options: GuardOptions = { ...removal, run: RUN, who: "ada@laptop", manifest: MANIFEST, kubeconfig: KUBECONFIG, withinSeconds: 3 };

/** kube-vip runs a manifest of ours. */
export const host: Host = { files: inPlace(bgpManifest), setup: `${RIGHTS}\n${KUBELET}` };

/** The call by which the program starts a guard. It is told to lock as soon as it is ready. */
export function guard(with_: Partial<GuardOptions> = {}, owner = caller.owner): string {
  const all = { ...options, ...with_ };
  // a guard that is ready has put its whole script into memory
  const ready = `until [ "$(cat /run/pulumi-kube-vip.guard-${all.run}/heard 2>/dev/null)" ]; do sleep 0.05; done`;
  // not in a pipe, whose shell would wait for the writer as well
  return `mkfifo /opt/to.${all.run}; exec 5<&0; { cat /opt/agent.sh; ${ready}; echo lock; exec cat <&5; } >/opt/to.${all.run} 2>/dev/null & exec ${guardCall({ ...caller, owner }, all, Buffer.byteLength(agentScript()))} </opt/to.${all.run} 5<&-`;
}

/** Runs `body` while a guard listens to what `body` writes to descriptor 3, then ends its input. */
export function underGuard(body: string, call = guard()): string {
  return [
    "mkfifo /opt/in",
    `(${call}) </opt/in >/opt/events 2>/opt/said 3>&- &`,
    "guard=$!; exec 3>/opt/in",
    "until grep -qsE 'held|busy' /opt/events || ! kill -0 $guard; do sleep 0.05; done",
    body,
    "exec 3>&-",
    "wait $guard; status=$?; cat /opt/events; cat /opt/said >&2; exit $status",
  ].join("\n");
}

/** What it said once it was ready. */
export function events({ stdout }: Outcome): GuardEvent[] {
  return stdout.split("\n").slice(0, -1).map(parseGuardEvent).filter(({ event }) => event !== "ready");
}

/** What a finished `apply` leaves, without the time that it takes. */
export function putInPlace(manifest: string): string {
  const write = (path: string) => `printf %s ${quote(manifest)} >${path}.new; mv ${path}.new ${path}`;
  return `${write(`${STATE}/last-good.yaml`)}; sed -i 's/^sha=.*/sha=${manifestHash(manifest)}/; s/^owner=.*/owner=${caller.owner}/; s|^path=.*|path=${MANIFEST}|' ${STATE}/record; printf %s ${quote(manifest)} >/opt/new.yaml; mv /opt/new.yaml ${MANIFEST}`;
}

/** What an `apply` changes, and the time that kubelet takes to see it. */
export const change = `${putInPlace(otherManifest)}; sleep 0.4`;

/** What is in place, and on the other output what is recorded. */
export const LOOK = `cat ${MANIFEST}; cat ${STATE}/record >&2`;

/** Nothing of a guard is left in memory. */
export const IN_MEMORY = "ls /run | grep pulumi-kube-vip";
