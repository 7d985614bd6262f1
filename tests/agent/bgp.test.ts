// BGP sessions as the kernel shows them, by real connections of a process to port 179.
import { underEachShell, withLibrary } from "./sandbox";

const ROUTER = "10.0.0.254";
const ROUTER6 = "fd00::fe";
const ROUTERS = [ROUTER, ROUTER6];

const speakers = {
  // a router that closes what comes to its third address, as one does that wants another AS number
  "/opt/routers.js": `for (const host of ["${ROUTER}", "${ROUTER6}", "10.0.0.253"]) require("net").createServer((socket) => socket.on("error", () => {}) && (host.endsWith("253") && socket.destroy())).listen(179, host)`,
  "/opt/speaker.js": `const [, , ...hosts] = process.argv;
for (const host of hosts) (function dial() { require("net").connect({ host, port: 179, localAddress: host.includes(":") ? "fd00::11" : "10.0.0.11" }).on("error", () => {}).on("close", () => setTimeout(dial, 50)).resume(); })();`,
};
const addresses = "for address in 10.0.0.254 10.0.0.253 10.0.0.11 fd00::fe fd00::11; do ip addr add $address dev lo; done";
const node = process.execPath;
/** Processes of the routers, and of a speaker (`$pid`) with its sessions. */
const speak = (...hosts: string[]) => `${addresses}\n${node} /opt/routers.js </dev/null >/dev/null 2>&1 &
routers=$!; sleep 0.4
${node} /opt/speaker.js ${hosts.join(" ")} </dev/null >/dev/null 2>&1 &
pid=$!; sleep 0.4; run=/opt`;
const given = (variables: Readonly<Record<string, string>>) => `settings="\${NL}${Object.entries(variables).map(([name, value]) => `${name}=${value}`).join("${NL}")}\${NL}"`;
const peers = (list: readonly string[]) => given({ bgp_enable: "true", bgp_peers: list.map((address) => `${address.includes(":") ? `[${address}]` : address}:65100::false`).join(",") });
const host = { files: speakers };

underEachShell("BGP", (shell) => {
  it.each([
    ["none without BGP", { bgp_peeraddress: ROUTER }, ""],
    ["the single one", { bgp_enable: "true", bgp_peeraddress: ROUTER }, ROUTER],
    ["those of the list, whatever their passwords hold", { bgp_enable: "true", bgp_peers: `${ROUTER}:65100:a b*]:false,[${ROUTER6}]:65100:[:true` }, `${ROUTER} ${ROUTER6}`],
    ["both", { bgp_enable: "true", bgp_peeraddress: "10.0.0.253", bgp_peers: `${ROUTER}:65100::false` }, `10.0.0.253 ${ROUTER}`],
  ])("knows its peers: %s", (_, variables, list) => {
    expect(withLibrary(shell, {}, `${given(variables)}; load_peers; printf '%s' "$peers"`)).toBe(list);
  });

  it("tells of each session that lasts, by IPv4 and IPv6, with the host's own address in it", () => {
    const seen = withLibrary(shell, host, `${speak(...ROUTERS)}; ${peers([ROUTER, "FD00:0::FE"])}; watch_bgp || echo "$reason"; printf '%s' "$bgp"`);
    expect(JSON.parse(seen)).toEqual([{ peer: ROUTER, source: "10.0.0.11" }, { peer: "FD00:0::FE", source: "fd00:0000:0000:0000:0000:0000:0000:0011" }]);
  });

  it("takes no connection of another process, and none to another port, for a session", () => {
    expect(withLibrary(shell, host, `${speak(ROUTER)}; pid=$$; ${peers([ROUTER])}; watch_bgp || echo "$reason"`)).toContain(`kube-vip has no BGP session with ${ROUTER}: `);
  });

  it("names the peers that there is no session with", () => {
    expect(withLibrary(shell, host, `${speak(ROUTER)}; ${peers([ROUTER, ROUTER6, "10.0.0.252"])}; watch_bgp || echo "$reason"`)).toContain(`no BGP session with ${ROUTER6}, 10.0.0.252: `);
  });

  it("says that a session ends as soon as it has come up, or that there is none, where a router refuses it", () => {
    expect(withLibrary(shell, host, `${speak("10.0.0.253")}; ${peers(["10.0.0.253"])}; watch_bgp && echo up || echo "$reason"`)).toMatch(/ends at once|has no BGP session/);
  });

  it("is no matter without BGP", () => {
    expect(withLibrary(shell, {}, `${given({ vip_arp: "true" })}; watch_bgp && printf '%s' "$bgp"`)).toBe("null");
  });

  describe("after a change", () => {
    const await_ = (before: string, more = "") => `find_kube_vip() { :; }; before=${before}; start_clock 1; ${more} await_sessions "$before" && echo fine || echo "$reason"`;

    it("needs the sessions from before again", () => {
      expect(withLibrary(shell, host, `${speak(...ROUTERS)}; ${peers(ROUTERS)}; ${await_(`"${ROUTER} 10.0.0.11 5"`)}`)).toContain("fine");
      expect(withLibrary(shell, host, `${speak(ROUTER)}; ${peers(ROUTERS)}; ${await_(`"${ROUTER6} fd00::11 5"`)}`)).toContain(`its BGP session with ${ROUTER6}, which was up before, does not come back`);
      expect(withLibrary(shell, host, `${speak()}; ${peers(ROUTERS)}; ${await_(`"${ROUTER} 10.0.0.11 5"`)}`)).toContain(`its BGP session with ${ROUTER}, which`);
    });

    it("needs none where all routers were away before, or kube-vip did not run", () => {
      expect(withLibrary(shell, host, `${peers(ROUTERS)}; ${await_("")}`)).toContain("fine");
    });
  });
});
