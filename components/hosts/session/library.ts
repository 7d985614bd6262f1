// ssh2, loaded when the first connection needs it: importing the component must not pay for it.

export type Ssh2 = typeof import("ssh2");

let loaded = false;

export async function ssh2(): Promise<Ssh2> {
  const { default: library } = await import("ssh2");
  loaded = true;
  return library;
}

/** Whether `ssh2` costs nothing any more. */
export function isLoaded(): boolean {
  return loaded;
}
