// Addresses of Services that stayed on a host: taken off where no kube-vip is left to serve them, and nothing that only looks like them.
import { renderManifest } from "../../components/manifest";
import { resolveSettings } from "../../components/settings/resolve";
import { removeCall } from "../../components/hosts/calls/apply";
import { goodArgs } from "../settings/samples";
import { ETH0, KUBELET } from "./programs";
import { apply, arpManifest, bgpManifest, caller, inPlace, install, kubeconfigFile, MANIFEST, OWNER, recorded, removal, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell, withLibrary } from "./sandbox";

const filled = (manifest: string) => manifest.replace("@kube-vip:interface@", "eth0");
const serving = filled(renderManifest(resolveSettings({ ...goodArgs(), services: { enabled: true } }).settings!, "cp1"));
const ADDRESSES = "ip -o addr show | awk '/eth0/ && !/fe80/ { print $4 }'";

interface Sketch {
  readonly name: string;
  readonly marked?: string;
  readonly ips: readonly string[];
  readonly selector?: string;
}

/** As an API server indents it. */
function list(services: readonly Sketch[]): string {
  const items = services.map(({ name, marked, ips, selector }) => ({
    metadata: { name, namespace: "default", ...(marked === undefined ? {} : { annotations: { "kube-vip.io/vipHost": marked } }), managedFields: [{ manager: "kube-vip", fieldsV1: { "f:metadata": {} } }] },
    spec: { ports: [{ name: "web", port: 6443 }], ...(selector === undefined ? {} : { selector: { app: selector } }), type: "LoadBalancer" },
    status: { loadBalancer: { ingress: ips.map((ip) => ({ ip, ipMode: "VIP" })) } },
  }));
  return JSON.stringify({ kind: "ServiceList", apiVersion: "v1", metadata: { resourceVersion: "1" }, items }, undefined, 2);
}

const SERVICES = list([
  { name: "theirs", ips: ["192.168.1.203"] },
  { name: "web", marked: "cp2", ips: ["192.168.1.201", "fd00::201"] },
  { name: "none", marked: "", ips: ["192.168.1.204"] },
  { name: "taken", marked: "cp1", ips: ["192.168.1.12"] },
]);
const NODE = JSON.stringify({ status: { addresses: [{ type: "InternalIP", address: "192.168.1.12" }, { type: "Hostname", address: "cp1" }] } });

/** An API server that tells them. */
const TELLING = `#!/bin/sh
case "$*" in
*/api/v1/services*)
    for word; do
        case $before in -o) case $word in */services) cat /opt/list >"$word" ;; */own-node) cat /opt/node >"$word" ;; esac ;; esac
        before=$word
    done
    cat /opt/codes ;;
*) exec /opt/answering "$@" ;;
esac
`;

function host(manifest: string, addresses: string, codes = "200 200 "): Host {
  const files = { ...kubeconfigFile, ...recorded(OWNER), [MANIFEST]: manifest, [`${STATE}/last-good.yaml`]: manifest, "/opt/list": SERVICES, "/opt/node": NODE, "/opt/codes": codes, "/opt/telling": TELLING };
  return { files, setup: `${ETH0}\nmv /opt/front/curl /opt/answering; mv /opt/telling /opt/front/curl; chmod 755 /opt/front/curl\n${addresses}` };
}

const add = (...addresses: string[]) => addresses.map((address) => `ip addr add ${address} dev eth0`).join("\n");
const remove = removeCall(caller, removal);

