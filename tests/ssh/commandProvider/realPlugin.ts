// Asks the lab where the real plugin is, before jest defines its tests, which it does synchronously.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { CommandPlugin } from "../../../lab/toolchain/types";

const ROOT = join(__dirname, "../../..");
const ASK = 'require("./lab/toolchain/commandPlugin").findCommandPlugin().then((found) => console.log(JSON.stringify(found)))';

/** @throws when LAB_COMMAND_PLUGIN names a folder without the plugin */
export function realPlugin(): CommandPlugin {
  const { NODE_OPTIONS: _ofJest, ...env } = process.env;
  return JSON.parse(execFileSync(process.execPath, ["--import", "tsx", "-e", ASK], { cwd: ROOT, env, encoding: "utf8" })) as CommandPlugin;
}
