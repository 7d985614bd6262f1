// The state may lag behind the hosts, since an older one was restored or another copy of the program changed them. The engine then sees nothing to do; that must be told.
import * as pulumi from "@pulumi/pulumi";
import { valueIfKnown } from "../inputs/waiting";
import { enumerate } from "../settings/words";
import type { Knowledge } from "./knowledge";

/**
 * At a preview: keys of hosts that the plan would change, while the engine keeps what their resources put out, as it does where it sees no difference.
 * @param reports what each host's resource puts out, by key
 */
export async function lagging(knowledge: Promise<Knowledge>, reports: Readonly<Record<string, pulumi.Output<unknown>>>): Promise<readonly string[]> {
  const { plan } = await knowledge;
  const behind = await Promise.all(Object.entries(reports).map(async ([key, report]) => (plan?.hosts[key]?.change === "update" && (await valueIfKnown(report)) !== undefined ? [key] : [])));
  return behind.flat();
}

export async function warnOfLag(keys: readonly string[], resource: pulumi.Resource): Promise<void> {
  if (keys.length === 0) return;
  const one = keys.length === 1;
  await pulumi.log.warn(
    `${enumerate(keys)} ${one ? "has" : "have"} another manifest than this program wants, but Pulumi sees nothing to do there: its state says that ${one ? "it is" : "they are"} as wanted. ` +
      `Unless other targets were chosen, an older state was restored, or another copy of this program changed ${one ? "the host" : "the hosts"}. ` +
      "Give `rollout.retry` a text that it did not have, and run `pulumi up`: every host is then given what is wanted.",
    resource,
  );
}
