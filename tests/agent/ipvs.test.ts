// IPVS as a host with the VIP tells of it, and the rule without which connections to other hosts die.
import { underEachShell, withLibrary } from "./sandbox";

/** As Linux 6.1 prints it, with services of others before and behind. */
const TABLE = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600001:01BB rr  
  -> 0A4D000D:192B      Masq    1      0          0         
TCP  0A4D0064:192B rr  
  -> 0A4D000C:192B      Masq    1      2          1         
  -> 0A4D000B:192B      Local   0      0          0         
UDP  0A4D0064:192B rr  
  -> 0A4D000D:192B      Masq    1      0          0         
TCP  [fd77:0000:0000:0000:0000:0000:0000:0100]:192B rr  
  -> [fd77:0000:0000:0000:0000:0000:0000:0011]:192B      Local   1      0          0         
FWM  00000001 wlc  
  -> 0A4D000D:192B      Route   1      0          0         
`;
const read = (table: string) => `cat >$run/table <<'TABLE'\n${table}TABLE\nIPVS=$run/table vip_port=6443\nread_ipvs; printf '%s' "$table"`;

const RULE = '-A POSTROUTING -m ipvs --vaddr 10.77.0.100/32 -m comment --comment "10.77.0.100 kube-vip load balancer IP" -j MASQUERADE';
const OTHER_RULE = RULE.replaceAll("10.77.0.100", "10.77.0.101");

interface Iptables {
  /** Rules of the older kind; undefined where its program is not there, though its table is in use. */
  readonly legacy?: string;
  readonly nft?: string;
}

const save = (kind: string, rules: string | undefined) => ({ [`/opt/front/iptables-${kind}-save`]: rules === undefined ? "#!/bin/sh\nexit 127\n" : `#!/bin/sh\necho '*nat'\ncat <<'RULES'\n${rules}\nRULES\n` });
const judge = (inUse: readonly string[]) => `IP_TABLES=/opt/tables NF_TABLES=/opt/nf_tables
${inUse.includes("legacy") ? "printf 'filter\\nnat\\n' >$IP_TABLES" : "echo filter >$IP_TABLES"}; ${inUse.includes("nft") ? "mkdir $NF_TABLES" : ":"}
if lacks_rule 10.77.0.100; then echo lacks; else echo "does not"; fi`;

underEachShell("IPVS", (shell) => {
  it("is told by its TCP services at the VIP's port, as the kernel prints them", () => {
    expect(withLibrary(shell, {}, `run=/opt\n${read(TABLE)}`)).toBe(
      "0A4D0064:192B rr;-> 0A4D000C:192B Masq 1;-> 0A4D000B:192B Local 0;[fd77:0000:0000:0000:0000:0000:0000:0100]:192B rr;-> [fd77:0000:0000:0000:0000:0000:0000:0011]:192B Local 1;",
    );
  });

  it("is nothing where the kernel has none of it", () => {
    expect(withLibrary(shell, {}, "IPVS=/opt/none vip_port=6443\nread_ipvs; printf '%s' \"$table\"")).toBe("");
  });

  it.each<[string, readonly string[], Iptables, string]>([
    ["is there", ["legacy"], { legacy: RULE }, "does not"],
    ["is there without the length of the prefix", ["legacy"], { legacy: RULE.replace("/32", "") }, "does not"],
    ["is there in the newer kind", ["legacy", "nft"], { legacy: OTHER_RULE, nft: RULE }, "does not"],
    ["is that of another VIP", ["legacy"], { legacy: OTHER_RULE }, "lacks"],
    ["is nowhere", ["legacy", "nft"], { legacy: "", nft: "" }, "lacks"],
    ["is nowhere, since no table is in use", [], {}, "lacks"],
    ["may be in a kind whose program is not there", ["legacy", "nft"], { legacy: "" }, "does not"],
    ["may be in the older kind, whose program is not there", ["legacy"], {}, "does not"],
  ])("whose rule %s", (_, inUse, { legacy, nft }, said) => {
    expect(withLibrary(shell, { files: { ...save("legacy", legacy), ...save("nft", nft) } }, judge(inUse)).trim()).toBe(said);
  });
});
