// Errors that are shown as their text alone.
import { RunError } from "@pulumi/pulumi";
import { runError } from "../../components/runError";

it("keeps its text, whatever Pulumi writes before it on the way", () => {
  const error = runError("The VIP is held by a stranger.");
  error.message = `error serializing property "connection": ${error.message}`;
  expect(error.message).toBe("The VIP is held by a stranger.");
  expect(RunError.isInstance(error)).toBe(true);
});
