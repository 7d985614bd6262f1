// From two hosts to three, and back to two by the one that has the VIP: nobody else is touched.
import { statusLines } from "../../lab/pulumi/events";
import { traces, vipAnswers } from "../lab/sights";
import { AT_ONCE, outputsOf, SHORT_LEASES } from "../lab/stack";
import { changes, said } from "../lab/told";
import { perSecond } from "../../lab/watch";
import type { Machines } from "./machines";

/** As in the suite `upgrades`: the end of a lease that was not given back, a try after it, and a busy machine. */
const GAP_LIMIT_MS = 1000 * (SHORT_LEASES.leaseDurationSeconds + 2.2 * SHORT_LEASES.retryPeriodSeconds + 10);
/** Nobody gives the VIP up, so only a busy machine is to be seen. */
const STEADY_MS = 2500;
const ASKED_AT_LEAST = 10;

const AWAY = /the VIP has gone over to (\S+?); it was away for (\d+) ms/;

export function comeAndGo(machines: Machines): void {
  const ALL = ["cp1", "cp2", "cp3"];

  it("begin as two", async () => {
    await machines.setHosts(["cp1", "cp2"]);
    const { events } = await machines.stack.up(AT_ONCE);
    expect(said({ events })).toContain("The control-plane Node cp3 (10.77.0.13) is none of the hosts.");
    expect((await outputsOf(machines.stack)).healthz.status).toBe("healthy");
  });

  it("become three: the new one alone is changed, all are asked again, and the VIP stays where it is", async () => {
    const before = { others: await machines.untouched(["cp1", "cp2"]), holder: await machines.holder() };
    await machines.setHosts(ALL);
    const { result, seen, transitions } = await machines.watchedUp("A third host comes");
    expect(changes(result).sort()).toEqual(["create kube-vip-host-cp3", "create kube-vip-host-cp3-agent", "create kube-vip-host-cp3-witness", "update kube-vip-health", "update kube-vip-host-cp1-witness", "update kube-vip-host-cp2-witness"]);
    expect(await machines.untouched(["cp1", "cp2"])).toEqual(before.others);
    expect([seen.moves, transitions, await machines.holder()]).toEqual([0, 0, before.holder]);
    expect(seen.gapMs).toBeLessThan(STEADY_MS);
    expect(perSecond(seen)).toBeGreaterThan(ASKED_AT_LEAST);
    expect(await outputsOf(machines.stack)).toMatchObject({ healthz: { status: "healthy" }, proof: { agreed: { address: "yes", neighbour: "yes", lease: "yes" } }, rollout: { hosts: [{ host: "cp3", change: "install" }] } });
  });

  it("become two again by the one that has the VIP: that moves once, and the host says how long it was away", async () => {
    await machines.settled();
    const gone = await machines.holder();
    const staying = ALL.filter((host) => host !== gone);
    const before = await machines.untouched(staying);
    await machines.setHosts(staying);
    const preview = await machines.stack.preview();
    expect(said(preview)).toContain(`The lease plndr-cp-lock names the Node ${gone}, which is none of the hosts.`);
    expect(said(preview)).toContain("the VIP moves once, at the end of the run");
    const { result, seen, transitions } = await machines.watchedUp("The host that has the VIP goes", ({ events }) => Number(AWAY.exec(statusLines(events).join("\n"))?.[2]));
    expect(changes(result).sort()).toEqual([`delete kube-vip-host-${gone}`, `delete kube-vip-host-${gone}-agent`, `delete kube-vip-host-${gone}-witness`, "update kube-vip-health", ...staying.map((host) => `update kube-vip-host-${host}-witness`)].sort());
    const holder = await machines.holder();
    expect(staying).toContain(holder);
    expect(AWAY.exec(statusLines(result.events).join("\n"))?.[1]).toBe(holder);
    expect(await machines.untouched(staying)).toEqual(before);
    expect([seen.moves, transitions]).toEqual([1, 1]);
    expect(seen.gapMs).toBeLessThan(GAP_LIMIT_MS);
    expect(perSecond(seen)).toBeGreaterThan(ASKED_AT_LEAST);
    expect(await traces(machines.lab, staying)).toEqual({});
    expect(await vipAnswers(machines.lab)).toBe(true);
  });

  it("are proven again by the next run, since the outputs named the one that is gone; after that nothing is to do", async () => {
    const gone = (await outputsOf(machines.stack)).holder;
    const holder = await machines.holder();
    const result = await machines.stack.up();
    expect(said(result)).toContain(`The plan: all witnesses are asked again, since the virtual IP was on the Node ${gone} at the last proof, and is on ${holder} now.`);
    expect((await outputsOf(machines.stack)).holder).toBe(holder);
    expect(changes(await machines.stack.up())).toEqual([]);
  });

  it("become three once more", async () => {
    await machines.setHosts(ALL);
    await machines.stack.up(AT_ONCE);
    expect(await outputsOf(machines.stack)).toMatchObject({ holder: await machines.holder(), healthz: { status: "healthy" } });
  });
}
