# Cheap parts first, so that a cut connection loses little; what waits for others runs beside them.

read_options() {
    section options
    vips='' vip_port=6443 api_port=6443 kubernetes_addr='' ports='' modules='' manifest='' manifests='' kubeconfig='' kubeconfigs='' programs='' runtime=containerd link='' lease_name='' lease_namespace='' services=no services_lease='' repository='' wanted='' gate='' gate_ca='' brief=no known='' metrics=yes
    for option; do
        printf '%s\n' "$option"
        value=${option#*=}
        case $option in
        vips=*) vips=$value ;;
        vipPort=*) vip_port=$value ;;
        apiPort=*) api_port=$value ;;
        kubernetesAddress=*) kubernetes_addr=$value ;;
        ports=*) ports=$value ;;
        modules=*) modules=$value ;;
        manifest=*) manifest=$value ;;
        manifests=*) manifests=$value ;;
        kubeconfig=*) kubeconfig=$value ;;
        kubeconfigs=*) comma_words "$value" && kubeconfigs=$parted ;;
        programs=*) programs=$value ;;
        runtime=*) runtime=$value ;;
        interface=*) link=$value ;;
        leaseName=*) lease_name=$value ;;
        leaseNamespace=*) lease_namespace=$value ;;
        services=*) services=$value ;;
        servicesLease=*) services_lease=$value ;;
        repository=*) repository=$value ;;
        wanted=*) wanted=$value ;;
        gate=*) gate=$value ;;
        gateCa=*) gate_ca=$value ;;
        brief=*) brief=$value ;;
        known=*) known=$value ;;
        metrics=*) metrics=$value ;;
        esac
    done
    comma_words "$vips"
    vips=$parted
    comma_words "$modules"
    modules=$parted
    case $kubernetes_addr in
    '') api="https://kubernetes:$api_port" ;;
    *://*) api=${kubernetes_addr%/} ;;
    *) api="https://$kubernetes_addr" ;;
    esac
}

BOOT_ID=/proc/sys/kernel/random/boot_id

may_be_brief() { # -> sets $boot
    boot=
    [ "$brief" = yes ] && am_root && [ ! -e "$ROLLOUT/holder" ] && [ ! -s "$STATE/unproven" ] || return 1
    IFS= read -r boot <"$BOOT_ID"
    { [ -n "$known" ] && [ "$boot" = "$known" ]; } || is_settled
}

# What tells whether anything here is not as it was left, by as few processes as that takes.
look_briefly() {
    section brief
    section system
    printf 'root=yes\n'
    section files
    printf '%s:%s\n' "$BOOT_ID" "$boot"
    [ ! -e "$STATE/record" ] || while IFS= read -r line; do
        printf '%s:%s\n' "$STATE/record" "$line"
        case $line in container=*) settled_in=${line#*=} ;; esac
    done <"$STATE/record"
    [ ! -e "$STATE/elsewhere" ] || while IFS= read -r line; do printf '%s:%s\n' "$STATE/elsewhere" "$line"; done <"$STATE/elsewhere"
    find_processes
    look_at_addresses
    look_at_modules
    look_at_manifests
    look_at_kube_vips
}

look_at_all() {
    look_at_clock
    look_at_system
    place
    login=
    [ -z "$run" ] || look_for_vips
    [ "$root" = no ] || open_api
    [ -z "$run" ] || ask_unprobed
    # nobody is asked without curl, so that no empty answer tells of one who was
    if [ -n "$gate" ] && [ -s "$run/ca" ] && has curl; then ask_gate & fi
    find_processes
    look_at_kubelet
    if [ -n "$login" ] && has curl; then
        api_options
        ask_cluster &
    fi
    look_at_files
    look_at_addresses
    look_at_routes
    look_at_modules
    look_at_ipvs
    look_at_processes
    look_at_api_server
    if [ "$root" = yes ]; then
        look_at_manifests
        look_at_kube_vips
        look_at_rollout
        look_at_listeners
    fi
    [ -z "$run" ] || ask_probed
    wait
    if [ "$root" = yes ] && [ -n "$run" ]; then
        pids_of kube-vip
        if [ ! -e "$run/node.part" ] || { [ -n "$pids" ] && [ ! -e "$run/mirror.part" ]; }; then ask_runtime; fi
    fi
    [ -z "$run" ] || print_files
}

look() {
    NO_PROXY='*' no_proxy='*'
    export NO_PROXY no_proxy
    open_answer
    read_options "$@"
    settled_in=
    if may_be_brief; then
        look_briefly
    else
        brief=no
        look_at_all
    fi
    section end
    uptime
    printf '%s\n' "$up"
}

look "$@" </dev/null
exit
