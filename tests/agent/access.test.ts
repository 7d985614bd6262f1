// A login of kube-vip's own: rights, key and certificate, its renewal, and its end. The API server and the signer are programs that keep what they are given; openssl is the real one.
import { accessCall, type AccessOptions, revokeCall } from "../../components/hosts/calls/access";
import { applyCall } from "../../components/hosts/calls/apply";
import { parseAccessReport } from "../../components/hosts/reports";
import { accessRights } from "../../components/access/rights";
import { renderManifest } from "../../components/manifest";
import { resolveSettings } from "../../components/settings/resolve";
import { bgpArgs } from "../settings/samples";
import { KUBELET } from "./programs";
import { type Host, LIBRARY, onHost, type Outcome, type Step, underEachShell } from "./sandbox";
import { apply, bgpManifest, caller, install, KUBECONFIG, kubeconfigFile, MANIFEST, needs, removal, STATE } from "./samples";

const ROLES = "/apis/rbac.authorization.k8s.io/v1";
const NAME = "pulumi-kube-vip:cp1";

const args = { ...bgpArgs(), hosts: { ...bgpArgs().hosts, cp1: { address: "192.168.1.11", routerId: "192.168.1.11", nodeName: "cp1" } } };
const settings = resolveSettings({ ...args, access: "scoped" }).settings!;
const scopedManifest = renderManifest(settings, "cp1");
const rights = accessRights(settings, "cp1");
const narrow = accessRights(resolveSettings({ ...args, access: "scoped", loadBalancer: { enabled: false } }).settings!, "cp1");

/** Keeps each object under /opt/api, signs what was approved, and lets a certificate in that has its Role. `/opt/refuses` holds a pattern of `METHOD PATH` that is answered 403. */
const apiServer = `#!/bin/sh
method=GET out=/dev/null data='' want='' cert='' url=''
while [ $# -gt 0 ]; do
    case $1 in
    -X) method=$2; shift ;;
    -o) out=$2; shift ;;
    --data-binary) data=\${2#@}; shift ;;
    -w) want=$2; shift ;;
    --cert) cert=$2; shift ;;
    --cacert | -H | --max-time | --connect-timeout | --resolve | --noproxy) shift ;;
    https://*) url=$1 ;;
    esac
    shift
done
path=/\${url#https://*/}
path=\${path%%\\?*}
printf '%s %s\\n' "$method" "$path" >>/opt/asked
code=200
refuses=nothing
[ ! -e /opt/refuses ] || read -r refuses </opt/refuses
case "$method $path" in
$refuses) code=403; printf '{\\n  "message": "that is \\\\"forbidden\\\\" here",\\n}\\n' >"$out" ;;
'POST '*) code=201; sed 's/.*"request":"\\([^"]*\\)".*/\\1/' "$data" | openssl base64 -d -A >/opt/request; cat "$data" >/opt/body ;;
'PATCH '*/approval) : >/opt/approved ;;
'GET '*/certificatesigningrequests/*)
    if [ -e /opt/approved ] && [ ! -e /opt/nobody-signs ]; then
        openssl x509 -req -in /opt/request -CA /opt/ca.crt -CAkey /opt/ca.key -CAcreateserial -days 1 -out /opt/signed 2>/dev/null
        printf '{\\n  "status": {\\n    "certificate": "%s"\\n  }\\n}\\n' "$(openssl base64 -A -in /opt/signed)" >"$out"
    fi ;;
'PATCH '*) mkdir -p "/opt/api\${path%/*}"; cat "$data" >"/opt/api$path" ;;
'DELETE '*) rm -f "/opt/api$path" ;;
'GET '*/leases/*)
    code=403
    case $cert in */client.pem) [ ! -e "/opt/api${ROLES}/namespaces/kube-system/roles/${NAME}" ] || code=404 ;; esac ;;
esac
case $want in *time_total*) printf '%s 0.012\\n' "$code" ;; '') ;; *) printf %s "$code" ;; esac
`;
const CA = "openssl req -config /opt/cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /opt/ca.key -out /opt/ca.crt -subj /CN=ca -days 1 2>/dev/null </dev/null";
const host: Host = { files: { ...kubeconfigFile, "/opt/cnf": "[req]\ndistinguished_name=n\n[n]\n", "/opt/front/curl": apiServer }, setup: `${KUBELET}\n${CA}\nprintf 'clusters:\\n- cluster:\\n    certificate-authority-data: %s\\n' "$(openssl base64 -A -in /opt/ca.crt)" >${KUBECONFIG}` };

