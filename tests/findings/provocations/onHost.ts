// Pieces of shell for what is done on a host of the lab.

/** `ask PATH [CURL OPTION...]`: the host's own API server, as its admin. */
export const ASK = `ask() { path=$1; shift; curl -sf --cacert /etc/kubernetes/pki/ca.crt --cert /etc/kubernetes/pki/apiserver-kubelet-client.crt --key /etc/kubernetes/pki/apiserver-kubelet-client.key "$@" "https://127.0.0.1:6443$path"; }`;

/** Starts a unit with another command line, made of its own by a script of sed, until `original`. */
export function restarted(unit: string, change: string): string {
  return `mkdir -p /run/systemd/system/${unit}.service.d; { printf '[Service]\\nExecStart=\\n'; sed -n '/^ExecStart=/,/[^\\\\]$/p' /etc/systemd/system/${unit}.service | sed '${change}'; } >/run/systemd/system/${unit}.service.d/lab.conf
systemctl daemon-reload; systemctl restart ${unit}`;
}

export function original(unit: string): string {
  return `rm -r /run/systemd/system/${unit}.service.d; systemctl daemon-reload; systemctl restart ${unit}`;
}

export const API_SERVER_HEALTHY = `${ASK}; until ask /healthz >/dev/null; do sleep 0.5; done`;

/** Waits until the Node says that it is ready and has an address. */
export function nodeReady(name: string, address: string): string {
  return `${ASK}; until ask /api/v1/nodes/${name} | tr -d ' \\n' | grep -qE '"address":"${address.replaceAll(".", "\\.")}".*"status":"True"[^}]*"type":"Ready"|"type":"Ready"[^}]*"status":"True".*"address":"${address.replaceAll(".", "\\.")}"'; do sleep 0.5; done`;
}
