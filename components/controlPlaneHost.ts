// One control-plane host: the agent on it, its manifest, and what it sees as a witness.
import { remote, type types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { accessRights } from "./access/rights";
import { packedAgent } from "./hosts/agentScript";
import { accessCall, revokeCall } from "./hosts/calls/access";
import { abandonCall, applyCall, type ApplyOptions, prepareCall, removeCall, startCall } from "./hosts/calls/apply";
import type { Caller } from "./hosts/calls/caller";
import { installCall, uninstallCall } from "./hosts/calls/install";
import { forgetCall, secretsCall } from "./hosts/calls/secrets";
import { witnessCall } from "./hosts/calls/witness";
import { accessOptionsOf, apiServerOf, applyOptionsOf, guardOptionsOf, installOptionsOf, needsOf, type Phase, removeOptionsOf, witnessOptionsOf } from "./hosts/optionsOf";
import { type AccessReport, type AgentReport, type HostReport, NO_ACCESS, parseAccessReport, parseAgentReport, parseHostReport, parseWitnessReport, type WitnessReport } from "./hosts/reports";
import { valueOf } from "./inputs/waiting";
import { renderFirstManifest } from "./manifest/manifest";
import { manifestHash } from "./manifest/yaml";
import { ownerOf } from "./owner";
import { type HostPart, hostResourceName } from "./resourceNames";
import type { Guarded } from "./rollout/rollout";
import { runError } from "./runError";
import type { Settings } from "./settings/settings";
import { withoutStacks } from "./withoutStacks";

/** What a host's resources are made from. */
export interface ControlPlaneHostInputs {
  readonly key: string;
  readonly parent: pulumi.Resource;
  /** Prefix of the resources' names: the component's name. */
  readonly name: string;
  readonly settings: pulumi.Output<Settings>;
  readonly manifest: pulumi.Output<string>;
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  readonly user: pulumi.Output<string>;
  /** Lines `name=value`, when the manifest has placeholders for secrets. */
  readonly secrets?: pulumi.Output<string>;
  /** Settles when the hosts were looked at. */
  readonly looked: Promise<unknown>;
  /** kube-vip gets a login of its own. */
  readonly scoped: boolean;
  /** Mark of this run, by which an agent that it created is known. */
  readonly run: string;
  /** The cluster begins on this host; or it is somebody else who makes this host a control plane, before a run that nobody knows. */
  readonly begins?: "here" | "by others";
  /** What made this host a control plane; it is not looked at before. */
  readonly after?: readonly pulumi.Resource[];
}

/** The resources of one host; a plain class, since the component itself is their parent. */
export class ControlPlaneHost {
  readonly key: string;
  /** Puts the agent on the host and judges whether the host is ready. */
  readonly agent: remote.Command;
  /** Resolves when the agent is there and found the host ready. */
  readonly ready: Promise<AgentReport>;
  readonly caller: pulumi.Output<Caller>;
  private readonly secrets?: remote.Command;
  private login?: remote.Command;

  constructor(private readonly inputs: ControlPlaneHostInputs) {
    this.key = inputs.key;
    // The URN tells apart a component that was renamed or moved to another parent, whose old removal must not touch what the new one just took over.
    this.caller = pulumi.all([inputs.user, ownerOf(inputs.parent)]).apply(([user, owner]) => ({ user, host: inputs.key, owner: `${owner}#${inputs.key}` }));
    const install = (run?: string) => pulumi.all([this.caller, inputs.settings]).apply(([caller, settings]) => installCall(caller, installOptionsOf(settings, inputs.key, { bootstrap: inputs.begins !== undefined }), run));
    // Packing takes a while, in which no login to a host would go on.
    this.agent = this.command("-agent", { create: install(inputs.run), update: install(), delete: this.caller.apply(uninstallCall), stdin: inputs.looked.then(packedAgent, packedAgent) }, inputs.after ?? [], ["stdin"]);
    this.ready = doneOf(this.agent, inputs.key).then(parseAgentReport);
    this.ready.catch(() => undefined);
    if (inputs.secrets) {
      this.secrets = this.command("-secrets", { ...always(this.caller.apply(secretsCall)), delete: this.caller.apply(forgetCall), stdin: pulumi.secret(inputs.secrets), logging: "none" }, [this.agent]);
    }
    // where the cluster begins there is nobody yet who could sign it
    if (inputs.begins !== "here") this.login = this.access([this.agent]);
  }

  /** Makes the resource of kube-vip's own login, where it has one. */
  private access(after: readonly pulumi.Resource[]): remote.Command | undefined {
    const { scoped, settings, key } = this.inputs;
    if (!scoped) return undefined;
    const known = pulumi.all([this.caller, settings]);
    return this.command("-access", {
      ...always(known.apply(([caller, all]) => accessCall(caller, accessOptionsOf(all, key, this.pending())))),
      delete: known.apply(([caller, all]) => revokeCall(caller, apiServerOf(all))),
      stdin: settings.apply((all) => accessRights(all, key)),
    }, after);
  }

  /** Makes the resource that puts the manifest in place for a cluster that is to begin here. */
  prepare(): remote.Command {
    const { key, settings } = this.inputs;
    const call = pulumi.all([this.caller, settings, this.revision()]).apply(([caller, known, secrets]) => prepareCall(caller, { ...needsOf(known), secrets }));
    const abandon = pulumi.all([this.caller, settings]).apply(([caller, known]) => abandonCall(caller, removeOptionsOf(known)));
    return this.command("-prepared", { ...always(call), delete: abandon, stdin: settings.apply((known) => renderFirstManifest(known, key)) }, this.inventory());
  }

  /** Makes the resource that changes to the login that is to last, once `after` have made the cluster. */
  start(after: readonly pulumi.Resource[]): remote.Command {
    this.login = this.access([this.agent, ...after]);
    return this.command("-started", { ...always(this.applying(startCall)), stdin: this.inputs.manifest }, [...this.basis(), ...after]);
  }

  /**
   * Makes the resource that puts the manifest in place, once the agents of all hosts found them ready.
   * @param ready all that must be there before; agents of all hosts among it
   * @param turn when this host may be touched; awaited by an update, not by a preview
   */
  apply(ready: readonly remote.Command[], turn: Promise<void>): AppliedHost {
    const { settings, manifest } = this.inputs;
    const call = this.applying(applyCall);
    const remove = pulumi.all([this.caller, settings]).apply(([caller, known]) => removeCall(caller, removeOptionsOf(known)));
    // Waiting for one's turn is no dependency: an edge that moves with the rollout order would break `--target`.
    const stdin = pulumi.runtime.isDryRun() ? manifest : manifest.apply((text) => turn.then(() => text));
    const resource = this.command("", { ...always(call), delete: remove, stdin }, [...new Set([...ready, ...this.basis()])]);
    const done = doneOf(resource, this.key).then(() => undefined);
    // Who waits for it is told; but nobody may.
    done.catch(() => undefined);
    const access = this.login ? this.login.stdout.apply(parseAccessReport) : pulumi.output(NO_ACCESS);
    return { host: this, resource, report: resource.stdout.apply(parseHostReport), access, done };
  }

  /** How this host's guard is started, and what it guards. */
  guard(run: string): Promise<Guarded> {
    const guarded = pulumi.all([this.caller, this.inputs.settings, this.inputs.manifest]).apply(([caller, settings, manifest]) => ({ caller, options: guardOptionsOf(settings, run), wanted: manifestHash(manifest) }));
    return valueOf(guarded);
  }

  /** Makes the resource that reports what this host sees once all hosts are done. */
  witness(hashes: pulumi.Output<string>, connections: number, applied: readonly AppliedHost[]): pulumi.Output<WitnessReport> {
    const call = pulumi.all([this.caller, this.inputs.settings]).apply(([caller, settings]) => witnessCall(caller, witnessOptionsOf(settings, this.pending(), connections)));
    return this.command("-witness", { ...always(call), stdin: hashes }, applied.map((host) => host.resource)).stdout.apply(parseWitnessReport);
  }

  /** All that must be there before any host is changed. */
  get preparations(): readonly remote.Command[] {
    return this.login ? [this.agent, this.login] : [this.agent];
  }

  /** What the first manifest needs on this host, before there is a cluster. */
  private inventory(): remote.Command[] {
    return [this.agent, ...(this.secrets ? [this.secrets] : [])];
  }

  /** What this host's manifest needs on it. */
  private basis(): remote.Command[] {
    return [...this.inventory(), ...(this.login ? [this.login] : [])];
  }

  private revision(): pulumi.Output<string | undefined> {
    return this.secrets ? pulumi.unsecret(this.secrets.stdout) : pulumi.output(undefined);
  }

  /** Whether a host without a cluster may be left as it is. */
  private pending(): Phase {
    return this.inputs.begins === "by others" ? { bootstrap: true } : {};
  }

  private applying(call: (caller: Caller, options: ApplyOptions) => string): pulumi.Output<string> {
    return pulumi.all([this.caller, this.inputs.settings, this.revision()]).apply(([caller, known, secrets]) =>
      call(caller, applyOptionsOf(known, this.pending(), secrets)),
    );
  }

  private command(part: HostPart, args: Omit<remote.CommandArgs, "connection">, dependsOn: readonly pulumi.Resource[], hideDiffs: string[] = []): remote.Command {
    const { parent, connection } = this.inputs;
    // Should a user ask for a replacement: the old delete must not run after the new create, which it would undo.
    return withoutStacks(() => new remote.Command(hostResourceName(this.inputs.name, this.key, part), { connection, addPreviousOutputInEnv: false, logging: "stderr", ...args }, { parent, dependsOn: [...dependsOn], deleteBeforeReplace: true, hideDiffs }));
  }
}

/** A host with its manifest in place. */
export interface AppliedHost {
  readonly host: ControlPlaneHost;
  readonly resource: remote.Command;
  readonly report: pulumi.Output<HostReport>;
  readonly access: pulumi.Output<AccessReport>;
  /** Resolves when kube-vip runs the manifest and the VIP answers; rejects when that is not to be in this run. */
  readonly done: Promise<void>;
}

/**
 * Resolves with the outputs. With `--continue-on-error` a failed resource gets its URN but no outputs, and so does one that `--target` left out before
 * it was ever made: then it rejects.
 */
function doneOf(resource: remote.Command, key: string): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    resource.stdout.apply((text) => resolve(text));
    resource.urn.apply(() => setImmediate(() => reject(runError(`the other hosts are not touched, since ${key} was not done: it failed, or --target left it out before its first installation`))));
  });
}

/** What runs at first and after every change. The transform of the component keeps `create` as the state has it, unless a host drifted. */
function always(call: pulumi.Output<string>): { create: pulumi.Output<string>; update: pulumi.Output<string> } {
  return { create: call, update: call };
}
