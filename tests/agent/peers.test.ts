// The file of BGP peers, which keeps passwords out of the manifest.
import { parseHostReport } from "../../components/hosts/reports";
import { secretLines } from "../../components/inputs/secretLines";
import { manifestHash } from "../../components/manifest";
import type { KubeVipArgs } from "../../components/settings/args";
import type { ResolvedArgs } from "../../components/settings/resolved";
import { bgpArgs } from "../settings/samples";
import { KUBELET } from "./programs";
import { apply, bgpManifest, hidingManifest, install, kubeconfigFile, MANIFEST, removal, caller, secrets, STATE } from "./samples";
import { type Host, onHost, type Outcome, type Shell, underEachShell, withLibrary } from "./sandbox";
import { removeCall } from "../../components/hosts/calls/apply";

const host: Host = { files: kubeconfigFile, setup: KUBELET };
const PEERS = `${STATE}/peers`;
const nameFor = (revision: number, manifest = hidingManifest) => `${revision}-${manifestHash(manifest).slice(0, 12)}.json`;
const fileOf = (password: string) => `${JSON.stringify({ BGPConfig: { Peers: [{ Address: "192.168.1.254", Port: 179, AS: 65001, Password: password, MultiHop: false }] } })}\n`;
const put = (password: string, revision: string) => [secrets(secretLines(withPeer(password))), apply(hidingManifest, { secrets: revision })];
/** Names, and what is in them. */
const look = `cd ${PEERS} && for file in *; do echo "$(stat -c %a $file) $file"; cat $file; done`;

function withPeer(password: string): ResolvedArgs {
  const args: KubeVipArgs = bgpArgs();
  return { ...args, bgp: { peers: [{ address: "192.168.1.254", as: 65001, password }] } } as ResolvedArgs;
}

/** The file as the agent composes it for an annotation. */
function composed(shell: Shell, annotation: string, lines: string): string {
  const files = { "/opt/m": `metadata:\n  annotations:\n    pulumi-kube-vip/bgp-peers: ${JSON.stringify(annotation)}\n`, [`${STATE}/secrets`]: lines };
  return withLibrary(shell, { files }, "compose_peers /opt/m || echo $?");
}

