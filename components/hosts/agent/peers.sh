# The file of BGP peers, which keeps their passwords out of the manifest, since what is in a static Pod is in its mirror Pod too.

PEERS=$STATE/peers

name_peers_file() { # REVISION of the secrets -> sets $peers_file: another name for every change, so that what ran before finds its own when it comes back
    peers_file=$1-$(printf '%.12s' "$sha").json
}

peers_file_of() { # FILE -> sets $peers_file: the name in a manifest, or empty
    peers_file=$(sed -n "s|^ *path: \"\{0,1\}$PEERS/\([A-Za-z0-9.-]*\)\"\{0,1\} *\$|\1|p" "$1" 2>/dev/null | head -n 1)
}

annotated_peers() { # FILE -> prints the peers in the form of bgp_peers, with names of secrets for passwords
    sed -n 's|^ *pulumi-kube-vip/bgp-peers: "\{0,1\}\([^"]*\)"\{0,1\} *$|\1|p' "$1" | head -n 1
}

compose_peers() { # FILE: its peers with their passwords, as JSON; ends with 3 where a password was not given
    given=$STATE/secrets
    [ -e "$given" ] || given=/dev/null
    annotated_peers "$1" | awk '
    FILENAME == ARGV[1] { at = index($0, "="); secret[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    {
        for (n = split($0, entry, ","); n > 0; n--) {
            at = index(entry[n], substr(entry[n], 1, 1) == "[" ? "]:" : ":")
            bracketed = substr(entry[n], at, 1) == "]"
            address = substr(entry[n], 1 + bracketed, at - 1 - bracketed)
            split(substr(entry[n], at + 1 + bracketed), field, ":")
            if (field[2] != "" && !(field[2] in secret)) missing = 1
            bfd = ""
            if (split(field[6], part, ";") == 4) bfd = sprintf(",\"BFDEnabled\":%s,\"BFDReceiveInterval\":%s,\"BFDTransmitInterval\":%s,\"BFDDetectMultiplier\":%s", part[1], part[2], part[3], part[4])
            list = sprintf("{\"Address\":\"%s\",\"Port\":179,\"AS\":%s,\"Password\":\"", address, field[1]) secret[field[2]] sprintf("\",\"MultiHop\":%s%s}", field[3], bfd) (list == "" ? "" : ",") list
        }
        print "{\"BGPConfig\":{\"Peers\":[" list "]}}"
    }
    END { exit missing ? 3 : 0 }' "$given" -
}

put_peers() { # of the manifest $run/wanted, before anything runs it
    drop_peers
    setting --config-file
    [ -n "$value" ] || return 0
    peers_file_of "$run/wanted"
    [ -n "$peers_file" ] || return 0
    compose_peers "$run/wanted" >"$run/peers"
    case $? in
    0) ;;
    3) fail "the manifest names a secret that this host was not given. Run \`pulumi up\` for the whole component. The host was not changed." ;;
    *) fail "the file of BGP peers could not be made under /run; is it full? The host was not changed." ;;
    esac
    if cmp -s "$run/peers" "$PEERS/$peers_file"; then
        [ "$(stat -c '%a %u %g' "$PEERS/$peers_file")" != '600 0 0' ] || return 0
    fi
    mkdir -p "$PEERS" && keep "$run/peers" "peers/$peers_file" || fail "$PEERS/$peers_file could not be written; is the disk full or read-only? The host was not changed."
    [ -z "$repair" ] || ! grep -qsF -e "$peers_file" "$STATE/last-good.yaml" || did "$PEERS/$peers_file was gone or changed, and is there again"
}

drop_peers() { # those that no manifest here names any more
    for file in "$PEERS"/*; do
        [ -e "$file" ] || continue
        grep -qsF -e "${file##*/}" "$STATE/last-good.yaml" "$STATE/replaced.yaml" "${record_path:-$manifest}" "$manifest" || rm -f "$file"
    done
}
