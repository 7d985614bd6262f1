// Which process is kube-vip, and who tells of its container.
import { underEachShell, withLibrary } from "./sandbox";

underEachShell("the search for kube-vip", (shell) => {
  it("finds a process that had another name when it was seen first, as a container's has", () => {
    const script = [
      "(until [ -e /opt/go ]; do sleep 0.02; done; exec /opt/bin/kube-vip 1000) >/dev/null 2>&1 & other=$!",
      'find_kube_vip; echo "first:$pids"; : >/opt/go',
      'until [ "$pids" = " $other" ]; do find_kube_vip; sleep 0.1; done',
      'echo "then $((pid - other))"; kill $other; wait $other; find_kube_vip; echo "last:$pids"',
    ];
    expect(withLibrary(shell, {}, script.join("\n"))).toBe("first:\nthen 0\nlast:\n");
  });

  it("finds one that came later as soon as it has its name, whenever it was seen before that", () => {
    const script = [
      "find_kube_vip",
      "(until [ -e /opt/go ]; do sleep 0.02; done; exec /opt/bin/kube-vip 1000) >/dev/null 2>&1 & other=$!",
      "for search in 1 2 3 4 5 6 7 8 9 10 11; do find_kube_vip; done",
      ': >/opt/go; until grep -qx kube-vip "/proc/$other/comm"; do sleep 0.02; done',
      'find_kube_vip; echo "found $((pid - other))"; kill $other',
    ];
    expect(withLibrary(shell, {}, script.join("\n"))).toBe("found 0\n");
  });
});

underEachShell("the client of the container runtime", (shell) => {
  it("is that of the distribution, told where its configuration lies", () => {
    const files = { "/opt/rke2/bin/crictl": '#!/bin/sh\necho "$CRI_CONFIG_FILE"\n', "/opt/rke2/agent/etc/crictl.yaml": "" };
    const script = "chmod 755 /opt/rke2/bin/crictl; programs=/opt/rke2 runtime=containerd; runtime_client; echo $client; $client";
    expect(withLibrary(shell, { files }, script)).toBe("/opt/rke2/bin/crictl\n/opt/rke2/agent/etc/crictl.yaml\n");
  });
});
