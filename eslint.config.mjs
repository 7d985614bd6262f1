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
    // The pure core: settings, plan, manifest and access are tested by the thousand, so they reach neither Pulumi nor the machine. Types reach nothing.
    files: ["components/settings/**/*.ts", "components/plan/**/*.ts", "components/manifest/**/*.ts", "components/access/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": ["error", {
        paths: ["fs", "node:fs", "child_process", "node:child_process", "net", "node:net", "ssh2", "@pulumi/command"],
        patterns: [{ group: ["../hosts/*", "../*.js", "!../index"], allowTypeImports: true, message: "Nothing imports upwards." }],
      }],
    },
  },
);
