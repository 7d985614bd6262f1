// A stack's outputs in the engine's events, also of a preview, which keeps no state.
import type { EngineEvent } from "../../lab/pulumi/events";

/** How the engine writes a value that a preview cannot know (pulumi sdk/go/common/resource/plugin, `UnknownStringValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface StackState {
  readonly new?: { readonly outputs?: Readonly<Record<string, unknown>> } | null;
}

export function outputsOf(events: readonly EngineEvent[]): Readonly<Record<string, unknown>> {
  const stacks = events.flatMap(({ resOutputsEvent }) => (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack" ? [resOutputsEvent.metadata as StackState] : []));
  const outputs = stacks.at(-1)?.new?.outputs;
  if (!outputs) throw new Error("the engine told no outputs of the stack");
  return outputs;
}
