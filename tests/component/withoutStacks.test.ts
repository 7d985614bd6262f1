// No stacks while resources are made, and stacks again afterwards.
import { withoutStacks } from "../../components/withoutStacks";

const framesOf = ({ stack }: Error): number => stack!.split("\n").length - 1;

describe("withoutStacks", () => {
  const limit = Error.stackTraceLimit;
  afterEach(() => {
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    Error.stackTraceLimit = limit;
  });

  it("takes none inside, and as many as before afterwards, also when that throws", () => {
    Error.stackTraceLimit = 7;
    expect(withoutStacks(() => framesOf(new Error()))).toBe(0);
    expect(() => withoutStacks(() => { throw new Error("refused"); })).toThrow("refused");
    expect([Error.stackTraceLimit, framesOf(new Error()) > 0]).toEqual([7, true]);
  });

  it("leaves them to whoever looks for promises that leak", () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "1";
    expect(withoutStacks(() => framesOf(new Error()))).toBeGreaterThan(0);
  });
});
