// The guards of all hosts of one rollout: begun together, told together, confirmed together.
import type { Caller } from "../hosts/calls/caller";
import type { BgpSession } from "../hosts/bgpSession";
import type { GuardCommand, GuardOptions } from "../hosts/calls/guard";
import type { Session } from "../hosts/session/api";
import type { Seen } from "../plan/rolloutReport";
import { runError } from "../runError";
import { type Busy, Guard } from "./guard";

export interface GuardedHost {
  readonly session: Session;
  readonly caller: Caller;
  readonly options: GuardOptions;
}

/** Milliseconds between two signs of life; a guard that hears none for minutes takes the program for dead. */
const ALIVE_EVERY = 20_000;

export class Guards {
  private readonly beat: NodeJS.Timeout;

  private constructor(private readonly guards: readonly Guard[]) {
    this.beat = setInterval(() => this.tellAll("alive"), ALIVE_EVERY).unref();
  }

  /**
   * Takes the locks of all hosts: first that of the first key alone, so that of two rollouts one wins, then the others at once. Guards come up on all hosts meanwhile.
   * @throws Error that says who has a host, or why a guard did not come up; then no lock is kept
   */
  static async begin(hosts: Readonly<Record<string, GuardedHost>>): Promise<Guards> {
    const [first, ...others] = Object.keys(hosts).sort();
    if (first === undefined) return new Guards([]);
    const starting = new Map([first, ...others].map((key) => [key, startOn(hosts[key]!)]));
    const locked: Guard[] = [];
    const lock = async (key: string): Promise<void> => {
      const guard = await starting.get(key)!;
      const busy = await guard.lock();
      if (busy !== undefined) throw new Error(busyText(key, busy));
      locked.push(guard);
    };
    try {
      await lock(first);
      const failed = (await Promise.allSettled(others.map(lock))).find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
      return new Guards(locked);
    } catch (error) {
      const started = (await Promise.allSettled(starting.values())).flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      for (const guard of started.filter((one) => !locked.includes(one))) guard.leave();
      await Promise.all(locked.map((guard) => guard.ask("confirm", "confirmed")));
      throw error;
    }
  }

  /**
   * Before any host is touched: the other manager of the VIP is ended on all hosts but the one that has the VIP by it, whose guard is then told that it is the last.
   * @param from name of that manager
   * @param holder key of the host that had the VIP by it when it was looked at
   * @throws Error that says why it goes on somewhere, or that the VIP is elsewhere by now
   */
  async takeOver(from: string, holder: string | undefined): Promise<void> {
    const others = this.guards.filter(({ key }) => key !== holder);
    const told = await Promise.all(others.map(async (guard) => [guard.key, await guard.ask("takeover", "takeover")] as const));
    for (const [key, event] of told) {
      if (event === undefined) throw runError(`The guard of ${key} did not say whether ${from} has ended there, so no host was given kube-vip. Run again.`);
      if (event.result === "failed") throw runError(`${key}: ${event.reason}`);
      if (event.result === "holds") throw runError(`${key} has the virtual IP now${holder === undefined ? "" : `, and not ${holder} as before`}: ${from} has moved it. No host was given kube-vip. Run again.`);
    }
    const last = await this.guards.find(({ key }) => key === holder)?.ask("takeover last", "takeover");
    if (last?.result === "failed") throw runError(`${holder}: ${last.reason}`);
  }

  /** Before the holder of the VIP is touched: the VIP is watched, and from now on an end without `confirm` takes every changed host back. */
  handOver(): void {
    this.tellAll("probe");
    this.tellAll("handover");
  }

  /** Keys of the hosts whose lock was lost with the connection. */
  get lost(): readonly string[] {
    return this.guards.filter(({ holds }) => !holds).map(({ key }) => key);
  }

  /**
   * All hosts are done: what was seen of the VIP, and what is to be kept of it on every host.
   * @param reportOf gets the cluster's CA too, as PEM; empty where no guard told it; and the BGP sessions of each host whose guard answered
   * @returns the sha256 of the manifest that each host records now, by key, without those whose guard did not answer
   */
  async settle(reportOf: (seen: Seen, ca: string, sessions: Readonly<Record<string, readonly BgpSession[]>>) => Promise<object>): Promise<Readonly<Record<string, string>>> {
    const events = await Promise.all(this.guards.map((guard) => guard.ask("settle", "settled")));
    const asking = events.flatMap((event) => (event === undefined || event.gapMs === null ? [] : [event]));
    const others = asking.filter(({ own }) => !own);
    // Of two hosts both hold the VIP in turn; the one that gave it up knows when the other one answered.
    const outside = others.length > 0 ? others : asking;
    const seen: Seen = {
      ...(outside.length === 0 ? {} : { vipGapMs: Math.max(...outside.map((event) => event.gapMs ?? 0)) }),
      asked: outside.reduce((sum, event) => sum + event.asked, 0),
      answered: outside.reduce((sum, event) => sum + event.answered, 0),
    };
    const ca = events.find((event) => event !== undefined && event.ca !== "")?.ca ?? "";
    const sessions = Object.fromEntries(events.flatMap((event, index) => (event === undefined ? [] : [[this.guards[index]!.key, event.sessions] as const])));
    const text = JSON.stringify(await reportOf(seen, pemOf(ca), sessions));
    await Promise.all(this.guards.map((guard) => guard.ask(`note ${text}`, "noted")));
    return Object.fromEntries(events.flatMap((event, index) => (event === undefined ? [] : [[this.guards[index]!.key, event.sha256] as const])));
  }

  /** The proof failed: whoever looks next is told, and hosts that go back remember why. @param reason one sentence */
  async fail(reason: string): Promise<void> {
    const line = reason.replace(/\s+/g, " ");
    await Promise.all(this.guards.map((guard) => guard.ask(`failed ${line}`, "noted")));
  }

  /** All is proven: the locks are given back. Returns the keys of the hosts whose guard could not be told; each goes back by itself if it finds that it should. */
  async confirm(): Promise<readonly string[]> {
    clearInterval(this.beat);
    const told = await Promise.all(this.guards.map((guard) => guard.ask("confirm", "confirmed")));
    return this.guards.filter((_, index) => told[index] === undefined).map(({ key }) => key);
  }

  private tellAll(command: GuardCommand): void {
    for (const guard of this.guards) guard.tell(command);
  }
}

/** A guard's events are lines, so the line ends of what it tells are blanks. */
function pemOf(line: string): string {
  return line.replace(/-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----/g, (_, body: string) => `-----BEGIN CERTIFICATE-----${body.replaceAll(" ", "\n")}-----END CERTIFICATE-----\n`);
}

function startOn({ session, caller, options }: GuardedHost): Promise<Guard> {
  const started = Guard.start(session, caller, options);
  // Whoever locks it is told.
  started.catch(() => undefined);
  return started;
}

function busyText(host: string, { who, owner, run, heldSeconds }: Busy): string {
  return (
    `Another rollout changes ${host}: ${who} (${owner}), since ${Math.round(heldSeconds)} s. Wait until it has ended and run again. ` +
    `It ends by itself when its program has ended; to end it by name: \`npx pulumi-kube-vip unlock ${run}\`.`
  );
}
