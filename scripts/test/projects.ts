// The jest projects that `npm test` runs, in order: what each is, how many workers it stands, and what it needs of the machine.
import { cpus } from "node:os";
import { checkMachine } from "../../lab/doctor";
import { missingPackages, testPackageNeeds } from "../../lab/toolchain/machineNeeds";
import { ensurePulumi } from "../../lab/toolchain/pulumiCli";

export interface Project {
  /** Its name in jest.config.js, and its folder in tests/ (except for unit, which has the other folders). */
  readonly name: string;
  readonly what: string;
  readonly workers: number;
  /** It is ended, and has failed, after this time. */
  readonly limitMinutes: number;
  /** Of one test, unless the test sets its own. */
  readonly testTimeoutSeconds: number;
  /** It leaves processors idle: runs at the same time as those next to it of which this is said too. */
  readonly beside?: true;
  /** It takes too long for every change, and runs when it is asked for, by name or with `--all`. */
  readonly onDemand?: true;
  /** Why this machine cannot run it, with what to do; undefined when it can. */
  lacks(say: (line: string) => void): Promise<string | undefined>;
}

function lacksSshd(): string | undefined {
  const missing = missingPackages(testPackageNeeds.filter(({ evidence }) => evidence.includes("/usr/sbin/sshd")));
  return missing.length === 0 ? undefined : `Missing Debian packages: ${missing.map(({ name }) => name).join(", ")}. Run: npm run lab -- doctor --install`;
}

async function lacksEngine(say: (line: string) => void): Promise<string | undefined> {
  try {
    await ensurePulumi(say);
    return undefined;
  } catch (error) {
    return `The Pulumi engine cannot be had: ${(error as Error).message}`;
  }
}

async function lacksLab(): Promise<string | undefined> {
  const problems = await checkMachine();
  return problems.length === 0 ? undefined : `This machine cannot run the lab. ${problems.map(({ what, remedy }) => `${what} ${remedy}`).join(" ")}`;
}

const nothing = async (): Promise<undefined> => undefined;
const all = cpus().length;

export const projects: readonly Project[] = [
  { name: "unit", what: "pure parts, properties, mocks, the agent's scripts under dash and busybox", workers: 3 * all, limitMinutes: 15, testTimeoutSeconds: 60, lacks: nothing },
  { name: "ssh", what: "a real sshd on loopback", workers: Math.min(2, all), limitMinutes: 15, testTimeoutSeconds: 60, beside: true, lacks: async () => lacksSshd() },
  { name: "package", what: "the packed library in other projects", workers: 1, limitMinutes: 20, testTimeoutSeconds: 300, beside: true, lacks: lacksEngine },
  { name: "engine", what: "the real Pulumi engine without hosts", workers: 1, limitMinutes: 30, testTimeoutSeconds: 300, beside: true, lacks: lacksEngine },
  { name: "lab", what: "three real control planes", workers: 1, limitMinutes: 60, testTimeoutSeconds: 900, lacks: lacksLab },
  { name: "bgp", what: "BGP between three real control planes and a real router", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "ipvs", what: "IPVS by each forwarding method between three real control planes", workers: 1, limitMinutes: 60, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "ipv6", what: "IPv6 and dual stack, by neighbour discovery and by BGP, on real control planes", workers: 1, limitMinutes: 60, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "services", what: "Services of type LoadBalancer on three real control planes", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "upgrades", what: "other versions of kube-vip and back, on three real control planes", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "machines", what: "control planes that come, go, move and are replaced, and the day without API servers", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "takeover", what: "the VIP from keepalived to kube-vip, on three real control planes", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "role", what: "the Ansible role's examples on real control planes", workers: 1, limitMinutes: 45, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "bootstrap", what: "from empty machines to a cluster, with a real kubeadm", workers: 1, limitMinutes: 60, testTimeoutSeconds: 2400, onDemand: true, lacks: lacksLab },
  { name: "findings", what: "drift, and every finding, on real control planes", workers: 1, limitMinutes: 75, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
  { name: "faults", what: "faults in the middle of an update of three real control planes", workers: 1, limitMinutes: 90, testTimeoutSeconds: 900, onDemand: true, lacks: lacksLab },
];

/** What runs one after the other: single projects, and those that may run at the same time. */
export function batches(chosen: readonly Project[]): Project[][] {
  const result: Project[][] = [];
  for (const project of chosen) {
    const last = result.at(-1);
    if (project.beside && last?.[0]?.beside) last.push(project);
    else result.push([project]);
  }
  return result;
}
