# The running kube-vip: its process, its container, its image. Needs no tool of the container runtime.

find_kube_vip() { # -> sets $pids: the processes called kube-vip, and $pid: the newest
    pids='' pid='' newest=-1
    for entry in $(grep -lsx kube-vip /proc/[0-9]*/comm); do
        entry=${entry#/proc/}
        entry=${entry%/comm}
        process_start "$entry" || continue
        pids="$pids $entry"
        if [ "$started" -gt "$newest" ]; then
            newest=$started
            pid=$entry
        fi
    done
    started=$newest
}

runs_settings() { # FILE: whether process $pid has every variable of this manifest. Compared here, since they may hold a password.
    tr '\000' '\n' <"/proc/$pid/environ" >"$run/environ" 2>/dev/null || return 1
    [ -s "$run/environ" ] || return 1
    settings_of "$1" >"$run/settings"
    ! grep -Fxqv -f "$run/environ" "$run/settings"
}

container_of() { # PID -> sets $container: its id of 64 hexadecimal digits, or empty
    container=$(sed -n 's/.*\([0-9a-f]\{64\}\).*/\1/p' "/proc/$1/cgroup" 2>/dev/null | head -n 1)
}

started_at() { # TICKS -> prints the wall-clock time of it
    boot=$(sed -n 's/^btime //p' /proc/stat)
    utc $((boot + $1 / 100))
}

runtime_client() { # -> sets $client: crictl or docker under the folder of programs or on PATH, or empty
    name=crictl
    [ "$runtime" != docker ] || name=docker
    client=
    for file in "$programs/bin/$name" "$programs/$name"; do
        if [ -x "$file" ]; then
            client=$file
            return
        fi
    done
    client=$(command -v $name) || :
}

image_of() { # CONTAINER -> sets $digest, empty when no client is there to ask
    digest=
    runtime_client
    if [ -z "$client" ] || [ -z "$1" ]; then return; fi
    case $client in
    *docker) digest=$("$client" inspect --format '{{.Image}}' "$1" 2>/dev/null) || : ;;
    *) digest=$("$client" --timeout 5s inspect --output go-template --template '{{.status.imageRef}}' "$1" 2>/dev/null) || : ;;
    esac
    case $digest in *sha256:*) digest="sha256:${digest##*sha256:}" ;; *) digest= ;; esac
}
