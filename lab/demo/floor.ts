// The floor: the same manifests copied by hand to all hosts at once, until /healthz answers on the VIP. No tool can be faster than kubelet and kube-vip themselves.
import { setTimeout as sleep } from "node:timers/promises";
import { fillPlaceholders } from "../../components/manifest/fill";
import { renderManifest } from "../../components/manifest/manifest";
import { withPort } from "../../components/settings/addresses";
import type { Settings } from "../../components/settings/settings";
import { IPVS_MODULES } from "../../components/hosts/modules";
import type { Lab } from "../session";

const MANIFESTS = "/etc/kubernetes/manifests";
const LIMIT_SECONDS = 180;

/** Whether `/healthz` on the VIP answers 200 over TLS checked against the cluster's CA, asked from the machine's side of the lab. */
export async function vipAnswers(lab: Lab, vip = lab.vip): Promise<boolean> {
  const ask = ["-s", "--cacert", `${lab.dir}/pki/ca.crt`, "--connect-timeout", "1", "--max-time", "2", "-o", "/dev/null", "-w", "%{http_code}", `https://${withPort(vip, 6443)}/healthz`];
  return (await lab.inside("curl", ask, { reject: false })).stdout === "200";
}

/** As the agent would write it. */
export function filledManifest(settings: Settings, host: string): string {
  return fillPlaceholders(renderManifest(settings, host), { interface: "eth0" });
}

/** Copies all manifests at once, each by rename. */
export async function writeManifests(lab: Lab, settings: Settings): Promise<void> {
  await Promise.all(
    lab.hosts.map(({ name }) => lab.on(name, `cat > ${MANIFESTS}/.kube-vip && mv ${MANIFESTS}/.kube-vip ${MANIFESTS}/kube-vip.yaml`, { input: filledManifest(settings, name) })),
  );
}

export async function loadModules(lab: Lab): Promise<void> {
  await Promise.all(lab.hosts.map(({ name }) => lab.on(name, `modprobe -a ${IPVS_MODULES.join(" ")}`)));
}

/** Seconds from the copy until the VIP answers. The connections are open and the modules loaded before; the hosts are pristine again afterwards. */
export async function measureFloor(lab: Lab, settings: Settings): Promise<number> {
  await loadModules(lab);
  const start = Date.now();
  await writeManifests(lab, settings);
  while (!(await vipAnswers(lab))) {
    if (Date.now() - start > LIMIT_SECONDS * 1000) throw new Error(`the VIP did not answer within ${LIMIT_SECONDS} s after the manifests were copied by hand`);
    await sleep(100);
  }
  const seconds = (Date.now() - start) / 1000;
  await lab.resetHosts();
  return seconds;
}
