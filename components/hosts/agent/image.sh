# The image, before any host's manifest names it: on the host, from a registry or an archive, and built for its processors.

# Progress while it is pulled or imported, every so often (ticks).
TELL=1500

ctr_of() { # -> sets $ctr: containerd's own client, which alone imports, or empty
    find_program ctr
    ctr=$program
    # k3s and RKE2 bring a containerd of their own
    if [ -S /run/k3s/containerd/containerd.sock ]; then
        CONTAINERD_ADDRESS=/run/k3s/containerd/containerd.sock
        export CONTAINERD_ADDRESS
    fi
}

briefly() { # COMMAND...: with a bound, where there is a tool for that
    if command -v timeout >/dev/null; then timeout 20 "$@"; else "$@"; fi
}

# shellcheck disable=SC2016 # the template is crictl's
has_image() { # -> sets $built_for: the processors it is built for, where that is told
    case $client in
    *docker) built_for=$(briefly "$client" image inspect --format '{{.Architecture}}' "$image" 2>/dev/null) ;;
    *) built_for=$("$client" --timeout 10s inspecti --output go-template --template '{{with .info}}{{with .imageSpec}}{{.architecture}}{{end}}{{end}}' "$image" 2>/dev/null) ;;
    esac
}

runtime_answers() { # or what it says instead is in $run/said
    case $client in
    *docker) briefly "$client" version ;;
    *) "$client" --timeout 10s version ;;
    esac >"$run/said" 2>&1
}

# shellcheck disable=SC2016 # that is sed's
read_said() { # -> sets $why: what the runtime's client said last, without its own marks
    why=$(tr '\r\t' '\n ' <"$run/said" | sed -n -e 's/^.* level=[a-z]* msg="\(.*\)"$/\1/' -e 's/^[A-Z]*\[[0-9]*\] *//' -e 's/\\"/"/g' -e '/[^ ]/h' -e '${g;p;}' | cut -c 1-1000)
    why=${why:-it does not say why}
}

at_length() { # WHAT COMMAND...: runs it for at most $pulling seconds, and tells how long it has taken; what it says is in $run/said -> its status, or 124
    doing=$1
    shift
    say "$doing"
    {
        "$@" >"$run/said" 2>&1 </dev/null &
        echo $! >"$run/worker"
        wait $!
        echo $? >"$run/done"
    } >/dev/null 2>&1 </dev/null &
    start_clock "$pulling"
    begun=$ticks tell_at=$((ticks + TELL))
    until [ -s "$run/done" ]; do
        if ! in_time; then
            ! read -r worker <"$run/worker" || kill "$worker" 2>/dev/null
            return 124
        fi
        if [ "$ticks" -ge $tell_at ]; then
            say "$doing: $(((ticks - begun) / 100)) s so far"
            tell_at=$((ticks + TELL))
        fi
        nap
    done
    read -r status <"$run/done"
    return "$status"
}

# Seen by whoever has just imported it, since the part of containerd that kubelet speaks with learns of it a moment later.
appears() {
    start_clock 10
    until has_image; do
        in_time || return 1
        nap
    done
}

refuse() { # WHAT REMEDY
    unchanged="No manifest was changed."
    [ -z "$replace" ] || unchanged="The host was not changed."
    fail "the image $image $1. $unchanged $2"
}

pull_image() {
    set -- "$client" pull "$image"
    case $client in *docker) ;; *) set -- "$client" --timeout 10s pull "$image" ;; esac
    at_length "pulling the image $image" "$@"
    case $? in
    0) appears || refuse "was pulled, and yet the container runtime does not have it" "See \`${client##*/} images\` on this host." ;;
    124) refuse "could not be pulled within $pulling s" "Give it longer (\`timeouts.pullSeconds\`), or bring it to the hosts as a file (\`image.archive\`)." ;;
    *)
        read_said
        case $why in *'no match for platform'* | *'no matching manifest'*) refuse "is not built for this host's processors ($(uname -m)): ${why%.}" "Name one that is." ;; esac
        refuse "could not be pulled: ${why%.}" "Look at the name and at the way to the registry. Where only kubelet may log in there (by a credential provider), set \`image.beforehand: false\`; where there is no registry, bring the image to the hosts as a file (\`image.archive\`)."
        ;;
    esac
}

# shellcheck disable=SC2020 # the sets of tr are sets
names_in_archive() { # -> sets $names: what docker's and OCI's lists in it name, an image a word
    names=$(tar -xOf "$archive" manifest.json index.json 2>/dev/null | tr -d ' \n\t' | tr '{}' '\n\n' |
        sed -n -e 's/.*"RepoTags":\[\([^]]*\)\].*/\1/p' -e 's/.*"io\.containerd\.image\.name":"\([^"]*\)".*/\1/p' -e t -e 's/.*"org\.opencontainers\.image\.ref\.name":"\([^"]*\)".*/\1/p' |
        tr -d '"' | tr ',' '\n' | sort -u | tr '\n' ' ')
    names=${names% }
}

