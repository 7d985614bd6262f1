// What lies and runs beside our kube-vip, and who is at work.
import { LAB_VERSION } from "../../lab/stack";
import { type Family, ROLES } from "./provocation";

/** The lab's image that starts and stays up. */
const BROKEN = "lab.local/not-kube-vip:broken";
const FOLDER = "/etc/kubernetes/manifests";
const STATE = "/var/lib/pulumi-kube-vip";
/** kubelet refuses to run it, since no Node has the label. */
const COPY = `sed '/^kind: Pod/,$ s/name: kube-vip$/name: kube-vip-copy/; s/^spec:/spec:\\n  nodeSelector: { lab: nowhere }/' ${FOLDER}/kube-vip.yaml >/run/copy && mv /run/copy ${FOLDER}/kube-vip.yaml.bak`;
const REMOVE_COPY = `rm ${FOLDER}/kube-vip.yaml.bak`;
/** Holds this host as another rollout would. */
const LOCK = `mkdir -p /run/pulumi-kube-vip.rollout; sleep 600 </dev/null >/dev/null 2>&1 & pid=$!
set -- $(sed 's/.*) //' /proc/$pid/stat); shift 19
printf '%s\\n' run=r-other who=ada@laptop owner=other::infra::kube-vip:index:KubeVip::vip pid=$pid start=$1 since=1 >/run/pulumi-kube-vip.rollout/holder`;
const UNLOCK = "kill $(sed -n 's/^pid=//p' /run/pulumi-kube-vip.rollout/holder); rm -r /run/pulumi-kube-vip.rollout";

/** A process of kube-vip's name and settings that kubelet knows nothing of. */
function secondKubeVip(vip: string): string {
  return `cp /bin/sleep /run/kube-vip && { env -i cp_enable=true address=${vip} setsid /run/kube-vip 900 </dev/null >/dev/null 2>&1 & echo $! >/run/second.pid; }`;
}

const changed = `sed -i '/vip_retryperiod/ { n; s/"5"/"6"/ }' ${FOLDER}/kube-vip.yaml`;
const runs = (retryPeriod: number) => `until pid=$(pidof kube-vip) && tr '\\0' '\\n' </proc/$pid/environ | grep -qx vip_retryperiod=${retryPeriod}; do sleep 0.5; done`;


export const kubeVipFamily: Family = {
  title: "what lies and runs beside",
  provocations: [
    {
      title: "second files, a second process, a rollout at work",
      provoke: ({ lab }) => ({
        holder: LOCK,
        second: secondKubeVip(lab.vip),
        third: `${COPY}; ${LOCK}`,
      }),
      undo: () => ({ holder: UNLOCK, second: "kill $(cat /run/second.pid); rm /run/second.pid /run/kube-vip", third: `${REMOVE_COPY}; ${UNLOCK}` }),
      finds: ({ second, third }) => ({
        "rollout-locked": [["holder", "third"], "The rollout r-other of ada@laptop has held hosts "],
        "kube-vip-twice": [["second"], `Host ${second} runs 2 kube-vips for the VIP (processes `],
        "manifest-twice": [["third"], `On host ${third} ${FOLDER}/kube-vip.yaml.bak defines a kube-vip too`],
      }),
    },
    {
      title: "a file of nobody known, on a host of which nothing is recorded, a folder that is gone, and a program",
      provoke: () => ({
        holder: "mount --bind /dev/null /usr/bin/curl",
        second: `${COPY}; mv ${STATE}/record /root/record`,
        third: "cp -a /etc/kubernetes /run/kubernetes && rm -r /run/kubernetes/manifests && mount --bind /run/kubernetes /etc/kubernetes",
      }),
      undo: () => ({ holder: "umount /usr/bin/curl", second: `${REMOVE_COPY}; mv /root/record ${STATE}/record`, third: "umount /etc/kubernetes && rm -r /run/kubernetes" }),
      finds: ({ holder, second, third }) => ({
        "program-missing": [["holder"], `Host ${holder} does not have curl.`],
        "facts-missing": [["holder"], "the program `curl` is not installed on the host."],
        "manifest-stray": [["second"], `On host ${second} ${FOLDER}/kube-vip.yaml.bak defines a kube-vip too`],
        "kube-vip-not-ours": [["second"], `On host ${second} there is a ${FOLDER}/kube-vip.yaml, and no component has recorded it.`],
        "manifests-folder-missing": [["third"], `Host ${third} has no folder ${FOLDER}.`],
      }),
    },
    {
      title: "a manifest that failed in an update",
      settings: () => ({ "image.reference": BROKEN }),
      failedUp: { image: { version: LAB_VERSION, reference: BROKEN }, timeouts: { applySeconds: 30 } },
      finds: ({ second }) => ({ "manifest-failed-before": [["second"], new RegExp(`^On host ${second} the manifest [0-9a-f]{12} failed: kube-vip runs, but does not talk to the API server`)] }),
    },
    {
      title: "other settings on one host",
      provoke: () => ({ third: `${changed}; ${runs(6)}` }),
      undo: () => ({ third: `cp -p ${STATE}/last-good.yaml /run/good && mv /run/good ${FOLDER}/kube-vip.yaml; ${runs(5)}` }),
      finds: ({ third }) => ({ "kube-vips-differ": [ROLES, new RegExp(`vip_retryperiod is (5 on .* and 6 on ${third}|6 on ${third} and 5 on .*)\\.`)] }),
    },
  ],
};
