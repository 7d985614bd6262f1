// The command that reads a host's facts: what it is told, and that the host's shell gets it unchanged.
import { execFileSync } from "node:child_process";
import { observeCall, type ObserveOptions, observeOptions } from "../../../components/hosts/observe/observeCall";
import { resolveSettings } from "../../../components/settings/resolve";
import { bgpArgs, goodArgs } from "../../settings/samples";
import { options } from "./samples";

const HOSTILE = "/a b/'c'/\"d\"/$(id)/`id`/\\n;&|>*~#!ü\n=";
const ECHO = 'for word; do printf "%s\\0" "$word"; done; exit\n';

function wordsFor(user: string, given: ObserveOptions, shell: string, path = process.env["PATH"]): string[] {
  const line = observeCall(user, given);
  const args = shell === "busybox" ? ["sh", "-c", line] : ["-c", line];
  return execFileSync(shell, args, { input: ECHO, encoding: "utf8", env: { PATH: path } }).split("\0").slice(0, -1);
}

describe.each(["dash", "busybox"])("under %s", (shell) => {
  it.each(["root", "ops"])("every option arrives as it was given, as %s", (user) => {
    const given = { ...options, manifest: HOSTILE, kubeconfig: HOSTILE, vips: ["10.0.0.1", "fd00::1"], interface: "eth0.100" };
    const words = wordsFor(user, given, shell, user === "root" ? undefined : "/usr/bin:/bin");
    expect(words).toEqual(expect.arrayContaining([`manifest=${HOSTILE}`, `kubeconfig=${HOSTILE}`, "vips=10.0.0.1,fd00::1", "ports=6443,2112", "interface=eth0.100", "apiPort=6443"]));
    expect(words).toHaveLength(Object.keys(given).length);
  });
});

it("what is not given is no word of the call", () => {
  expect(observeCall("root", options)).not.toContain("interface=");
  expect(observeCall("root", { ...options, kubernetesAddress: undefined })).not.toContain("kubernetesAddress");
});

describe("the options of a host", () => {
  it("follow from the settings", () => {
    const { settings } = resolveSettings({ ...goodArgs(), healthCheckPort: 8099 });
    const { paths, vips, port, loadBalancer } = settings!;
    expect(observeOptions(settings!, "cp1")).toMatchObject({
      vips,
      apiPort: port,
      vipPort: loadBalancer.port,
      ports: [...new Set([port, loadBalancer.port, 2112, 8099])],
      manifest: paths.manifest,
      manifests: paths.manifests,
      modules: expect.arrayContaining(["ip_vs"]) as string[],
      leaseName: "plndr-cp-lock",
      leaseNamespace: "kube-system",
    });
  });

  it("ask for Services only where kube-vip is to serve them, and for a lease of theirs only where there is one for all", () => {
    const asked = (services: object, args = goodArgs()) => {
      const { services: list, servicesLease } = observeOptions(resolveSettings({ ...args, services }).settings!, "cp1");
      return [list, servicesLease];
    };
    expect(asked({ enabled: false })).toEqual([undefined, undefined]);
    expect(asked({ enabled: true, leaseName: "svcs" })).toEqual(["yes", "svcs"]);
    expect(asked({ enabled: true, perServiceElection: true })).toEqual(["yes", undefined]);
    expect(asked({ enabled: true }, bgpArgs())).toEqual(["yes", undefined]);
  });

  it.each([
    ["ghcr.io/kube-vip/kube-vip:v1.2.1", "ghcr.io/kube-vip/kube-vip"],
    ["registry.example:5000/mirror/kvip", "registry.example:5000/mirror/kvip"],
    [`registry.example:5000/kvip:v1@sha256:${"0".repeat(64)}`, "registry.example:5000/kvip"],
  ])("name the repository of %s", (reference, repository) => {
    const { settings } = resolveSettings(goodArgs());
    expect(observeOptions({ ...settings!, image: { ...settings!.image, reference } }, "cp1").repository).toBe(repository);
  });

  it("ask for no modules without load balancing, and for an interface only where one is given", () => {
    const { settings } = resolveSettings({ ...bgpArgs(), loadBalancer: { enabled: false } });
    expect(observeOptions(settings!, "cp1")).toMatchObject({ modules: [], interface: settings!.hosts.cp1!.interface });
  });
});
