// The lease as a witness judges it: its age by a clock that may be wrong, whether it is renewed, whether it moved during the look.
import fc from "fast-check";
import { quote } from "../../components/hosts/quote";
import { type Shell, underEachShell, withLibrary } from "./sandbox";

interface Lease {
  readonly holder?: string;
  readonly renewed: Date;
  readonly acquired?: Date;
  readonly seconds?: number;
}

/** As the API server of Kubernetes v1.34.4 prints it for kube-vip v1.2.1, to a client called curl. */
function leaseText({ holder = "cp1", renewed, acquired = new Date(0), seconds = 15 }: Lease): string {
  const micro = (date: Date) => date.toISOString().replace("Z", "250Z");
  const field = (name: string) => ({ [`f:${name}`]: {} });
  const names = ["acquireTime", "holderIdentity", "leaseDurationSeconds", "leaseTransitions", "renewTime"];
  return JSON.stringify({
    kind: "Lease",
    apiVersion: "coordination.k8s.io/v1",
    metadata: {
      name: "plndr-cp-lock", namespace: "kube-system", resourceVersion: "1207",
      managedFields: [{ manager: "kube-vip", operation: "Update", apiVersion: "coordination.k8s.io/v1", fieldsV1: { "f:spec": Object.assign({}, ...names.map(field)) as object } }],
    },
    spec: { holderIdentity: holder, leaseDurationSeconds: seconds, acquireTime: micro(acquired), renewTime: micro(renewed), leaseTransitions: 3 },
  }, null, 2);
}

const ms = (date: number) => new Date(date);

