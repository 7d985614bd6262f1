# keepalived as it is on this host: its processes and service, what its configuration has, and whether it may be ended for the VIP alone.

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
