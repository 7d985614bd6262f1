# guard: holds the rollout lock of this host while an update runs. Told to go back, or left alone with a VIP that does not answer, it goes back.
# Lines on standard input: lock, then alive, probe, takeover [last], handover, settle, note JSON, failed REASON, confirm, back [REASON]. Lines on standard output: JSON events.

emit() { # JSON: to whoever listens still
    printf '%s\n' "$1" 2>/dev/null || :
}

await_idle() { # until no agent changes this host, which an `apply` does to its end even when nobody waits for it
    start_clock $((3 * within + 120))
    while [ -d "$LOCK" ] && in_time; do
        read_holder "$LOCK"
        ! holder_died || return 0
        nap
    done
}

load_running() { # the settings of what this host runs, or ran
    runs=$STATE/last-good.yaml
    [ -e "$runs" ] || runs=$run/good.before
    [ -e "$runs" ] || runs=$place
    load_settings "$runs"
    load_vips
    local_url
}

vip_healthy() { # whether what this host runs is, seen from here -> sets $reason
    load_running
    for vip in $vips; do
        if holds "$vip"; then
            api_answers || { reason="this host has the VIP $vip, and its API server does not answer: $why" && return 1; }
        else
            ask_vip "$vip" 3 || { reason="the VIP does not answer at $url: ${why:-no answer}" && return 1; }
        fi
    done
    reason=
}

holds_any() {
    for vip in $vips; do
        ! holds "$vip" || return 0
    done
    return 1
}

try_back() { # REASON [INTERRUPTED] -> sets $result and $reason
    go_back "$@" >/dev/null 2>"$run/words"
    case $? in
    0) result=restored reason=$1 ;;
    10) result=unchanged reason= ;;
    *)
        result=failed reason=$(tail -n 1 "$run/words")
        reason=${reason#"$host: "}
        ;;
    esac
}

# All guards are left alone at the same moment. Followers go back first, so that the VIP has somewhere to go.
let_others_go_first() {
    holds_any || return 0
    start_clock 45
    while in_time; do sleep 1; done
}

recovers() { # whether the VIP answers within the time that it has
    start_clock "$within"
    until vip_healthy; do
        in_time || return 1
        nap
    done
}

# A program that dies, or a connection, says nothing of the manifest. What failed on another host is remembered there, and stops the next rollout there.
proof_failed() { # whether the proof of this rollout failed, as the program said, or the witness of this host -> sets $cause
    cause=$failed
    [ -z "$failed" ] || return 0
    { read -r cause && read -r line; } 2>/dev/null <"$STATE/unproven" || return 1
    [ "$line" = "run=$mark" ] && [ "$cause" != "$UNFINISHED" ]
}

decide_alone() { # -> sets $result and $reason
    # whoever comes next knows that this one needs no ending
    read_holder "$ROLLOUT"
    [ "$holder" != $$ ] || printf 'ending=yes\n' >>"$ROLLOUT/holder"
    result=unchanged reason=
    # what is written on the worst day stays
    [ -z "$emergency" ] || return 0
    await_idle
    was_changed || return 0
    interrupted=
    if [ -n "$handover" ]; then
        proof_failed || interrupted=$INTERRUPTED cause='the rollout ended during the hand-over of the VIP, before anybody had confirmed that all is well'
    else
        result=stopped
        ! was_stopped || return 0
        result=healthy
        ! recovers || return 0
        cause="the rollout ended before anybody had confirmed that all is well, and $reason"
    fi
    load_running
    let_others_go_first
    if [ -z "$handover" ] && vip_healthy; then return 0; fi
    try_back "$cause" "$interrupted"
}

log_end() { # TEXT: for whoever asks later what a guard did
    [ -d "$STATE" ] || return 0
    {
        printf '%s run %s of %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$mark" "$who" "$1" >>"$STATE/rollout.log" &&
            [ "$(stat -c %s "$STATE/rollout.log")" -gt 65536 ] && tail -n 200 "$STATE/rollout.log" >"$STATE/.rollout.log" && mv -f "$STATE/.rollout.log" "$STATE/rollout.log"
    } 2>/dev/null
}

finish() { # EVENT TEXT: gives the lock back before it says so
    stop_watch
    drop_peers
    log_end "$2"
    end_rollout
    emit "$1"
    exit 0
}

finish_back() { # NAME of the event, with $result and $reason
    json_text "$reason"
    finish "{\"event\":\"$1\",\"result\":\"$result\",\"reason\":$json}" "$1, $result${reason:+: $reason}"
}

