// What must be true after every fault: the VIP answers from one host, and no host has half of anything, or two.
import { setTimeout as sleep } from "node:timers/promises";
import { fromYaml, toYaml } from "../../components/manifest/yaml";
import type { Lab } from "../../lab/session";
import { manifestOn, secondsUntilAnswer, vipHolders } from "../lab/sights";

/** Seconds for agents and guards to end by themselves, and for a VIP to come back. */
const AGENTS_LIMIT = 300;
const VIP_LIMIT = 120;

const LOOK = `
ls -A /etc/kubernetes/manifests
find /var/lib/pulumi-kube-vip /etc/modules-load.d -name '.*' -o -name '*.conf.*'
echo "processes $(grep -lsx kube-vip /proc/[0-9]*/comm | wc -l)"`;

/** On a host with our kube-vip: the manifest alone, no draft beside anything of ours, one process. */
const WHOLE = "kube-vip.yaml\nprocesses 1";

/** @param off hosts that have no power */
export async function expectWhole(lab: Lab, off: readonly string[] = []): Promise<void> {
  const hosts = lab.hosts.map(({ name }) => name).filter((name) => !off.includes(name));
  await Promise.all(hosts.map((host) => agentsEnd(lab, host)));
  await secondsUntilAnswer(lab, VIP_LIMIT);
  await Promise.all(hosts.map((host) => expectWholeHost(lab, host)));
  await secondsUntilAnswer(lab, VIP_LIMIT);
  if (off.length === 0) expect(await vipHolders(lab)).toHaveLength(1);
}

/** Until neither an agent nor a guard is at work: both finish by themselves, whoever has gone. */
export async function agentsEnd(lab: Lab, host: string): Promise<void> {
  const { stdout } = await lab.on(host, `for i in $(seq ${AGENTS_LIMIT}); do set -- /run/pulumi-kube-vip*; [ -e "$1" ] || exit 0; sleep 1; done; echo "$@"`);
  expect({ host, stillAtWork: stdout }).toEqual({ host, stillAtWork: "" });
}

async function expectWholeHost(lab: Lab, host: string): Promise<void> {
  let seen = "";
  for (let looks = 0; looks < 60 && seen !== WHOLE; looks++) {
    if (looks > 0) await sleep(1000);
    seen = (await lab.on(host, LOOK)).stdout;
  }
  expect({ host, seen }).toEqual({ host, seen: WHOLE });
  expectWholeManifest((await manifestOn(lab, host))!);
}

/** Canonical to its last line, which is the volume's. */
export function expectWholeManifest({ text, mode }: { text: string; mode: string }): void {
  const pod = fromYaml(text);
  expect(toYaml(pod).trimEnd()).toBe(text.trimEnd());
  expect(text.trimEnd().split("\n").at(-1)).toBe("      name: kubeconfig");
  expect(mode).toBe("600");
}
