// kube-vip's own login on the cluster that kubeadm made: what it may do by the API server's word, its renewal before it ends, and the way back to the kubeconfig's.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askClusterCommand } from "../../lab/kubeadm/commands";
import { operations } from "../../lab/pulumi/events";
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { perSecond, watchWhile } from "../../lab/watch";
import { containers, manifestOn } from "../lab/sights";
import { AT_ONCE, labSettings, outputsOf } from "../lab/stack";
import type { Measured } from "../lab/vipSection";
import { section } from "./figures";

const HOSTS = ["cp1", "cp2", "cp3"] as const;
const FOLDER = "/var/lib/pulumi-kube-vip/access";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const ROLES = "/apis/rbac.authorization.k8s.io/v1";

/** The controller manager dates certificates back by 300 s. kube-vip's connections get a new one within 300 s (client-go, cert_rotation.go), which must be less than a third of the whole time, with time for the looks of this suite. */
const LIFETIME_SECONDS = 900;
const DUE_AFTER_SECONDS = LIFETIME_SECONDS - (LIFETIME_SECONDS + 300) / 3;

/** Settings by which each certificate is due soon. */
export const shortLived = { access: "scoped", accessLifetimeSeconds: LIFETIME_SECONDS } as const;

const ASKED_PER_SECOND = 10;
/** A lease of 6 s that is not given back, until another host finds it ended, has the address and was heard; and a machine that is busy with three API servers. */
const GAP_LIMIT_MS = 18_000;

interface Lease {
  readonly spec: { readonly holderIdentity: string; readonly renewTime: string; readonly leaseTransitions: number };
}

