// Every problem that the settings can have is found, at the right field, with its severity, and without telling a secret.
import { PROBLEM_IDS } from "../../components/settings/checks/index";
import { formatProblems, resolveSettings } from "../../components/settings/resolve";
import { BAD_CASES, type Case } from "./badCases";
import { LOCKED_KEY, PASSPHRASE, PRIVATE_KEY } from "./keys";
import { bgpArgs, goodArgs, withChanges } from "./samples";

function resolve(bad: Case) {
  return resolveSettings(withChanges(bad.bgp ? bgpArgs() : goodArgs(), bad.changes));
}

describe.each(BAD_CASES.map((bad, index) => [bad.id, bad.field, index, bad] as const))("%s at %s (case %i)", (id, field, _index, bad) => {
  const { settings, problems } = resolve(bad);

  it("is found there, with its severity", () => {
    expect(problems).toContainEqual(expect.objectContaining({ id, field, severity: PROBLEM_IDS[id] }));
  });

  it("keeps settings back exactly when something is an error", () => {
    expect(settings === undefined).toBe(problems.some((problem) => problem.severity === "error"));
  });

  it("says a reason and a remedy, each a sentence, and no secret", () => {
    for (const { reason, remedy } of problems) {
      expect(reason).toMatch(/^\S.*[^.]\.$/s);
      expect(remedy).toMatch(/^[A-Z].*[^.][.?]$/s);
    }
    const text = formatProblems(problems);
    for (const secret of ["4711", PASSPHRASE, ...bodyLines(PRIVATE_KEY), ...bodyLines(LOCKED_KEY)]) expect(text).not.toContain(secret);
  });
});

function bodyLines(key: string): readonly string[] {
  return key.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"));
}

it("has a case for every problem id, and no case for an id that does not exist", () => {
  expect([...new Set(BAD_CASES.map((bad) => bad.id))].sort()).toEqual(Object.keys(PROBLEM_IDS).sort());
});

it("writes ids in kebab-case", () => {
  for (const id of Object.keys(PROBLEM_IDS)) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
});

it("reports everything that is wrong at once", () => {
  const { problems } = resolveSettings(withChanges(bgpArgs(), {
    vip: "127.0.0.1", prefixLength: "/32", port: 0, "hosts.cp1.address": "nowhere", "image.version": "latest", "bgp.peers": [{ address: "x", as: 0 }], "paths.manifests": "m", ssh: undefined, bogus: true,
  }));
  expect(problems.filter((problem) => problem.severity === "error").map((problem) => problem.field).sort()).toEqual([
    "bgp.peers.0.address", "bgp.peers.0.as", "bogus", "hosts.cp1.address", "hosts.cp1.ssh.hostKey", "hosts.cp2.ssh.hostKey", "hosts.cp3.ssh.hostKey", "image.version", "paths.manifests", "port", "prefixLength", "vip",
  ]);
});
