# keepalived: the VIP is taken over from it, and given back to it when that fails.
# kube-vip takes the VIP off its interface when it starts (pkg/cluster/clusterLeaderElection.go), and a keepalived that loses its address that way tells the others to take it at once
# (keepalived_netlink.c, set_vrrp_backup). So the two never run side by side: on all other hosts keepalived is ended first; then, where the VIP is, the agent itself holds the address while one goes and the other comes.

# What was here, for the way back: unit, enabled, active, and a line `held=ADDRESS/PREFIX DEVICE` for each address that the agent holds. There from the moment keepalived is ended until the rollout is confirmed.
KEEPALIVED=$STATE/keepalived
# Made by the guard once keepalived runs on no other host.
ALONE=$ROLLOUT/alone

find_keepalived() { # -> sets $keepalived: its processes in the host's own network (words), and $unit: the service of systemd that runs them all, empty where there is none such
    keepalived='' unit='' apart=
    for entry in /proc/[0-9]*; do
        read_comm "${entry#/proc/}"
        [ "$comm" = keepalived ] && [ "$(readlink "$entry/ns/net")" = "$(readlink /proc/$$/ns/net)" ] || continue
        keepalived="$keepalived${keepalived:+ }${entry#/proc/}"
        service=
        while IFS= read -r line; do
            case ${line##*:} in /system.slice/*/*) ;; /system.slice/*.service) service=${line##*/} ;; esac
        done 2>/dev/null <"$entry/cgroup"
        [ -n "$service" ] || apart=yes
        unit=$service
    done
    [ -z "$apart" ] || unit=
    [ -n "$keepalived" ] || unit=keepalived.service
}

config_files() { # -> sets $files (words): its configuration and what that includes
    file=/etc/keepalived/keepalived.conf
    for entry in $keepalived; do
        named=$(tr '\000' '\n' 2>/dev/null <"/proc/$entry/cmdline" | sed -n -e 's/^--use-file=//p' -e 's/^-f\(..*\)/\1/p' -e '/^-f$/{n;p;}' -e '/^--use-file$/{n;p;}' | head -n 1)
        file=${named:-$file}
    done
    files='' left=$file
    while [ -n "$left" ]; do
        file=${left%% *}
        case $left in *' '*) left=${left#* } ;; *) left= ;; esac
        case " $files " in *" $file "*) continue ;; esac
        [ -f "$file" ] || continue
        files="$files${files:+ }$file"
        for pattern in $(sed -n 's/^[[:blank:]]*include[a-z]*[[:blank:]]\{1,\}\([^[:blank:]]*\).*/\1/p' "$file"); do
            case $pattern in /*) ;; *) pattern=${file%/*}/$pattern ;; esac
            # shellcheck disable=SC2086 # a pattern of files
            for found in $pattern; do left="$left${left:+ }$found"; done
        done
    done
}

read_config() { # -> sets $named: the VIPs of ours that it serves, $served: its other addresses, $besides: what else it does that would end with it (words)
    config_files
    named='' served='' besides=
    [ -n "$files" ] || return 0
    # shellcheck disable=SC2086 # several files
    for item in $(awk '
        { sub(/[#!].*/, ""); gsub(/[{}]/, " & ") }
        match($0, /^[ \t]*\$[A-Za-z0-9_]+=/) { text = $0; sub(/^[ \t]*\$/, "", text); at = index(text, "="); value[substr(text, 1, at - 1)] = substr(text, at + 1); next }
        { for (i = 1; i <= NF; i++) {
            word = $i
            if (word ~ /^virtual_ipaddress(_excluded)?$/) { opens = 1; continue }
            if (opens && word == "{") { opens = 0; inside = 1; fresh = 1; continue }
            if (inside && word == "}") { inside = 0; continue }
            if (inside) {
                if (i > 1 && !fresh) continue
                fresh = 0
                if (word ~ /^\$/) { name = word; gsub(/[${}]/, "", name); sub(/\/.*/, "", name); if (name in value) { word = value[name]; gsub(/[ \t]/, "", word) } }
                sub(/\/.*/, "", word)
                print word
            } else if (i == 1 && word ~ /^virtual_(server|server_group|routes|rules)$/) print "also:" word
        } }' $files); do
        case $item in also:*)
            case " $besides " in *" ${item#also:} "*) ;; *) besides="$besides${besides:+ }${item#also:}" ;; esac
            continue
            ;;
        esac
        ours=
        for vip in $vips; do
            case $vip,$item in
            "$item,$item") ours=$vip ;;
            *:*,*:*) [ "$(whole_address "$vip")" != "$(whole_address "$(printf '%s' "$item" | tr '[:upper:]' '[:lower:]')")" ] || ours=$vip ;;
            esac
        done
        if [ -n "$ours" ]; then named="$named${named:+ }$ours"; else served="$served${served:+ }$item"; fi
    done
}

