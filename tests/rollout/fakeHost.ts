// A host whose guard is a few lines of TypeScript: it keeps the lock, and answers as components/hosts/agent/guard.sh does.
import type { Caller } from "../../components/hosts/calls/caller";
import type { GuardEvent, GuardOptions } from "../../components/hosts/calls/guard";
import type { ChannelEnd, LineChannel, Session } from "../../components/hosts/session/api";

export type Settled = Extract<GuardEvent, { event: "settled" }>;
/** What a guard saw of the VIP that never probed it. */
export const SETTLED: Settled = { event: "settled", gapMs: null, asked: 0, answered: 0, own: false, sessions: [], sha256: "abc", ca: "" };
export const CONFIRMED: GuardEvent = { event: "confirmed", gapMs: null, asked: 0, answered: 0, own: false, changed: true };

export const callerOf = (key: string): Caller => ({ user: "root", host: key, owner: `dev::shop::kube-vip:index:KubeVip::prod#${key}` });
export const optionsOf = (run: string, who = "ada@laptop"): GuardOptions => ({
  run, who, manifest: "/etc/kubernetes/manifests/kube-vip.yaml", kubeconfig: "/etc/kubernetes/admin.conf", programs: "/opt", runtime: "containerd", removalSeconds: 60, withinSeconds: 120,
});

export class FakeChannel implements LineChannel {
  readonly closed: Promise<ChannelEnd>;
  readonly sent: string[] = [];
  #close!: (end: ChannelEnd) => void;
  #handler: ((line: string) => void) | undefined;
  #waiting: string[] = [];
  #over = false;

  /** @param onLine what the guard does with a line that it is sent */
  constructor(private readonly onLine: (line: string, channel: FakeChannel) => void, private readonly onClose: () => void) {
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  say(...lines: (GuardEvent | string)[]): void {
    for (const line of lines.map((said) => (typeof said === "string" ? said : JSON.stringify(said)))) {
      if (this.#handler === undefined) this.#waiting.push(line);
      else this.#handler(line);
    }
  }

  close(end: ChannelEnd): void {
    this.#over = true;
    this.onClose();
    this.#close(end);
  }

  send(line: string): void {
    if (this.#over) return;
    this.sent.push(line);
    this.onLine(line, this);
  }

  lines(handler: (line: string) => void): void {
    this.#handler = handler;
    this.#waiting.forEach(handler);
    this.#waiting = [];
  }

  end(): void {
    this.close({ kind: "exit", code: 0, stderr: "" });
  }

  cut(): void {
    this.close({ kind: "lost", reason: "it was cut here", stderr: "" });
  }
}

export interface Behaviour {
  /** In place of coming up. */
  readonly start?: (channel: FakeChannel) => void;
  /** What it says of the other manager of the VIP. */
  readonly takeOver?: Omit<Extract<GuardEvent, { event: "takeover" }>, "event">;
  /** What it saw of the VIP. */
  readonly saw?: Partial<Settled>;
  /** It answers nothing that it is told. */
  readonly silent?: boolean;
}

/** Implements `Session`; several rollouts may have one at once. */
export class FakeHost {
  readonly channels: FakeChannel[] = [];
  readonly commands: { readonly command: string; readonly stdin?: string | undefined }[] = [];
  /** The rollout that has the lock. */
  heldBy: string | undefined;
  /** sha256 of the manifest that is recorded on it. */
  recorded = SETTLED.sha256;
  holds = 0;
  closes = 0;

  constructor(readonly key: string, private readonly behaviour: Behaviour = {}) {}

  get session(): Session {
    return {
      run: () => Promise.reject(new Error("a guard needs no command beside its own")),
      open: async (command, { stdin } = {}) => {
        this.commands.push({ command, stdin });
        return this.#open(command);
      },
      hold: () => {
        this.holds++;
        return () => void this.holds--;
      },
      lost: new Promise<string>(() => undefined),
      close: () => void this.closes++,
    };
  }

  /** All lines that guards were sent here, once they were told to lock. */
  get told(): string[] {
    return this.channels.flatMap(({ sent }) => sent.filter((line) => line !== "lock"));
  }

  #open(command: string): FakeChannel {
    const run = / run=(\S+)/.exec(command)?.[1] ?? "";
    const free = (): void => {
      if (this.heldBy === run) this.heldBy = undefined;
    };
    const channel = new FakeChannel((line) => (line === "lock" ? this.#takeLock(run, channel) : this.#answer(line, channel)), free);
    this.channels.push(channel);
    if (this.behaviour.start !== undefined) this.behaviour.start(channel);
    else channel.say({ event: "ready" });
    return channel;
  }

  #takeLock(run: string, channel: FakeChannel): void {
    if (this.heldBy !== undefined) {
      channel.say({ event: "busy", who: "bob@desk", owner: "prod::infra::kube-vip:index:KubeVip::prod", run: this.heldBy, heldSeconds: 42.4 });
      channel.close({ kind: "exit", code: 3, stderr: "" });
      return;
    }
    this.heldBy = run;
    channel.say({ event: "held" });
  }

  #answer(line: string, channel: FakeChannel): void {
    if (this.behaviour.silent) return;
    const saw = { ...SETTLED, sha256: this.recorded, ...this.behaviour.saw };
    if (line === "settle") channel.say(saw);
    if (line.startsWith("takeover")) channel.say({ event: "takeover", ...(this.behaviour.takeOver ?? { result: "ended", reason: "" }) });
    if (/^(note|failed) /.test(line)) channel.say({ event: "noted" });
    if (line !== "confirm") return;
    channel.say({ ...saw, event: "confirmed", changed: true });
    channel.close({ kind: "exit", code: 0, stderr: "" });
  }
}
