/* eslint-disable @typescript-eslint/no-require-imports -- tsc leaves `import()` as it is in CommonJS, and then it needs a name with `.js`, which ts-node does not find */
// Parts that are loaded when they are first needed, since each file costs a program about a millisecond, and most programs are run by ts-node, which translates it too.

/** SSH, what reads the hosts' answers, and what is made of them: nobody needs it with `observe: never`, or to import the component. */
export function fromHosts(): typeof import("./knowledge/fromHosts") {
  return require("./knowledge/fromHosts") as typeof import("./knowledge/fromHosts");
}

export function parsing(): typeof import("./hosts/observe/parse/facts") {
  return require("./hosts/observe/parse/facts") as typeof import("./hosts/observe/parse/facts");
}

export function judging(): typeof import("./knowledge/judge") {
  return require("./knowledge/judge") as typeof import("./knowledge/judge");
}

/** Where something changes. */
export function guarding(): typeof import("./rollout/guards") {
  return require("./rollout/guards") as typeof import("./rollout/guards");
}

export function seeing(): typeof import("./rollout/seeFromHere") {
  return require("./rollout/seeFromHere") as typeof import("./rollout/seeFromHere");
}

/** For stacks that bring the Ansible role's variables. */
export function roleVariables(): typeof import("./settings/roleVariables") {
  return require("./settings/roleVariables") as typeof import("./settings/roleVariables");
}

/** To pack the agent, which is done while the hosts are looked at. */
export function fflate(): typeof import("fflate") {
  return require("fflate") as typeof import("fflate");
}

/** For arguments that name findings. */
export function findingsOfAll(): typeof import("./plan/findings/findings") {
  return require("./plan/findings/findings") as typeof import("./plan/findings/findings");
}
