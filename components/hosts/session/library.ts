// ssh2, loaded when the first connection needs it: importing the component must not pay for it.

export type Ssh2 = typeof import("ssh2");

export async function ssh2(): Promise<Ssh2> {
  return (await import("ssh2")).default;
}
