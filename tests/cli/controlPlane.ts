// A healthy control plane for the commands: facts of its hosts, a settings file, a fleet and a terminal that only remember.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { agentScript } from "../../components/hosts/agentScript";
import { createHash } from "node:crypto";
import type { HealthzFacts, HostFacts } from "../../components/facts/hostFacts";
import type { Observations } from "../../components/facts/observation";
import type { Session } from "../../components/hosts/session";
import type { Settings } from "../../components/settings/settings";
import type { Cluster } from "../../cli/cluster/cluster";
import type { Fleet } from "../../cli/cluster/fleet";
import { plain } from "../../cli/status/style";
import type { Clock, Terminal } from "../../cli/terminal";
import { healthyHost, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

/** Two days after kube-vip was started in the facts. */
export const NOW = 1_763_632_803_000 + 2 * 86_400_000 + 3 * 3_600_000;
export const AGENT_SHA256 = createHash("sha256").update(agentScript()).digest("hex");

export type Change = (facts: HostFacts) => HostFacts;
export const answers = (httpCode = 200, failure = ""): HealthzFacts => ({ httpCode, latencyMs: 12, failure });

/** As `status` sees a host of a healthy control plane; cp1 holds the VIP. */
export function seenHost(settings: Settings, key: string): HostFacts {
  const facts = healthyHost(settings, key);
  const number = Object.keys(settings.hosts).indexOf(key) + 1;
  const link = { name: "eth0", mac: `52:54:00:00:00:0${number}`, up: true, carrier: true, loopback: false, kind: "", mtu: 1500, arp: true };
  const own = { scope: "global", tentative: false, dadFailed: false, deprecated: false };
  const addresses = [{ ...own, address: settings.hosts[key]!.address, prefixLength: 24 }, ...facts.vips!.flatMap(({ vip, interface: name }) => (name === undefined ? [] : [{ ...own, address: vip, prefixLength: vip.includes(":") ? 128 : 32 }]))];
  return {
    ...facts,
    interfaces: [{ ...link, name: "lo", mac: "", loopback: true, addresses: [] }, { ...link, addresses }],
    vips: facts.vips!.map((vip) => ({ ...vip, healthz: answers() })),
    apiServer: { url: "https://kubernetes:6443", healthz: answers() },
    record: { ...facts.record!, agentSha256: AGENT_SHA256 },
  };
}

export function seen(settings: Settings, changes: Readonly<Record<string, Change>> = {}): Observations {
  return Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, { kind: "seen", facts: (changes[key] ?? ((facts) => facts))(seenHost(settings, key)) }]));
}

export const unseen = (reason: string): Observations[string] => ({ kind: "unseen", reason });

/** Nothing answers on the VIP that a host asks. */
export const deaf: Change = (facts) => ({ ...facts, vips: facts.vips!.map((vip) => ({ ...vip, healthz: answers(0, "Connection timed out after 2001 milliseconds") })) });

export const settings = settingsFrom();

export function settingsFile(folder: string, args: object = goodArgs()): string {
  const file = join(folder, "settings.json");
  writeFileSync(file, JSON.stringify(args));
  return file;
}

export interface FakeFleet extends Fleet {
  closed: boolean;
}

/** `look` gives the observations of each look in turn, the last for ever. */
export function fleetOf(cluster: Cluster, looks: readonly Observations[], session: (key: string) => Promise<Session> = () => Promise.reject(new Error("no session was expected"))): FakeFleet {
  let next = 0;
  return {
    cluster,
    keys: Object.keys(cluster.settings.hosts),
    look: () => Promise.resolve(looks[Math.min(next++, looks.length - 1)]!),
    session,
    user: () => "root",
    closed: false,
    close() {
      this.closed = true;
    },
  };
}

export interface Said {
  readonly out: string[];
  readonly err: string[];
  readonly terminal: Terminal;
}

export function remember(over: Partial<Terminal> = {}): Said {
  const out: string[] = [];
  const err: string[] = [];
  return { out, err, terminal: { out: (text) => out.push(text), err: (text) => err.push(text), redraws: false, paint: plain, ...over } };
}

/** Time passes only by sleeping; `tick` is told of each step. */
export function fakeClock(tick: (now: number) => void = () => {}): Clock {
  let now = NOW;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      now += ms;
      tick(now);
      await new Promise(setImmediate);
    },
  };
}
