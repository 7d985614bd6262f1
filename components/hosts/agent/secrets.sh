# secrets: values on standard input, a line NAME=VALUE each, kept for `apply` to fill in. Prints how often they have changed.

secrets() {
    lock
    cat >"$run/secrets"
    revision=0
    [ ! -e "$STATE/secrets-revision" ] || read -r revision <"$STATE/secrets-revision"
    if ! cmp -s "$run/secrets" "$STATE/secrets"; then
        revision=$((revision + 1))
        printf '%s\n' "$revision" >"$run/revision"
        keep "$run/secrets" secrets && keep "$run/revision" secrets-revision || fail "the secrets could not be kept in $STATE; is the disk full?"
    fi
    printf '%s\n' "$revision"
}

forget() {
    read_record
    [ -n "$record_owner" ] || rm -f "$STATE/secrets" "$STATE/secrets-revision"
}
