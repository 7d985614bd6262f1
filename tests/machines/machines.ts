// The one installation of this suite, whose hosts change.
import type { OperationResult } from "../../lab/pulumi/workspace";
import { type Watched, watchWhile } from "../../lab/watch";
import { Installation } from "../lab/installation";
import { guardsGone, vipHolders } from "../lab/sights";
import { AT_ONCE, type Json, labSettings, labStack } from "../lab/stack";
import { askApi } from "../services/cluster";
import { type Measured, section } from "./figures";

export const ASKED_PER_SECOND = 20;

/** A look at busy hosts takes its time. */
const SETTINGS = { timeouts: { observeSeconds: 60 } };

const LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock";

/** What must stay as it is on a host that nobody touches: the manifest to the byte and when it was written, and which process runs since when. */
const LOOK = `sha256sum </etc/kubernetes/manifests/kube-vip.yaml; stat -c '%y %i' /etc/kubernetes/manifests/kube-vip.yaml; crictl ps --name kube-vip -q --no-trunc; for pid in $(pidof kube-vip); do sed 's/.*) //' /proc/$pid/stat | cut -d ' ' -f 20; done`;

export class Machines extends Installation {
  private readonly measured: Measured[] = [];

  async begin(): Promise<void> {
    await this.lab.resetHosts();
    this.made = await labStack(this.lab, { settings: labSettings(SETTINGS) });
  }

  /** Shows what was measured as a part of docs/performance.md. */
  override async end(): Promise<void> {
    if (this.measured.length > 0) console.log(section(this.measured, ASKED_PER_SECOND, new Date()));
    await super.end();
  }

  addressOf(host: string): string {
    return this.lab.hosts.find(({ name }) => name === host)!.address;
  }

  /** Sets which keys there are, and where each machine is reached: by default at its own address. */
  async setHosts(keys: readonly string[], addresses: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stack.setConfig({ hosts: { value: JSON.stringify(Object.fromEntries(keys.map((key) => [key, { address: addresses[key] ?? this.addressOf(key) }]))) } });
  }

  async set(settings: Json): Promise<void> {
    await this.stack.setConfig({ settings: labSettings({ ...SETTINGS, ...settings }) });
  }

  async holder(): Promise<string> {
    return (await vipHolders(this.lab))[0] ?? "";
  }

  untouched(hosts: readonly string[]): Promise<Record<string, string>> {
    return this.everywhere(hosts, LOOK);
  }

  async everywhere(hosts: readonly string[], script: string): Promise<Record<string, string>> {
    return Object.fromEntries(await Promise.all(hosts.map(async (host) => [host, (await this.lab.on(host, script)).stdout] as const)));
  }

  /** An `up` while the VIP is asked all the time. */
  async watchedUp(what: string, away?: (result: OperationResult) => number | undefined): Promise<{ result: OperationResult; seen: Watched; transitions: number }> {
    const before = await this.transitions();
    let result: OperationResult | undefined;
    const seen = await watchWhile(this.lab, async () => void (result = await this.stack.up(AT_ONCE)), ASKED_PER_SECOND);
    const transitions = (await this.transitions()) - before;
    this.measured.push({ what, seen, toldMs: away?.(result!) });
    return { result: result!, seen, transitions };
  }

  settled(): Promise<void> {
    return guardsGone(this.lab);
  }

  /** How often another one than before got the lease. */
  private async transitions(): Promise<number> {
    const { text } = await askApi(this.lab, LEASE);
    return (JSON.parse(text) as { spec: { leaseTransitions: number } }).spec.leaseTransitions;
  }
}
