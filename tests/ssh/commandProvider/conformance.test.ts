// What the component relies on in pulumi-resource-command, held against the lab's stand-in and against a real plugin where there is one.
import { buildCommandStandIn } from "../../../lab/commandProvider/build";
import { describeConnection } from "./conformance/connection";
import { describeLifecycle } from "./conformance/lifecycle";
import { describeLocal } from "./conformance/local";
import { describeOutput } from "./conformance/output";
import { realPlugin } from "./realPlugin";

jest.setTimeout(30_000);

function describeConformance(folder: () => string): void {
  describeLifecycle(folder);
  describeOutput(folder);
  describeConnection(folder);
  describeLocal(folder);
}

describe("the lab's stand-in for pulumi-resource-command", () => {
  let folder = "";
  beforeAll(async () => void (folder = await buildCommandStandIn()));
  describeConformance(() => folder);
});

describe("the real pulumi-resource-command", () => {
  const plugin = realPlugin();
  if (plugin.kind === "stand-in") {
    it.skip(`skipped: ${plugin.reason}`, () => undefined);
  } else {
    describeConformance(() => plugin.path);
  }
});
