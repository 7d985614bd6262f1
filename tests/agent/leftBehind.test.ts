// A VIP that stayed on a host whose lease names another, and the one address that is never taken off: that of the SSH connection.
import { ETH0, HURRY } from "./programs";
import { arpManifest } from "./samples";
import { type Shell, underEachShell, withLibrary } from "./sandbox";

const VIP = "192.168.1.100";
const manifest = arpManifest.replace("@kube-vip:interface@", "eth0");
const ADDRESSES = "ip -o -4 addr show dev eth0 | awk '{ print $4 }'";

/** The API server's answer to the question for the lease and the mirror Pod. */
const answer = (lease: string) => (lease === "" ? "printf '403 403 '" : `printf '{"spec":{"holderIdentity":"%s"}}' ${lease} >$run/lease; printf '200 404 '`);

/** Addresses after the agent has looked, with `lease` being the Node that the lease names, empty where it cannot be read; cp1 is this host. */
function after(shell: Shell, lease: string, more = "", prefix = "32"): string {
  const host = { files: { "/opt/manifest": manifest }, setup: `${ETH0}\nip addr add ${VIP}/${prefix} dev eth0\nip addr add 192.168.1.101/32 dev eth0\n${HURRY}` };
  const script = `run=/opt host=cp1 login= api=https://kubernetes:6443 api_port=6443; environment="$NL"vip_nodename=cp1"$NL"; load_settings /opt/manifest; load_vips; curl_quiet() { ${answer(lease)}; }; ${more}\n(drop_left_behind) 2>&1; ${ADDRESSES}`;
  return withLibrary(shell, host, script);
}

underEachShell("a VIP that was left behind", (shell) => {
  it("is taken off when the lease names another host, whatever its prefix, and nothing else is", () => {
    const rest = "192.168.1.11/24\n192.168.1.101/32\n";
    const said = `cp1: the VIP ${VIP} had been left here, although cp2 holds the lease, and is gone\n`;
    expect(after(shell, "cp2")).toBe(`${said}${rest}`);
    expect(after(shell, "cp2", "", "25")).toBe(`${said}${rest}`);
  });

  it.each([["names this host", "cp1"], ["cannot be read", ""]])("stays when the lease %s", (_, lease) => {
    expect(after(shell, lease)).toBe(`192.168.1.11/24\n${VIP}/32\n192.168.1.101/32\n`);
  });

  it("stays when the lease comes to name this host while the agent looks twice", () => {
    const twice = `curl_quiet() { if [ -e /opt/looked ]; then ${answer("cp1")}; else ${answer("cp2")}; fi; : >/opt/looked; }`;
    expect(after(shell, "cp2", twice)).toContain(`${VIP}/32`);
  });

  it("stays when the SSH connection came in at it, also behind a sudo that hides the connection", () => {
    const inner = `. /opt/library.sh; run=/opt host=cp1; carries_ssh ${VIP} && echo yes; carries_ssh 192.168.1.11 || echo no`;
    const hidden = `SSH_CONNECTION='192.168.1.5 40000 ${VIP} 22' sh -c 'env -i PATH="$PATH" sh -c "$0"; :' "${inner}"`;
    expect(withLibrary(shell, {}, hidden)).toBe("yes\nno\n");
    expect(after(shell, "cp2", "carries_ssh() { :; }")).toContain(`cp1: this host has the VIP ${VIP}, although cp2 holds the lease, and the SSH connection came in at it, so it stays.`);
  });
});