check_keepalived() { # after `find_keepalived`: refuses where it could not be ended for the VIP alone
    [ -n "$keepalived" ] || return 0
    ended="keepalived runs on this host (process ${keepalived%% *})"
    [ -n "$unit" ] && command -v systemctl >/dev/null || fail "$ended, but not as a service of systemd, so it may be a container, or be started by something else, and would come back. End it where it was started, and run this again. The host was not changed."
    read_config
    [ -z "$served" ] || fail "$ended, and its configuration ($files) has other addresses than the VIP: $served. They would go with it. Give them to something else first, and take them out of that configuration. The host was not changed."
    [ -z "$besides" ] || fail "$ended, and its configuration ($files) has more than addresses: $besides. That would go with it. Take it out of that configuration first. The host was not changed."
}

comes_back() { # whether it does not run now, but would provide the VIP after the next boot
    [ -z "$keepalived" ] && command -v systemctl >/dev/null || return 1
    case $(systemctl is-enabled "$unit" 2>/dev/null) in enabled | enabled-runtime) ;; *) return 1 ;; esac
    read_config
    [ -n "$named" ]
}

remember_keepalived() { # as it is now; the first time counts
    [ ! -e "$KEEPALIVED" ] || return 0
    enabled=no active=no
    case $(systemctl is-enabled "$unit" 2>/dev/null) in enabled*) enabled=yes ;; esac
    [ -z "$keepalived" ] || active=yes
    { mkdir -p "$STATE" && printf '%s\n' "unit=$unit" "enabled=$enabled" "active=$active" >"$STATE/.keepalived" && mv -f "$STATE/.keepalived" "$KEEPALIVED"; } || fail "what keepalived was here could not be recorded in $STATE; is the disk full or read-only? The host was not changed."
}

# Debian's systemctl gives up where the service has a script of old without its links; that script counts for nothing beside the unit.
set_service() { # enable or disable
    systemctl "$1" "$unit" >/dev/null 2>&1 || SYSTEMCTL_SKIP_SYSV=1 systemctl "$1" "$unit" >/dev/null 2>&1
}

end_keepalived() { # in the ordinary way, in which it takes its own address off
    remember_keepalived
    say "ending keepalived"
    set_service disable
    systemctl stop "$unit" >/dev/null 2>&1
    find_keepalived
    if [ -n "$keepalived" ]; then
        give_back
        fail "keepalived could not be ended: \`systemctl stop $unit\` left process ${keepalived%% *} running. $gave"
    fi
    note "ended keepalived and disabled it, since kube-vip takes the VIP over"
}

hold() { # ADDRESS/PREFIX DEVICE [WORD of `ip addr`...]: an address of our own beside the others
    ! ip -o addr show dev "$2" to "${1%/*}" | grep -qF " $1 " || return 0
    held_place="$1 $2"
    place_device=$2
    held_address=$1
    shift 2
    printf 'held=%s\n' "$held_place" >>"$KEEPALIVED" && ip addr add "$held_address" dev "$place_device" "$@"
}

hold_vips() { # while keepalived goes and kube-vip comes. What kube-vip takes off at its start has another prefix length, and what keepalived takes off too.
    for vip in $vips; do
        case $vip in
        # The kernel has no IPv6 address twice on one interface. On lo no neighbour is answered for it, but those that know it go on.
        *:*) hold "$vip/128" lo ;;
        *)
            prefix_of "$vip"
            if [ "${prefix:-32}" = 31 ]; then hold "$vip/32" "$link"; else hold "$vip/31" "$link" noprefixroute; fi
            ;;
        esac || fail "the VIP $vip could not be held on this host while keepalived ends. keepalived was not touched."
    done
}

# keepalived takes any removal of its address from its interface for its own loss, whatever the prefix length, so what is to be removed again while it runs is elsewhere.
hold_aside() { # the VIPs that are here, before kube-vip goes and keepalived comes
    [ -e "$KEEPALIVED" ] || return 0
    for vip in $vips; do
        holds "$vip" || continue
        case $vip in *:*) hold "$vip/128" lo ;; *) hold "$vip/32" lo ;; esac || say "the VIP $vip could not be held on lo"
    done
}

holds_still() { # whether the agent holds any VIP
    grep -qs ^held= "$KEEPALIVED"
}

is_held() { # VIP: by the agent itself
    grep -qs "^held=$1/" "$KEEPALIVED"
}

