// How long planning takes, and how much memory, for 3 to 1000 hosts whose facts are given. Each size in a process of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../lab/machine/run";
import type { Say } from "../lab/progress";
import type { HostFacts } from "../components/facts/hostFacts";
import { parseFacts } from "../components/hosts/observe/parse/facts";
import { renderManifests } from "../components/manifest/manifest";
import { findings } from "../components/plan/findings/findings";
import { planRollout } from "../components/plan/rolloutPlan";
import { formatProblems, resolveSettings } from "../components/settings/resolve";
import type { Settings } from "../components/settings/settings";

export interface Planning {
  readonly hosts: number;
  /** Milliseconds: median of several. */
  readonly ms: number;
  /** Of the process at its largest. */
  readonly megabytes: number;
}

const SIZES = [3, 30, 100, 1000];

export async function measurePlanning(say: Say): Promise<Planning[]> {
  const measured: Planning[] = [];
  for (const hosts of SIZES) {
    const { stdout } = await run(process.execPath, ["--import", "tsx", __filename, String(hosts)], { cwd: join(__dirname, "..") });
    measured.push(JSON.parse(stdout) as Planning);
    say(`${hosts} hosts: ${measured.at(-1)!.ms.toFixed(0)} ms`);
  }
  return measured;
}

/** What the observing script printed on a follower of the lab, with a name, a machine id and an address of its own. */
function factsOf(answer: string, index: number): HostFacts {
  const text = answer.replaceAll("10.77.0.13", address(index)).replaceAll("cp3", key(index)).replace(/(machine-id:)[0-9a-f]{32}/, `$1${index.toString(16).padStart(32, "0")}`);
  return parseFacts(text, { sentAt: Date.now() - 1000, receivedAt: Date.now() });
}

const key = (index: number): string => `cp${index + 1}`;
const address = (index: number): string => `10.77.${Math.floor(index / 200) + 1}.${(index % 200) + 1}`;

/** The checks refuse more control planes than etcd bears, so there the hosts are added to settings that were resolved for three. */
function settingsOf(indices: readonly number[]): Settings {
  const hosts = (some: readonly number[]) => Object.fromEntries(some.map((index) => [key(index), { address: address(index) }]));
  const { settings, problems } = resolveSettings({ vip: "10.77.0.100", hosts: hosts(indices.slice(0, 3)), ssh: { acceptAnyHostKey: true } });
  if (!settings) throw new Error(formatProblems(problems));
  const more = indices.slice(3).map((index) => [key(index), { ...settings.hosts["cp1"]!, address: address(index) }] as const);
  return { ...settings, hosts: { ...settings.hosts, ...Object.fromEntries(more) } };
}

function measure(count: number): Planning {
  const answer = readFileSync(join(__dirname, "..", "tests", "hosts", "observe", "recorded", "follower.txt"), "utf8");
  const indices = Array.from({ length: count }, (_, index) => index);
  const observations = Object.fromEntries(indices.map((index) => [key(index), { kind: "seen" as const, facts: factsOf(answer, index) }]));
  const times = Array.from({ length: count > 100 ? 3 : 9 }, () => {
    const start = performance.now();
    const settings = settingsOf(indices);
    planRollout({ settings, manifests: renderManifests(settings), agentSha256: "", observations });
    findings(settings, observations, { severities: {}, now: Date.now() });
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  return { hosts: count, ms: times[Math.floor(times.length / 2)]!, megabytes: process.resourceUsage().maxRSS / 1024 };
}

if (require.main === module) console.log(JSON.stringify(measure(Number(process.argv[2]))));
