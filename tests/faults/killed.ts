// An update whose engine is killed in the middle.
import { setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "../../lab/pulumi/workspace";
import { AT_ONCE } from "../lab/stack";

/** Begins an update and kills its engine as soon as `look` gives another text than before; throws when that does not come in two minutes. */
export async function killWhenChanged(stack: Workspace, look: () => Promise<string>): Promise<void> {
  const before = await look();
  const abort = new AbortController();
  const killed = stack.up({ ...AT_ONCE, mayFail: true, signal: abort.signal });
  try {
    await changed(look, before);
  } finally {
    abort.abort();
    await killed.catch(() => undefined);
  }
}

async function changed(look: () => Promise<string>, before: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while ((await look()) === before) {
    if (Date.now() > deadline) throw new Error("the update changed nothing within two minutes");
    await sleep(500);
  }
}
