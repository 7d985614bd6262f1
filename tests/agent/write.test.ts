// The write of the manifest: kubelet sees all of it or nothing, and begins with the new Pod as soon as it has done with the one from before.
import fc from "fast-check";
import { removeCall } from "../../components/hosts/calls/apply";
import { fromYaml, renderManifest } from "../../components/manifest";
import { settings } from "../arbitraries/settings";
import { KUBELET } from "./programs";
import { apply, bgpManifest, caller, inPlace, MANIFEST, otherManifest, removal, RIGHTS, STATE } from "./samples";
import { forEachText, type Host, LIBRARY, onHost, type Outcome, underEachShell } from "./sandbox";

const FOLDER = MANIFEST.replace(/\/[^/]*$/, "");

underEachShell("a manifest, written,", (shell) => {
  const put = `. ${LIBRARY}\nput_manifest /opt/m ${MANIFEST}`;

  it("is whole, root's alone, and nothing lies beside it", () => {
    const [{ status }, text, beside] = onHost(shell, { files: { "/opt/m": bgpManifest } }, [put, `cat ${MANIFEST}`, `stat -c '%a %n' ${MANIFEST}; ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([status, text.stdout, beside.stdout]).toEqual([0, bgpManifest, `600 ${MANIFEST}\nkube-vip.yaml\n`]);
  });

  it("is never half there: until the rename kubelet sees the old one, and no other file", () => {
    // stops at the last moment before the rename
    const watch = `. ${LIBRARY}\nmv() { ls ${FOLDER}; cat ${MANIFEST}; ls -A ${FOLDER} | wc -l; command mv "$@"; }\nput_manifest /opt/m ${MANIFEST}`;
    const [seen, after] = onHost(shell, { files: { "/opt/m": bgpManifest, [MANIFEST]: "old\n" } }, [watch, `cat ${MANIFEST}`]) as [Outcome, Outcome];
    expect(seen.stdout.replace(/ /g, "")).toBe("kube-vip.yaml\nold\n2\n");
    expect(after.stdout).toBe(bgpManifest);
  });

  it("leaves the old one and no draft when the disk is full", () => {
    const setup = `mount -t tmpfs -o size=4k none ${FOLDER}; echo old >${MANIFEST}`;
    const [{ status }, text, beside] = onHost(shell, { files: { "/opt/m": bgpManifest }, setup }, [put, `cat ${MANIFEST}`, `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([status, text.stdout, beside.stdout]).toEqual([1, "old\n", "kube-vip.yaml\n"]);
  });

  it("takes the drafts of an agent that was killed away, and no other file", () => {
    const left = `touch ${FOLDER}/.kube-vip.yaml.71 ${FOLDER}/.kube-vip.yaml.71.marked ${FOLDER}/.kube-vip ${FOLDER}/etcd.yaml`;
    const [, , beside] = onHost(shell, { files: { "/opt/m": bgpManifest } }, [left, put, `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect(beside.stdout).toBe(".kube-vip\netcd.yaml\nkube-vip.yaml\n");
  });
});

underEachShell("the mark of a manifest", (shell) => {
  it("is an annotation beside those that are there, and nothing else changes, whatever the settings", () => {
    const annotations = fc.dictionary(fc.constantFrom("a.example/x", "a", "z"), fc.constantFrom("", "metadata:", "x\nspec:\n", "  annotations:"), { maxKeys: 2 });
    const any = fc.tuple(settings, annotations).map(([one, given]) => ({ ...one, pod: { ...one.pod, annotations: given } }));
    fc.assert(fc.property(fc.array(any, { minLength: 20, maxLength: 20, size: "max" }), (many) => {
      const manifests = many.map((one) => renderManifest(one, Object.keys(one.hosts)[0]!));
      for (const [index, text] of forEachText(shell, manifests, "mark_manifest $file").entries()) {
        const before = fromYaml(manifests[index]!);
        const after = fromYaml(text);
        const { "pulumi-kube-vip/replacing": mark, ...rest } = after.metadata.annotations!;
        expect(mark).toMatch(/^\d+$/);
        expect({ ...after, metadata: { ...after.metadata, annotations: rest } }).toEqual({ ...before, metadata: { ...before.metadata, annotations: before.metadata.annotations ?? {} } });
      }
    }), { numRuns: 5, endOnFailure: true });
  });
});

/** kubelet looks again after a minute only, which no test waits for. */
const running: Host = { files: { ...inPlace(bgpManifest), "/opt/backoff": "600\n" }, setup: `${RIGHTS}\n${KUBELET}\nuntil pgrep -x kube-vip >/dev/null; do sleep 0.05; done` };
const change = apply(otherManifest, { withinSeconds: 8 });
const withoutMark = (text: string) => text.replace(/^( {2}annotations:\n)? {4}pulumi-kube-vip\/replacing: "\d+"\n/m, "");

underEachShell("a manifest that kubelet runs, replaced,", (shell) => {
  it("runs as soon as kubelet has done with the one from before, which it does not look for by itself; a whole one is there all the time, and one Pod begins", () => {
    const watched = { ...running, setup: `${running.setup}\n(while :; do cat ${MANIFEST}; echo ===; sleep 0.02; done) >/opt/seen 2>&1 </dev/null &` };
    const [done, text, seen, begun, beside] = onHost(shell, watched, [change, `cat ${MANIFEST}`, "cat /opt/seen", "cat /opt/begun", `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect([done.status, text.stdout, beside.stdout]).toEqual([0, otherManifest, "kube-vip.yaml\n"]);
    const texts = [...new Set(seen.stdout.split("===\n").slice(0, -1))];
    expect(texts.map(withoutMark)).toEqual([bgpManifest, otherManifest, otherManifest]);
    expect(texts[1]).not.toBe(otherManifest);
    expect(begun.stdout.split("\n")).toHaveLength(3);
  });

  it("starts anew with the same text, as a Pod that is another one for a moment", () => {
    const same = apply(bgpManifest, { withinSeconds: 8 });
    const renewed = `sleep 1.1; echo kubeconfig=0123 >>${STATE}/record; touch /etc/kubernetes/admin.conf`;
    const [, done, text, begun] = onHost(shell, running, [renewed, same, `cat ${MANIFEST}`, "cat /opt/begun"]) as [Outcome, Outcome, Outcome, Outcome];
    expect([done.status, text.stdout]).toEqual([0, bgpManifest]);
    expect(begun.stdout.split("\n")).toHaveLength(3);
  });

  it("is whole, with the new settings, where the agent is killed in between; the next one goes on from there", () => {
    const killed = { command: `cat >/opt/given; ${change.command} </opt/given & until grep -q pulumi-kube-vip/replacing ${MANIFEST}; do sleep 0.02; done; kill -KILL $!; wait $!`, input: change.input };
    const [, text, again, after, beside] = onHost(shell, running, [killed, `cat ${MANIFEST}`, change, `cat ${MANIFEST}`, `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome, Outcome, Outcome];
    expect(text.stdout).not.toBe(otherManifest);
    expect(withoutMark(text.stdout)).toBe(otherManifest);
    expect([again.status, after.stdout, beside.stdout]).toEqual([0, otherManifest, "kube-vip.yaml\n"]);
  });

  it("leaves no draft behind once it is removed, whoever was killed", () => {
    const [, removed, beside] = onHost(shell, running, [`touch ${FOLDER}/.kube-vip.yaml.71`, removeCall(caller, removal), `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([removed.status, beside.stdout]).toEqual([0, ""]);
  });

  it("is in its place in the end where kubelet does nothing, and then the one from before", () => {
    const deaf = { ...running, setup: `${running.setup}\nkill $!` };
    const [done, text, beside] = onHost(shell, deaf, [apply(otherManifest, { withinSeconds: 1 }), `cat ${MANIFEST}`, `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([done.status, text.stdout, beside.stdout]).toEqual([1, bgpManifest, "kube-vip.yaml\n"]);
    expect(done.stderr).toContain("kubelet has done nothing about the manifest");
  });

  it("leaves the one from before and no draft when the disk is full", () => {
    const full = { ...running, setup: `cp ${MANIFEST} /opt/was; mount -t tmpfs -o size=8k none ${FOLDER}; cp /opt/was ${MANIFEST}\n${running.setup}` };
    const [done, text, beside] = onHost(shell, full, [change, `cat ${MANIFEST}`, `ls -A ${FOLDER}`]) as [Outcome, Outcome, Outcome];
    expect([done.status, text.stdout, beside.stdout]).toEqual([1, bgpManifest, "kube-vip.yaml\n"]);
    expect(done.stderr).toContain("is the disk full or read-only?");
  });
});
