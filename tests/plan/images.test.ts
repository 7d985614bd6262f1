// Who has the image by the names that hosts tell, and who is told to get it before any manifest changes.
import type { HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import { hasImage } from "../../components/plan/images";
import { planText } from "../../components/plan/planText";
import { planRollout } from "../../components/plan/rolloutPlan";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { AGENT, freshHost, healthyHost, KEYS, manifestsOf, observed, settingsFrom } from "../facts/healthyCluster";
import { goodArgs, withChanges } from "../settings/samples";

const DIGEST = `sha256:${"a".repeat(64)}`;
const NEW = "ghcr.io/kube-vip/kube-vip:v1.2.1";
const before = settingsFrom();

describe("a host", () => {
  const facts = (images: readonly string[] | undefined, image = ""): HostFacts => ({ ...healthyHost(before, "cp1"), ...(images === undefined ? {} : { images }), kubeVips: [{ ...healthyHost(before, "cp1").kubeVips![0]!, image }] });

  it.each<[string, boolean | undefined, HostFacts, string]>([
    ["has an image that it lists", true, facts(["a:v1", NEW]), NEW],
    ["has not what it does not list", false, facts(["a:v1"]), NEW],
    ["has an image of Docker Hub by its short name", true, facts(["docker.io/library/a:v1"]), "a:v1"],
    ["has by the digest what is wanted by tag and digest", true, facts([`a/b@${DIGEST}`]), `a/b:v1@${DIGEST}`],
    ["has not by the tag what is wanted by a digest", false, facts(["a/b:v1"]), `a/b:v1@${DIGEST}`],
    ["has what it runs, although its list is too long to tell", true, facts(["a:v1"], NEW), NEW],
    ["tells nothing where nothing is listed", undefined, facts(undefined), NEW],
  ])("%s", (_, expected, host, reference) => {
    expect(hasImage(host, reference)).toBe(expected);
  });
});

describe("the plan", () => {
  const plan = (changes: Parameters<typeof withChanges>[1], observations: Observations) => {
    const settings = settingsFrom(withChanges(goodArgs(), changes) as ResolvedArgs);
    return planRollout({ settings, manifests: manifestsOf(settings), agentSha256: AGENT, observations });
  };
  const listing = (images: Readonly<Record<string, readonly string[]>>): Observations => observed(before, Object.fromEntries(Object.entries(images).map(([key, list]) => [key, (facts: HostFacts) => ({ ...facts, images: list })])));
  const version = { "image.version": "v1.2.1" };

  it("names the hosts that pull the image first", () => {
    const { image, ...rest } = plan(version, listing({ cp1: [NEW], cp2: [], cp3: [] }));
    expect(image).toEqual({ reference: NEW, hosts: ["cp2", "cp3"] });
    expect(planText({ image: image!, ...rest })!.split("\n")[1]).toBe(`  Before any manifest changes, the image ${NEW} is pulled on cp2, cp3.`);
  });

  it("names no hosts where those that lack it are not known", () => {
    const whole = plan(version, listing({ cp1: [], cp2: [] }));
    expect(whole.image).toEqual({ reference: NEW });
    expect(planText(whole)!.split("\n")[1]).toBe(`  Before any manifest changes, the image ${NEW} is pulled where it is missing.`);
  });

  it("names the archive", () => {
    const whole = plan({ ...version, "image.archive": "/srv/kube-vip.tar" }, listing({ cp1: [], cp2: [NEW], cp3: [NEW] }));
    expect(planText(whole)!.split("\n")[1]).toBe(`  Before any manifest changes, the image ${NEW} is imported from /srv/kube-vip.tar on cp1.`);
  });

  it("names the image that a patch of the Pod has", () => {
    const patched = plan({ "pod.patch": { spec: { containers: [{ name: "kube-vip", image: "a/b:v1", env: [] }] } } }, listing({ cp1: [], cp2: [], cp3: [] }));
    expect(patched.image).toEqual({ reference: "a/b:v1", hosts: ["cp1", "cp2", "cp3"] });
  });

  it.each<[string, Parameters<typeof withChanges>[1], Observations]>([
    ["all hosts have it", version, listing({ cp1: [NEW], cp2: [NEW], cp3: [NEW] })],
    ["nothing changes", {}, observed(before)],
    ["another setting changes than the image", { "leaderElection.leaseDurationSeconds": 20 }, listing({ cp1: [], cp2: [], cp3: [] })],
    ["kubelet alone sees to it", { ...version, "image.beforehand": false }, listing({ cp1: [], cp2: [], cp3: [] })],
    ["it may not be pulled", { ...version, "image.pullPolicy": "Never" }, listing({ cp1: [], cp2: [], cp3: [] })],
  ])("says nothing of it where %s", (_, changes, observations) => {
    expect(plan(changes, observations).image).toBeUndefined();
  });

  it("of a first installation names who lacks it", () => {
    const fresh: Observations = Object.fromEntries(KEYS.map((key) => [key, { kind: "seen", facts: { ...freshHost(before, key), images: [] } }]));
    expect(plan({}, fresh).image).toEqual({ reference: before.image.reference, hosts: ["cp1", "cp2", "cp3"] });
  });
});
