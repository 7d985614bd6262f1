// The floor: files copied by hand to all hosts at once over connections that are open. No tool can be faster than kubelet and kube-vip themselves.
import { writeManifests } from "../../lab/demo/floor";
import type { Lab } from "../../lab/session";
import { benchSettings } from "../settings";
import type { Contender } from "./contender";

export function floor(lab: Lab): Contender {
  return {
    name: "by hand",
    install: () => writeManifests(lab, benchSettings(lab)),
    change: (lease) => writeManifests(lab, benchSettings(lab, lease)),
    destroy: async () => void (await Promise.all(lab.hosts.map(({ name }) => lab.on(name, "rm /etc/kubernetes/manifests/kube-vip.yaml")))),
  };
}
