// Ansible, doing the role's steps with its built-in modules to all hosts at once, over connections that it keeps open.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "../../lab/cache";
import { filledManifest } from "../../lab/demo/floor";
import { run } from "../../lab/machine/run";
import type { Say } from "../../lab/progress";
import type { Lab } from "../../lab/session";
import { benchSettings } from "../settings";
import type { Contender } from "./contender";

/** Pinned, so that figures of different days compare. It runs on the hosts' Python 3.11. */
export const ANSIBLE = "ansible-core==2.19.3";

const PLAYBOOKS = join(__dirname, "..", "ansible");

/** A folder of Python packages in the lab's cache. */
async function ensureAnsible(say: Say): Promise<string> {
  return cached("ansible", [ANSIBLE], async (dir, tell) => {
    tell(`pip installs ${ANSIBLE}`);
    const pip = await run("python3", ["-m", "pip", "--version"], { reject: false }).catch(() => undefined);
    if (pip?.exitCode !== 0) throw new Error("Ansible comes by pip of Python 3.11 or newer, which this machine lacks: install python3-pip, or leave Ansible out with --no-ansible.");
    // Into a folder, without a virtual environment, whose scripts would name a path that is another one once the entry is complete.
    await run("python3", ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location", "--target", dir, ANSIBLE]);
  }, say);
}

export async function ansible(lab: Lab, say: Say): Promise<Contender> {
  const packages = await ensureAnsible(say);
  const dir = await mkdtemp(join(tmpdir(), "kube-vip-ansible-"));
  await writeFile(join(dir, "ansible.cfg"), configuration(lab, dir));
  await writeFile(join(dir, "hosts"), `[control_planes]\n${lab.hosts.map(({ name, address }) => `${name} ansible_host=${address}`).join("\n")}\n`);
  const play = async (playbook: string, lease?: number): Promise<void> => {
    for (const { name } of lab.hosts) await writeFile(join(dir, `${name}.yaml`), filledManifest(benchSettings(lab, lease), name));
    const [program, args] = lab.insideCommand("python3", ["-m", "ansible", "playbook", "-i", join(dir, "hosts"), "-e", `manifests=${dir} vip=${lab.vip} ca=/etc/kubernetes/pki/ca.crt`, join(PLAYBOOKS, playbook)]);
    await run(program, args, { cwd: dir, env: { PYTHONPATH: packages, ANSIBLE_CONFIG: join(dir, "ansible.cfg"), LC_ALL: "C.UTF-8" } });
  };
  return {
    name: "Ansible",
    install: () => play("install.yml"),
    again: () => play("install.yml"),
    change: (lease) => play("install.yml", lease),
    destroy: () => play("remove.yml"),
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

/** What Ansible's own documentation advises for speed. */
function configuration(lab: Lab, dir: string): string {
  return `[defaults]
host_key_checking = True
remote_user = root
private_key_file = ${lab.ssh.privateKeyFile}
interpreter_python = /usr/bin/python3
forks = 10
retry_files_enabled = False
local_tmp = ${dir}/tmp

[ssh_connection]
pipelining = True
ssh_args = -F ${lab.ssh.config} -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = ${dir}/cp
`;
}