export function ownLogin(lab: () => Lab, stack: () => Workspace): void {
  const as = async (host: string, method: string, path: string): Promise<string> =>
    (await lab().on(host, `curl -sS -o /dev/null -w '%{http_code}' --max-time 10 -X ${method} --cacert /etc/kubernetes/pki/ca.crt --cert ${FOLDER}/client.pem --resolve kubernetes:6443:127.0.0.1 'https://kubernetes:6443${path}'`)).stdout;
  const lease = async (): Promise<Lease> => JSON.parse((await lab().on("cp1", askClusterCommand(`${LEASES}/plndr-cp-lock`))).stdout) as Lease;
  const measured: Measured[] = [];
  const watched = async (what: string, work: () => Promise<void>): Promise<Measured["seen"]> => {
    const ca = join(lab().dir, "kubeadm-ca.crt");
    await writeFile(ca, (await lab().on("cp1", "cat /etc/kubernetes/pki/ca.crt")).stdout);
    const seen = await watchWhile(lab(), work, ASKED_PER_SECOND, ca);
    measured.push({ what, seen });
    console.log(`${what}: longest gap ${seen.gapMs} ms, ${seen.moves} moves, asked ${perSecond(seen).toFixed(1)} times a second`);
    expect(perSecond(seen)).toBeGreaterThan(ASKED_PER_SECOND / 4);
    expect(seen.gapMs).toBeLessThan(GAP_LIMIT_MS);
    return seen;
  };
  afterAll(() => console.log(section(measured, ASKED_PER_SECOND, new Date())));
  /** Seconds until the certificate on that host ends, by its own clock. */
  const secondsLeft = async (host: string): Promise<number> => Number((await lab().on(host, `echo $(($(date -d "$(openssl x509 -noout -enddate -in ${FOLDER}/client.pem | cut -d= -f2)" +%s) - $(date +%s)))`)).stdout);
  const left = async (): Promise<number[]> => Promise.all(HOSTS.map(secondsLeft));

  it("has a login of kube-vip's own on each host: it may use its lease and watch Nodes, and reads no Secret, no other lease and nobody's rights", async () => {
    const { hosts } = await outputsOf(stack());
    for (const host of HOSTS) {
      expect(hosts[host]).toMatchObject({ user: `pulumi-kube-vip:${host}`, userExpires: expect.stringMatching(/ GMT$/) as string });
      const asked = { lease: await as(host, "GET", `${LEASES}/plndr-cp-lock`), nodes: await as(host, "GET", "/api/v1/nodes"), otherLease: await as(host, "GET", `${LEASES}/kube-scheduler`), secrets: await as(host, "GET", "/api/v1/namespaces/kube-system/secrets"), allSecrets: await as(host, "GET", "/api/v1/secrets"), pods: await as(host, "GET", "/api/v1/pods"), roles: await as(host, "GET", `${ROLES}/clusterroles`), deletion: await as(host, "DELETE", `${LEASES}/plndr-cp-lock`) };
      expect(asked).toEqual({ lease: "200", nodes: "200", otherLease: "403", secrets: "403", allSecrets: "403", pods: "403", roles: "403", deletion: "403" });
    }
  });

  it("shows the container nothing else: no administrator's kubeconfig is in it, nor in the manifest", async () => {
    for (const host of HOSTS) {
      expect((await lab().on(host, "ls /proc/$(pgrep -x kube-vip)/root/etc/kubernetes")).stdout).toBe("admin.conf\nclient.pem\nmade-by\nrights");
      expect((await manifestOn(lab(), host))?.text).not.toContain("/etc/kubernetes/admin.conf");
      expect((await lab().on(host, `stat -c '%a %U' ${FOLDER} ${FOLDER}/client.pem`)).stdout).toBe("700 root\n600 root");
    }
    const requests = JSON.parse((await lab().on("cp1", askClusterCommand("/apis/certificates.k8s.io/v1/certificatesigningrequests"))).stdout) as { items: { metadata: { name: string } }[] };
    expect(requests.items.filter(({ metadata }) => metadata.name.startsWith("pulumi-kube-vip"))).toEqual([]);
  });

  it("is renewed by `up` when less than a third of its time is left, which restarts nothing, and kube-vip goes on when the old certificate has ended", async () => {
    const before = await containers(lab());
    const held = await lease();
    const first = await left();
    await sleep(Math.max(0, Math.max(...first) - (LIFETIME_SECONDS - DUE_AFTER_SECONDS)) * 1000 + 5000);
    const { stdout } = await stack().preview();
    expect(stdout).toContain("the certificate of kube-vip's own login ends ");
    const ended = Date.now() + Math.max(...(await left())) * 1000;
    const seen = await watched("its own certificate is renewed, and the old one ends", async () => {
      const { events } = await stack().up(AT_ONCE);
      expect(operations(events).filter(({ op }) => op !== "same").map(({ name }) => name).sort()).toEqual(HOSTS.map((host) => `prod-host-${host}-access`));
      expect(Math.min(...(await left()))).toBeGreaterThan(LIFETIME_SECONDS - 120);
      await sleep(ended - Date.now() + 20_000);
    });
    expect(seen.moves).toBe(0);
    const now = await lease();
    expect(now.spec).toMatchObject({ holderIdentity: held.spec.holderIdentity, leaseTransitions: held.spec.leaseTransitions });
    expect(Date.parse((await lab().on("cp1", "date -u +%Y-%m-%dT%H:%M:%SZ")).stdout) - Date.parse(now.spec.renewTime)).toBeLessThan(15_000);
    expect(await containers(lab())).toEqual(before);
  });

  it("goes back to the kubeconfig's login by one word, host by host; the rights and the keys are gone then", async () => {
    await stack().setConfig({ settings: labSettings() });
    const seen = await watched("from its own login to that of admin.conf, host by host", async () => void (await stack().up(AT_ONCE)));
    expect(seen.moves).toBeLessThanOrEqual(1);
    const { hosts, healthz } = await outputsOf(stack());
    expect(healthz.status).toBe("healthy");
    for (const host of HOSTS) {
      expect(hosts[host]).toMatchObject({ user: "", userExpires: "" });
      expect((await lab().on(host, `ls -d ${FOLDER}`, { reject: false })).stdout).toBe("");
    }
    for (const kind of ["roles", "rolebindings", "clusterroles", "clusterrolebindings"]) {
      const { items } = JSON.parse((await lab().on("cp1", askClusterCommand(`${ROLES}/${kind}`))).stdout) as { items: { metadata: { name: string } }[] };
      expect(items.filter(({ metadata }) => metadata.name.startsWith("pulumi-kube-vip"))).toEqual([]);
    }
  });

  it("follows an admin.conf that kubeadm renewed: kube-vip is started anew host by host, the holder last, and reads the new one", async () => {
    const before = await containers(lab());
    const { holder } = await outputsOf(stack());
    for (const host of HOSTS) await lab().on(host, "kubeadm certs renew admin.conf");
    expect((await stack().preview()).stdout).toContain("/etc/kubernetes/admin.conf was renewed, and kube-vip still has the old one");
    const seen = await watched("admin.conf was renewed, host by host", async () => void (await stack().up(AT_ONCE)));
    expect(seen.moves).toBeLessThanOrEqual(1);
    const after = await containers(lab());
    expect(HOSTS.filter((host) => after[host] === before[host])).toEqual([]);
    const { rollout, healthz } = await outputsOf(stack());
    expect([rollout.hosts.at(-1)?.host, healthz.status]).toEqual([holder, "healthy"]);
    const { events } = await stack().up(AT_ONCE);
    expect(operations(events).filter(({ op }) => op !== "same")).toEqual([]);
  });
}
