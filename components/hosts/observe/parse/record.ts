// What our agent recorded on the host, and the rollout that holds it now.
import { z } from "zod";
import type { AccessFacts, FellowFacts, LockFacts, PeersFileFacts, RecordedKubeconfig, RecordFacts } from "../../../facts/hostFacts";
import { ACCESS_FOLDER, STATE_FOLDER } from "../../../stateFolder";
import { type Answer, linesOf, valuesOf } from "../answer";
import { parseCertificate } from "./certificate";
import type { HostClock } from "./clock";
import type { Files } from "./files";
import { readStatus, readSums } from "./manifestFiles";

const HOLDER = "/run/pulumi-kube-vip.rollout/holder";

function readLock(answer: Answer, files: Files, clock: HostClock): LockFacts | undefined {
  const { who = "", run = "", owner = "", start, since, ending } = valuesOf(files.lines(HOLDER));
  if (run === "") return undefined;
  const runsSince = answer.find("rollout")?.trim();
  return { who, run, owner, heldSeconds: Math.max(0, clock.uptimeSeconds - Number(since ?? clock.uptimeSeconds)), alive: runsSince !== undefined && runsSince !== "" && runsSince === start, ending: ending !== undefined };
}

function readPeersFile(answer: Answer): PeersFileFacts | undefined {
  const [path] = linesOf(answer.find("peers") ?? "");
  if (path === undefined) return undefined;
  const { mode = "", owner = "" } = readStatus(answer).get(path) ?? {};
  return { path, mode, owner };
}

function readAccess(answer: Answer): AccessFacts {
  const text = answer.find("access") ?? "";
  const certificate = parseCertificate(text);
  const { mode = "", owner = "" } = readStatus(answer).get(`${ACCESS_FOLDER}/client.pem`) ?? {};
  return { ...(certificate === undefined ? {} : { certificate }), mode, owner, ...(/^ca=other$/m.test(text) ? { otherCa: true as const } : {}) };
}

function readRecordedKubeconfig(answer: Answer, path: string, sha256: string | undefined, recordedSha256: string): RecordedKubeconfig | undefined {
  const status = readStatus(answer).get(path);
  return recordedSha256 === "" || sha256 === undefined || status === undefined ? undefined : { path, recordedSha256, sha256, modified: status.modified };
}

const noted = z.object({ at: z.string(), machines: z.record(z.string(), z.string()) });

/** Whatever else lies there tells nothing. */
function readFellows([text]: readonly string[]): FellowFacts | undefined {
  try {
    return noted.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

/** Undefined where nothing was ever recorded and no rollout goes on. */
export function readRecord(answer: Answer, files: Files, clock: HostClock, kubeconfigPath: string): RecordFacts | undefined {
  const lines = files.lines(`${STATE_FOLDER}/record`);
  const recorded = valuesOf(lines);
  const [unproven] = files.lines(`${STATE_FOLDER}/unproven`);
  const [holderElsewhere] = files.lines(`${STATE_FOLDER}/elsewhere`);
  const sums = readSums(answer);
  const peersFile = readPeersFile(answer);
  const scoped = recorded.access === "scoped";
  const loginFile = scoped ? `${ACCESS_FOLDER}/admin.conf` : kubeconfigPath;
  const kubeconfig = readRecordedKubeconfig(answer, loginFile, sums.get(loginFile), recorded.kubeconfig ?? "");
  const agentSha256 = sums.get(`${STATE_FOLDER}/agent`) ?? "";
  const lock = readLock(answer, files, clock);
  const fellows = readFellows(files.lines(`${STATE_FOLDER}/rollout.json`));
  if (lines.length === 0 && agentSha256 === "" && lock === undefined) return undefined;
  return {
    owner: recorded.owner ?? "",
    manifestPath: recorded.path ?? "",
    manifestSha256: recorded.sha ?? "",
    filledSha256: sums.get(`${STATE_FOLDER}/last-good.yaml`) ?? "",
    ...(peersFile === undefined ? {} : { peersFile }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(scoped ? { access: readAccess(answer) } : {}),
    applied: recorded.applied ?? "",
    agentSha256,
    containerId: recorded.container ?? "",
    ...(recorded.machine ? { machineId: recorded.machine } : {}),
    ...(recorded.at ? { reachedAt: recorded.at } : {}),
    ...(fellows === undefined ? {} : { fellows }),
    ...(recorded.phase === "bootstrap" ? { bootstrap: true as const } : {}),
    repairs: Number(recorded.repairs ?? 0) || 0,
    failedSha256: recorded.failed_sha ?? "",
    failedReason: recorded.failed_reason ?? "",
    ...(recorded.failed_sha ? { failedRetry: recorded.failed_retry ?? "", failedBoot: recorded.failed_boot ?? "" } : {}),
    ...(unproven === undefined ? {} : { unproven }),
    ...(holderElsewhere === undefined ? {} : { holderElsewhere }),
    ...(lock === undefined ? {} : { lock }),
  };
}
