// Stops the agent of a host at one of its steps, so that a fault comes exactly there: a program that the agent calls at that step waits in its place.
import type { OperationResult, Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";
import { AT_ONCE } from "../lab/stack";
import { said } from "../lab/told";

export interface Step {
  readonly verb: "install" | "apply" | "witness";
  /** What the agent calls at this step, and the call's arguments as a pattern of the shell. */
  readonly program: string;
  readonly call: string;
}

/** The agent's steps in their order. */
export const STEPS = {
  installing: { verb: "install", program: "chmod", call: "*/.agent" },
  waitingForTheApiServer: { verb: "apply", program: "curl", call: "*/healthz*--resolve*" },
  writing: { verb: "apply", program: "cat", call: "*/wanted" },
  betweenWriteAndRename: { verb: "apply", program: "sync", call: "*/.kube-vip.yaml.*" },
  afterTheWrite: { verb: "apply", program: "sync", call: "/etc/kubernetes/manifests" },
  askingTheVip: { verb: "apply", program: "curl", call: "*Connection: close*" },
  askingTheNeighbours: { verb: "witness", program: "arping", call: "*" },
  witnessing: { verb: "witness", program: "curl", call: "*Connection: close*" },
} as const satisfies Record<string, Step>;

/** What is done on a host, or elsewhere, while its agent waits at a step. */
export interface Stop {
  readonly host: string;
  readonly step: Step;
  fault(): Promise<unknown>;
}

/** An update whose agents wait at these steps until the faults are there. */
export async function upWith(lab: Lab, stack: Workspace, stops: readonly Stop[]): Promise<OperationResult> {
  await Promise.all(stops.map((stop) => arm(lab, stop)));
  const ended = stack.up({ ...AT_ONCE, mayFail: true });
  await Promise.all(stops.map(async (stop) => {
    try {
      await reached(lab, stop, ended);
      await stop.fault();
    } finally {
      await release(lab, stop);
    }
  }));
  return ended;
}

/** The update did its work; else the test shows what it said. */
export function expectDone(result: OperationResult): void {
  expect(result.exitCode === 0 ? "done" : said(result)).toBe("done");
}

const WAITER = ({ verb, program, call }: Step): string => `#!/bin/sh
case "$(tr '\\000' ' ' </proc/$PPID/cmdline) | $*" in *"agent ${verb} "*" | "${quoted(call)}) if mkdir /run/fault/reached 2>/dev/null; then while [ -d /run/fault ]; do sleep 0.1; done; fi ;; esac
exec /usr/bin/${program} "$@"
`;

/** All but the stars. */
function quoted(pattern: string): string {
  return pattern.split("*").map((text) => `"${text}"`).join("*");
}

async function arm(lab: Lab, { host, step }: Stop): Promise<void> {
  const place = `/usr/local/bin/${step.program}`;
  await lab.on(host, `rm -rf /run/fault && mkdir /run/fault && cat >${place}.new && chmod 755 ${place}.new && mv ${place}.new ${place}`, { input: WAITER(step) });
}

async function reached(lab: Lab, { host, step }: Stop, ended: Promise<OperationResult>): Promise<void> {
  const waits = lab.on(host, "until [ -d /run/fault/reached ] || [ ! -d /run/fault ]; do sleep 0.2; done");
  const early = ended.then((result) => {
    throw new Error(`the update ended before the agent of ${host} came to \`${step.verb}\`: ${step.program} ${step.call}\n${said(result)}`);
  });
  await Promise.race([waits, early]);
}

async function release(lab: Lab, { host, step }: Stop): Promise<void> {
  await lab.on(host, `rm -rf /usr/local/bin/${step.program} /run/fault`);
}