underEachShell("addresses of Services", (shell) => {
  it("that kube-vip left go with it, and neither those of others, nor the Node's own, nor those with another prefix", () => {
    const stay = ["192.168.1.11/24", "192.168.1.12/32", "192.168.1.203/32", "192.168.1.204/32", "192.168.1.205/32"];
    const [, done, left] = onHost(shell, host(serving, add("192.168.1.100/32", "192.168.1.201/32", ...stay.slice(1))), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect([done.status, done.stderr]).toEqual([0, `cp1: removing ${MANIFEST}\ncp1: the address 192.168.1.201 of a Service had stayed on eth0, and is gone\n`]);
    expect(left.stdout.trimEnd().split("\n").sort()).toEqual(stay);
  });

  it("of the other family have that family's whole length", () => {
    const script = "run=/opt; load_settings /opt/manifest; load_vips; service_prefix fd00::1; echo $prefix; service_prefix 10.0.0.1; echo $prefix; prefixes=24,64; service_prefix fd00::1; echo $prefix; service_prefix 10.0.0.1; echo $prefix";
    expect(withLibrary(shell, { files: { "/opt/manifest": serving } }, script)).toBe("128\n32\n64\n24\n");
  });

  it("stay with another prefix, where kube-vip served none, and where the API server cannot be asked, which is told", () => {
    const own = add("192.168.1.201/25");
    const [, , other] = onHost(shell, host(serving, own), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect(other.stdout).toContain("192.168.1.201/25");
    const [, quiet, none] = onHost(shell, host(filled(arpManifest), add("192.168.1.201/32")), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect([quiet.stderr, none.stdout]).toEqual([`cp1: removing ${MANIFEST}\n`, "192.168.1.11/24\n192.168.1.201/32\n"]);
    const [, silent, still] = onHost(shell, host(serving, add("192.168.1.201/32"), "503 200 "), [install(), remove, ADDRESSES]) as [Outcome, Outcome, Outcome];
    expect([silent.status, silent.stderr]).toEqual([0, expect.stringContaining("the API server could not be asked for the addresses of Services (it answers 503 200 ), so none of those was looked for here")]);
    expect(still.stdout).toContain("192.168.1.201/32");
  });

  it("stay where the SSH connection came in at them", () => {
    const script = `run=/opt host=cp1 kubeconfig=/etc/kubernetes/admin.conf; carries_ssh() { [ $1 = 192.168.1.201 ]; }; load_settings ${MANIFEST}; load_vips; drop_served; ${ADDRESSES}`;
    expect(withLibrary(shell, host(serving, add("192.168.1.201/32")), script)).toContain("192.168.1.201/32");
  });

  it("are looked for when a change switches them off, and not before", () => {
    const bgpServing = bgpManifest.replace('        - name: vip_leaderelection', '        - name: svc_enable\n          value: "true"\n        - name: vip_leaderelection');
    const base = host(bgpServing, add("192.168.1.201/32"));
    const start = { files: { ...base.files, ...inPlace(bgpServing) }, setup: `${base.setup}\n${RIGHTS}\n${KUBELET}\nuntil pgrep -x kube-vip >/dev/null; do sleep 0.05; done` };
    const [same, before, off, after] = onHost(shell, start, [apply(bgpServing), ADDRESSES, apply(bgpManifest), ADDRESSES]) as [Outcome, Outcome, Outcome, Outcome];
    expect([same.status, before.stdout]).toEqual([0, "192.168.1.11/24\n192.168.1.201/32\n"]);
    expect([off.status, after.stdout]).toEqual([0, "192.168.1.11/24\n"]);
  });

  it("must not be elected by two leases at once, while switching them on or off disturbs nobody", () => {
    const other = serving.replace('"plndr-svcs-lock"', '"other"');
    const each = serving.replace('"plndr-svcs-lock"', '"plndr-svcs-lock"\n        - name: svc_election\n          value: "true"');
    const files = { "/opt/off": filled(arpManifest), "/opt/on": serving, "/opt/other": other, "/opt/each": each };
    const script = "run=/opt replace=; for pair in 'off on' 'on off' 'on other' 'other each'; do set -- $pair; compare_basics /opt/$1 /opt/$2; printf '%s\\n' \"$difference\"; done";
    expect(withLibrary(shell, { files }, script)).toBe("\n\nservices lease plndr-svcs-lock -> lease other\nservices lease other -> a lease each\n");
  });
});
