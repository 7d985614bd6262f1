# install and uninstall: the agent itself.

install() { # run from the draft beside it
    chmod 0700 "$STATE" "$STATE/.agent" && mv -f "$STATE/.agent" "$STATE/agent" && note agent-owner "$owner" || fail "the agent could not be put into $STATE; is the disk full or read-only?"
    sha=$(sha256sum <"$STATE/agent")
    printf '{"agent":"%s"}\n' "${sha%% *}"
}

uninstall() {
    recall agent-owner
    [ "$value" = "$owner" ] || exit 0
    recall owner
    [ -z "$value" ] || exit 0
    rm -rf "$STATE"
}
