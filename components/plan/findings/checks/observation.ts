// What could not be seen, so that nobody takes silence for health.
import type { Finding } from "../finding";
import { findingFamily } from "../family";
import type { Scene } from "../scene";
import { grouped, HostsText, hostsText, keysOf, listed } from "../text";

export const observationFamily = findingFamily("What could be seen", {
  "host-unseen": {
    severity: "warning",
    title: "A host could not be reached or read",
    meaning: "Nothing is known of it: whether it holds the VIP or runs kube-vip, whether its interface, ports and kubeconfig are right. Everything else is judged without it.",
    seen: "The SSH connection failed, or the reading did not end within its deadline.",
    remedy: "Make the host reachable from here, or set `observe` to `never` where hosts cannot be reached.",
  },
  "host-not-made-yet": {
    severity: "info",
    title: "A host is made by this very program",
    meaning: "Its address or login is not known before it exists, so it is judged during `pulumi up`.",
    seen: "An argument of the connection is an output that is not known yet.",
    remedy: "Nothing; `pulumi up` waits for it and looks then.",
  },
  "host-without-root": {
    severity: "error",
    title: "The login has no root rights",
    meaning: "kube-vip's manifest, the VIP and kernel modules are root's, so the host can be neither read nor changed.",
    seen: "The login is not root and `sudo -n true` fails.",
    remedy: "Log in as root, or let the user run `sudo` without a password (`NOPASSWD`).",
  },
  "facts-missing": {
    severity: "info",
    title: "A part of the facts could not be read",
    meaning: "The checks that need it were silent.",
    seen: "The host's report names the part and why it is missing. Not told where root rights are missing altogether.",
    remedy: "Install or start what the reason names.",
  },
});
const { report } = observationFamily;

export function checkObservation(scene: Scene): Finding[] {
  return [...checkUnseen(scene), ...checkPending(scene), ...checkRoot(scene), ...checkGaps(scene)];
}

function checkUnseen({ unseen }: Scene): Finding[] {
  return unseen.map(({ key, reason }) =>
    report("host-unseen", [key], `Host ${key} was not seen: ${sentence(reason)} Whether it holds the VIP, runs kube-vip and is ready for it is not known.`));
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function checkPending({ pending }: Scene): Finding[] {
  if (pending.length === 0) return [];
  return [report("host-not-made-yet", pending, `Nothing is known yet of ${hostsText(pending)}: the address or login is not known before this program has made ${pending.length === 1 ? "it" : "them"}.`)];
}

function checkRoot({ hosts }: Scene): Finding[] {
  const without = keysOf(hosts.filter(({ facts }) => !facts.system.root));
  if (without.length === 0) return [];
  return [report("host-without-root", without, `The login on ${hostsText(without)} is not root and may not become root by \`sudo -n\`, so nothing can be changed there.`)];
}

/** The package that brings a program, where its name differs or has two. */
const PACKAGES: Readonly<Record<string, string>> = { arping: "iputils-arping (Debian, Ubuntu) or iputils", curl: "curl", ip: "iproute2 (iproute on Fedora)", crictl: "cri-tools", openssl: "openssl", ping: "iputils-ping (Debian, Ubuntu) or iputils" };

function checkGaps({ hosts }: Scene): Finding[] {
  const gaps = hosts.filter(({ facts }) => facts.system.root).flatMap(({ key, facts }) => facts.gaps.map((gap) => ({ key, gap })));
  const parts = [...grouped(gaps, ({ gap }) => JSON.stringify([gap.part, gap.reason])).values()].map((same) => ({ ...same[0].gap, keys: [...new Set(keysOf(same))] }));
  return [...grouped(parts, ({ reason, keys }) => JSON.stringify([reason, keys])).values()].map((same) => {
    const [{ reason, keys }] = same;
    return report("facts-missing", keys, `${HostsText(keys)} did not tell ${listed(same.map(({ part }) => `\`${part}\``))}: ${sentence(reason)}`, remedyOf(reason));
  });
}

function remedyOf(reason: string): string | undefined {
  const packages = Object.entries(PACKAGES).filter(([program]) => new RegExp(`(^|[\\s\`"'])${program}([\\s\`"',.;:]|$)`).test(reason)).map(([, name]) => name);
  return packages.length === 0 || !/not installed|not found|missing|no such|is not there/i.test(reason) ? undefined : `Install what brings it: ${listed(packages)}.`;
}
