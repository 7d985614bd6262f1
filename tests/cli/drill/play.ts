// Three hosts that are played: cp1 holds the VIP until it is disturbed, and some time later another one does.
import type { Cluster } from "../../../cli/cluster/cluster";
import type { ChannelEnd, LineChannel, Session } from "../../../components/hosts/session";
import type { Observations } from "../../../components/facts/observation";
import type { Clock } from "../../../cli/terminal";
import type { HostFacts } from "../../../components/facts/hostFacts";
import { fakeClock, type FakeFleet, fleetOf, NOW, seen, seenHost, settings } from "../controlPlane";

export interface Plot {
  /** How long the VIP is gone after the holder was disturbed. */
  readonly goneMs: number;
  /** Who has it then. */
  readonly to: string;
  /** How the hosts look at first. */
  readonly before?: Observations;
  /** What else is to be seen afterwards. */
  readonly after?: (now: Observations) => Observations;
  /** A host without curl. */
  readonly mute?: string;
  /** A host that gets no answers at all. */
  readonly unsteady?: string;
  /** What the holder says instead of stopping kube-vip. */
  readonly refuses?: string;
}

interface Watch {
  readonly key: string;
  readonly tell: (line: string) => void;
  open: boolean;
}

/** With power-off nothing tells the play; the VIP is gone from half a second after the hosts began to be calm. */
const POWER_OFF_AFTER = 4000;
const STEP = 100;

export class Play {
  readonly stopped: string[] = [];
  readonly clock: Clock;
  readonly #watches: Watch[] = [];
  #disturbedAt = Infinity;
  #at = NOW;

  constructor(private readonly plot: Plot) {
    this.clock = fakeClock((now) => this.#pass(now));
  }

  /** Hosts that still ask. */
  get watching(): number {
    return this.#watches.filter(({ open }) => open).length;
  }

  fleet(cluster: Cluster): FakeFleet {
    const fleet = fleetOf(cluster, [], (key) => Promise.resolve(this.#session(key)));
    return Object.assign(fleet, { look: () => Promise.resolve(this.#look()) });
  }

  #session(key: string): Session {
    return {
      run: () => {
        if (this.plot.refuses !== undefined) return Promise.resolve({ stdout: "", stderr: `${this.plot.refuses}\n`, code: 1 });
        this.stopped.push(key);
        this.#disturbedAt = this.#at;
        return Promise.resolve({ stdout: "crictl\n", stderr: "", code: 0 });
      },
      open: () => Promise.resolve(this.#channel(key)),
    } as unknown as Session;
  }

  #channel(key: string): LineChannel {
    let close: (end: ChannelEnd) => void = () => {};
    const closed = new Promise<ChannelEnd>((resolve) => (close = resolve));
    const end = (watch?: Watch): void => {
      if (watch) watch.open = false;
      close({ kind: "exit", code: 0, stderr: "" });
    };
    let watch: Watch | undefined;
    return {
      send: () => {},
      lines: (handler) => {
        if (key === this.plot.mute) return close({ kind: "exit", code: 1, stderr: `${key}: there is no curl on this host.\n` });
        watch = { key, tell: handler, open: true };
        this.#watches.push(watch);
        handler(this.#line(key));
      },
      closed,
      end: () => end(watch),
      cut: () => end(watch),
    };
  }

  #line(key: string): string {
    return `${Math.round((this.#at - NOW) / 10)} ${this.#answer(key)}`;
  }

  #answer(key: string): string {
    if (key === this.plot.unsteady) return "000";
    const holder = this.#holder;
    return holder === undefined ? "000" : holder === key ? "own" : "200";
  }

  get #holder(): string | undefined {
    if (this.#at <= this.#disturbedAt) return "cp1";
    return this.#at < this.#disturbedAt + this.plot.goneMs ? undefined : this.plot.to;
  }

  #look(): Observations {
    if (this.#at <= this.#disturbedAt) return this.plot.before ?? seen(settings);
    const holder = this.#holder ?? "";
    const now = seen(settings, Object.fromEntries(Object.keys(settings.hosts).map((key) => [key, () => this.#held(key, holder)])));
    return this.plot.after ? this.plot.after(now) : now;
  }

  #held(key: string, holder: string): HostFacts {
    const facts = seenHost(settings, key);
    const vips = facts.vips!.map(({ interface: _, ...vip }) => ({ ...vip, ...(key === holder ? { interface: "eth0" } : { answeredBy: [`52:54:00:00:00:0${Object.keys(settings.hosts).indexOf(holder) + 1}`] }) }));
    const interfaces = seenHost(settings, key).interfaces!.map((link) => ({ ...link, addresses: link.addresses.filter(({ address }) => address !== settings.vips[0]) }));
    return { ...facts, vips, interfaces, cluster: { lease: { ...facts.cluster!.lease!, holder } } };
  }

  #pass(now: number): void {
    if (this.#disturbedAt === Infinity && this.plot.refuses === undefined && this.stopped.length === 0 && now - NOW > POWER_OFF_AFTER) this.#disturbedAt = this.#at;
    while (this.#at < now) {
      this.#at += STEP;
      for (const { key, tell, open } of this.#watches) if (open) tell(this.#line(key));
    }
  }
}
