// Unit, property, mock and shell tests. The lab suite (tests/lab) is a project of its own: one worker, real hosts.
const esmOnly = ["execa", "@sindresorhus", "is-stream", "npm-run-path", "path-key", "strip-final-newline", "human-signals", "get-stream", "figures", "is-unicode-supported", "pretty-ms", "parse-ms", "yoctocolors", "is-plain-obj", "unicorn-magic", "@sec-ant"];
const common = {
  testEnvironment: "node",
  transform: { "^.+\\.(t|j|mj)s$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join("|")})/)`],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
};
module.exports = {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/tests/**/*.test.ts"], testPathIgnorePatterns: [...common.testPathIgnorePatterns, "<rootDir>/tests/lab/", "<rootDir>/tests/engine/", "<rootDir>/tests/ssh/"] },
    { ...common, displayName: "ssh", testMatch: ["<rootDir>/tests/ssh/**/*.test.ts"] },
    { ...common, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
    { ...common, displayName: "lab", testMatch: ["<rootDir>/tests/lab/**/*.test.ts"] },
  ],
};
