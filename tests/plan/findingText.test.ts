// A finding as one line.
import type { Finding } from "../../components/plan/findings/finding";
import { findingText } from "../../components/plan/findingText";

const finding: Finding = { id: "clocks-apart", severity: "warning", hosts: ["cp1", "cp3"], reason: "Their clocks are 12 s apart.", remedy: "Let both follow the same time server." };

it("names hosts, reason, remedy and the id that users go by", () => {
  expect(findingText(finding)).toBe("cp1, cp3: Their clocks are 12 s apart. Let both follow the same time server. (clocks-apart)");
});

it("names no host where it is about the cluster", () => {
  expect(findingText({ ...finding, hosts: [] })).toBe("Their clocks are 12 s apart. Let both follow the same time server. (clocks-apart)");
});
