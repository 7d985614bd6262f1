# Settings that the hosts of a control plane must not run mixed: old and new side by side mean two holders of the VIP, or none.

read_basics() { # FILE -> sets $basics: a line NAME=VALUE for each of them
    load_settings "$1"
    setting address
    basics="${NL}vip=$value"
    modes=
    setting vip_arp
    [ "$value" != true ] || modes=arp
    setting bgp_enable
    [ "$value" != true ] || modes="$modes${modes:+ and }bgp"
    setting vip_interface
    basics="$basics${NL}mode=$modes${NL}interface=$value"
    setting cp_namespace
    lease=${value:-kube-system}
    setting vip_leasename
    basics="$basics${NL}lease=$lease/${value:-plndr-cp-lock}"
    elects && elected=on || elected=off
    election_of_services
    basics="$basics${NL}election=$elected${NL}services=$value$NL"
}

# In BGP mode each host announces Services by itself.
election_of_services() { # -> sets $value: by which lease the holder of Services' addresses is elected; empty where none is
    serves || { value='' && return; }
    setting vip_arp
    [ "$value" = true ] || { value='' && return; }
    setting svc_election
    [ "$value" != true ] || { value='a lease each' && return; }
    setting svc_leasename
    value="lease ${value:-plndr-svcs-lock}"
}

basic() { # NAME BASICS -> sets $value
    value=${2#*"$NL$1="}
    value=${value%%"$NL"*}
}

BASICS='vip mode interface lease election services'

compare_basics() { # OLD_FILE NEW_FILE -> sets $difference: \`vip OLD -> NEW, lease OLD -> NEW\`, or empty, and $agreed: whether the consent covers it
    read_basics "$1"
    before=$basics
    read_basics "$2"
    difference='' agreed=yes
    for name in $BASICS; do
        basic "$name" "$before"
        old=$value
        basic "$name" "$basics"
        [ "$old" != "$value" ] || continue
        # hosts that serve no Services disturb nobody
        case $name,$old,$value in services,,* | services,*,) continue ;; esac
        item="$name ${old:-none} -> ${value:-none}"
        difference="$difference${difference:+, }$item"
        case ", $replace, " in *", $item, "*) ;; *) agreed= ;; esac
    done
}

check_basics() { # refuses to change them without consent -> sets $difference. What is loaded stays, or is, the manifest that is wanted.
    difference=
    [ -e "$STATE/last-good.yaml" ] || return 0
    compare_basics "$STATE/last-good.yaml" "$run/wanted"
    [ -n "$agreed" ] || fail "this would change what all hosts must have in common: $difference. While some hosts have the old and some the new, two of them hold one address, or none does. To stop kube-vip on all hosts first, and so be without the VIP for a while, give \`replace\` the text \`$difference\`. The host was not changed."
}

concerns_us() { # whether the consent begins from what is recorded here
    [ -n "$replace" ] && [ "$replace" != "$record_replaced" ] && [ -e "$STATE/last-good.yaml" ] || return 1
    read_basics "$STATE/last-good.yaml"
    concerned=
    for name in $BASICS; do
        case ", $replace" in *", $name "*) ;; *) continue ;; esac
        basic "$name" "$basics"
        case ", $replace, " in
        *", $name ${value:-none} -> "*) concerned=yes ;;
        *" -> ${value:-none}, "*) ;;
        *) return 1 ;;
        esac
    done
    [ -n "$concerned" ]
}

# The owner and the path stay on record, so that a removal still finds what is its own. No hash is left, since nothing runs.
stop_old() {
    say "stopping kube-vip, since its settings are replaced: $replace"
    keep "$STATE/last-good.yaml" replaced.yaml || fail "no copy of the old manifest could be kept in $STATE; is the disk full? The host was not changed."
    take_down "$STATE/last-good.yaml" "${record_path:-$manifest}"
    rm -f "$STATE/last-good.yaml"
    record_sha='' record_applied=''
    write_record || fail "kube-vip was stopped, but that could not be recorded in $STATE; is the disk full?"
    note "stopped kube-vip, since its settings are replaced: $replace"
}
