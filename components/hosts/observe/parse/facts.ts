// From the answer of the observing script to the facts of a host. Parts that cannot be told become gaps; only an answer that is none at all is an error.
import type { HostFacts } from "../../../facts/hostFacts";
import { parseIpvs } from "../../ipvs";
import { Answer, linesOf, Unreadable } from "../answer";
import { readApi } from "./api";
import { readApiServer } from "./apiServer";
import { readAsked } from "./asked";
import { type ExchangeTimes, readClock, UNREAD_CLOCK } from "./clock";
import { readCluster } from "./clusterFacts";
import { readFiles } from "./files";
import { Gaps } from "./gaps";
import { kubeVipImages, readImages, readRunningImages } from "./images";
import { readInterfaces, readRoutes } from "./interfaces";
import { readKubeconfig } from "./kubeconfig";
import { readKubelet } from "./kubelet";
import { readKubeVips } from "./kubeVips";
import { readListeners } from "./listeners";
import { readManifestsFolder } from "./manifestFiles";
import { readModules } from "./modules";
import { imagesOf, nodeFacts } from "./nodes";
import { readVipManagers } from "./processes";
import { readRecord } from "./record";
import { readSysctls, readSystem } from "./system";
import { readVips, vipsHeld } from "./vips";

const NO_ROOT = "only root may read it, and the SSH user may not use `sudo` without a password";

/** Without the parts that are undefined. */
function defined<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as T;
}

/** @throws Error when the output is not that of the script */
export function parseFacts(output: string, times: ExchangeTimes): HostFacts {
  const answer = Answer.parse(output);
  return answer.find("brief") === undefined ? allFacts(answer, times) : briefFacts(answer);
}

function briefFacts(answer: Answer): HostFacts {
  const gaps = new Gaps();
  const files = readFiles(answer);
  const asked = readAsked(answer);
  const interfaces = gaps.read("interfaces", () => readInterfaces(answer));
  return defined({
    brief: true as const,
    system: readSystem(answer, files, UNREAD_CLOCK),
    interfaces,
    vips: interfaces && vipsHeld(asked, interfaces),
    modules: gaps.read("modules", () => readModules(answer, asked.modules)),
    manifestFiles: gaps.read("manifestFiles", () => readManifestsFolder(answer, asked.manifests).files),
    kubeVips: gaps.read("kubeVips", () => readKubeVips(answer, UNREAD_CLOCK, new Map())),
    record: gaps.read("record", () => readRecord(answer, files, UNREAD_CLOCK, asked.kubeconfig)),
    gaps: gaps.list,
  });
}

function allFacts(answer: Answer, times: ExchangeTimes): HostFacts {
  const gaps = new Gaps();
  const clock = readClock(answer, times);
  const files = readFiles(answer);
  const system = readSystem(answer, files, clock);
  const asked = readAsked(answer);
  const asRoot = <T>(part: string, read: () => T): T | undefined =>
    gaps.read(part, () => {
      if (!system.root) throw new Unreadable(NO_ROOT);
      return read();
    });

  const api = asRoot("apiServer", () => readApi(answer, asked));
  const cluster = api && asRoot("cluster", () => readCluster(answer, asked, clock, api, gaps));
  const node = cluster?.node;
  const interfaces = gaps.read("interfaces", () => readInterfaces(answer));
  const vips = gaps.read("vips", () => readVips(answer, asked, interfaces, gaps));
  const manifests = asRoot("manifestFiles", () => readManifestsFolder(answer, asked.manifests));
  return defined({
    system,
    interfaces,
    routes: gaps.read("routes", () => readRoutes(answer)),
    vips,
    listeners: asRoot("listeners", () => readListeners(answer)),
    modules: gaps.read("modules", () => readModules(answer, asked.modules)),
    ipvs: asked.modules.length === 0 ? undefined : gaps.read("ipvs", () => parseIpvs(answer.text("ipvs"))),
    sysctls: readSysctls(files),
    kubelet: gaps.read("kubelet", () => readKubelet(answer, files, node && nodeFacts(node))),
    manifestsFolderExists: manifests?.exists,
    missingPrograms: answer.lines("missing"),
    kubeconfigs: asRoot("kubeconfigs", () => linesOf(answer.find("kubeconfigs") ?? "")),
    manifestFiles: manifests?.files,
    kubeVips: asRoot("kubeVips", () => readKubeVips(answer, clock, readRunningImages(answer, node && imagesOf(node)))),
    otherVipManagers: gaps.read("otherVipManagers", () => readVipManagers(answer)),
    apiServer: api && asRoot("apiServer", () => readApiServer(answer, asked, clock, api, gaps)),
    kubeconfig: asRoot("kubeconfig", () => readKubeconfig(answer, asked, api)),
    cluster: cluster?.facts,
    images: asRoot("images", () => readImages(answer, node && imagesOf(node).flat(), kubeVipImages(asked.repository))),
    record: asRoot("record", () => readRecord(answer, files, clock, asked.kubeconfig)),
    gaps: gaps.list,
  });
}
