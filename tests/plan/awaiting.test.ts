// A cluster that the program itself makes: hosts that are no control plane yet are no reason for findings or drift, and have a plan of their own.
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { isAwaiting, withoutCluster } from "../../components/plan/awaiting";
import { findings } from "../../components/plan/findings/findings";
import { planRollout } from "../../components/plan/rolloutPlan";
import { planText } from "../../components/plan/planText";
import { AGENT, freshHost, healthyHost, KEYS, manifestsOf, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const callback = (): never => {
  throw new Error("nobody is to call this");
};
const settings = settingsFrom({ ...goodArgs(), bootstrap: { host: "cp1", init: callback, join: callback } });

const kubeconfig = (mayManageLeases: boolean) => ({ kind: "file" as const, path: settings.paths.kubeconfig, mode: "600", owner: "root", modified: 0, server: "", login: "certificate" as const, mayManageLeases });
const apiServer = (httpCode: number) => ({ url: "https://kubernetes:6443", healthz: { httpCode, latencyMs: 0, failure: httpCode === 0 ? "Connection refused" : "" } });
/** Joined, and without any kube-vip. */
const joined = (key: string): HostFacts => ({ ...freshHost(settings, key), apiServer: apiServer(200) });

/** As the script tells of a machine with kubelet's package and nothing else. */
function empty(key: string): HostFacts {
  const { cluster: _, ...facts } = freshHost(settings, key);
  return {
    ...facts,
    manifestsFolderExists: false,
    kubelet: { ...facts.kubelet!, running: false },
    kubeconfig: { kind: "missing", path: settings.paths.kubeconfig, mode: "", owner: "", modified: 0, server: "" },
    apiServer: apiServer(0),
    gaps: [{ part: "cluster", reason: "The API server does not answer." }],
  };
}
const { record: healthyRecord } = healthyHost(settings, "cp1");
/** Between the manifest and the end of `kubeadm init`. */
const prepared = (): HostFacts => ({ ...healthyHost(settings, "cp1"), kubeconfig: kubeconfig(false), record: { ...healthyRecord!, manifestSha256: "", bootstrap: true } });

const seen = (hosts: Readonly<Record<string, HostFacts>>): Observations => Object.fromEntries(Object.entries(hosts).map(([key, facts]) => [key, { kind: "seen", facts }]));
const allEmpty = seen(Object.fromEntries(KEYS.map((key) => [key, empty(key)])));
const planOf = (observations: Observations, of = settings) => planRollout({ settings: of, manifests: manifestsOf(of), agentSha256: AGENT, observations });
const idsOf = (observations: Observations, of = settings) => findings(of, observations, { now: Date.now() }).filter(({ severity }) => severity !== "info").map(({ id }) => id);

it("awaits hosts without an API server and without a kube-vip of ours, and a prepared one in any case", () => {
  expect([empty("cp2"), prepared()].map((facts) => isAwaiting(settings, facts))).toEqual([true, true]);
  expect([joined("cp2"), healthyHost(settings, "cp2")].map((facts) => isAwaiting(settings, facts))).toEqual([false, false]);
  const broken = { ...healthyHost(settings, "cp2"), apiServer: empty("cp2").apiServer! };
  expect(isAwaiting(settings, broken)).toBe(false);
});

it("awaits nobody where the cluster is not the program's own", () => {
  const plain = settingsFrom();
  expect([empty("cp2"), prepared()].map((facts) => isAwaiting(plain, facts))).toEqual([false, false]);
  expect(idsOf(allEmpty, plain)).toEqual(expect.arrayContaining(["kubeconfig-missing", "api-server-down", "kubelet-not-running", "manifests-folder-missing"]));
});

it("finds nothing wrong with machines that are empty, and still what no cluster would mend", () => {
  expect(idsOf(allEmpty)).toEqual([]);
  const lacking = seen({ cp1: { ...empty("cp1"), missingPrograms: ["curl"] }, cp2: empty("cp2"), cp3: empty("cp3") });
  expect(idsOf(lacking)).toEqual(["program-missing"]);
});

it("takes from the facts what belongs to the cluster, and nothing else", () => {
  const facts = empty("cp1");
  const left = withoutCluster(facts);
  expect(Object.keys(facts).filter((part) => !(part in left)).sort()).toEqual(["apiServer", "kubeconfig", "kubelet", "manifestsFolderExists"]);
});

it("plans the order of the beginning, guards nobody who has nothing to lose, and claims no drift", () => {
  const plan = planOf(allEmpty);
  expect(plan).toMatchObject({ awaiting: [...KEYS], parallel: true });
  expect(planText(plan)).toBe(
    [
      "The plan: 3 of 3 hosts, in the order of the cluster that begins.",
      "  - cp1: kube-vip is installed (`kubeadm init` is still to come).",
      "  - cp2: kube-vip is installed (its join is still to come).",
      "  - cp3: kube-vip is installed (its join is still to come).",
      "  The virtual IP is not there before, and is proven after.",
    ].join("\n"),
  );
});

it("plans on where a run ended in between", () => {
  const halfway = planOf(seen({ cp1: prepared(), cp2: joined("cp2"), cp3: empty("cp3") }));
  expect(halfway.awaiting).toEqual(["cp1", "cp3"]);
  expect(halfway.hosts["cp1"]).toMatchObject({ change: "install", why: ["it is prepared, and `kubeadm init` has not come to its end"], holder: true, drift: { agent: [], access: [], host: [] } });
  expect(halfway.hosts["cp2"]).toMatchObject({ change: "install", why: [] });
});

it("takes a prepared host whose cluster has come for drift, since kube-vip still has the login of its beginning", () => {
  const plan = planOf(seen({ cp1: { ...prepared(), kubeconfig: kubeconfig(true) }, cp2: joined("cp2"), cp3: joined("cp3") }));
  expect(plan.awaiting).toEqual([]);
  expect(plan.hosts["cp1"]).toMatchObject({ change: "install", drift: { host: [{ what: "the cluster is there, and kube-vip still has the login of its beginning", restarts: true }] } });
});

it("is as any other plan once the cluster is there", () => {
  const plan = planOf(seen(Object.fromEntries(KEYS.map((key) => [key, healthyHost(settings, key)]))));
  expect(plan.awaiting).toEqual([]);
  expect(Object.values(plan.hosts).map(({ change }) => change)).toEqual(["none", "none", "none"]);
});
