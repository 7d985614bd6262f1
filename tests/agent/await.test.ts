// Waiting for a kube-vip that lasts: one that starts and falls is not taken for a healthy one, whoever else has the VIP.
import { underEachShell, withLibrary } from "./sandbox";

/** A kube-vip with the right settings, whose process id and start (ticks) are set by LOOK at each look, and a VIP that answers. */
const scene = (look: string): string => `looks=0; mkdir -p /run/x; run=/run/x; manifest=/etc/m/kube-vip.yaml
find_kube_vip() { looks=$((looks + 1)); now; ${look}; pids=\${pid:+ $pid}; }
runs_settings() { :; }; elects() { return 1; }; await_vip() { :; }; stuck() { return 1; }; say() { :; }`;

underEachShell("a kube-vip that is waited for", (shell) => {
  it("is healthy when the same process is there after the VIP answered", () => {
    expect(withLibrary(shell, {}, `${scene("pid=7 started=100")}; start_clock 20; await_healthy 0 && echo "$pid $looks"`)).toBe("7 2\n");
  });

  it("is not when another one is there, which is then waited for", () => {
    expect(withLibrary(shell, {}, `${scene("pid=$looks started=100; [ $looks -lt 3 ] || pid=9")}; start_clock 20; await_healthy 0 && echo "$pid $looks"`)).toBe("9 4\n");
  });

  it("is not when none is there any more", () => {
    expect(withLibrary(shell, {}, `${scene("pid='' started=-1; [ $looks != 1 ] || { pid=7 started=100; }")}; start_clock 2; await_healthy 0 || echo "$reason"`)).toMatch(/^kubelet did not start it/);
  });

  it("has lasted for half a second, and is not waited for longer than there is time", () => {
    const begin = "now; begin=$ticks";
    const end = 'now; echo "$? $((ticks - begin))"';
    const [, young] = withLibrary(shell, {}, `${begin}; ${scene("pid=7 started=$begin")}; start_clock 20; await_healthy 0; ${end}`).split(/[ \n]/);
    expect(Number(young)).toBeGreaterThanOrEqual(50);
    const [, ahead] = withLibrary(shell, {}, `${begin}; ${scene("pid=7 started=$((begin + 100000))")}; start_clock 2; await_healthy 0; ${end}`).split(/[ \n]/);
    expect(Number(ahead)).toBeLessThan(1000);
  });
});
