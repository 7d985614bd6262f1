// The component, by `pulumi up` with its preview, as a user runs it.
import { demoStack } from "../../lab/demo/demoStack";
import type { Say } from "../../lab/progress";
import type { Lab } from "../../lab/session";
import { benchArguments } from "../settings";
import type { Contender } from "./contender";

export async function ours(lab: Lab, say: Say): Promise<Contender> {
  const { workspace } = await demoStack(lab, say, benchArguments());
  const up = async () => void (await workspace.up());
  return {
    name: "pulumi-kube-vip",
    install: up,
    again: up,
    async change(lease) {
      await workspace.setConfig({ settings: { value: JSON.stringify(benchArguments(lease)) } });
      await up();
      await workspace.setConfig({ settings: { value: JSON.stringify(benchArguments()) } });
    },
    destroy: async () => void (await workspace.destroy()),
    close: () => workspace.remove(),
  };
}
