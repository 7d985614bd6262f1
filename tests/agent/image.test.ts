// The image is there, and fits the host, before any manifest changes: looked for, pulled, imported, or refused with what to do.
import { installCall, type ImageNeeds } from "../../components/hosts/calls/install";
import { parseAgentReport } from "../../components/hosts/reports";
import { HURRY } from "./programs";
import { caller, KUBECONFIG, kubeconfigFile, needs, removal, STATE } from "./samples";
import { type Host, onHost, type Outcome, underEachShell, withAgent, withLibrary } from "./sandbox";

const IMAGE = "registry.example.org:5000/kube-vip/kube-vip:v1.2.3";
const DIGEST = `sha256:${"a".repeat(64)}`;
const ARCHIVE = "/opt/kube-vip.tar";
const image: ImageNeeds = { programs: "/opt/kubernetes", runtime: "containerd", reference: IMAGE, pullPolicy: "IfNotPresent", pullSeconds: 600 };
const UNTOUCHED = "No manifest was changed.";

/** What the hosts' runtimes have is a line `NAME PROCESSOR` each in /opt/images; what the registry has, in /opt/registry, and the archive, in /opt/brings. */
const FETCH = (from: string, name: string) => `grep -F "${name} " ${from} >>/opt/images`;
const crictl = `#!/bin/sh
echo "crictl $*" >>/opt/calls
for last; do :; done
# beside a digest, a tag says nothing
case $last in *:*@*) last=$(echo "$last" | sed 's/:[^:]*@/@/') ;; esac
[ ! -e /opt/down ] || { echo 'time="2026-01-02T03:04:05Z" level=fatal msg="validate service connection: connect: connection refused"' >&2; exit 1; }
case "$*" in
*version*) echo Version: 0.1.0 ;;
*inspecti*) grep -F "$last " /opt/images | cut -d ' ' -f 2 | grep . ;;
*pull*)
    [ ! -e /opt/slow ] || exec sleep 1000
    [ ! -e /opt/others ] || { echo 'time="2026-01-02T03:04:05Z" level=fatal msg="pulling image: no match for platform in manifest: not found"' >&2; exit 1; }
    ${FETCH("/opt/registry", "$last")} || { echo 'E0102 03:04:05.000000 remote_image.go:180] "PullImage from image service failed"' >&2; echo 'time="2026-01-02T03:04:05Z" level=fatal msg="pulling image: code = NotFound desc = failed to resolve reference \\"'"$last"'\\": not found"' >&2; exit 1; } ;;
esac
`;
const docker = `#!/bin/sh
echo "docker $*" >>/opt/calls
for last; do :; done
case "$*" in
'image inspect'*) grep -F "$last " /opt/images | cut -d ' ' -f 2 | grep . ;;
pull*) ${FETCH("/opt/registry", "$last")} || { echo 'Error response from daemon: manifest unknown' >&2; exit 1; } ;;
load*) cat /opt/brings >>/opt/images ;;
esac
`;
const ctr = `#!/bin/sh
echo "ctr $* $CONTAINERD_ADDRESS" >>/opt/calls
case "$*" in
*'images import'*) [ ! -e /opt/broken ] || { echo "ctr: unexpected EOF" >&2; exit 1; }; cat /opt/brings >>/opt/images ;;
*'images list'*) printf 'REF TYPE DIGEST\\n'; while read -r name _; do echo "$name application/x ${DIGEST} 1B"; done </opt/images ;;
*'images tag'*) shift 4; echo "$2 amd64" >>/opt/images ;;
esac
`;

const files = { ...kubeconfigFile, "/opt/images": "", "/opt/registry": "", "/opt/brings": "", "/opt/calls": "" };
const containerd: Host = { files: { ...files, "/opt/front/crictl": crictl, "/opt/front/ctr": ctr } };
const dockerHost: Host = { files: { ...files, "/opt/front/docker": docker } };

/** Two hosts are told apart by what they begin with. */
function with_(host: Host, more: Readonly<Record<string, string>>, setup = ""): Host {
  return { files: { ...host.files, ...more }, setup };
}

/** For `setup`. */
const machine = (name: string) => `rm -f /opt/front/uname; printf '#!/bin/sh\\necho ${name}\\n' >/opt/front/uname; chmod 755 /opt/front/uname`;

