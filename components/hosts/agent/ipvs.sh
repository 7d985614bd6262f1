# IPVS: which API servers the connections to a VIP are spread over. kube-vip keeps the table on the host that has the VIP; with BGP that may be every host.

IPVS=/proc/net/ip_vs
# The tables of the older iptables that are in use, and what is there once rules of the newer one are.
IP_TABLES=/proc/net/ip_tables_names
NF_TABLES=/sys/module/nf_tables

# The program takes the addresses apart, which are as the kernel prints them. Other services, as kube-proxy's, may be many.
read_ipvs() { # -> sets $table: of each TCP service at the VIP's port SERVICE and SCHEDULER, then `->`, BACKEND, FORWARD and WEIGHT of each backend; `;` ends each
    table='' ours='' ending=$(printf ':%04X' "$vip_port")
    while read -r kind socket how weight _; do
        case $kind$socket in
        TCP*"$ending") ours=yes table="$table$socket $how;" ;;
        '->'*) [ -z "$ours" ] || table="$table-> $socket $how $weight;" ;;
        *) ours= ;;
        esac
    done 2>/dev/null <"$IPVS"
}

# kube-vip has iptables make the rule together with the address, once; where that fails it logs a line and goes on. Both kinds of iptables have rules of their own.
lacks_rule() { # VIP: whether nothing masquerades what IPVS sends to other hosts for it; no where that cannot be seen
    rules=
    if grep -qsx nat "$IP_TABLES"; then rules=$(iptables-legacy-save -t nat 2>/dev/null) || return 1; fi
    if [ -e "$NF_TABLES" ]; then rules="$rules$NL$(iptables-nft-save -t nat 2>/dev/null)" || return 1; fi
    ! printf '%s\n' "$rules" | grep -qE -- "--vaddr $1(/32)? .*-j MASQUERADE"
}

watch_ipvs() { # -> sets $ipvs: the table as JSON text, null where this host has no VIP or nothing is spread; or $reason
    ipvs=null
    setting lb_enable
    [ -n "$held" ] && [ "$value" = true ] || return 0
    read_ipvs
    ipvs="\"$table\""
    [ "$masquerade" = iptables ] || return 0
    for vip in $held; do
        case $vip in *:*) continue ;; esac
        ! lacks_rule "$vip" || { reason="nothing on this host, which has the VIP, masquerades what IPVS sends to other hosts for $vip, so that connections die as soon as it does: kube-vip did not make its rule, and its log says why (does its image hold iptables?). It tries again when it gets the VIP anew" && return 1; }
    done
}
