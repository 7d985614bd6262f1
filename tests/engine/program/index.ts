// One remote command, to see it go through the real engine.
import { remote } from "@pulumi/command";
import { Config } from "@pulumi/pulumi";

const config = new Config();
const command = new remote.Command("command", {
  connection: {
    host: "127.0.0.1",
    port: config.requireNumber("port"),
    hostKey: config.require("hostKey"),
    privateKey: config.requireSecret("privateKey"),
    dialErrorLimit: 0,
  },
  create: config.require("create"),
  delete: "cat >&2",
  stdin: config.require("stdin"),
  addPreviousOutputInEnv: false,
});

export const stdout = command.stdout;
