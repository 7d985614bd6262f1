// The kube-vip processes: settings (masked on the host), container, image.
import type { KubeVipProcess } from "../../../facts/hostFacts";
import { type Answer, valuesOf } from "../answer";
import type { HostClock } from "./clock";
import type { RunningImage } from "./images";

/** Of the kernel's USER_HZ, which is the same on every architecture that kube-vip is built for. */
const TICKS_PER_SECOND = 100;

function after(lines: readonly string[], word: string): string[] {
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

function processFacts([head = "", ...lines]: readonly string[], clock: HostClock, images: ReadonlyMap<string, RunningImage>): KubeVipProcess {
  const [pid, ticks, container = ""] = head.split(" ");
  const running = images.get(container);
  return {
    pid: Number(pid),
    started: clock.epochAt(Number(ticks) / TICKS_PER_SECOND),
    containerId: container,
    image: running?.image ?? "",
    imageDigest: running?.digest ?? "",
    ...(running === undefined || running.names.length === 0 ? {} : { imageNames: running.names }),
    environment: valuesOf(after(lines, "variable")),
    ...(lines.includes("recorded") ? { differs: after(lines, "differs").sort() } : {}),
  };
}

export function readKubeVips(answer: Answer, clock: HostClock, images: ReadonlyMap<string, RunningImage>): KubeVipProcess[] {
  const blocks: string[][] = [];
  for (const line of answer.lines("kube-vips")) {
    if (line.startsWith("process ")) blocks.push([line.slice("process ".length)]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => processFacts(block, clock, images));
}
