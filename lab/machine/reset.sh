#!/bin/sh
# Runs on a host of the lab. `remember` notes what a fresh host has; `reset` takes it back there and fails if something is left.
set -eu
notes=/var/lib/lab
places="/etc /opt /root /home /usr/local /var/lib/pulumi-kube-vip /run/pulumi-kube-vip* /var/log/pods"
sysctls="net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce net.ipv4.conf.eth0.arp_ignore net.ipv4.conf.eth0.arp_announce"

files() {
	# shellcheck disable=SC2086 # a list of places
	find $places -xdev ! -path '/root/.cache*' 2> /dev/null | LC_ALL=C sort
}

addresses() {
	ip -oneline address show | awk '$2 == "eth0" || $2 == "lo" { print $2, $4 }' | grep -v ' fe80:' | LC_ALL=C sort
}

# Sandboxes, not processes by name: a Pod that crashed has none. Fails when containerd does not answer, which is not the same as no Pod.
pods() {
	crictl --timeout 20s pods --quiet
}

remember() {
	[ ! -e $notes/pristine ] || return 0
	files > $notes/files
	addresses > $notes/addresses
	# shellcheck disable=SC2086 # a list of names
	sysctl $sysctls > $notes/sysctls 2> /dev/null || true
	cut -d ' ' -f 1 /proc/modules > $notes/modules
	cp -a /etc/kubernetes $notes/
	: > $notes/pristine
}

# A guard or an agent outlives the engine that started it, and would put back what it knows.
end_agents() {
	grep -lsaF pulumi-kube-vip /proc/[0-9]*/cmdline | tr -cd '0-9\n' | xargs -r kill -s KILL 2> /dev/null || true
}

remove_new_files() {
	files | LC_ALL=C comm -13 $notes/files - | LC_ALL=C sort -r | while IFS= read -r path; do
		if [ -d "$path" ] && [ ! -L "$path" ]; then rmdir "$path" 2> /dev/null || true; else rm -f "$path"; fi
	done
}

# Ended here, since kubelet takes its time; and waited for until kubelet too has let go of them and removed their folders: before that,
# a Pod of the same name would be held back for another 10 to 15 s.
end_pods() {
	tries=0
	until ids=$(pods 2> /dev/null) && [ -z "$ids$(ls -A /var/lib/kubelet/pods)" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 60 ] || { echo "Pods are left: ${ids:-containerd names none, kubelet has folders for $(ls -A /var/lib/kubelet/pods)}" >&2; exit 1; }
		# shellcheck disable=SC2086 # a list of ids
		if [ -z "$ids" ] || ! crictl --timeout 20s rmp --force $ids > /dev/null 2>&1; then sleep 0.5; fi
	done
}

# What a test renewed; and what it moved away or hid and, ended in between, did not bring back.
restore_kubernetes() {
	while mountpoint -q /etc/kubernetes; do umount --lazy /etc/kubernetes; done
	(cd $notes/kubernetes && find . ! -type d) | while IFS= read -r path; do
		[ ! -d "/etc/kubernetes/$path" ] || rmdir "/etc/kubernetes/$path"
		# shellcheck disable=SC3013 # the shell of these hosts knows -nt
		[ ! "/etc/kubernetes/$path" -nt "$notes/kubernetes/$path" ] || cp -a "$notes/kubernetes/$path" "/etc/kubernetes/$path"
	done
	cp -a --update $notes/kubernetes/. /etc/kubernetes/
}

remove_new_addresses() {
	addresses | LC_ALL=C comm -13 $notes/addresses - | while read -r link address; do
		ip address delete "$address" dev "$link"
	done
}

unload_new_modules() {
	if [ -e /proc/net/ip_vs ]; then ipvsadm --clear; fi
	if grep -q '^iptable_nat ' /proc/modules; then iptables-legacy -t nat -F; fi
	# Twice: a module that is still used goes once its user has gone.
	for _ in 1 2 3; do
		cut -d ' ' -f 1 /proc/modules | grep -vxFf $notes/modules | xargs -r -n 1 rmmod 2> /dev/null || true
	done
}

left() { # -> prints what a fresh host does not have
	files | LC_ALL=C comm -13 $notes/files -
	addresses | LC_ALL=C comm -13 $notes/addresses -
	pods || echo "containerd does not say which Pods"
	grep -o '^ip_vs[a-z_]*' /proc/modules || true
}

reset() {
	end_agents
	restore_kubernetes
	rm -rf /etc/kubernetes/manifests/* /etc/kubernetes/manifests/.[!.]*
	for _ in 1 2 3; do
		end_pods
		remove_new_files
		remove_new_addresses
		unload_new_modules
		sysctl --quiet --load $notes/sysctls
		left=$(left)
		[ -n "$left" ] || return 0
	done
	echo "left after the reset: $left" >&2
	exit 1
}

"$1"
