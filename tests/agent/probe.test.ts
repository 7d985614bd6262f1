// The gap that a guard measures while the VIP moves.
import { manifestHash } from "../../components/manifest";
import { events, underGuard } from "./guards";
import { bgpManifest, inPlace, RIGHTS, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell } from "./sandbox";

const host: Host = { files: inPlace(bgpManifest), setup: RIGHTS };
const set = (name: string, text: string) => `echo '${text}' >/opt/new; mv /opt/new /opt/${name}`;
const GAP = `sleep 0.6; ${set("vip-code", "000")}; sleep 1; ${set("vip-code", "200")}; sleep 0.6`;

interface Confirmed {
  readonly gapMs: number | null;
  readonly asked: number;
  readonly answered: number;
  readonly own: boolean;
}

function measured(shell: Parameters<typeof onHost>[0], on: Host, body: string): { confirmed: Confirmed; asking: string } {
  const [told, left] = onHost(shell, on, [underGuard(`echo probe >&3; ${body}; echo confirm >&3`), "pgrep -f local_ip"]) as [Outcome, Outcome];
  const [, confirmed] = events(told);
  return { confirmed: confirmed as unknown as Confirmed, asking: left.stdout };
}

underEachShell("a guard's probe", (shell) => {
  it.each([["with a curl that asks by itself again and again", ""], ["with an older curl", "touch /opt/old-curl"]])("measures how long the VIP was gone, %s", (_, setup) => {
    const { confirmed, asking } = measured(shell, { ...host, setup: `${RIGHTS}\n${setup}` }, GAP);
    expect(confirmed.gapMs).toBeGreaterThanOrEqual(900);
    expect(confirmed.gapMs).toBeLessThan(2500);
    expect(confirmed.own).toBe(false);
    expect(confirmed.asked).toBeGreaterThan(confirmed.answered);
    expect(confirmed.answered).toBeGreaterThanOrEqual(4);
    expect(asking).toBe("");
  });

  it("asks both of two VIPs, and tells the gap of the one that was gone for longest", () => {
    const dual = bgpManifest.replace('"192.168.1.100"', '"192.168.1.100,fd00::100"');
    const body = `sleep 0.6; ${set("vip6-code", "000")}; sleep 1; ${set("vip6-code", "200")}; sleep 0.6`;
    const { confirmed, asking } = measured(shell, { files: inPlace(dual), setup: RIGHTS }, body);
    expect(confirmed).toMatchObject({ own: false });
    expect(confirmed.gapMs).toBeGreaterThanOrEqual(900);
    expect(confirmed.gapMs).toBeLessThan(2500);
    expect(confirmed.asked - confirmed.answered).toBeGreaterThanOrEqual(5);
    expect(confirmed.answered).toBeGreaterThan(confirmed.asked / 2);
    expect(asking).toBe("");
  });

  it("is over when the program says that all hosts are done, whose words for the rollout are kept", () => {
    const body = `echo probe >&3; ${GAP}; echo settle >&3; until grep -q settled /opt/events; do sleep 0.05; done; ${set("vip-code", "000")}; sleep 1.5; echo 'note {"order":["cp1", "cp2"]}' >&3; echo confirm >&3`;
    const [told, kept] = onHost(shell, host, [underGuard(body), `cat ${STATE}/rollout.json`]) as [Outcome, Outcome];
    const [, settled, noted, confirmed] = events(told) as unknown as [unknown, Confirmed & { readonly ca: string; readonly sha256: string; readonly sessions: unknown }, unknown, Confirmed];
    expect(noted).toEqual({ event: "noted" });
    expect(settled).toEqual({ event: "settled", gapMs: settled.gapMs, asked: settled.asked, answered: settled.answered, own: false, sessions: [], sha256: manifestHash(bgpManifest), ca: settled.ca });
    const { ca, sha256: _, sessions: __, ...seen } = settled;
    expect(ca).toBe("CA");
    expect(confirmed).toEqual({ ...seen, event: "confirmed", changed: false });
    expect(kept.stdout).toBe('{"order":["cp1", "cp2"]}\n');
  });

  it("counts a VIP that has not come back", () => {
    const { confirmed } = measured(shell, host, `sleep 0.6; ${set("vip-code", "000")}; sleep 1.2`);
    expect(confirmed.gapMs).toBeGreaterThanOrEqual(1000);
  });

  it("does not count what this host answers itself once it holds the VIP", () => {
    const { confirmed } = measured(shell, host, `sleep 0.6; ${set("vip-code", "000")}; sleep 1; ${set("vip-from", "192.168.1.100")}; ${set("vip-code", "200")}; sleep 0.6`);
    expect(confirmed).toMatchObject({ own: true });
    expect(confirmed.gapMs).toBeLessThan(900);
    const always = measured(shell, { ...host, setup: `${RIGHTS}\n${set("vip-from", "192.168.1.100")}` }, "sleep 0.6");
    expect(always).toEqual({ confirmed: { event: "confirmed", gapMs: null, asked: 0, answered: 0, own: true, changed: false }, asking: "" });
  });

  it("counts from when this host lost the VIP until another one answers", () => {
    const lost = `sleep 0.6; ${set("vip-code", "000")}; sleep 1; ${set("vip-from", "192.168.1.11")}; ${set("vip-code", "200")}; sleep 0.6`;
    const { confirmed } = measured(shell, { ...host, setup: `${RIGHTS}\n${set("vip-from", "192.168.1.100")}` }, lost);
    expect(confirmed).toMatchObject({ own: true });
    expect(confirmed.gapMs).toBeGreaterThanOrEqual(900);
    expect(confirmed.gapMs).toBeLessThan(2500);
  });
});