const options: AccessOptions = { ...needs, port: 6443, lifetimeSeconds: 3600, lease: "kube-system/plndr-cp-lock", node: "cp1" };
const access = (input = rights, with_: Partial<AccessOptions> = {}): Step => ({ command: accessCall(caller, { ...options, ...with_ }), input });
const revoke = revokeCall(caller, options);
const scoped = (with_ = {}): Step => ({ command: applyCall(caller, { ...needs, ...removal, withinSeconds: 8, scoped: true, ...with_ }), input: scopedManifest });
const SEEN = `cd ${STATE}/access && stat -c '%a %u %n' . * && openssl x509 -noout -subject -in client.pem && openssl pkey -in client.pem -pubout -outform DER | sha256sum && openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum && cat admin.conf`;
const objects = `cd /opt/api${ROLES} && find . -type f | sort`;

underEachShell("a login of kube-vip's own", (shell) => {
  it("is made on the host and signed by the cluster, with exactly the rights that were given; root alone may read it, and no request stays", () => {
    const [, made, seen, kept, asked, body] = onHost(shell, host, [install(), access(), SEEN, objects, "cat /opt/asked", "cat /opt/body"]) as Outcome[];
    expect(parseAccessReport(made!.stdout)).toMatchObject({ host: "cp1", user: NAME, expires: expect.stringMatching(/ 20\d\d GMT$/) });
    const lines = seen!.stdout.split("\n");
    expect(lines.slice(0, 5)).toEqual(["700 0 .", "600 0 admin.conf", "600 0 client.pem", "600 0 made-by", "600 0 rights"]);
    expect(lines[5]).toMatch(/CN ?= ?pulumi-kube-vip:cp1$/);
    expect(lines[6]).toBe(lines[7]);
    expect(seen!.stdout).toContain("client-certificate: client.pem\n    client-key: client.pem\n");
    expect(kept!.stdout).toBe(`./clusterrolebindings/${NAME}\n./clusterroles/${NAME}\n./namespaces/kube-system/rolebindings/${NAME}\n./namespaces/kube-system/roles/${NAME}\n`);
    expect(asked!.stdout).toMatch(/DELETE \/apis\/certificates.k8s.io\/v1\/certificatesigningrequests\/pulumi-kube-vip-cp1-\d+-\d+\n/);
    expect(JSON.parse(body!.stdout)).toMatchObject({ spec: { signerName: "kubernetes.io/kube-apiserver-client", expirationSeconds: 3600, usages: ["digital signature", "client auth"] } });
  });

  it("gets the name of the Node from the host where nobody gave it", () => {
    const text = rights.replaceAll(NAME, "pulumi-kube-vip:@kube-vip:node@");
    const [, made, kept] = onHost(shell, { ...host, setup: `${host.setup}\nhostname CP1` }, [install(), access(text, { node: undefined }), `cat /opt/api${ROLES}/namespaces/kube-system/rolebindings/${NAME}`]) as Outcome[];
    expect(parseAccessReport(made!.stdout)).toMatchObject({ user: NAME });
    expect(kept!.stdout).toContain(`name: ${NAME}\n`);
    expect(kept!.stdout).not.toContain("@kube-vip");
  });

  it("is what kube-vip is given, and is renewed without a restart; a narrower one leaves no wider right behind", () => {
    const asks = `. ${LIBRARY}; kubeconfig_of ${MANIFEST}`;
    const [, , applied, sum, renewed, second, again, kept, administrator] = onHost(shell, host, [install(), access(), scoped(), `sha256sum <${STATE}/access/client.pem`, access(narrow), `sha256sum <${STATE}/access/client.pem`, scoped(), objects, asks]) as Outcome[];
    expect(administrator!.stdout).toBe(`${KUBECONFIG}\n`);
    expect(applied).toMatchObject({ status: 0 });
    expect(renewed).toMatchObject({ status: 0 });
    expect(second!.stdout).not.toBe(sum!.stdout);
    expect(JSON.parse(again!.stdout)).toMatchObject({ changed: false, containerId: JSON.parse(applied!.stdout).containerId });
    expect(kept!.stdout).not.toContain("cluster");
  });

  it("with another CA is one that kube-vip must be started anew for", () => {
    const replaced = `${CA}; printf 'clusters:\\n- cluster:\\n    certificate-authority-data: %s\\n' "$(openssl base64 -A -in /opt/ca.crt)" >${KUBECONFIG}`;
    const later = `touch -d '+1 minute' ${STATE}/access/admin.conf 2>/dev/null || touch ${STATE}/access/admin.conf`;
    const [, , , , , , changed] = onHost(shell, host, [install(), access(), scoped(), replaced, access(), later, scoped()]) as Outcome[];
    expect(changed!.stderr).toContain(`kube-vip was started with another kubeconfig than ${STATE}/access/admin.conf is now`);
  });

  it("does not restart kube-vip when the host's own kubeconfig is renewed, which it never read", () => {
    const [, , , , again] = onHost(shell, host, [install(), access(), scoped(), `echo '# renewed' >>${KUBECONFIG}; touch -d '+1 minute' ${KUBECONFIG} 2>/dev/null || touch ${KUBECONFIG}`, scoped()]) as Outcome[];
    expect(JSON.parse(again!.stdout)).toMatchObject({ changed: false });
  });

  it.each<[string, string, string]>([
    ["rights", "echo 'PATCH */rolebindings/*' >/opt/refuses", `${ROLES}/namespaces/kube-system/rolebindings/${NAME} could not be made in the cluster, since it answers 403: that is \\"forbidden\\" here`],
    ["a request", "echo 'POST *' >/opt/refuses", "the cluster takes no request for a certificate, since it answers 403"],
    ["an approval", "echo '*/approval' >/opt/refuses", `the cluster signed no certificate for ${NAME}: the user of ${KUBECONFIG} may not approve it`],
    ["a signature", "touch /opt/nobody-signs; sed -i 's/start_clock 30/start_clock 1/' /opt/agent.sh", "it is kube-controller-manager that does"],
    ["its use", "echo 'GET */leases/*' >/opt/refuses; sed -i 's/start_clock 20/start_clock 1/' /opt/agent.sh", `the API server does not let ${NAME} read the lease (it answers 403)`],
  ])("fails where the cluster refuses %s, and leaves no login behind", (_what, setup, reason) => {
    const [, refused, left] = onHost(shell, { ...host, setup: `${host.setup}\n${setup}` }, [install(), access(), `ls ${STATE}`]) as Outcome[];
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused!.stderr).toContain(reason);
    expect(refused!.stderr).toContain("No manifest was changed.");
    expect(left!.stdout).not.toContain("access");
  });

  it("stays on a day without API servers, when another could not be had; one that is missing cannot", () => {
    const dark = { ...host, setup: `${host.setup}\nsed -i 's/start_clock 30/start_clock 1/' /opt/agent.sh` };
    const down = "echo 'GET /healthz' >/opt/refuses; sed -i 's/code=403; printf/code=500; printf/' /opt/front/curl";
    const [, first, , kept] = onHost(shell, dark, [install(), access(), down, access(rights, { emergency: "etcd lost its quorum" })]) as Outcome[];
    expect(kept!.stderr).toContain("so kube-vip's login stays as it is");
    expect(JSON.parse(kept!.stdout)).toEqual(JSON.parse(first!.stdout));
    const [, , missing] = onHost(shell, dark, [install(), down, access(rights, { emergency: "etcd lost its quorum" })]) as Outcome[];
    expect(missing).toMatchObject({ status: 1, stdout: "" });
  });

  it("is missed by a manifest that needs it, before anything is changed", () => {
    const [, refused, there] = onHost(shell, host, [install(), scoped(), `ls ${MANIFEST}`]) as Outcome[];
    expect(refused).toMatchObject({ status: 1 });
    expect(refused!.stderr).toContain(`kube-vip's own login is not in ${STATE}/access`);
    expect(there!.status).not.toBe(0);
  });

  it("stays while kube-vip uses it or belongs to somebody else, and goes with its rights after that", () => {
    const stranger = revokeCall({ ...caller, owner: "dev::shop::kube-vip:index:KubeVip::old#cp1" }, options);
    const [, , , still, other, , gone, left, kept] = onHost(shell, host, [install(), access(), scoped(), revoke, stranger, apply(bgpManifest), revoke, `ls ${STATE}`, objects]) as Outcome[];
    expect(still).toMatchObject({ status: 0, stderr: "cp1: kube-vip logs in with it still, so it stays\n" });
    expect(other!.stderr).toContain("so its login stays");
    expect(gone).toMatchObject({ status: 0, stderr: "" });
    expect(left!.stdout).not.toContain("access");
    expect(kept!.stdout).toBe("");
  });

  it("goes where no API server answers too, and says what stays in the cluster", () => {
    const [, , , gone, left] = onHost(shell, host, [install(), access(), `rm ${KUBECONFIG}`, revoke, `ls ${STATE}`]) as Outcome[];
    expect(gone).toMatchObject({ status: 0 });
    expect(gone!.stderr).toContain(`stay in the cluster, of use to nobody without its key, which is deleted: ${ROLES}/namespaces/kube-system/roles/${NAME} `);
    expect(left!.stdout).not.toContain("access");
  });

  it("waits for a cluster that is still to come", () => {
    const [, pending, left] = onHost(shell, { ...host, setup: `${host.setup}\nrm ${KUBECONFIG}` }, [install({}, { bootstrap: true }), access(rights, { bootstrap: true }), `ls ${STATE}`]) as Outcome[];
    expect(parseAccessReport(pending!.stdout)).toEqual({ host: "cp1", user: "", expires: "" });
    expect(left!.stdout).not.toContain("access");
  });
});
