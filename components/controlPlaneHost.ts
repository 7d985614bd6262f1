// One control-plane host: the agent on it, its manifest, and what it sees as a witness.
import { remote, type types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { applyCall, type Caller, forgetCall, installCall, removeCall, secretsCall, uninstallCall, witnessCall } from "./hosts/agentCalls";
import { agentScript } from "./hosts/agentScript";
import { IPVS_MODULES } from "./hosts/modules";
import { type HostReport, parseHostReport, parseWitnessReport, type WitnessReport } from "./hosts/reports";
import type { Settings } from "./settings/settings";

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
  /** Settles when the hosts before this one are done; awaited by an update, not by a preview. */
  readonly turn: () => Promise<void>;
}

/** The resources of one host, made in the constructor; plain class, since the component itself is their parent. */
export class ControlPlaneHost {
  readonly key: string;
  readonly report: pulumi.Output<HostReport>;
  /** The resource that puts the manifest in place. */
  readonly applied: remote.Command;
  readonly caller: pulumi.Output<Caller>;
  private readonly prefix: string;
  private readonly secrets?: remote.Command;

  constructor(private readonly inputs: ControlPlaneHostInputs) {
    this.key = inputs.key;
    this.prefix = `${inputs.name}-host-${inputs.key}`;
    // The URN tells apart a component that was renamed or moved to another parent, whose old removal must not touch what the new one just took over.
    this.caller = pulumi.all([inputs.user, inputs.parent.urn]).apply(([user, urn]) => ({ user, host: inputs.key, owner: `${urn.replace(/^urn:pulumi:/, "")}#${inputs.key}` }));
    const agent = this.command("-agent", { create: this.caller.apply(installCall), delete: this.caller.apply(uninstallCall), stdin: agentScript() }, []);
    if (inputs.secrets) {
      this.secrets = this.command("-secrets", { create: this.caller.apply(secretsCall), delete: this.caller.apply(forgetCall), stdin: pulumi.secret(inputs.secrets), logging: "none" }, [agent]);
    }
    this.applied = this.apply(this.secrets ? [agent, this.secrets] : [agent]);
    this.report = this.applied.stdout.apply(parseHostReport);
  }

  get connection(): ControlPlaneHostInputs["connection"] {
    return this.inputs.connection;
  }

  /** Settles when the manifest is in place and healthy. By the URN, which is told even for a resource that `--target` left out; never rejects, since a failure ends the update itself. */
  done(): Promise<void> {
    return new Promise((resolve) => this.applied.urn.apply(() => resolve()));
  }

  /** Makes the resource that reports what this host sees once `all` hosts are done. */
  witness(hashes: pulumi.Output<string>, connections: number, all: readonly remote.Command[]): pulumi.Output<WitnessReport> {
    const create = pulumi.all([this.caller, this.inputs.settings]).apply(([caller, settings]) => witnessCall(caller, { kubeconfig: settings.paths.kubeconfig, connections, withinSeconds: settings.timeouts.proofSeconds }));
    return this.command("-witness", { create, stdin: hashes }, [...all]).stdout.apply(parseWitnessReport);
  }

  private apply(dependsOn: remote.Command[]): remote.Command {
    const { settings, manifest, turn } = this.inputs;
    const revision: pulumi.Output<string | undefined> = this.secrets ? pulumi.unsecret(this.secrets.stdout) : pulumi.output(undefined);
    const create = pulumi.all([this.caller, settings, revision]).apply(([caller, s, secrets]) =>
      applyCall(caller, {
        manifest: s.paths.manifest,
        kubeconfig: s.paths.kubeconfig,
        programs: s.paths.programs,
        runtime: s.containerRuntime,
        modules: s.loadBalancer.enabled ? IPVS_MODULES : [],
        withinSeconds: s.timeouts.applySeconds,
        removalSeconds: s.timeouts.removeSeconds,
        adopt: s.adopt,
        secrets,
      }),
    );
    const remove = pulumi.all([this.caller, settings]).apply(([caller, s]) => removeCall(caller, { programs: s.paths.programs, runtime: s.containerRuntime, removalSeconds: s.timeouts.removeSeconds }));
    // Waiting for one's turn is no dependency: an edge that moves with the rollout order would break `--target`.
    const stdin = pulumi.runtime.isDryRun() ? manifest : manifest.apply((text) => turn().then(() => text));
    return this.command("", { create, delete: remove, stdin }, dependsOn);
  }

  private command(suffix: string, args: Omit<remote.CommandArgs, "connection">, dependsOn: remote.Command[]): remote.Command {
    const { parent, connection } = this.inputs;
    return new remote.Command(`${this.prefix}${suffix}`, { connection, addPreviousOutputInEnv: false, logging: "stderr", ...args }, { parent, dependsOn });
  }
}
