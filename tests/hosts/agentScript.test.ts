// The agent's text as it travels.
import { gunzipSync } from "node:zlib";
import { agentScript, packedAgent } from "../../components/hosts/agentScript";

describe("the packed agent", () => {
  it("is the script, on one line that a display cuts short", () => {
    expect(gunzipSync(Buffer.from(packedAgent(), "base64")).toString("utf8")).toBe(agentScript());
    expect(packedAgent()).toMatch(/^[A-Za-z0-9+/=]+$/);
  });

  it("has no time of its making in it, which would be another text in each run", () => {
    expect(Buffer.from(packedAgent(), "base64").subarray(4, 8)).toEqual(Buffer.alloc(4));
  });
});
