// A host that died for good: its resources stay in the state as they are, so that they can be forgotten later without reaching the machine.
import { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { type HostPart, hostResourceName } from "./resourceNames";

/** Every input of a host's resources. */
const INPUTS: (keyof remote.CommandArgs)[] = ["connection", "create", "update", "delete", "stdin", "addPreviousOutputInEnv", "logging"];

/** Reached only for a resource that the state does not have, so that the error says what to do. */
const NOWHERE = { host: "not-in-the-state.take-it-out-of-retired.invalid", dialErrorLimit: 1, perDialTimeout: 1 };

export interface RetiredHostInputs {
  readonly key: string;
  readonly parent: pulumi.Resource;
  /** The component's name. */
  readonly name: string;
  /** The resources that hosts have beside those which all have. */
  readonly more: readonly HostPart[];
}

/** Registers what `ControlPlaneHost` made with every input as the state has it. The engine deletes by what the state says, so what is to spare the removal must be there before. */
export function keepRetired({ more, ...host }: RetiredHostInputs): void {
  for (const part of ["-agent", ...more, "", "-witness"] as const) keepPart(host, part);
}

/** One of them. */
export function keepPart({ key, parent, name }: Omit<RetiredHostInputs, "more">, part: HostPart): remote.Command {
  return new remote.Command(hostResourceName(name, key, part), { connection: NOWHERE }, { parent, ignoreChanges: INPUTS, retainOnDelete: true });
}
