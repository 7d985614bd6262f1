// The projects of `npm test`, cheapest first; scripts/test says what each needs of the machine. Those from "lab" on run on real hosts, so one worker at a time.
const common = {
  testEnvironment: "node",
  transform: { "^.+\\.(t|j|mj)s$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }] },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
};
const ownFolder = ["ssh", "package", "engine", "lab", "bgp", "ipvs", "ipv6", "services", "upgrades", "machines", "takeover", "role", "findings", "faults", "bootstrap"];
module.exports = {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/tests/**/*.test.ts"], testPathIgnorePatterns: [...common.testPathIgnorePatterns, ...ownFolder.map((name) => `<rootDir>/tests/${name}/`)] },
    ...ownFolder.map((name) => ({ ...common, displayName: name, testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`] })),
  ],
};
