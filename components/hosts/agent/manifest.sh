# The manifest: its settings, what is filled in on the host, and the write that kubelet never sees half of.

settings_of() { # FILE -> prints NAME=VALUE for each variable of a manifest in our canonical form, and the file of peers as --config-file=PATH
    awk '
    function plain(text,   out, i, c) {
        if (index(text, "\\") == 0) return text
        out = ""
        for (i = 1; i <= length(text); i++) {
            c = substr(text, i, 1)
            if (c == "\\") { i++; c = substr(text, i, 1) }
            out = out c
        }
        return out
    }
    /^ *- "--config-file=/ { name = $0; sub(/^ *- "/, "", name); sub(/"$/, "", name); print plain(name); name = ""; next }
    /^ *- name: / { name = $0; sub(/^ *- name: "?/, "", name); sub(/"$/, "", name); next }
    /^ +value: "/ && name != "" { value = $0; sub(/^ +value: "/, "", value); sub(/"$/, "", value); print name "=" plain(value); name = "" }
    ' "$1"
}

comma_words() { # LIST -> sets $parted: what stands between its commas, with blanks in between
    parted='' rest=$1
    while [ -n "$rest" ]; do
        parted="$parted${parted:+ }${rest%%,*}"
        case $rest in *,*) rest=${rest#*,} ;; *) rest= ;; esac
    done
}

load_settings() { # FILE: for `setting` and `runs_settings`
    loaded=$1
    settings=$(settings_of "$1")
    printf '%s\n' "$settings" >"$run/settings"
    settings="$NL$settings$NL"
}

setting() { # NAME -> sets $value, empty when the manifest does not have it
    value=
    case $settings in
    *"$NL$1="*)
        value=${settings#*"$NL$1="}
        value=${value%%"$NL"*}
        ;;
    esac
}

place=

load_vips() { # -> sets $vips (words), $api_port, $vip_port, $link, $prefixes, $place: what `ip addr show` needs to see only where kube-vip puts a VIP
    setting address
    comma_words "$value"
    vips=$parted
    setting port
    api_port=${value:-6443}
    vip_port=$api_port
    setting vip_interface
    link=$value place=
    setting lb_enable
    if [ "$value" = true ]; then
        setting lb_port
        vip_port=${value:-$api_port}
        # with these every host has the VIP, put by its operator on an interface where nobody hears it
        setting lb_fwdmethod
        case $value in tunnel | directroute | bypass) place="dev $link" ;; esac
    fi
    setting vip_subnet
    [ -n "$value" ] || setting vip_cidr
    prefixes=$value
}

elects() { # whether a lease decides who holds the VIP: always in ARP mode, by choice in BGP mode
    setting vip_arp
    [ "$value" = true ] && return 0
    setting vip_leaderelection
    [ "$value" = true ]
}

prefix_of() { # VIP -> sets $prefix: the length kube-vip gives it (`32`, or `32,128` for IPv4 and IPv6)
    case $1 in
    *:*) prefix=${prefixes##*,} ;;
    *) prefix=${prefixes%%,*} ;;
    esac
}

link_for() { # VIP -> sets $found_link: the interface whose network holds it
    case $1 in *:*) family=-6 full=128 ;; *) family=-4 full=32 ;; esac
    found_link=$(ip $family route show match "$1" table main | awk -v full=$full '
        $1 != "default" && !/ via / {
            split($1, net, "/"); len = net[2] == "" ? full : net[2] + 0
            for (i = 2; i < NF; i++) if ($i == "dev" && len < full && len >= best) { best = len; link = $(i + 1) }
        }
        END { print link }')
}

fill_in() { # FILE TARGET: puts the host's own values and the secrets in the place of their placeholders
    text=$(cat "$1")
    found_link='' router_id=''
    case $text in *'@kube-vip:interface@'*)
        load_settings "$1"
        load_vips
        link_for "${vips%% *}"
        [ -n "$found_link" ] || fail "no interface's network holds the VIP ${vips%% *}. In ARP mode the VIP must lie in the network of an interface of every host; give \`interface\` (or \`hosts.$host.interface\`) if it is one without such a network. The host was not changed."
        ;;
    esac
    case $text in *'@kube-vip:router-id@'*)
        router_id=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
        [ -n "$router_id" ] || fail "this host has no IPv4 address to be its BGP router id; give \`hosts.$host.routerId\`. The host was not changed."
        ;;
    esac
    given=$STATE/secrets
    [ -e "$given" ] || given=/dev/null
    peers_file=
    case $text in *'@kube-vip:peers-file@'*)
        revision=0
        [ ! -e "$STATE/secrets-revision" ] || read -r revision <"$STATE/secrets-revision"
        name_peers_file "$revision"
        ;;
    esac
    awk -v link="$found_link" -v router="$router_id" -v peers="$peers_file" '
    function put(mark, text,   at, done) {
        while ((at = index($0, mark)) > 0) { done = done substr($0, 1, at - 1) text; $0 = substr($0, at + length(mark)) }
        $0 = done $0
    }
    FILENAME == ARGV[1] { at = index($0, "="); secret[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    { put("@kube-vip:interface@", link); put("@kube-vip:router-id@", router); put("@kube-vip:peers-file@", peers)
      for (name in secret) put("@kube-vip:secret:" name "@", secret[name])
      if (index($0, "@kube-vip:")) missing = 1
      print }
    END { exit missing ? 3 : 0 }' "$given" "$1" >"$2"
    case $? in
    0) ;;
    3) fail "the manifest names a secret that this host was not given. Run \`pulumi up\` for the whole component. The host was not changed." ;;
    *) fail "the manifest could not be completed under /run; is it full? The host was not changed." ;;
    esac
}

# kubelet reads every file of the folder whose name has no leading dot, so the new text is whole before it gets its name.
put_manifest() { # SOURCE TARGET; by the umask it belongs to root alone
    folder=${2%/*}
    draft="$folder/.${2##*/}.$$"
    [ ! -e "$draft" ] || rm -f "$draft"
    if ! { cat "$1" >"$draft" && { sync "$draft" 2>/dev/null || sync; } && mv -f "$draft" "$2"; }; then
        rm -f "$draft"
        return 1
    fi
    sync "$folder" 2>/dev/null || sync
}