# shellcheck disable=SC2020 # the sets of tr are sets
processors_of_archive() { # -> sets $built_for: what its first image says, or empty; only docker's list tells where that stands
    config=$(tar -xOf "$archive" manifest.json 2>/dev/null | tr ',{' '\n\n' | sed -n 's/.*"Config" *: *"\([^"]*\)".*/\1/p' | head -n 1)
    built_for=
    [ -z "$config" ] || built_for=$(tar -xOf "$archive" "$config" 2>/dev/null | tr ',{' '\n\n' | sed -n 's/.*"architecture" *: *"\([^"]*\)".*/\1/p' | head -n 1)
}

# An archive names images by tags, and a reference with a digest means whatever has that digest.
name_by_digest() {
    case $image in *@*) ;; *) return 0 ;; esac
    digest=${image##*@} name=${image%@*}
    case ${name##*/} in *:*) name=${name%:*} ;; esac
    case ${name%%/*} in *.* | *:* | localhost) ;; *) name=docker.io/$name ;; esac
    imported=$(briefly "$ctr" --namespace k8s.io images list 2>/dev/null | awk -v digest="$digest" '$3 == digest { print $1; exit }')
    [ -z "$imported" ] || briefly "$ctr" --namespace k8s.io images tag "$imported" "$name@$digest" >/dev/null 2>&1 || :
}

import_image() { # from $archive
    [ -f "$archive" ] || refuse "is not on this host, and $archive, from which it is to be imported, is not there either" "Put the archive there before this component runs (README, \"Without a registry\")."
    case $client in
    *docker) at_length "loading $archive" "$client" load --input "$archive" ;;
    *)
        ctr_of
        [ -n "$ctr" ] || refuse "is not on this host, and \`ctr\`, which alone imports $archive into containerd, is neither under $programs nor on PATH" "Install containerd's ctr there, or load the image by hand and set \`image.pullPolicy: Never\`."
        at_length "importing $archive" "$ctr" --namespace k8s.io images import "$archive"
        ;;
    esac
    status=$?
    if [ $status = 124 ]; then refuse "could not be imported from $archive within $pulling s" "Give it longer (\`timeouts.pullSeconds\`)."; fi
    if [ $status != 0 ]; then
        read_said
        # containerd leaves out what the host cannot run, and has then nothing to import
        processors_of_archive
        check_processors "in $archive" "Bring one that is built for the host."
        refuse "could not be imported from $archive: ${why%.}" "Make the archive anew (\`docker save\`) for this host's processors, and bring it whole."
    fi
    case $client in *docker) ;; *) name_by_digest ;; esac
    appears && return
    names_in_archive
    held="${names:+it holds $names}"
    refuse "is not among what $archive brought: ${held:-what it holds has no name}" "Save the image under exactly this name, or name in \`image\` what the archive holds. A digest is kept by OCI archives alone, not by \`docker load\`."
}

check_processors() { # WHERE REMEDY: of what is built for $built_for; 64-bit ones run what is built for their 32-bit family too
    case $built_for in '' | '<no value>') return 0 ;; esac
    machine=$(uname -m)
    case $machine in
    x86_64) fitting='amd64 386' ;;
    aarch64 | arm64) fitting='arm64 arm' ;;
    arm*) fitting=arm ;;
    i?86) fitting=386 ;;
    ppc64le | s390x | riscv64) fitting=$machine ;;
    *) return 0 ;;
    esac
    case " $fitting " in *" $built_for "*) return 0 ;; esac
    refuse "$1 is built for $built_for, and the host is ${fitting%% *} ($machine)" "$2"
}

see_to_image() {
    [ -n "$image" ] || return 0
    runtime_client
    if [ -z "$client" ]; then
        [ -z "$archive" ] || refuse "cannot be imported from $archive: \`$name\`, which sees whether it is there, is neither under $programs nor on PATH" "Install $name, or load the image by hand, and leave \`image.archive\` out."
        say "$name is neither under $programs nor on PATH, so nobody sees beforehand whether the image $image is here; kubelet gets it"
        return 0
    fi
    there=
    if has_image; then
        there=yes
    elif ! runtime_answers; then
        read_said
        if [ "$bootstrap" = yes ] && [ ! -e "$kubeconfig" ]; then
            say "the container runtime does not answer yet, so nobody sees beforehand whether the image $image is here: $why"
            return 0
        fi
        refuse "could not be looked for, since the container runtime does not answer: ${why%.}" "Put it right, or $name's settings (/etc/crictl.yaml); with \`image.beforehand: false\` nobody looks."
    fi
    if [ -n "$archive" ]; then
        [ -n "$there" ] || import_image
    elif [ "$policy" = Never ]; then
        [ -n "$there" ] || refuse "is not on this host and may not be pulled (\`image.pullPolicy: Never\`)" "Load it there (\`ctr -n k8s.io images import\`), let the agent do that (\`image.archive\`), or let it be pulled."
    elif [ -z "$there" ] || [ "$policy" = Always ]; then
        pull_image
    fi
    check_processors "on this host" "Name one that is built for the host, and take this one away (\`${client##*/} rmi $image\`)."
}
