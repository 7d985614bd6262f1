// What is known of kube-vip's versions: releases, facts, variables, defects.
export * from "./version";
export * from "./releases";
export * from "./facts";
export * from "./variables";
export * from "./defects";
