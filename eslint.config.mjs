import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "**/node_modules/**", "coverage/**", "examples/**"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    // The pure core: settings, plan and manifest are tested by the thousand, so they reach neither Pulumi nor the machine.
    files: ["components/settings/**/*.ts", "components/plan/**/*.ts", "components/manifest/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", {
        paths: ["fs", "node:fs", "child_process", "node:child_process", "net", "node:net", "ssh2", "@pulumi/command"],
        patterns: [{ group: ["../hosts/*", "../*.js", "!../index"], message: "Nothing imports upwards." }],
      }],
    },
  },
);
