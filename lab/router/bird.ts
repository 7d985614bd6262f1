// BIRD, a BGP router, from Debian's packages, unpacked into the cache: nothing is installed, and no service of the machine starts.
import { join } from "node:path";
import { cached, type Say } from "../cache";
import { packageFingerprint, unpackPackages } from "../toolchain/debianPackages";

/** BIRD itself, and the libraries that it names and a machine may not have. */
const packages = ["bird2", "libssh-gcrypt-4", "libgcrypt20", "libgpg-error0", "libgssapi-krb5-2", "libkrb5-3", "libk5crypto3", "libkrb5support0", "libcom-err2", "libkeyutils1"];

/** Command lines, to be followed by arguments. */
export interface Bird {
  /** The daemon. */
  readonly daemon: readonly [string, ...string[]];
  /** Its client, without line editing. */
  readonly client: readonly [string, ...string[]];
}

export async function ensureBird(say: Say): Promise<Bird> {
  const unpack = (dir: string) => {
    say("fetching Debian's BIRD");
    return unpackPackages(packages, join(dir, "root"));
  };
  const root = join(await cached("bird", [await packageFingerprint(packages)], unpack, say), "root");
  const libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"].map((folder) => join(root, folder)).join(":");
  return { daemon: ["env", `LD_LIBRARY_PATH=${libraries}`, join(root, "usr/sbin/bird")], client: [join(root, "usr/sbin/birdcl")] };
}
