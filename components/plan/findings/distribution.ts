// Which distribution a host has, where it is another than the settings are for.
import type { HostFacts } from "../../facts/hostFacts";
import type { Distribution } from "../../settings/choices";
import { distributionWith } from "../../settings/distributions";

export interface OtherDistribution {
  readonly name: Distribution;
  /** Its kubeconfig, by which it is known. */
  readonly kubeconfig: string;
}

/** None where the settings name a path of the user's own, the file that they name is there, or what is there is not of exactly one distribution. */
export function otherDistribution({ kubeconfig, kubeconfigs = [] }: HostFacts): OtherDistribution | undefined {
  if (kubeconfig?.kind !== "missing" || distributionWith(kubeconfig.path) === undefined) return undefined;
  const there = kubeconfigs.flatMap((path) => {
    const name = distributionWith(path);
    return name === undefined ? [] : [{ name, kubeconfig: path }];
  });
  return there.length === 1 ? there[0] : undefined;
}