has_own() { # VIP: whether it is here otherwise than the agent holds it
    ip -o addr show to "$1" | while read -r _ device _ address _; do grep -qsxF "held=$address $device" "$KEEPALIVED" || exit 7; done
    [ $? = 7 ]
}

let_go() { # [DEVICE]: of what the agent holds; with DEVICE of all that is elsewhere
    [ -e "$KEEPALIVED" ] || return 0
    while IFS= read -r line; do
        case $line in
        held=*" ${1:-nowhere}") ;;
        held=*)
            line=${line#held=}
            ip addr del "${line% *}" dev "${line#* }" 2>/dev/null
            continue
            ;;
        esac
        printf '%s\n' "$line"
    done <"$KEEPALIVED" >"$STATE/.keepalived"
    mv -f "$STATE/.keepalived" "$KEEPALIVED"
}

release_held() { # once kube-vip has put the VIP there itself -> or sets $reason
    holds_still || return 0
    for vip in $vips; do
        until has_own "$vip"; do
            reason="kube-vip runs, but has not put the VIP $vip on this host; another host may have the lease"
            in_time || return 1
            nap
        done
    done
    let_go
    say "the VIP is kube-vip's now"
    note "took the VIP over from keepalived, without giving it up"
}

leased_to() { # -> sets $lease: the Node that holds the lease and renews it, empty where nobody does; fails when that cannot be known
    read_mirror_and_lease
    case $codes in '200 '*) ;; '404 '*) lease='' && return 0 ;; *) return 1 ;; esac
    [ -n "$lease" ] || return 0
    clock
    # shellcheck disable=SC2046 # five words
    set -- $(lease_times "$clock")
    [ $# = 5 ] || return 1
    if [ "$2" -gt -1000 ] && [ "$2" -lt "$3" ]; then return 0; fi
    # whoever renews it may have another clock
    renewal=$1
    see_renewal "$3" || lease=
}

who_leases() { # as `leased_to`
    leased_to || fail "the lease could not be read (the API server answers ${codes:-nothing}), so it is not known whether another host has the VIP. The host was not changed."
}

# Before kube-vip starts: it would take the VIP at once where nobody else stands for election, and then two hosts had it.
take_over() {
    [ "$takeover" = keepalived ] || return 0
    find_keepalived
    find_kube_vip
    if [ -z "$keepalived" ]; then
        ! comes_back || end_keepalived
        [ -n "$pid" ] || check_nobody
        return 0
    fi
    check_keepalived
    has='' lacks=
    for vip in $vips; do
        if holds "$vip"; then has="$has${has:+ and }$vip"; else lacks="$lacks${lacks:+ and }$vip"; fi
    done
    who_leases
    elsewhere=
    [ -z "$lease" ] || [ "$lease" = "$node" ] || elsewhere=$lease
    if [ -z "$has" ]; then
        [ -n "$elsewhere" ] || fail "keepalived runs on this host, and the VIP is neither here nor held by a kube-vip on another host, so keepalived has it elsewhere, or has just moved it. Run \`pulumi up\` again. The host was not changed."
        end_keepalived
        return 0
    fi
    [ -z "$lacks" ] || fail "keepalived has the VIP $has on this host, and not $lacks. Let it have both on one host (a \`vrrp_sync_group\`), then run \`pulumi up\` again. The host was not changed."
    [ -z "$elsewhere" ] || fail "keepalived has the VIP on this host, and the lease names $elsewhere, where a kube-vip runs too. End that one first, or give this component a lease of its own (\`leaderElection.leaseName\`). The host was not changed."
    [ -e "$ALONE" ] || fail "keepalived has the VIP on this host, and it is not known whether it was ended on the other hosts, where it would take the VIP at once. Run \`pulumi up\` for the whole component, without \`--target\`. The host was not changed."
    before=$(ip -o addr show to "${vips%% *}")
    remember_keepalived
    hold_vips
    end_keepalived
    announce "$before"
}

announce() { # LINE of `ip addr`, from before: with use_vmac keepalived's address had a MAC of its own, which neighbours would go on using
    case $1 in *": $link "* | *": $link@"*) return ;; esac
    command -v arping >/dev/null || return 0
    for vip in $vips; do
        case $vip in *:*) continue ;; esac
        arping -U -c 2 -w 3 -I "$link" "$vip" </dev/null >/dev/null 2>&1 || :
    done
}

check_nobody() { # that no other machine has the VIP without a lease
    for vip in $vips; do
        ! holds "$vip" || return 0
    done
    who_leases
    [ -z "$lease" ] || return 0
    for vip in $vips; do
        ask_neighbours "$vip"
        ask_vip "$vip" 1 && other='it answers' || other=
        hear_neighbours "$vip"
        other=${neighbours:-$other}
        [ -n "$other" ] || continue
        # its new holder may just have been elected
        who_leases
        [ -n "$lease" ] || fail "the VIP $vip is on another machine ($other), and no kube-vip holds the lease, so keepalived may have it there. Run \`pulumi up\` again. The host was not changed."
    done
}

