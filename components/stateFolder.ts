/** Where everything of ours lives on a host, mode 0700: the agent, its record, secrets, and what kube-vip mounts from there. */
export const STATE_FOLDER = "/var/lib/pulumi-kube-vip";

/** What kube-vip logs in with where it has a login of its own: a kubeconfig, and certificate and key in one file, so that one rename changes both. */
export const ACCESS_FOLDER = `${STATE_FOLDER}/access`;

/** The CA of the host's kubeconfig, where kube-vip mounts one: the agent puts it there. */
export const CA_FILE = `${STATE_FOLDER}/ca.crt`;
