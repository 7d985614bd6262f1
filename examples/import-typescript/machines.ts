// The machines of the control plane. Here another stack makes them; machines made in this program go in the same place, since addresses and keys are Outputs either way.
import * as pulumi from "@pulumi/pulumi";

export interface Machine {
  address: pulumi.Output<string>;
  /** As in /etc/ssh/ssh_host_ed25519_key.pub. */
  hostKey: pulumi.Output<string>;
}

/** By key. The set of keys is plain: it decides which resources there are. */
export function machinesOf(stack: string, keys: readonly string[]): Record<string, Machine> {
  const machines = new pulumi.StackReference(stack);
  const addresses = machines.requireOutput("addresses") as pulumi.Output<string[]>;
  const hostKeys = machines.requireOutput("hostKeys") as pulumi.Output<string[]>;
  const nth = (list: pulumi.Output<string[]>, what: string, index: number) =>
    list.apply((all) => {
      const item = all[index];
      if (item === undefined) throw new Error(`Stack ${stack} has ${all.length} ${what}, and ${keys.length} control planes are wanted.`);
      return item;
    });
  return Object.fromEntries(keys.map((key, index) => [key, { address: nth(addresses, "addresses", index), hostKey: nth(hostKeys, "hostKeys", index) }]));
}
