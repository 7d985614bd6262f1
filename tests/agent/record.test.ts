// What the agent remembers on a host, and whom it takes for the same stack.
import { underEachShell, withLibrary } from "./sandbox";
import { STATE } from "./samples";
import { quote } from "../../components/hosts/quote";

const NAMES = ["owner", "path", "sha", "applied", "agent_owner", "repairs", "replaced", "retry", "container", "kubeconfig", "access", "phase", "machine", "at", "failed_sha", "failed_reason", "failed_retry", "failed_boot"].map((name) => `record_${name}`);
const SHOW = `for value in ${NAMES.map((name) => `"$${name}"`).join(" ")}; do printf '%s\\n' "$value"; done`;

underEachShell("the record", (shell) => {
  it.each([
    ["plain values", ["dev::p::T::vip#cp1", "/etc/kubernetes/manifests/kube-vip.yaml", "0123abc", "2026-01-02T03:04:05Z", "dev::p::T::vip#cp1", "3", "vip 10.0.0.1 -> 10.0.0.2", "2", "c0c0", "cafe", "scoped", "bootstrap", "0a1b", "10.0.0.11", "456def", "it answers 503", "1", "d5c2"]],
    ["hostile values", ["own=er 'x' \"y\" \\n $(id) `id`#=", "/my path/*=?.yaml", " leading and trailing ", "-n", "path=/not/this", "", "vip a=b -> 'c'", "\t", "container=", "kubeconfig=", "access=", "phase=", "machine=", "at=$(id)", "$sha", "\"\\", "*", "failed_sha="]],
    ["nothing", NAMES.map(() => "")],
  ])("reads back %s as written", (_, values) => {
    const assign = NAMES.map((name, index) => `${name}=${quote(values[index]!)}`).join("; ");
    const clear = NAMES.map((name) => `${name}=other`).join("; ");
    expect(withLibrary(shell, {}, `mkdir ${STATE}; ${assign}; write_record; ${clear}; read_record; ${SHOW}`)).toBe(values.map((value) => `${value}\n`).join(""));
  });

  it("is empty where there is none", () => {
    expect(withLibrary(shell, {}, `record_owner=other; read_record; ${SHOW}`)).toBe(NAMES.map(() => "\n").join(""));
  });

  it("forgets the manifest, but neither who installed the agent nor what failed", () => {
    const files = { [`${STATE}/record`]: "owner=a\npath=b\nsha=c\napplied=d\nagent_owner=e\nfailed_sha=f\n", [`${STATE}/last-good.yaml`]: "x", [`${STATE}/replaced.yaml`]: "y" };
    expect(withLibrary(shell, { files }, `read_record; forget_manifest; ls -A ${STATE}; read_record; ${SHOW}`)).toBe("record\n\n\n\n\ne\n\n\n\n\n\n\n\n\n\nf\n\n\n\n");
  });

  it("stays what it was when the disk is full, and so do the copies; no draft lies beside them", () => {
    const setup = `mkdir -p ${STATE}; mount -t tmpfs -o size=12k none ${STATE}; echo owner=a >${STATE}/record; echo good >${STATE}/last-good.yaml; ! cat /dev/zero >${STATE}/rest`;
    const script = `read_record; record_owner=b; write_record 2>/dev/null || echo failed; keep /etc/kubernetes/admin.conf last-good.yaml 2>/dev/null || echo failed; ls -A ${STATE}; cat ${STATE}/record ${STATE}/last-good.yaml`;
    expect(withLibrary(shell, { files: { "/etc/kubernetes/admin.conf": "x" }, setup }, script)).toBe("failed\nfailed\nlast-good.yaml\nrecord\nrest\nowner=a\ngood\n");
  });
});

underEachShell("two owners", (shell) => {
  it.each([
    ["dev::shop::T::vip#cp1", "dev::shop::T::vip#cp1", true],
    ["dev::shop::T::vip#cp1", "dev::shop::Other::renamed#cp2", true],
    ["dev::shop::T::vip#cp1", "prod::shop::T::vip#cp1", false],
    ["dev::shop::T::vip#cp1", "dev::blog::T::vip#cp1", false],
    ["dev::shop::T::vip#cp1", "dev::shop2::T::vip#cp1", false],
    ["dev::*::T::vip#cp1", "dev::shop::T::vip#cp1", false],
  ])("%s and %s: of the same stack and project is %s", (one, other, same) => {
    expect(withLibrary(shell, {}, `if same_stack ${quote(one)} ${quote(other)}; then echo true; else echo false; fi`)).toBe(`${same}\n`);
  });
});