function install(over: Partial<ImageNeeds> = {}, more: Partial<Parameters<typeof installCall>[1]> = {}): string {
  return withAgent(installCall(caller, { ...needs, image: { ...image, ...over }, ...more }));
}

function run(shell: "dash" | "busybox", host: Host, call: string): Outcome & { calls: string[]; left: string } {
  const [done, calls, left] = onHost(shell, host, [call, "cat /opt/calls", `ls -A ${STATE} /run`]) as [Outcome, Outcome, Outcome];
  return { ...done, calls: calls.stdout.split("\n").slice(0, -1), left: `${left.stdout}${left.stderr}` };
}

underEachShell("the image", (shell) => {
  it("that is there is looked for once, and nothing is said or pulled", () => {
    const { status, stdout, stderr, calls } = run(shell, with_(containerd, { "/opt/images": `${IMAGE} amd64\n` }, machine("x86_64")), install());
    expect([status, stderr, parseAgentReport(stdout).fresh]).toEqual([0, "", true]);
    expect(calls).toEqual([expect.stringMatching(/^crictl --timeout 10s inspecti .* registry\.example\.org:5000\/kube-vip\/kube-vip:v1\.2\.3$/)]);
  });

  it("that is missing is pulled, and the agent says so", () => {
    const { status, stderr, calls } = run(shell, with_(containerd, { "/opt/registry": `${IMAGE} amd64\n` }), install());
    expect([status, stderr]).toEqual([0, `cp1: pulling the image ${IMAGE}\n`]);
    expect(calls).toContain(`crictl --timeout 10s pull ${IMAGE}`);
  });

  it("is pulled with `Always` although it is there", () => {
    const here = { "/opt/images": `${IMAGE} amd64\n`, "/opt/registry": `${IMAGE} amd64\n` };
    expect(run(shell, with_(containerd, here), install({ pullPolicy: "Always" })).calls).toContain(`crictl --timeout 10s pull ${IMAGE}`);
  });

  it("that cannot be pulled is an error with the runtime's reason and what to do; a first installation leaves nothing", () => {
    const { status, stdout, stderr, left } = run(shell, containerd, install());
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.split("\n")[1]).toBe(
      `cp1: the image ${IMAGE} could not be pulled: pulling image: code = NotFound desc = failed to resolve reference "${IMAGE}": not found. ${UNTOUCHED} Look at the name and at the way to the registry. ` +
        "Where only kubelet may log in there (by a credential provider), set `image.beforehand: false`; where there is no registry, bring the image to the hosts as a file (`image.archive`).",
    );
    expect(left).toMatch(/No such file/);
    expect(left).not.toContain("pulumi-kube-vip.");
  });

  it("that the registry has for other processors alone is told as that", () => {
    const { status, stderr } = run(shell, with_(containerd, { "/opt/others": "" }, machine("x86_64")), install());
    expect([status, stderr.split("\n")[1]]).toEqual([1, `cp1: the image ${IMAGE} is not built for this host's processors (x86_64): pulling image: no match for platform in manifest: not found. ${UNTOUCHED} Name one that is.`]);
  });

  it("that takes too long is told of while it is pulled, and given up", () => {
    const host = with_(containerd, { "/opt/slow": "" }, HURRY);
    const { status, stderr } = run(shell, host, install({ pullSeconds: 60 }));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^cp1: pulling the image \S+: \d+ s so far$/m);
    expect(stderr).toContain(`could not be pulled within 60 s. ${UNTOUCHED} Give it longer (\`timeouts.pullSeconds\`)`);
    expect(onHost(shell, host, [install({ pullSeconds: 60 }), "sleep 0.3; pgrep -fx 'sleep 1000' || echo none"])[1]!.stdout).toBe("none\n");
  });

  it("with `Never` is only looked for", () => {
    const missing = run(shell, with_(containerd, { "/opt/registry": `${IMAGE} amd64\n` }), install({ pullPolicy: "Never" }));
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain(`is not on this host and may not be pulled (\`image.pullPolicy: Never\`). ${UNTOUCHED}`);
    expect(missing.calls.filter((call) => call.includes(" pull "))).toEqual([]);
    expect(run(shell, with_(containerd, { "/opt/images": `${IMAGE} amd64\n` }), install({ pullPolicy: "Never" })).status).toBe(0);
    // the agents of other hosts may have stopped their kube-vip by then
    const replaced = install({ pullPolicy: "Never" }, { replacement: { ...removal, consent: "vip 192.168.1.100 -> 192.168.1.101" } });
    expect(run(shell, containerd, replaced).stderr).toContain("(`image.pullPolicy: Never`). The host was not changed.");
  });

  it("that is built for other processors is refused, and both are named", () => {
    const { status, stderr } = run(shell, with_(containerd, { "/opt/images": `${IMAGE} arm64\n` }, machine("x86_64")), install());
    expect(status).toBe(1);
    expect(stderr).toBe(`cp1: the image ${IMAGE} on this host is built for arm64, and the host is amd64 (x86_64). ${UNTOUCHED} Name one that is built for the host, and take this one away (\`crictl rmi ${IMAGE}\`).\n`);
  });

  it("is refused for no processors that run it, and where the host's are not known", () => {
    const pairs = [["x86_64", "amd64", "386", "arm64", ""], ["aarch64", "arm64", "arm", "amd64"], ["armv7l", "arm", "arm64"], ["i686", "386", "amd64"], ["s390x", "s390x", "amd64"], ["sparc64", "amd64"]];
    const script = pairs.flatMap(([host, ...built]) => [`uname() { echo ${host}; }`, ...built.map((word) => `built_for='${word}'; (check_processors here '') 2>/dev/null && echo '${host} ${word}'`)]);
    const taken = withLibrary(shell, {}, [...script, ":"].join("\n"));
    expect(taken.split("\n").slice(0, -1)).toEqual(["x86_64 amd64", "x86_64 386", "x86_64 ", "aarch64 arm64", "aarch64 arm", "armv7l arm", "i686 386", "s390x s390x", "sparc64 amd64"]);
  });

  it("is kubelet's business where no client of the runtime is there, which is said", () => {
    const { status, stderr } = run(shell, with_({ files }, {}, "rm /opt/front/crictl"), install({ programs: "/opt/none" }));
    expect([status, stderr]).toEqual([0, `cp1: crictl is neither under /opt/none nor on PATH, so nobody sees beforehand whether the image ${IMAGE} is here; kubelet gets it\n`]);
  });

  it("of a runtime that does not answer is an error, but not where the cluster is still to come", () => {
    const down = with_(containerd, { "/opt/down": "" });
    const refused = run(shell, down, install());
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`could not be looked for, since the container runtime does not answer: validate service connection: connect: connection refused. ${UNTOUCHED}`);
    const begins = run(shell, { ...down, setup: `rm ${KUBECONFIG}` }, install({}, { bootstrap: true }));
    expect([begins.status, begins.stderr]).toEqual([0, `cp1: the container runtime does not answer yet, so nobody sees beforehand whether the image ${IMAGE} is here: validate service connection: connect: connection refused\n`]);
    expect(run(shell, down, install({}, { bootstrap: true })).status).toBe(1);
  });

  it("is seen to by docker where that is the runtime", () => {
    const pulled = run(shell, with_(dockerHost, { "/opt/registry": `${IMAGE} amd64\n` }), install({ runtime: "docker" }));
    expect([pulled.status, pulled.calls.at(-2)]).toEqual([0, `docker pull ${IMAGE}`]);
    expect(run(shell, dockerHost, install({ runtime: "docker" })).stderr).toContain("could not be pulled: Error response from daemon: manifest unknown. ");
    const loaded = run(shell, with_(dockerHost, { [ARCHIVE]: "x", "/opt/brings": `${IMAGE} amd64\n` }), install({ runtime: "docker", archive: ARCHIVE }));
    expect([loaded.status, loaded.calls.filter((call) => !call.includes("inspect"))]).toEqual([0, ["docker version", `docker load --input ${ARCHIVE}`]]);
  });
});

