# A manifest that failed is remembered, so that a loop of runs does not take the VIP down again and again.

read_boot() { # -> sets $boot
    IFS= read -r boot </proc/sys/kernel/random/boot_id
}

# What may be tried again at once, since nothing is known against the manifest itself; no boot has this name.
INTERRUPTED=interrupted

remember_failure() { # SHA REASON RETRY [BOOT]: of the manifest as the program shows it; of this boot, unless it is `$INTERRUPTED`
    read_boot
    boot=${4:-$boot}
    record_failed_sha=$1 record_failed_retry=$3 record_failed_boot=$boot
    record_failed_reason=$(printf '%s' "$2" | tr '\n' ' ' | cut -c 1-300)
    write_record || say "the failure could not be recorded in $STATE; is the disk full?"
}

forget_failure() {
    record_failed_sha='' record_failed_reason='' record_failed_retry='' record_failed_boot=''
}

image_of_manifest() { # FILE -> sets $image
    image=$(sed -n 's/^ *image: *"\{0,1\}\([^" ]*\)"\{0,1\} *$/\1/p' "$1" | head -n 1)
}

image_came() { # whether it failed for an image that was not to be had, and the host has it now
    case $record_failed_reason in *ErrImagePull* | *ImagePullBackOff* | *ErrImageNeverPull*) ;; *) return 1 ;; esac
    image_of_manifest "$run/shown"
    runtime_client
    case $client in
    '') return 1 ;;
    *docker) "$client" image inspect "$image" >/dev/null 2>&1 ;;
    *) "$client" --timeout 5s inspecti "$image" >/dev/null 2>&1 ;;
    esac
}

check_failure() { # refuses the manifest that failed here last, until something is different
    [ "$sha" = "$record_failed_sha" ] || return 0
    read_boot
    if [ "$retry" != "$record_failed_retry" ] || [ "$boot" != "$record_failed_boot" ] || image_came; then return 0; fi
    fail "this very manifest failed on this host before, so it is not tried again by itself: $record_failed_reason. Change what was wrong with it; or, when the cause was outside of it and is gone, give \`retry\` a text that it did not have then. The host was not changed."
}
