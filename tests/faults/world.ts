// The one installation that serves as many faults as it can.
import type { Workspace } from "../../lab/pulumi/workspace";
import { Installation } from "../lab/installation";
import { vipHolders } from "../lab/sights";
import { AT_ONCE, type Json, labSettings, labStack } from "../lab/stack";

/** A look at hosts that are busy with a fault takes its time. */
export const PATIENT = { observeSeconds: 60 };

/** Longer than elsewhere: no lease is to be lost because a fault keeps a host busy. */
const LEASES = { leaderElection: { leaseDurationSeconds: 12, renewDeadlineSeconds: 8, retryPeriodSeconds: 2 } };

/** For the same reason one look is not to decide that an API server is down; the agent itself waits for it. */
const FINDINGS = { findings: { "api-server-down": "warning" } };

type Hosts = Record<string, Json>;

export class World extends Installation {
  private settings: Json = { ...LEASES, ...FINDINGS, timeouts: PATIENT };
  private readonly hosts: Hosts = {};

  /** A stack on pristine hosts that has done nothing yet. */
  async pristine(): Promise<Workspace> {
    await this.lab.resetHosts();
    for (const { name, address } of this.lab.hosts) this.hosts[name] = { address };
    return (this.made = await labStack(this.lab, { settings: labSettings(this.settings) }));
  }

  /** The stack, with kube-vip on all hosts. */
  async installed(): Promise<Workspace> {
    if (!this.made) await (await this.pristine()).up(AT_ONCE);
    return this.stack;
  }

  /** Forgets an installation that another stack took over and removed: who needs one next gets it on pristine hosts. */
  async forget(): Promise<void> {
    await this.end();
    this.made = undefined;
  }

  async set(settings: Json): Promise<void> {
    this.settings = { ...this.settings, ...settings };
    await this.stack.setConfig({ settings: labSettings(this.settings) });
  }

  /** Sets what changes one host's Pod and nothing else: its Node's name, which it has anyway, written out or not. */
  async changePod(host: string): Promise<void> {
    await this.change(host, "nodeName", host);
  }

  /** Sets what changes one host's manifest as it is shown and nothing on the host: the interface, which is found anyway, written out or not. */
  async changeText(host: string): Promise<void> {
    await this.change(host, "interface", "eth0");
  }

  /** Moves a host to those that are retired. */
  async retire(host: string): Promise<void> {
    delete this.hosts[host];
    await this.stack.setConfig({ hosts: this.hostsConfig });
    await this.set({ retired: [host] });
  }

  /** The hosts as another person's configuration has them, who changes the text of one. */
  withChangedText(host: string): { value: string } {
    return { value: JSON.stringify({ ...this.hosts, [host]: toggled(this.hosts[host]!, "interface", "eth0") }) };
  }

  /** The settings as the stack's configuration has them, with more. */
  settingsWith(more: Json): { value: string } {
    return labSettings({ ...this.settings, ...more });
  }

  /** The hosts as the stack's configuration has them. */
  get hostsConfig(): { value: string } {
    return { value: JSON.stringify(this.hosts) };
  }

  async holder(): Promise<string> {
    const [holder = ""] = await vipHolders(this.lab);
    return holder;
  }

  /** In the order in which a rollout takes them. */
  async followers(): Promise<[string, string]> {
    const holder = await this.holder();
    return this.lab.hosts.map(({ name }) => name).filter((name) => name !== holder).sort() as [string, string];
  }

  private async change(host: string, field: string, value: string): Promise<void> {
    this.hosts[host] = toggled(this.hosts[host]!, field, value);
    await this.stack.setConfig({ hosts: this.hostsConfig });
  }
}

function toggled(host: Json, field: string, value: string): Json {
  const { [field]: before, ...rest } = host;
  return before === undefined ? { ...rest, [field]: value } : rest;
}
