// All programs and images of the lab: found, downloaded or built, each a cached step of its own.
import type { Say } from "../cache";
import { ensureImages } from "../images";
import { ensureUmlShim } from "./cBuild";
import { findCommandPlugin } from "./commandPlugin";
import { ensureGoProgram } from "./goBuild";
import { crictl, etcd, kubeApiserver, kubelet } from "./goPrograms";
import { ensurePulumi } from "./pulumiCli";
import type { Toolchain } from "./types";

export { findCommandPlugin } from "./commandPlugin";
export type { CommandPlugin, ImageArchive, Toolchain } from "./types";

/**
 * Everything the lab runs, from the cache or made now: about 15 minutes the first time on two cores, then under 3 seconds.
 * An interrupted call goes on where it was. What the hosts need comes first.
 * @param say gets a line for each step that does work, and what is unusual (a stand-in, a download that failed).
 */
export async function ensureToolchain(say: Say): Promise<Toolchain> {
  const hosts = {
    umlShim: await ensureUmlShim(say),
    kubelet: await ensureGoProgram(kubelet, say),
    kubeApiserver: await ensureGoProgram(kubeApiserver, say),
    etcd: await ensureGoProgram(etcd, say),
    crictl: await ensureGoProgram(crictl, say),
    images: await ensureImages(say),
  };
  const cli = await ensurePulumi(say);
  const commandPlugin = await findCommandPlugin({ pulumi: cli.pulumi, say });
  if (commandPlugin.kind === "stand-in") say(`the lab's stand-in plays the command provider: ${commandPlugin.reason}`);
  return { ...hosts, ...cli, commandPlugin };
}
