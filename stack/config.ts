// The configuration of the running stack program as arguments of KubeVip.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { KubeVipArgs } from "../components";
import { argsFromConfiguration, ConfigurationError } from "./configuration";

/** All arguments of the stack's component. @throws RunError, which Pulumi shows without a stack trace */
export function argsFromConfig(config: pulumi.Config): KubeVipArgs {
  try {
    return argsFromConfiguration({
      get: (key) => config.get(key),
      getObject: <T>(key: string) => config.getObject<T>(key),
      secret: (key) => config.requireSecret(key),
      read: (path) => readFileSync(path, "utf8"),
      warn: (sentence) => void pulumi.log.warn(sentence),
    });
  } catch (error) {
    throw error instanceof ConfigurationError ? new pulumi.RunError(error.message) : error;
  }
}
