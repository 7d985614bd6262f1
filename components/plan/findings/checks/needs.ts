// What kube-vip needs of the host: image, modules, a healthy API server.
import type { ApiServerFacts } from "../../../facts/hostFacts";
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import { isAnswer } from "../../answer";
import { hasImage } from "../../images";
import type { Scene } from "../scene";
import { duration, grouped, HostsText, hostsText, keysOf, listed } from "../text";

export const needsFamily = findingFamily("What kube-vip needs of the host", {
  "api-server-down": {
    severity: "error",
    title: "The host's own API server does not answer",
    meaning: "kube-vip could not elect, and a holder without an API server serves nobody; the agent does not touch such a host.",
    seen: "`/healthz` of the host's API server refused the connection or broke it off, and the host was not booted within the last five minutes; or its certificate was refused, which the cluster's CA must have signed.",
    remedy: "Put the API server right first (`crictl ps -a --name kube-apiserver`, `crictl logs`).",
  },
  "api-server-unhealthy": {
    severity: "warning",
    title: "The host's own API server is not healthy",
    meaning: "The agent waits half a minute for it, and then refuses to touch the host. Just after a start that is usual.",
    seen: "`/healthz` of the host's API server answered with a code other than 200, 401 and 403, or not in time; or it did not answer, and the host has just been booted.",
    remedy: "Look again in a minute; if it stays, ask it for `/readyz?verbose`.",
  },
  "image-never-pulled": {
    severity: "error",
    title: "The image is not on the host and may not be pulled",
    meaning: "The container would never start (ErrImageNeverPull).",
    seen: "`image.pullPolicy` is `Never`, no `image.archive` is given, and the container runtime does not have the image.",
    remedy: "Load the image on the host (`ctr -n k8s.io images import`), let the agent import it (`image.archive`), or use `IfNotPresent`.",
  },
  "program-missing": {
    severity: "error",
    title: "The host lacks programs that changing it needs",
    meaning: "The agent is a shell script; without them it refuses the host.",
    seen: "The shell on the host does not find a program of that name. Some of what else would be seen is not, without it.",
    remedy: "Install the packages that bring them (curl, iproute2, gawk or mawk, sed, grep, coreutils, kmod, diffutils, gzip; with `access: scoped` openssl).",
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
  return [...checkApiServer(scene), ...checkImage(scene), ...checkPrograms(scene), ...checkModules(scene)];
}

/** A host with its control plane needs minutes to come up. */
const STARTING_SECONDS = 300;

/** curl's words; no API server gets over it by starting. */
const REFUSED = /\bcertificate\b/i;
/** Busy, as a machine that swaps or an etcd without quorum makes it. */
const LATE = /timed out/i;

function checkApiServer({ hosts }: Scene): Finding[] {
  return hosts.flatMap(({ key, facts: { apiServer, system } }) => {
    if (!apiServer || isAnswer(apiServer.healthz.httpCode)) return [];
    const { id, says } = illness(apiServer, system.uptimeSeconds);
    const { failure } = apiServer.healthz;
    const why = failure === "" ? "" : ` (${failure.replace(/\.$/, "")})`;
    return [report(id, [key], `The API server of host ${key} ${says}${why}.`)];
  });
}

interface Illness {
  readonly id: "api-server-down" | "api-server-unhealthy";
  readonly says: string;
}

function illness({ url, healthz: { httpCode, failure } }: ApiServerFacts, uptimeSeconds: number): Illness {
  if (httpCode !== 0) return { id: "api-server-unhealthy", says: `answers ${httpCode} at ${url}` };
  if (REFUSED.test(failure)) return { id: "api-server-down", says: `answers at ${url} with a certificate that is refused` };
  if (LATE.test(failure)) return { id: "api-server-unhealthy", says: `did not answer in time at ${url}` };
  if (uptimeSeconds >= STARTING_SECONDS) return { id: "api-server-down", says: `does not answer at ${url}` };
  return { id: "api-server-unhealthy", says: `does not answer yet at ${url}, ${duration(uptimeSeconds * 1000)} after its host was booted` };
}

function checkImage({ settings, hosts }: Scene): Finding[] {
  const { reference, pullPolicy, archive } = settings.image;
  if (pullPolicy !== "Never" || archive !== undefined) return [];
  const without = keysOf(hosts.filter(({ facts }) => hasImage(facts, reference) === false));
  return without.length === 0 ? [] : [report("image-never-pulled", without, `The image ${reference} is not on ${hostsText(without)}, and its pull policy is Never.`)];
}

/** Those that components/hosts/agent/preflight.sh asks for, and before it those by which it is put on the host (hosts/calls/install.ts); what only looking would use is told as a missing part. */
const AGENT_PROGRAMS: readonly string[] = ["curl", "ip", "awk", "sed", "grep", "tr", "sha256sum", "modprobe", "mktemp", "cmp", "base64", "gzip"];

function checkPrograms({ settings: { scopedAccess }, hosts }: Scene): Finding[] {
  // it makes the key of kube-vip's own login (agent/access.sh)
  const needed = [...AGENT_PROGRAMS, ...(scopedAccess ? ["openssl"] : [])];
  const lacking = grouped(hosts, ({ facts }) => listed(needed.filter((program) => facts.missingPrograms?.includes(program))) || undefined);
  return [...lacking].map(([programs, same]) => report("program-missing", keysOf(same), `${HostsText(keysOf(same))} ${same.length === 1 ? "does" : "do"} not have ${programs}.`));
}

function checkModules({ settings, hosts }: Scene): Finding[] {
  if (!settings.loadBalancer.enabled) return [];
  const missing = grouped(hosts, ({ facts }) => Object.entries(facts.modules ?? {}).filter(([, state]) => state === "missing").map(([name]) => name).join(", ") || undefined);
  return [...missing].map(([names, same]) =>
    report("module-missing", keysOf(same), `The kernel ${listed([...new Set(same.map(({ facts }) => facts.system.kernel))])} of ${hostsText(keysOf(same))} has no ${names}.`));
}
