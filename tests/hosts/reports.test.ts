// The agents' reports: those of this version, those that a stack's state holds from before, silence, and what is none.
import { parseAgentReport, parseHostReport, parseWitnessReport } from "../../components/hosts/reports";
import { judge } from "../../components/plan/verdict";

/** As version 0.1.0 printed them for a lab of kubeadm's layout. */
const OLD = [
  '{"host":"cp1","node":"cp1","holds":true,"lease":"cp1","vips":[{"vip":"10.77.0.100","url":"https://10.77.0.100:6443/healthz","own":true,"asked":1,"answered":1,"httpCode":200,"latencyMs":21,"ping":null,"mac":""}],"containerId":"c1","imageDigest":"","mirrorPod":"Ready","metrics":true}',
  '{"host":"cp2","node":"cp2","holds":false,"lease":"cp1","vips":[{"vip":"10.77.0.100","url":"https://10.77.0.100:6443/healthz","own":false,"asked":6,"answered":6,"httpCode":200,"latencyMs":38,"ping":true,"mac":"52:54:00:77:00:11"}],"containerId":"c2","imageDigest":"","mirrorPod":"Ready","metrics":true}',
];

describe("a witness report", () => {
  it("of version 0.1.0 is still a proof, since a witness looks again only when a manifest changed", () => {
    const verdict = judge(OLD.map(parseWitnessReport));
    expect(verdict).toMatchObject({ healthy: true, holder: "cp1", healthz: { status: "healthy", from: ["cp2"] }, proof: { holder: "cp1", agreed: { address: "yes", neighbour: "unknown", lease: "yes" } } });
  });

  it("that lacks what every version tells is refused, with what to do", () => {
    expect(() => parseWitnessReport('{"host":"cp1"}')).toThrow(/^The report of a witness is not what the agent of this version prints; .* run `pulumi up` for the whole component/);
    expect(() => parseWitnessReport("sh: 1: not found")).toThrow(/^The report of a witness is not/);
  });
});

it("silence, as under Pulumi's mocks, says nothing and proves nothing", () => {
  expect(parseAgentReport("")).toMatchObject({ fresh: false });
  expect(parseHostReport(undefined)).toMatchObject({ changed: false, modules: [] });
  expect(judge([parseWitnessReport("")])).toMatchObject({ healthy: false, reason: "no witness asked the VIP." });
});
