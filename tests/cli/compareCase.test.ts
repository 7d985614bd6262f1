// The comparison with kube-vip's own generator: every given case passes, and no change of a case goes unseen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareCase } from "../../cli/vectors/compareCase";
import { DELIBERATE_DIFFERENCES } from "../../cli/vectors/deliberateDifferences";
import { changedLeaves, type Json, withoutLeaves } from "./mutations";

interface Vector {
  readonly version: string;
  readonly settings: Readonly<Record<string, Json>>;
  readonly flags: readonly string[];
  readonly pod: Json;
}

const vectors = JSON.parse(readFileSync(join(__dirname, "vectors/kube-vip-manifests.json"), "utf8")) as readonly Vector[];
const extra = JSON.parse(readFileSync(join(__dirname, "vectors/more-manifests.json"), "utf8")) as readonly Vector[];
/** As v0.8.0 prints the first IPv6 case: its flag --cidr is "32" for any address (cmd/kube-vip.go@v0.8.0). That version can't be built here, so the case is derived. */
const oldest = ((): Vector => {
  const ipv6 = vectors.find((vector) => vector.version === "v0.8.9" && String(vector.settings["vip"]).includes(":"))!;
  const text = JSON.stringify(ipv6).replaceAll("v0.8.9", "v0.8.0").replace('{"name":"vip_cidr","value":"128"}', '{"name":"vip_cidr","value":"32"}');
  return JSON.parse(text) as Vector;
})();
const all = [...vectors, ...extra, oldest];
const name = (vector: Vector) => `${vector.version} ${vector.flags.join(" ")}`;
const faults = (vector: unknown) => compareCase(vector).faults;

describe("our manifest, beside that of kube-vip's generator,", () => {
  it.each(all.map((vector) => [name(vector), vector] as const))("says the same for %s", (_name, vector) => {
    expect(faults(vector)).toEqual([]);
  });

  it("meets every deliberate difference in some case, so that none is listed in vain", () => {
    const met = new Set(all.flatMap((vector) => compareCase(vector).excused));
    expect([...met].sort()).toEqual(DELIBERATE_DIFFERENCES.map((entry) => entry.id).sort());
  });
});

/** Left-overs of Go's serialisation and valueless variables: without them the generator's Pod is what ours is. */
const SAYS_NOTHING = /^(metadata\.creationTimestamp|status|spec\.containers\.0\.resources|spec\.containers\.0\.env\.\d+(\.name)?)$/;
const isValueless = (vector: Vector, path: string) => {
  const index = /env\.(\d+)/.exec(path)?.[1];
  const env = (vector.pod as { spec: { containers: { env: { value?: string; valueFrom?: Json }[] }[] } }).spec.containers[0]!.env;
  return index === undefined || (env[Number(index)]?.value === undefined && env[Number(index)]?.valueFrom === undefined);
};

