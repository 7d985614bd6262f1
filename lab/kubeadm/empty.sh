#!/bin/sh
# Runs on a host of the lab, as `sh -s CACHE KUBEADM IMAGE...`: leaves it as an administrator leaves a machine for `kubeadm init` or `kubeadm join`.
# CACHE is a folder of the machine that the lab runs on; the program and the images are files in it.
set -eu
mounted=/run/lab/cache
units=/usr/lib/systemd/system

end_control_plane() {
	running=kubelet
	for unit in kube-apiserver etcd; do
		[ ! -e /etc/systemd/system/$unit.service ] || running="$running $unit"
	done
	# systemd reads its files again once, when kubelet's are new.
	# shellcheck disable=SC2086 # a list of units
	systemctl --quiet --no-reload disable $running
	# shellcheck disable=SC2086 # a list of units
	systemctl stop $running
	pods=$(crictl --timeout 20s pods --quiet)
	# shellcheck disable=SC2086 # a list of ids
	[ -z "$pods" ] || crictl --timeout 20s rmp --force $pods > /dev/null
	# What Pods had mounted stays when nobody but the runtime ends them.
	grep -o ' /var/lib/kubelet/[^ ]*' /proc/mounts | sort -r | xargs -r umount
}

# Its programs too: what runs afterwards is what kubeadm put there.
remove_control_plane() {
	rm -rf /etc/kubernetes /var/lib/kubelet /var/lib/etcd
	rm -f /usr/local/bin/kube-apiserver /usr/local/bin/etcd
	for unit in kubelet kube-apiserver etcd; do rm -f /etc/systemd/system/$unit.service; done
}

# The package kubelet with kubeadm's drop-in (kubernetes/release, cmd/krel/templates/latest). Not started: it would fail every 10 s until kubeadm starts it.
install_kubelet() {
	mkdir -p /etc/kubernetes/manifests /var/lib/kubelet $units/kubelet.service.d
	[ ! -e /usr/local/bin/kubelet ] || mv /usr/local/bin/kubelet /usr/bin/kubelet
	cat > $units/kubelet.service <<-'UNIT'
		[Unit]
		Description=kubelet: The Kubernetes Node Agent
		Documentation=https://kubernetes.io/docs/
		Wants=network-online.target
		After=network-online.target

		[Service]
		ExecStart=/usr/bin/kubelet
		Restart=always
		StartLimitInterval=0
		RestartSec=10

		[Install]
		WantedBy=multi-user.target
	UNIT
	cat > $units/kubelet.service.d/10-kubeadm.conf <<-'UNIT'
		[Service]
		Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
		Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
		EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
		EnvironmentFile=-/etc/default/kubelet
		ExecStart=
		ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
	UNIT
	systemctl --quiet enable kubelet
}

# The one setting that Kubernetes asks of every machine ("Container Runtimes", "Enable IPv4 packet forwarding").
forward_packets() {
	echo 'net.ipv4.ip_forward = 1' > /etc/sysctl.d/k8s.conf
	sysctl --quiet --load /etc/sysctl.d/k8s.conf
}

# By user-mode Linux's own file system: nothing is copied to the host's disk but what is kept there.
bring() { # KUBEADM IMAGE...
	install -m 755 "$mounted/$1" /usr/bin/kubeadm
	shift
	for image in "$@"; do
		ctr -n k8s.io images import "$mounted/$image" > /dev/null
	done
}

cache=$1
shift
end_control_plane
remove_control_plane
install_kubelet
forward_packets
mkdir -p $mounted
mount -t hostfs -o "ro,$cache" none $mounted
trap 'umount $mounted' EXIT
bring "$@"
