// Other people's names for the words of choices.ts, letters and digits only.

/** ipvsadm's and other tools' names of forwarding methods, and of modes and runtimes. */
export const WORD_ALIASES: Readonly<Record<string, string>> = {
  nat: "masquerade", masq: "masquerade", masquerading: "masquerade", snat: "masquerade",
  dr: "directroute", directrouting: "directroute", dsr: "directroute", gatewaying: "directroute",
  tun: "tunnel", ipip: "tunnel", tunneling: "tunnel",
  l2: "arp", layer2: "arp", ndp: "arp", l3: "bgp", layer3: "bgp",
  cri: "containerd", crictl: "containerd", dockerd: "docker",
  warning: "warn", err: "error", trace: "debug", information: "info",
};