check_gone() { # for a witness: the proof that the old one is gone
    [ "$takeover" = keepalived ] || return 0
    find_keepalived
    [ -z "$keepalived" ] || fail "keepalived runs on this host again (process ${keepalived%% *}), beside kube-vip. Find out what started it (configuration management, perhaps), end it there, and run \`pulumi up\` again."
    ! comes_back || fail "keepalived is enabled on this host, and its configuration ($files) names the VIP, so it would take it after the next boot. Find out what enabled it, run \`systemctl disable $unit\`, and run \`pulumi up\` again."
}

# Where kube-vip still has the VIP on another host, keepalived would not hear of anybody and take it too.
await_free() { # SECONDS: until no other Node holds the lease
    start_clock "$1"
    while leased_to && [ -n "$lease" ] && [ "$lease" != "$node" ]; do
        in_time || return 1
        nap 2
    done
}

give_back() { # to keepalived what it was, and the VIP where the agent holds it -> sets $gave, a sentence
    gave=
    [ -e "$KEEPALIVED" ] || return 0
    unit='' enabled='' active='' holding=
    while IFS= read -r line; do
        case $line in
        unit=*) unit=${line#*=} ;;
        enabled=*) enabled=${line#*=} ;;
        active=*) active=${line#*=} ;;
        held=*) holding=yes ;;
        esac
    done <"$KEEPALIVED"
    hold_aside
    let_go lo
    [ "$enabled" != yes ] || set_service enable || gave="keepalived could not be enabled again; run \`systemctl enable $unit\`. "
    if [ "$active" = yes ]; then
        say "starting keepalived again"
        if systemctl start "$unit" >/dev/null 2>&1; then gave="${gave}keepalived runs again."; else gave="${gave}keepalived could not be started again; run \`systemctl start $unit\`."; fi
        # it waits for others to speak first, for some three seconds by its defaults
        start_clock 30
        while [ -n "$holding" ] && in_time; do
            holding=
            for vip in $vips; do has_own "$vip" || holding=$vip; done
            [ -z "$holding" ] || nap
        done
        [ -z "$holding" ] || gave="$gave It has not put the VIP $holding on this host."
    fi
    let_go
    rm -f "$KEEPALIVED"
    note "gave the VIP back to keepalived: $gave"
}

forget_keepalived() { # the take-over is past, or nothing of ours is to stay
    [ -e "$KEEPALIVED" ] || return 0
    let_go
    rm -f "$KEEPALIVED"
}

# For the guard.
end_here() ( # a process of its own. Ends with 0: ended; 10: there was nothing to end; 11: the VIP is here; else the last line on standard error says why not
    acquire 20
    # the guard's folder outlives this
    trap 'rm -rf "$LOCK"' EXIT
    find_keepalived
    if [ -z "$keepalived" ]; then
        comes_back || exit 10
    else
        check_keepalived
        for vip in $vips; do
            ! holds "$vip" || exit 11
        done
    fi
    end_keepalived
)

end_manager() { # [last]: keepalived, unless the VIP is here; there it is ended by \`apply\`, once `last` says that it runs nowhere else
    end_here >/dev/null 2>"$run/words"
    ended=$? reason=
    case $ended in
    0) result=ended ;;
    10) result=none ;;
    11)
        result=holds
        [ "${1:-}" != last ] || : >"$ALONE"
        ;;
    *)
        result=failed reason=$(tail -n 1 "$run/words")
        reason=${reason#"$host: "}
        ;;
    esac
    json_text "$reason"
    emit "{\"event\":\"takeover\",\"result\":\"$result\",\"reason\":$json}"
}

load_given() { # for a guard, on whose host there may be no manifest
    take_settings '' "cp_namespace=${wanted_lease%/*}${NL}vip_leasename=${wanted_lease#*/}${NL}kubernetes_addr=$server"
    api_port=$port vip_port=$port place=
    local_url
}

give_back_alone() { # at the end of a rollout that nobody confirmed, where no kube-vip of ours stayed
    [ -e "$KEEPALIVED" ] && [ ! -e "$STATE/last-good.yaml" ] || return 0
    load_given
    if ! await_free 150; then
        note "keepalived was not started again, since the kube-vip of $lease has the VIP"
        return 0
    fi
    # whoever had the VIP is first
    holds_still || sleep 5
    give_back
}
