/** Where everything of ours lives on a host, mode 0700: the agent, its record, secrets, and what kube-vip mounts from there. */
export const STATE_FOLDER = "/var/lib/pulumi-kube-vip";
