# The manifest: its settings, and what is filled in on the host.

# For awk: `tell()` prints of a line what it says of a setting. It keeps `name` from one line to the next.
# shellcheck disable=SC2016 # the $ is awk's
READ_SETTINGS='
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
    function tell(   text) {
        text = $0
        if (sub(/^ *- "--config-file=/, "--config-file=", text)) { sub(/"$/, "", text); print plain(text); name = "" }
        else if (sub(/^ *- name: "?/, "", text)) { sub(/"$/, "", text); name = text }
        else if (name != "" && sub(/^ +value: "/, "", text)) { sub(/"$/, "", text); print name "=" plain(text); name = "" }
    }'

settings_of() { # FILE -> prints NAME=VALUE for each variable of a manifest in our canonical form, and the file of peers as --config-file=PATH
    awk "$READ_SETTINGS { tell() }" "$1"
}

comma_words() { # LIST -> sets $parted: what stands between its commas, with blanks in between
    parted='' rest=$1
    while [ -n "$rest" ]; do
        parted="$parted${parted:+ }${rest%%,*}"
        case $rest in *,*) rest=${rest#*,} ;; *) rest= ;; esac
    done
}

load_settings() { # FILE: for `setting` and `runs_settings`
    take_settings "$1" "$(settings_of "$1")"
}

take_settings() { # FILE LINES of `settings_of`
    loaded=$1 settled_with=
    settings="$NL$2$NL"
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

link_for() { # VIP -> sets $found_link: the interface whose network holds it, but for networks that the VIP itself brought, as to an interface of keepalived's own
    case $1 in *:*) family=-6 full=128 ;; *) family=-4 full=32 ;; esac
    found_link='' best=0
    while read -r network way; do
        case "$network $way " in default\ * | *' via '* | *" src $1 "*) continue ;; */*'dev '*) ;; *) continue ;; esac
        length=${network#*/}
        if [ "$length" -ge $full ] || [ "$length" -lt "$best" ]; then continue; fi
        best=$length found_link=${way#*dev }
        found_link=${found_link%% *}
    done <<ROUTES
$(ip $family route show match "$1" table main)
ROUTES
}

own_values() { # of the manifest that was loaded: sets $found_link, $router_id and $peers_file where it wants them
    found_link='' router_id='' peers_file=
    case $settings in *'=@kube-vip:interface@'*)
        load_vips
        link_for "${vips%% *}"
        [ -n "$found_link" ] || fail "no interface's network holds the VIP ${vips%% *}. In ARP mode the VIP must lie in the network of an interface of every host; give \`interface\` (or \`hosts.$host.interface\`) if it is one without such a network. The host was not changed."
        ;;
    esac
    case $settings in *'=@kube-vip:router-id@'*)
        router_id=$(ip -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
        [ -n "$router_id" ] || fail "this host has no IPv4 address to be its BGP router id; give \`hosts.$host.routerId\`. The host was not changed."
        ;;
    esac
    case $settings in *'@kube-vip:peers-file@'*)
        revision=0
        [ ! -e "$STATE/secrets-revision" ] || read -r revision <"$STATE/secrets-revision"
        name_peers_file "$revision"
        ;;
    esac
}

fill_in() { # FILE TARGET: puts the host's own values and the secrets in the place of their placeholders, and loads what came of it
    # a placeholder may stand elsewhere than in a setting, where the last patch of the Pod put it
    take_settings "$1" "$(awk "$READ_SETTINGS"'
    { for (rest = $0; match(rest, /@kube-vip:[a-z-]+@/); rest = substr(rest, RSTART + RLENGTH)) print "=" substr(rest, RSTART, RLENGTH)
      tell() }' "$1")"
    own_values
    given=$STATE/secrets
    [ -e "$given" ] || given=/dev/null
    filled=$(awk -v link="$found_link" -v router="$router_id" -v peers="$peers_file" -v to="$2" "$READ_SETTINGS"'
    function put(mark, text,   at, done) {
        while ((at = index($0, mark)) > 0) { done = done substr($0, 1, at - 1) text; $0 = substr($0, at + length(mark)) }
        $0 = done $0
    }
    FILENAME == ARGV[1] { at = index($0, "="); secret[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    { if (link != "") put("@kube-vip:interface@", link)
      if (router != "") put("@kube-vip:router-id@", router)
      if (peers != "") put("@kube-vip:peers-file@", peers)
      for (name_of in secret) put("@kube-vip:secret:" name_of "@", secret[name_of])
      if (index($0, "@kube-vip:")) missing = 1
      print >to
      tell() }
    END { exit missing ? 3 : 0 }' "$given" "$1")
    case $? in
    0) ;;
    3) fail "the manifest names a secret that this host was not given. Run \`pulumi up\` for the whole component. The host was not changed." ;;
    *) fail "the manifest could not be completed under /run; is it full? The host was not changed." ;;
    esac
    take_settings "$2" "$filled"
}
