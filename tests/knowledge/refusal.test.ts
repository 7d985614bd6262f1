// Why nothing may be touched, as one error with all reasons.
import * as pulumi from "@pulumi/pulumi";
import type { Observations } from "../../components/facts/observation";
import { refusalOf } from "../../components/knowledge/refusal";
import type { Finding } from "../../components/plan/findings/finding";
import { observed, settingsFrom } from "../facts/healthyCluster";
import { goodArgs } from "../settings/samples";

const settings = settingsFrom();
const required = settingsFrom({ ...goodArgs(), observe: "require" });
const seen = observed(settings);
const unreachable: Observations = { ...seen, cp2: { kind: "unseen", reason: "192.168.1.12:22 refuses connections." } };
const finding: Finding = { id: "vip-held-by-stranger", severity: "error", hosts: ["cp1"], reason: "52:54:00:00:00:99 answers for it.", remedy: "Find that machine." };

it("is none without errors", () => {
  expect(refusalOf(settings, [{ ...finding, severity: "warning" }, { ...finding, severity: "info" }], seen)).toBeUndefined();
});

it("is an error that Pulumi shows without a stack trace", () => {
  expect(refusalOf(settings, [finding], seen)).toBeInstanceOf(pulumi.RunError);
});

it("names one reason", () => {
  expect(refusalOf(settings, [finding], seen)!.message).toBe("Something speaks against this on the hosts; none was touched.\n- 52:54:00:00:00:99 answers for it. Find that machine. (vip-held-by-stranger)");
});

it("names all reasons, and no warning", () => {
  const { message } = refusalOf(settings, [finding, { ...finding, id: "warned", severity: "warning" }, { ...finding, hosts: [], id: "other" }], seen)!;
  expect(message.split("\n")).toEqual([
    "2 things speak against this on the hosts; none was touched.",
    "- 52:54:00:00:00:99 answers for it. Find that machine. (vip-held-by-stranger)",
    "- 52:54:00:00:00:99 answers for it. Find that machine. (other)",
  ]);
});

describe("of a host that could not be looked at", () => {
  it("is none unless the user asked for that", () => {
    expect(refusalOf(settings, [], unreachable)).toBeUndefined();
  });

  it("names host and reason where `observe: require` asks for it", () => {
    expect(refusalOf(required, [], unreachable)!.message).toBe(
      "Something speaks against this on the hosts; none was touched.\n- cp2 could not be looked at, which `observe: require` asks for: 192.168.1.12:22 refuses connections.",
    );
  });

  it("is none for a machine that this program has yet to make", () => {
    expect(refusalOf(required, [], { ...seen, cp2: { kind: "unknown" } })).toBeUndefined();
  });
});