underEachShell("a lease", (shell) => {
  it("is as old as the calendar says, whichever day it is", () => {
    const times = fc.sample(fc.integer({ min: 946_684_800_000, max: 4_102_444_799_999 }), { numRuns: 40, seed: 7 });
    const leapDays = ["2000-02-29T23:59:59.999Z", "2024-02-29T00:00:00.000Z", "2026-03-01T00:00:00.000Z", "2026-12-31T23:59:59.000Z", "2027-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z"].map((day) => Date.parse(day));
    const all = [...times, ...leapDays];
    const script = all.map((time) => `printf '%s' ${quote(leaseText({ renewed: ms(time), acquired: ms(time - 90_000) }))} >$run/lease; lease_times ${((time + 4_000) / 1000).toFixed(3)}`);
    const lines = withLibrary(shell, {}, `run=/opt\n${script.join("\n")}`).trim().split("\n");
    expect(lines).toEqual(all.map((time) => `${ms(time).toISOString().replace("Z", "250Z")} 4000 15000 90000 3`));
  });

  it("that is one line, or that nobody ever took, is read as well", () => {
    const line = leaseText({ renewed: ms(1_700_000_000_000), acquired: ms(1_700_000_000_000) }).replace(/\n\s*/g, "");
    const free = JSON.stringify({ kind: "Lease", metadata: { name: "plndr-cp-lock" }, spec: {} });
    expect(withLibrary(shell, {}, `run=/opt; printf '%s' ${quote(line)} >$run/lease; lease_times 1700000001; printf '%s' ${quote(free)} >$run/lease; lease_times 1700000001; echo end`)).toBe("2023-11-14T22:13:20.000250Z 1000 15000 0 3\nend\n");
  });

  /** Looks, one second of the host's time each, at what the lease is then; prints what each look came to. */
  function looks(leases: readonly string[], clock = 1_700_000_000, over = ""): string[] {
    const script = leases.map((text, index) => `
      ticks=$((1000 + ${index} * 100)); clock=${clock + index}
      printf '%s' ${quote(text)} >$run/lease; lease=$(sed -n 's/.*"holderIdentity": *"\\([^"]*\\)".*/\\1/p' $run/lease)
      if watch_lease $((ticks - 90)); then echo "$lease $lease_age $lease_ms $transitions $settled"; else echo "$reason"; fi`);
    const stubs = "now() { :; }; clock() { :; }; elects() { :; }; codes='200 403'; run=/opt";
    return withLibrary(shell, {}, `${stubs}\n${over}\n${script.join("\n")}`).trim().split("\n");
  }
  const at = (seconds: number) => ms(1_700_000_000_000 + seconds * 1000);

  it("has its age by the host's clock, and is settled when it was held since before the look began", () => {
    expect(looks([leaseText({ renewed: at(-2), acquired: at(-60) })])).toEqual(["cp1 2000 15000 3 true"]);
  });

  it("is not settled when it was taken only just before: the neighbours may have answered for the one before", () => {
    expect(looks([leaseText({ renewed: at(-0.1), acquired: at(-0.6) })])).toEqual(["cp1 100 15000 3 false"]);
  });

  it("that was renewed a moment in the future is fresh: clocks are never quite equal", () => {
    expect(looks([leaseText({ renewed: at(0.5) })])).toEqual(["cp1 0 15000 3 true"]);
  });

  it.each([["ahead", 3600], ["behind", -3600]])("of a host whose clock is an hour %s is fresh once it is seen being renewed", (_, skew) => {
    const texts = [0, 0, 2].map((second) => leaseText({ renewed: at(skew + second) }));
    const [first, second, third] = looks(texts) as [string, string, string];
    expect(first).toMatch(/^the lease names cp1, which does not renew it: by this host's clock the last time was 2023-11-1\dT2[13]:13:20.000250Z, and it holds for 15 s$/);
    expect(second).toBe(first);
    // not older than the beginning of the look before
    expect(third).toBe("cp1 190 15000 3 true".replace("190", "1900"));
  });

  it.each([
    ["is read alone until it is renewed again", 3602.5, /^cp1 300 1000 3 true$/],
    ["is stale when it is not renewed again", 3602, /^the lease names cp1, which does not renew it/],
  ])("that holds for less time than a look takes, and whose clock is ahead, %s", (_, next, expected) => {
    const [early, late, later] = [3600, 3602, next].map((second) => leaseText({ renewed: at(second), seconds: 1 })) as [string, string, string];
    const readings = `nap() { ticks=$((ticks + 30)); }; read_mirror_and_lease() { [ "$ticks" -lt 1150 ] || printf '%s' ${quote(later)} >$run/lease; }`;
    expect(looks([early, late], undefined, readings)[1]).toMatch(expected);
  });

  it("that is no longer renewed never becomes fresh, though it once was seen being renewed", () => {
    const stale = leaseText({ renewed: at(-100), seconds: 3 });
    const texts = [leaseText({ renewed: at(-102), seconds: 3 }), stale, stale, stale, stale];
    expect(looks(texts).map((line) => /^the lease names cp1, which does not renew it/.test(line))).toEqual([true, false, false, true, true]);
  });

  it("that names nobody is waited for, and one that cannot be read says nothing", () => {
    const free = leaseText({ holder: "", renewed: at(-1), seconds: 1 });
    expect(looks([free])).toEqual(["the lease names nobody"]);
    expect(looks([free], undefined, "codes='403 403'")).toEqual([" null null null false".trim()]);
  });

  it("is of no interest without election, should one be left from before", () => {
    expect(looks([leaseText({ renewed: at(-1) })], undefined, "elects() { return 1; }")).toEqual(["null null null false"]);
  });
});

underEachShell("the clock", (shell: Shell) => {
  it("tells the time to the millisecond where `date` can, and to half a second where it cannot", () => {
    const exact = Number(withLibrary(shell, {}, "clock; echo $clock"));
    expect(Math.abs(exact * 1000 - Date.now())).toBeLessThan(5000);
    expect(withLibrary(shell, {}, "date() { echo 1700000000.%N; }; clock; echo $clock; date() { echo 1700000000.; }; clock; echo $clock")).toBe("1700000000.5\n1700000000.5\n");
  });
});
