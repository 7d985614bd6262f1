// Making resources without the stack traces that the SDK keeps for each of their promises.

/**
 * Runs `make` with no frames in the stack of a new Error. The SDK takes a stack for each property of a resource, to find promises that leak; under ts-node each frame is then
 * traced back to its source, which for the resources of three hosts took as long as loading the whole component. Left alone where somebody looks for leaks.
 */
export function withoutStacks<T>(make: () => T): T {
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return make();
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