underEachShell("the image's archive", (shell) => {
  const archive = { archive: ARCHIVE };

  it("is imported where the image is missing, and no registry is asked", () => {
    const { status, stderr, calls } = run(shell, with_(containerd, { [ARCHIVE]: "x", "/opt/brings": `${IMAGE} amd64\n`, "/opt/registry": `${IMAGE} amd64\n` }), install(archive));
    expect([status, stderr]).toEqual([0, `cp1: importing ${ARCHIVE}\n`]);
    expect(calls).toContain(`ctr --namespace k8s.io images import ${ARCHIVE} `);
    expect(calls.filter((call) => call.includes(" pull "))).toEqual([]);
  });

  it("is left alone where the image is there, whatever the policy", () => {
    for (const pullPolicy of ["IfNotPresent", "Always", "Never"]) {
      const { status, calls } = run(shell, with_(containerd, { "/opt/images": `${IMAGE} amd64\n` }), install({ ...archive, pullPolicy }));
      expect([status, calls.length]).toEqual([0, 1]);
    }
  });

  it("gives its image the name with the digest that is asked for", () => {
    const { status, calls } = run(shell, with_(containerd, { [ARCHIVE]: "x", "/opt/brings": "import-2026-01-02:v1.2.3 amd64\n" }), install({ ...archive, reference: `${IMAGE}@${DIGEST}` }));
    expect(calls).toContain(`ctr --namespace k8s.io images tag import-2026-01-02:v1.2.3 registry.example.org:5000/kube-vip/kube-vip@${DIGEST} `);
    expect(status).toBe(0);
  });

  it("that holds another image is an error, which tells what it holds", () => {
    const pack = `cd /opt && echo '[{"Config":"c.json","RepoTags":["example.org/a:v1","example.org/b:v2"],"Layers":["l"]}]' >manifest.json && echo '{"manifests":[{"annotations":{"io.containerd.image.name": "example.org/c:v3","org.opencontainers.image.ref.name":"v3"}}]}' >index.json && tar -cf ${ARCHIVE} manifest.json index.json`;
    const { status, stderr } = run(shell, with_(containerd, { "/opt/brings": "example.org/a:v1 amd64\n" }, `${pack}; ${HURRY}`), install(archive));
    expect(status).toBe(1);
    expect(stderr).toContain(`the image ${IMAGE} is not among what ${ARCHIVE} brought: it holds example.org/a:v1 example.org/b:v2 example.org/c:v3. ${UNTOUCHED}`);
  });

  it.each<[string, Host, string]>([
    ["that is not there", containerd, `is not on this host, and ${ARCHIVE}, from which it is to be imported, is not there either. ${UNTOUCHED}`],
    ["that is cut off", with_(containerd, { [ARCHIVE]: "x", "/opt/broken": "" }), `could not be imported from ${ARCHIVE}: ctr: unexpected EOF. ${UNTOUCHED}`],
    ["that nothing can import", with_({ files: { ...containerd.files, "/opt/front/ctr": "" } }, { [ARCHIVE]: "x" }, "rm /opt/front/ctr"), `and \`ctr\`, which alone imports ${ARCHIVE} into containerd, is neither under /opt/kubernetes nor on PATH. ${UNTOUCHED}`],
  ])("%s is an error", (_, host, says) => {
    const { status, stderr } = run(shell, host, install(archive));
    expect(status).toBe(1);
    expect(stderr).toContain(says);
  });

  it("for other processors is refused, and both are named, where the archive tells them", () => {
    const pack = `cd /opt && echo '[{"Config":"blobs/c.json","RepoTags":["a:v1"]}]' >manifest.json && mkdir blobs && echo '{"architecture": "arm64","os":"linux"}' >blobs/c.json && tar -cf ${ARCHIVE} manifest.json blobs/c.json`;
    const { status, stderr } = run(shell, with_(containerd, { "/opt/broken": "" }, `${pack}; ${machine("x86_64")}`), install(archive));
    expect([status, stderr.split("\n")[1]]).toEqual([1, `cp1: the image ${IMAGE} in ${ARCHIVE} is built for arm64, and the host is amd64 (x86_64). ${UNTOUCHED} Bring one that is built for the host.`]);
  });

  it("is imported into the containerd that k3s and RKE2 bring", () => {
    const socket = "mkdir -p /run/k3s/containerd; python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('/run/k3s/containerd/containerd.sock')\"";
    const { calls } = run(shell, with_(containerd, { [ARCHIVE]: "x", "/opt/brings": `${IMAGE} amd64\n` }, socket), install(archive));
    expect(calls).toContain(`ctr --namespace k8s.io images import ${ARCHIVE} /run/k3s/containerd/containerd.sock`);
  });
});
