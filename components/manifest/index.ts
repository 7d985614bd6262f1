// The manifest: settings and a host become the static Pod's canonical YAML.
export * from "./fill";
export * from "./manifest";
export * from "./placeholders";
export type * from "./pod";
export * from "./renderPod";
export * from "./yaml";
