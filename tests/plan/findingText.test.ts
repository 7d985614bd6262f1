// A finding as one line.
import type { Finding } from "../../components/plan/findings/finding";
import { findingText } from "../../components/plan/findingText";

const finding: Finding = { id: "clocks-apart", severity: "warning", hosts: ["cp1", "cp3"], reason: "The clocks of cp1 and cp3 are 12 s apart.", remedy: "Let both follow the same time server." };

it("holds what is wrong, what to do, and the id that severities and docs go by", () => {
  expect(findingText(finding)).toBe("The clocks of cp1 and cp3 are 12 s apart. Let both follow the same time server. (clocks-apart)");
});
