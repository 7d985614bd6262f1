// What a new lab needs before its hosts are switched on: keys, certificates, each host's seed, and the network.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNamespace } from "../network/namespace";
import { hostNames, hostNetwork, type HostName } from "../network/addresses";
import { makeCertificates } from "../pki/certificates";
import { knownHostLines, makeHostKeys, makeKey } from "../pki/sshKeys";
import { makeSeed } from "../rootfs/seed";
import { hostFiles } from "./host";
import type { LabFacts } from "./record";
import { sshFiles, writeSshConfig } from "./ssh";

/** Everything is made anew for each lab, so that nothing learnt from one opens another. Takes about a second. */
export async function prepareLab(lab: LabFacts): Promise<void> {
  writeSshConfig(lab);
  const pki = join(lab.dir, "pki");
  const [user] = await Promise.all([makeKey(sshFiles(lab).key, "ed25519", `lab-${lab.name}`), makeCertificates(pki), createNamespace(lab.namespace)]);
  const known = await Promise.all(hostNames.map((host) => prepareHost(lab, host, user.publicKey)));
  writeFileSync(sshFiles(lab).knownHosts, `${known.flat().join("\n")}\n`);
}

/** @returns the host's lines for known_hosts. */
async function prepareHost(lab: LabFacts, host: HostName, authorizedKey: string): Promise<string[]> {
  const { dir } = hostFiles(lab, host);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "machine-id"), `${randomBytes(16).toString("hex")}\n`);
  const keys = await makeHostKeys(dir, host);
  await makeSeed(dir, host, { pki: join(lab.dir, "pki"), hostKeys: dir, authorizedKey });
  const { address, address6 } = hostNetwork(host);
  const publicKeys = Object.values(keys).map(({ publicKey }) => publicKey);
  return [address, address6].flatMap((known) => knownHostLines(known, publicKeys));
}
