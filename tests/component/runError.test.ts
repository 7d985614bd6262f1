// Errors that are shown as their text alone.
import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { runError } from "../../components/runError";

it("keeps its text, whatever Pulumi writes before it on the way", () => {
  const error = runError("The VIP is held by a stranger.");
  error.message = `error serializing property "connection": ${error.message}`;
  expect(error.message).toBe("The VIP is held by a stranger.");
  expect(RunError.isInstance(error)).toBe(true);
});

it("has no frames of Pulumi's in its stack, over which Node's inspect in colour never ends", () => {
  const error = runError("The VIP is held by a stranger.");
  expect(error.stack).toBe("Error: The VIP is held by a stranger.");
  expect(inspect(error, { colors: true })).toContain("The VIP is held by a stranger.");
});
