#!/bin/sh
# Runs on a host of the lab. `remember` notes what a fresh host has; `reset` takes it back there and fails if something is left.
set -eu
notes=/var/lib/lab
places="/etc /opt /root /home /usr/local /var/lib/pulumi-kube-vip /run/pulumi-kube-vip /var/log/pods"
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
	: > $notes/pristine
}

remove_new_files() {
	files | LC_ALL=C comm -13 $notes/files - | LC_ALL=C sort -r | while IFS= read -r path; do
		if [ -d "$path" ] && [ ! -L "$path" ]; then rmdir "$path" 2> /dev/null || true; else rm -f "$path"; fi
	done
}

# kubelet ends them too, but waits for them, and keeps what has ended for a minute. One that was just being started shows up late, so `reset` looks again.
end_pods() {
	tries=0
	until ids=$(pods 2> /dev/null) && [ -z "$ids" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 30 ] || { echo "Pods are left: ${ids:-containerd does not say which}" >&2; exit 1; }
		# shellcheck disable=SC2086 # a list of ids
		[ -z "$ids" ] || crictl --timeout 20s rmp --force $ids > /dev/null 2>&1 || sleep 0.5
	done
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
	rm -f /etc/kubernetes/manifests/* /etc/kubernetes/manifests/.[!.]*
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
