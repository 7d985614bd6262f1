// Answers that broke off or hold anything: what came is used, what did not is a gap, and nothing is claimed that was not told.
import fc from "fast-check";
import type { HostFacts } from "../../../components/facts/hostFacts";
import { parseFacts } from "../../../components/hosts/observe/parse/facts";
import { RECORDED, recorded, timesOf, withSection } from "./samples";

/** Parts that are told of every host, whatever is on it. */
const PARTS = ["interfaces", "routes", "vips", "listeners", "modules", "kubelet", "manifestFiles", "kubeVips", "otherVipManagers", "apiServer", "kubeconfig", "images"] as const;

function unexplained(facts: HostFacts): string[] {
  const explained = new Set(facts.gaps.map(({ part }) => part));
  return PARTS.filter((part) => facts[part] === undefined && !explained.has(part));
}

describe.each(RECORDED)("%s", (name) => {
  const output = recorded(name);
  const times = timesOf(output);
  const whole = parseFacts(output, times);
  /** Behind the parts without which there is nothing to say. */
  const start = output.indexOf(" addresses\n") + " addresses\n".length;

  it("broken off anywhere tells no less than why, and nothing that is not so", () => {
    fc.assert(fc.property(fc.integer({ min: start, max: output.length - 1 }), (length) => {
      const facts = parseFacts(output.slice(0, length), times);
      expect(unexplained(facts)).toEqual([]);
      for (const part of ["interfaces", "routes", "listeners", "modules", "manifestFiles", "sysctls", "otherVipManagers"] as const) {
        if (facts[part] !== undefined) expect(facts[part]).toEqual(whole[part]);
      }
    }), { numRuns: 40 });
  });

  it("with anything in any section never throws", () => {
    const names = [...output.matchAll(/^[0-9a-f-]{36} (\S+)$/gm)].map(([, section]) => section!).filter((section) => !["clock", "files", "system", "end"].includes(section));
    const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom("[]\n", "{}\n", "null\n", "[{}]\n", '{"items":[{}]}\n', '[{"ifname":1}]\n'), fc.string({ unit: "binary", maxLength: 40 }));
    fc.assert(fc.property(fc.constantFrom(...names), text, (section, garbage) => {
      expect(unexplained(parseFacts(withSection(output, section, `${garbage}\n`), times))).toEqual([]);
    }), { numRuns: 80 });
  });
});

it.each(["", "sudo: a password is required\n", "Welcome!\npulumi-kube-vip facts\n"])("%j is no answer", (output) => {
  expect(() => parseFacts(output, { sentAt: 0, receivedAt: 1 })).toThrow("the host did not run the script");
});

it("what a login shell prints before the answer is skipped", () => {
  const output = recorded("follower");
  const times = timesOf(output);
  expect(parseFacts(`Welcome to cp3!\n\n${output}`, times)).toEqual(parseFacts(output, times));
});
