// What the agent reads of the mirror Pod, in the order in which an API server of Kubernetes writes a container's status.
import { underEachShell, withLibrary } from "./sandbox";

const CONTAINER = "c0".repeat(32);
const DIGEST = `sha256:${"d1".repeat(32)}`;

function pod(ready: boolean, state: object, image = `ghcr.io/kube-vip/kube-vip@${DIGEST}`): string {
  const status = { name: "kube-vip", state, lastState: { terminated: { exitCode: 1, message: "of the time before", containerID: `containerd://${"e".repeat(64)}` } }, ready, restartCount: 1, image: "ghcr.io/kube-vip/kube-vip:v1.2.1", imageID: image, containerID: `containerd://${CONTAINER}`, started: ready };
  const conditions = [{ type: "Ready", status: ready ? "True" : "False", message: "of a condition" }];
  return JSON.stringify({ kind: "Pod", status: { phase: "Running", conditions, containerStatuses: [status], hostIP: "10.0.0.1" } }, undefined, 2);
}

const read = (code = 200): string => `run=/opt; judge_mirror ${code}; mirror_digest ${CONTAINER}; printf '%s|' "$mirror" "$mirror_reason" "$mirror_message" "$digest"`;
const waiting = (reason: string, message?: string) => ({ waiting: { reason, ...(message === undefined ? {} : { message }) } });

underEachShell("the mirror Pod", (shell) => {
  it.each<[string, string, string]>([
    ["that is Ready, with its image's digest", pod(true, { running: { startedAt: "2026-11-23T10:00:00Z" } }), `Ready|||${DIGEST}|`],
    ["of an image without repository", pod(true, { running: {} }, DIGEST), `Ready|||${DIGEST}|`],
    ["of an image without digest", pod(true, { running: {} }, "lab.local/kube-vip:v1"), "Ready||||"],
    ["that waits, with reason and message", pod(false, waiting("ErrImagePull", 'no "such" image }, "lastState'), ""), 'NotReady|ErrImagePull|no "such" image }, "lastState||'],
    ["that waits without a message", pod(false, waiting("ContainerCreating"), ""), "NotReady|ContainerCreating|||"],
  ])("is told %s", (_, mirror, told) => {
    expect(withLibrary(shell, { files: { "/opt/mirror": mirror } }, read())).toBe(told);
    expect(withLibrary(shell, { files: { "/opt/mirror": JSON.stringify(JSON.parse(mirror)) } }, read())).toBe(told);
  });

  it("is missing, or unknown, by the API server's word", () => {
    expect(withLibrary(shell, {}, read(404))).toBe("Missing||||");
    expect(withLibrary(shell, {}, read(0))).toBe("Unknown||||");
  });
});

underEachShell("a time of curl's", (shell) => {
  it.each([["0.012345", 12], ["0.000900", 0], ["1.080000", 1080], ["12.5", 12_500], ["3", 3000], ["0.099", 99]])("of %s s is %s ms", (seconds, milliseconds) => {
    expect(withLibrary(shell, {}, `milliseconds ${seconds}; echo "$milliseconds"`)).toBe(`${milliseconds}\n`);
  });
});
