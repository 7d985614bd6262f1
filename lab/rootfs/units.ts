// Which systemd units a host runs. At boot every process costs (fork and exec take 15 to 25 ms in user-mode Linux), so what a host of the lab does not need is masked.

export const enabled = ["lab-host", "containerd", "etcd", "kube-apiserver", "kubelet", "ssh"] as const;

export const masked = [
  // devices: /dev is filled by the kernel, and the one network card is set up by lab-host
  "systemd-udevd.service", "systemd-udevd-control.socket", "systemd-udevd-kernel.socket", "systemd-udev-trigger.service",
  "kmod-static-nodes.service", "systemd-tmpfiles-setup-dev.service", "modprobe@.service",
  // file systems nobody uses here
  "sys-kernel-config.mount", "sys-fs-fuse-connections.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount", "dev-hugepages.mount",
  "proc-sys-fs-binfmt_misc.automount", "systemd-binfmt.service", "systemd-remount-fs.service", "systemd-pstore.service",
  // consoles, logins of people, messages between desktops
  "getty@.service", "getty.target", "systemd-logind.service", "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service",
  "systemd-ask-password-console.path", "systemd-ask-password-wall.path", "systemd-initctl.socket", "dbus.service", "dbus.socket",
  // housekeeping of a machine that lives longer
  "systemd-journal-flush.service", "systemd-random-seed.service", "systemd-sysusers.service", "systemd-tmpfiles-clean.timer", "e2scrub_reap.service",
  "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer",
  // no IPVS before somebody asks for it
  "ipvsadm.service",
] as const;
