// What kube-vip needs of the host: image, modules, a healthy API server.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isAnswer } from "../links";
import type { Scene } from "../scene";
import { grouped, hostsText, keysOf, listed } from "../text";

export const needsFamily = findingFamily("What kube-vip needs of the host", {
  "api-server-unhealthy": {
    severity: "error",
    title: "The host's own API server is not healthy",
    meaning: "kube-vip could not elect, and a holder without an API server serves nobody; the agent does not touch such a host.",
    seen: "`/healthz` of the host's API server gave no answer, or one other than 200, 401 and 403.",
    remedy: "Put the API server right first (`crictl logs`, `/readyz?verbose`).",
  },
  "image-never-pulled": {
    severity: "error",
    title: "The image is not on the host and may not be pulled",
    meaning: "The container would never start (ErrImageNeverPull).",
    seen: "`image.pullPolicy` is `Never`, and the container runtime does not have the image.",
    remedy: "Load the image on the host (`ctr -n k8s.io images import`), or use `IfNotPresent`.",
  },
  "module-missing": {
    severity: "error",
    title: "The kernel lacks modules that load balancing needs",
    meaning: "kube-vip ends when it is elected, on one host after the other (kube-vip #506, #1448).",
    seen: "The module is neither built in nor loaded, and the kernel's folder of modules does not have it.",
    remedy: "Install the package with the kernel's modules, or switch load balancing off (`loadBalancer.enabled: false`).",
  },
});
const { report } = needsFamily;

export function checkNeeds(scene: Scene): Finding[] {
  return [...checkApiServer(scene), ...checkImage(scene), ...checkModules(scene)];
}

function checkApiServer({ hosts }: Scene): Finding[] {
  return hosts.flatMap(({ key, facts: { apiServer } }) => {
    if (!apiServer || isAnswer(apiServer.healthz.httpCode)) return [];
    const { httpCode, failure } = apiServer.healthz;
    return [report("api-server-unhealthy", [key], `The API server of host ${key} ${httpCode === 0 ? `does not answer at ${apiServer.url}` : `answers ${httpCode} at ${apiServer.url}`}${failure === "" ? "" : ` (${failure.replace(/\.$/, "")})`}.`)];
  });
}

/** Docker Hub's images are listed with the registry's name and may be written without. */
function plainImage(reference: string): string {
  return reference.replace(/^docker\.io\//, "").replace(/^library\//, "");
}

function checkImage({ settings, hosts }: Scene): Finding[] {
  const { reference, pullPolicy } = settings.image;
  if (pullPolicy !== "Never") return [];
  const without = keysOf(hosts.filter(({ facts }) => facts.images && !facts.images.some((image) => plainImage(image) === plainImage(reference))));
  return without.length === 0 ? [] : [report("image-never-pulled", without, `The image ${reference} is not on ${hostsText(without)}, and its pull policy is Never.`)];
}

function checkModules({ settings, hosts }: Scene): Finding[] {
  if (!settings.loadBalancer.enabled) return [];
  const missing = grouped(hosts, ({ facts }) => Object.entries(facts.modules ?? {}).filter(([, state]) => state === "missing").map(([name]) => name).join(", ") || undefined);
  return [...missing].map(([names, same]) =>
    report("module-missing", keysOf(same), `The kernel ${listed([...new Set(same.map(({ facts }) => facts.system.kernel))])} of ${hostsText(keysOf(same))} has no ${names}.`));
}
