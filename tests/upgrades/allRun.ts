// What is so on all hosts once a version is there.
import type { Lab } from "../../lab/session";
import { containers, vipAnswers, vipHolders } from "../lab/sights";
import type { Outputs } from "../lab/stack";
import { running } from "./running";

/** Every host runs this version and debugs, the outputs tell so, and the VIP is proven. @returns the image's digest, which is the same on all hosts */
export async function expectAllRun(lab: Lab, version: string, { holder, healthz, proof, hosts }: Outputs): Promise<string> {
  const names = lab.hosts.map(({ name }) => name);
  expect(await running(lab)).toEqual(Object.fromEntries(names.map((name) => [name, { version, debug: true }])));
  expect(Object.fromEntries(Object.entries(hosts).map(([name, { containerId }]) => [name, containerId]))).toEqual(await containers(lab));
  const digests = new Set(Object.values(hosts).map(({ imageDigest }) => imageDigest));
  expect([...digests]).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);

  expect(healthz).toMatchObject({ status: "healthy", httpCode: 200, tlsVerified: true });
  expect(healthz.answered).toBe(healthz.asked);
  expect(proof.agreed).toEqual({ address: "yes", neighbour: "yes", lease: "yes" });
  expect(await vipHolders(lab)).toEqual([holder]);
  expect(await vipAnswers(lab)).toBe(true);
  return [...digests][0]!;
}
