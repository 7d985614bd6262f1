// The commands around a guard, as text: stable, and safe whatever a rollout is called.
import type { Caller } from "../../components/hosts/calls/caller";
import { guardCall, type GuardOptions, parseGuardEvent, unlockCall } from "../../components/hosts/calls/guard";

const caller: Caller = { user: "ops", host: "cp1", owner: "dev::shop::T::vip#cp1" };
const options: GuardOptions = { run: "r-1", who: "ada@laptop", manifest: "/m", kubeconfig: "/k", programs: "/p", runtime: "containerd", withinSeconds: 1, removalSeconds: 2 };

describe("the calls of a guard", () => {
  it("leave out what is not given", () => {
    expect(guardCall(caller, options, 4711)).toBe("sudo -n sh -c 'umask 077; mkdir -p \"$0\" && head -c \"$1\" >\"$0/agent\" && shift && exec sh \"$0/agent\" \"$@\"' /run/pulumi-kube-vip.guard-r-1 4711 guard host=cp1 'owner=dev::shop::T::vip#cp1' run=r-1 who=ada@laptop manifest=/m kubeconfig=/k programs=/p runtime=containerd within=1 removal=2");
  });

  it.each(["", "../x", "a b", "a/b", "$(id)", "x".repeat(65)])("refuse a rollout called %j, whose name is part of a path", (run) => {
    for (const call of [() => unlockCall(caller, run), () => guardCall(caller, { ...options, run }, 1)]) expect(call).toThrow(RangeError);
  });
});

describe("a guard's event", () => {
  it("is one of the known ones", () => {
    expect(parseGuardEvent('{"event":"held"}')).toEqual({ event: "held" });
    for (const line of ["", "held", "{}", '{"event":"other"}', '{"event":"back","result":"perhaps","reason":""}']) expect(() => parseGuardEvent(line)).toThrow();
  });
});