settle() { # what was seen of the VIP, and what is recorded here, once all hosts are done
    [ -n "$settled" ] || stop_probe
    settled=yes
    read_record
    ca=
    [ ! -e "$run/ca" ] || while IFS= read -r line; do ca="$ca${ca:+ }$line"; done <"$run/ca"
    look_at_sessions
    sessions_json=$json
    json_text "$ca"
    emit "{\"event\":\"settled\",\"sessions\":$sessions_json,\"gapMs\":$gap_ms,\"asked\":$asked,\"answered\":$answered,\"own\":$own,\"sha256\":\"$record_sha\",\"ca\":$json}"
}

note_rollout() { # JSON: what the program says about this rollout, which witnesses repeat
    { printf '%s\n' "$1" >"$STATE/.rollout.json" && mv -f "$STATE/.rollout.json" "$STATE/rollout.json"; } 2>/dev/null || rm -f "$STATE/.rollout.json"
    emit '{"event":"noted"}'
}

confirm() {
    [ -n "$settled" ] || stop_probe
    forget_keepalived
    changed=false
    ! was_changed || changed=true
    finish "{\"event\":\"confirmed\",\"gapMs\":$gap_ms,\"asked\":$asked,\"answered\":$answered,\"own\":$own,\"changed\":$changed}" "confirmed, longest gap $gap_ms ms"
}

heard() { # that the program is there still
    now
    printf '%s\n' "$ticks" >"$run/heard"
}

is_silent() { # whether nothing was heard for so long that the connection must be dead, whose end nobody told
    read -r at <"$run/heard" || return 1
    now
    [ $((ticks - at)) -gt $((silence * 100)) ]
}

watch_program() { # ends the wait for a word after $silence seconds without any, and after $limit seconds at all
    (
        trap 'kill "$sleeper" 2>/dev/null; exit' TERM
        start_clock "$limit"
        pause=10
        [ "$silence" -ge 60 ] || pause=1
        while :; do
            sleep "$pause" &
            sleeper=$!
            wait "$sleeper"
            process_start $$ && [ "$started" = "$guard_start" ] || exit 0
            if is_silent || ! in_time; then kill -TERM $$; fi
        done
    ) >/dev/null 2>&1 </dev/null &
    watch=$!
}

stop_watch() {
    kill "$watch" 2>/dev/null
}

guard() {
    case $mark in '' | *[!A-Za-z0-9_-]*) fail "a guard needs the name of its rollout, of letters, digits, \`-\` and \`_\`" ;; esac
    run=/run/pulumi-kube-vip.guard-$mark
    [ -d "$run" ] || mkdir -p "$run" || fail "no folder could be made under /run; is it full or read-only?"
    trap tidy EXIT
    process_start $$
    guard_start=$started
    handover='' over='' settled='' failed='' wanted_lease=$lease
    trap 'over=yes' TERM
    heard
    watch_program
    open_kubeconfig
    emit '{"event":"ready"}'
    # so that of several rollouts one gets all hosts
    if ! { IFS= read -r line && [ "$line" = lock ]; }; then
        stop_watch
        exit 0
    fi
    heard
    if ! begin_rollout; then
        held_for
        json_text "$holder_who" && who_json=$json
        json_text "$holder_owner" && owner_json=$json
        json_text "$holder_run"
        emit "{\"event\":\"busy\",\"who\":$who_json,\"owner\":$owner_json,\"run\":$json,\"heldSeconds\":$held_seconds}"
        [ "$holder_run" != "$mark" ] || run=
        stop_watch
        exit 3
    fi
    trap 'end_rollout; tidy' EXIT
    remember_before
    emit '{"event":"held"}'
    while [ -z "$over" ] && IFS= read -r line; do
        heard
        case $line in
        probe) start_probe ;;
        handover) handover=yes ;;
        takeover) end_manager ;;
        'takeover last') end_manager last ;;
        settle) settle ;;
        'note '*) note_rollout "${line#note }" ;;
        'failed '*)
            failed="the proof failed: ${line#failed }"
            unproven "${line#failed }"
            emit '{"event":"noted"}'
            ;;
        confirm) confirm ;;
        back | 'back '*)
            trap '' TERM
            stop_probe
            reason=${line#back}
            try_back "the rollout was taken back${reason:+:$reason}"
            give_back_alone
            finish_back back
            ;;
        esac
    done
    trap '' TERM
    stop_probe
    decide_alone
    give_back_alone
    finish_back ended
}
