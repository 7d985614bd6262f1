// The command lines of hosts/calls, run by a shell: every argument arrives as it was given.
import { applyCall, removeCall } from "../../components/hosts/calls/apply";
import type { Caller } from "../../components/hosts/calls/caller";
import { installCall, uninstallCall } from "../../components/hosts/calls/install";
import { forgetCall, secretsCall } from "../../components/hosts/calls/secrets";
import { witnessCall } from "../../components/hosts/calls/witness";
import { guardCall, unlockCall } from "../../components/hosts/calls/guard";
import { onHost, underEachShell, withAgent } from "./sandbox";

const HOSTILE = "a b 'c' \"d\" $(id) `id` \\n \\ ; & | > * ~ # ! ü\n= end";
const STUB = "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done\n";
const AGENT = "/var/lib/pulumi-kube-vip/agent";
const needs = { manifest: `/m/${HOSTILE}`, kubeconfig: `/k/${HOSTILE}`, modules: ["ip_vs", "nf_conntrack"], adopt: true };
const client = { programs: `/p/${HOSTILE}`, runtime: "docker" };

function calls(caller: Caller): Record<string, [string, string[]]> {
  const host = `host=${caller.host}`;
  const owner = `owner=${caller.owner}`;
  const needed = [owner, `manifest=${needs.manifest}`, `kubeconfig=${needs.kubeconfig}`, "modules=ip_vs,nf_conntrack", "adopt=yes"];
  const clients = [`programs=${client.programs}`, "runtime=docker"];
  return {
    install: [withAgent(installCall(caller, needs, HOSTILE), "/opt/stub"), ["install", host, ...needed, `run=${HOSTILE}`]],
    apply: [applyCall(caller, { ...needs, ...client, withinSeconds: 7, removalSeconds: 8, secrets: "3" }), ["apply", host, ...needed, ...clients, "within=7", "removal=8", "secrets=3"]],
    imaged: [
      withAgent(installCall(caller, { ...needs, image: { ...client, reference: `registry/${HOSTILE}`, pullPolicy: "IfNotPresent", pullSeconds: 600 } }), "/opt/stub"),
      ["install", host, ...needed, ...clients, `image=registry/${HOSTILE}`],
    ],
    imported: [
      withAgent(installCall(caller, { ...needs, image: { ...client, reference: "r", pullPolicy: "Never", archive: `/a/${HOSTILE}`, pullSeconds: 9 }, replacement: { ...client, removalSeconds: 8, consent: HOSTILE } }), "/opt/stub"),
      ["install", host, ...needed, ...clients, "image=r", "policy=Never", `archive=/a/${HOSTILE}`, "pulling=9", "removal=8", `replace=${HOSTILE}`],
    ],
    replaced: [withAgent(installCall(caller, { ...needs, replacement: { ...client, removalSeconds: 8, consent: HOSTILE } }), "/opt/stub"), ["install", host, ...needed, ...clients, "removal=8", `replace=${HOSTILE}`]],
    tried: [applyCall(caller, { ...needs, ...client, withinSeconds: 7, removalSeconds: 8, retry: HOSTILE, replace: HOSTILE }), ["apply", host, ...needed, ...clients, "within=7", "removal=8", `retry=${HOSTILE}`, `replace=${HOSTILE}`]],
    guard: [
      `${guardCall(caller, { ...client, run: "run-1", who: HOSTILE, manifest: needs.manifest, kubeconfig: needs.kubeconfig, withinSeconds: 7, removalSeconds: 8, limitSeconds: 9 }, STUB.length)} </opt/stub`,
      ["guard", host, owner, "run=run-1", `who=${HOSTILE}`, `manifest=${needs.manifest}`, `kubeconfig=${needs.kubeconfig}`, ...clients, "within=7", "removal=8", "limit=9"],
    ],
    unlock: [unlockCall(caller, "run-1"), ["unlock", host, "run=run-1"]],
    remove: [removeCall(caller, { ...client, removalSeconds: 8 }), ["remove", host, owner, ...clients, "removal=8"]],
    witness: [witnessCall(caller, { ...client, kubeconfig: needs.kubeconfig, connections: 4, withinSeconds: 7 }), ["witness", host, `kubeconfig=${needs.kubeconfig}`, ...clients, "connections=4", "within=7"]],
    dark: [applyCall(caller, { ...needs, ...client, withinSeconds: 7, removalSeconds: 8, emergency: HOSTILE }), ["apply", host, ...needed, ...clients, "within=7", "removal=8", `emergency=${HOSTILE}`]],
    darkWitness: [witnessCall(caller, { ...client, kubeconfig: needs.kubeconfig, connections: 4, withinSeconds: 7, emergency: HOSTILE }), ["witness", host, `kubeconfig=${needs.kubeconfig}`, ...clients, "connections=4", "within=7", `emergency=${HOSTILE}`]],
    uninstall: [uninstallCall(caller), ["uninstall", host, owner]],
    secrets: [secretsCall(caller), ["secrets", host]],
    forget: [forgetCall(caller), ["forget", host]],
  };
}

underEachShell("the calls of the agent", (shell) => {
  it.each([["root", ""], ["admin", "#!/bin/sh\n[ \"$1\" = -n ] || exit 9\nshift\nexec \"$@\"\n"]])("hand every argument over unchanged as %s", (user, sudo) => {
    const all = calls({ user, host: HOSTILE, owner: HOSTILE });
    const files = { [AGENT]: STUB, "/opt/stub": STUB, ...(sudo === "" ? {} : { "/opt/front/sudo": sudo }) };
    const outcomes = onHost(shell, { files, setup: `chmod 755 ${AGENT}` }, Object.values(all).map(([line]) => line));
    expect(outcomes.map(({ stdout }) => stdout.split("\0").slice(0, -1))).toEqual(Object.values(all).map(([, words]) => words));
  });

  it("of deletes find nothing to do on a host without our agent; all others fail there", () => {
    const all = calls({ user: "root", host: "cp1", owner: "o" });
    for (const bringsItsOwn of ["install", "imaged", "imported", "replaced", "guard"]) delete all[bringsItsOwn];
    const outcomes = onHost(shell, {}, Object.values(all).map(([line]) => line));
    expect(Object.fromEntries(Object.keys(all).map((verb, index) => [verb, outcomes[index]!.status]))).toEqual({ apply: 127, tried: 127, unlock: 2, remove: 0, witness: 127, dark: 127, darkWitness: 127, uninstall: 0, secrets: 127, forget: 0 });
  });

  it("with a verb or an option that the agent does not know say so", () => {
    const outcomes = onHost(shell, {}, ["sh /opt/agent.sh no-verb host=cp1", "sh /opt/agent.sh verdict host=cp1 color=red"]);
    expect(outcomes).toEqual(["`no-verb`", "the option color"].map((what) => ({ status: 1, stdout: "", stderr: `cp1: the agent does not know ${what}\n` })));
  });
});
