// A component with the resources that KubeVip makes, each of which runs `true`: what the engine itself takes.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const hosts = config.requireObject<Record<string, { address: string }>>("hosts");
const privateKey = config.requireSecret("sshPrivateKey");

class Idle extends pulumi.ComponentResource {
  constructor(name: string) {
    super("bench:index:Idle", name);
    const all = Object.entries(hosts).map(([key, { address: host }]) => ({ key, connection: { host, user: "root", privateKey } }));
    const make = (part: string, { key, connection }: (typeof all)[number], dependsOn: pulumi.Resource[]) =>
      new remote.Command(`${name}-${key}-${part}`, { connection, create: "true", stdin: part, addPreviousOutputInEnv: false }, { parent: this, dependsOn });
    const agents = all.map((host) => make("agent", host, []));
    const applied = all.map((host) => make("host", host, agents));
    const witnesses = all.map((host) => make("witness", host, applied));
    const health = make("health", all[0]!, witnesses);
    this.registerOutputs({ health: health.stdout });
  }
}

new Idle("idle");