describe("a case that was changed fails", () => {
  // Masquerade with BGP, a peer with a password and Services, a list of peers, and plain ARP; of the oldest version to the newest.
  const bases = [4, 11, 30, 59].map((index) => vectors[index]!);

  it("when any value of its Pod is another", () => {
    for (const vector of bases) {
      for (const { path, result } of changedLeaves(vector.pod)) {
        expect({ case: name(vector), path, failed: faults({ ...vector, pod: result }).length > 0 }).toEqual({ case: name(vector), path, failed: true });
      }
    }
  });

  it("when anything that says something is missing from its Pod", () => {
    for (const vector of bases) {
      for (const { path, result } of withoutLeaves(vector.pod)) {
        if (SAYS_NOTHING.test(path) && isValueless(vector, path)) continue;
        expect({ case: name(vector), path, failed: faults({ ...vector, pod: result }).length > 0 }).toEqual({ case: name(vector), path, failed: true });
      }
    }
  });

  const [first] = vectors as [Vector];
  const edited = (edit: (pod: EditablePod) => void) => {
    const pod = structuredClone(first.pod) as unknown as EditablePod;
    edit(pod);
    return { ...first, pod };
  };
  it.each<[string, (pod: EditablePod) => void]>([
    ["a variable", (pod) => pod.spec.containers[0]!.env.push({ name: "vip_ddns", value: "true" })],
    ["a valueless variable", (pod) => pod.spec.containers[0]!.env.push({ name: "vip_ddns" })],
    ["a variable twice", (pod) => pod.spec.containers[0]!.env.push({ name: "vip_arp", value: "false" })],
    ["an argument", (pod) => pod.spec.containers[0]!.args.push("--log=5")],
    ["a mount", (pod) => pod.spec.containers[0]!.volumeMounts.push({ name: "modules", mountPath: "/lib/modules" })],
    ["a volume", (pod) => pod.spec.volumes.push({ name: "modules", hostPath: { path: "/lib/modules" } })],
    ["a capability", (pod) => pod.spec.containers[0]!.securityContext.capabilities.add.push("SYS_ADMIN")],
    ["another dropped capability", (pod) => { pod.spec.containers[0]!.securityContext.capabilities.drop = ["CHOWN"]; }],
    ["privilege", (pod) => { pod.spec.containers[0]!.securityContext.privileged = true; }],
    ["a host alias", (pod) => pod.spec.hostAliases.push({ ip: "127.0.0.1", hostnames: ["other"] })],
    ["a container", (pod) => pod.spec.containers.push({ ...pod.spec.containers[0]!, name: "other" })],
    ["a label", (pod) => { pod.metadata["labels"] = { app: "other" }; }],
    ["a field of the Pod", (pod) => { pod.spec["hostPID"] = true; }],
  ])("when its Pod has %s more", (_what, edit) => {
    expect(faults(edited(edit))).not.toEqual([]);
  });

  it("when other settings were asked for", () => {
    const others: Readonly<Record<string, Json>> = {
      mode: "arp", vip: "10.9.9.9", interface: "eth9", leaderElection: false, lease: [50, 40, 9], apiPort: 9443, namespace: "elsewhere", leaseName: "other-lock",
      prometheus: "127.0.0.1:9", services: true, nodeLabeling: true, kubeconfig: "/etc/other.conf", lb: "tunnel",
    };
    for (const [key, value] of Object.entries(others)) {
      expect({ key, failed: faults({ ...first, settings: { ...first.settings, [key]: value } }).length > 0 }).toEqual({ key, failed: true });
    }
  });

  it("when it is of another version", () => {
    expect(faults({ ...first, version: "v0.8.8" })).not.toEqual([]);
  });
});

interface EditablePod {
  metadata: Record<string, Json>;
  spec: Record<string, unknown> & {
    containers: { name: string; args: string[]; env: { name: string; value?: string }[]; volumeMounts: Json[]; securityContext: { privileged?: boolean; capabilities: { add: string[]; drop?: string[] } } }[];
    hostAliases: Json[];
    volumes: Json[];
  };
}

describe("a malformed case fails with a sentence", () => {
  const [first] = vectors as [Vector];
  it.each([
    ["nothing", null, "expected object"],
    ["a text", "case", "expected object"],
    ["no Pod", { ...first, pod: undefined }, "pod:"],
    ["no version", { ...first, version: "latest" }, "version: is no kube-vip version"],
    ["an unknown setting", { ...first, settings: { ...first.settings, wireguard: true } }, "wireguard"],
    ["an unknown forwarding method", { ...first, settings: { ...first.settings, lb: "nat" } }, "settings.lb:"],
    ["a peer without AS", { ...first, settings: { ...first.settings, bgp: { peers: ["10.0.0.1"] } } }, "address:as:password:multihop"],
    ["a peer with more fields", { ...first, settings: { ...first.settings, bgp: { peers: ["10.0.0.1:1:pw:true:180"] } } }, "address:as:password:multihop"],
    ["an empty Pod", { ...first, pod: {} }, "kube-vip's generator does not have it"],
  ])("that says what is wrong with %s", (_what, value, sentence) => {
    expect(faults(value).join("\n")).toContain(sentence);
  });
});