underEachShell("the file of BGP peers", (shell) => {
  it("has every peer of the annotation in its order, IPv6 without brackets, each with its own password", () => {
    const text = composed(shell, "10.0.0.1:65001:bgp-0:false,[fd00::1]:4294967294::true,10.0.0.2:65003:bgp-peer:false", "bgp-0=a:b,c/d\nbgp-peer=e\n");
    expect(JSON.parse(text)).toEqual({
      BGPConfig: {
        Peers: [
          { Address: "10.0.0.1", Port: 179, AS: 65001, Password: "a:b,c/d", MultiHop: false },
          { Address: "fd00::1", Port: 179, AS: 4294967294, Password: "", MultiHop: true },
          { Address: "10.0.0.2", Port: 179, AS: 65003, Password: "e", MultiHop: false },
        ],
      },
    });
  });

  it("has the times of BFD where a peer has them", () => {
    const text = composed(shell, "10.0.0.1:65001:bgp-0:false:179::true;300000;300000;3,[fd00::1]:65002::false", "bgp-0=a;b\n");
    const [first, second] = (JSON.parse(text) as { BGPConfig: { Peers: object[] } }).BGPConfig.Peers;
    expect(first).toEqual({ Address: "10.0.0.1", Port: 179, AS: 65001, Password: "a;b", MultiHop: false, BFDEnabled: true, BFDReceiveInterval: 300_000, BFDTransmitInterval: 300_000, BFDDetectMultiplier: 3 });
    expect(second).toEqual({ Address: "fd00::1", Port: 179, AS: 65002, Password: "", MultiHop: false });
  });

  it.each(["&", "\\", "\\\\1", "a\\n", "\"quoted\"", "it's", "$HOME `id`", "a=b=c", " blanks ", "ü€😀", "%s", "|,:/", "[]:{}"])("gives the password %j as it is", (password) => {
    expect(composed(shell, "192.168.1.254:65001:bgp-0:false", secretLines(withPeer(password)))).toBe(fileOf(password));
  });

  it("is not made without a password that it needs", () => {
    expect(composed(shell, "10.0.0.1:65001:bgp-0:false", "bgp-1=a\n").trim().split("\n").at(-1)).toBe("3");
  });

  it("is root's alone, named in the manifest by revision and hash, and its password is nowhere else", () => {
    const [, , done, files, manifest, rest] = onHost(shell, host, [install(), ...put("hush", "1"), look, `cat ${MANIFEST}`, `grep -rl hush /etc ${STATE} /run /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null`]) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect(parseHostReport(done.stdout)).toMatchObject({ changed: true, manifest: { sha256: manifestHash(hidingManifest) } });
    expect(files.stdout).toBe(`600 ${nameFor(1)}\n${fileOf("hush")}`);
    expect(manifest.stdout).toBe(hidingManifest.replaceAll("@kube-vip:peers-file@", nameFor(1)));
    expect(rest.stdout.trim().split("\n").sort()).toEqual([`${PEERS}/${nameFor(1)}`, `${STATE}/secrets`]);
  });

  it("changes with a password, and kube-vip with it; the old one stays as long as something may go back to it", () => {
    const steps = [install(), ...put("one", "1"), ...put("two", "2"), look, apply(hidingManifest, { secrets: "2" }), `ls ${PEERS}`];
    const [, , first, , second, files, third, left] = onHost(shell, host, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([first, second, third].map(({ stdout }) => parseHostReport(stdout).changed)).toEqual([true, true, false]);
    expect(files.stdout).toBe(`600 ${nameFor(1)}\n${fileOf("one")}600 ${nameFor(2)}\n${fileOf("two")}`);
    expect(left.stdout).toBe(`${nameFor(2)}\n`);
  });

  it("comes back without a restart where it was deleted, and says so", () => {
    const [, , first, , again, files] = onHost(shell, host, [install(), ...put("one", "1"), `rm -r ${PEERS}`, apply(hidingManifest, { secrets: "1" }), `ls ${PEERS}`]) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([parseHostReport(first.stdout).changed, parseHostReport(again.stdout).changed]).toEqual([true, false]);
    expect(again.stderr).toContain(`${PEERS}/${nameFor(1)} was gone or changed, and is there again`);
    expect(files.stdout).toBe(`${nameFor(1)}\n`);
  });

  it("is there for the manifest that a failed change goes back to", () => {
    // the VIP answers for the old file alone
    const picky = `(while :; do if grep -qs ${nameFor(2)} ${MANIFEST}; then echo 503; else echo 200; fi >/opt/code; mv /opt/code /opt/vip-code; sleep 0.05; done) >/dev/null 2>&1 &`;
    const steps = [install(), ...put("one", "1"), secrets(secretLines(withPeer("two"))), apply(hidingManifest, { secrets: "2", withinSeconds: 2 }), `cat ${MANIFEST}; cat ${PEERS}/${nameFor(1)}`];
    const [, , , , failed, left] = onHost(shell, { ...host, setup: `${KUBELET}\n${picky}` }, steps) as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([failed.status, left.stdout]).toEqual([1, hidingManifest.replaceAll("@kube-vip:peers-file@", nameFor(1)) + fileOf("one")]);
  });

  it("goes when the peers have no passwords any more, and with kube-vip", () => {
    const steps = [install(), ...put("one", "1"), apply(bgpManifest), apply(bgpManifest), `ls ${PEERS}`, ...put("two", "3"), removeCall(caller, removal), `ls ${PEERS}`];
    const outcomes = onHost(shell, host, steps);
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([outcomes[5]!.stdout, outcomes[9]!.stdout]).toEqual(["", ""]);
  });

  it("tells the peers that sessions are looked for with", () => {
    const files = { "/opt/m": hidingManifest };
    expect(withLibrary(shell, { files }, 'scratch; load_settings /opt/m; load_peers; printf %s "$peers"')).toBe("192.168.1.254");
  });
});
