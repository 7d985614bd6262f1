// What kube-vip asks before it announces the VIP: its CA is there before it, and an API server that refuses it is told of before the host is touched.
import { KUBELET } from "./programs";
import { onHost, type Outcome, underEachShell, withLibrary } from "./sandbox";
import { apply, bgpManifest, install, kubeconfigFile, MANIFEST, STATE } from "./samples";

const host = { files: kubeconfigFile, setup: KUBELET };
/** `code` answers whoever shows no certificate. */
const ask = (code: number) => `start_clock() { :; }; in_time() { false; }; curl_quiet() { printf ${code}; }; settings="
control_plane_health_check_address=https://kubernetes:6443/livez
"; check_gate && echo goes on`;

underEachShell("the check that gates announcements", (shell) => {
  it("finds the kubeconfig's CA on the host, which root alone may read, and another one after the kubeconfig has", () => {
    const changed = `sed -i 's/Q0EK/Q0EyCg==/' /etc/kubernetes/admin.conf`;
    const look = `stat -c %a ${STATE}/ca.crt; cat ${STATE}/ca.crt`;
    const [, done, first, , again, second] = onHost(shell, host, [install(), apply(bgpManifest), look, changed, apply(bgpManifest), look]) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([done.status, again.status]).toEqual([0, 0]);
    expect([first.stdout, second.stdout]).toEqual(["600\nCA\n", "600\nCA2\n"]);
  });

  it("gets no CA where nothing asks", () => {
    const without = bgpManifest.replaceAll(`${STATE}/ca.crt`, "/etc/kubernetes/pki/ca.crt");
    const [, , look] = onHost(shell, host, [install(), apply(without), `ls ${STATE}; grep -c pki/ca.crt ${MANIFEST}`]) as [Outcome, Outcome, Outcome];
    expect(look.stdout).not.toContain("ca.crt\n");
    expect(look.stdout).toMatch(/1\n$/);
  });

  it.each([401, 403])("is refused by an API server that answers %d to nobody in particular", (code) => {
    expect(withLibrary(shell, {}, `run=/run api_port=6443; (${ask(code)}) 2>&1 || :`)).toContain(`https://kubernetes:6443/livez answers ${code} to whoever shows no credentials`);
  });

  it("waits for an API server that has just started and refuses everybody for a moment", () => {
    const soon = `curl_quiet() { if [ -e /opt/asked ]; then printf 200; else : >/opt/asked; printf 403; fi; }; settings="
control_plane_health_check_address=https://kubernetes:6443/livez
"; check_gate && echo goes on`;
    expect(withLibrary(shell, {}, `run=/run api_port=6443; (${soon}) 2>&1`)).toBe("goes on\n");
  });

  it.each([200, 500, 0])("is no reason to stop where the answer is %d, which may change", (code) => {
    expect(withLibrary(shell, {}, `run=/run api_port=6443; (${ask(code)}) 2>&1 || :`)).toBe("goes on\n");
  });
});
