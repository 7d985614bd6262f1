# secrets: values on standard input, a line NAME=VALUE each, kept for `apply` to fill in. Prints how often they have changed.

secrets() {
    mkdir -p "$STATE" && chmod 0700 "$STATE" || fail "$STATE could not be made; is the disk full or read-only?"
    trap tidy EXIT
    lock
    scratch
    cat >"$run/secrets"
    recall secrets-revision
    revision=${value:-0}
    if ! cmp -s "$run/secrets" "$STATE/secrets"; then
        revision=$((revision + 1))
        keep "$run/secrets" secrets && note secrets-revision "$revision" || fail "the secrets could not be kept in $STATE; is the disk full?"
    fi
    printf '%s\n' "$revision"
}

forget() {
    recall owner
    [ -n "$value" ] || rm -f "$STATE/secrets" "$STATE/secrets-revision"
}
