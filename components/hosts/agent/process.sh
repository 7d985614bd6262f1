# The running kube-vip: its process, its container, its image. Needs no tool of the container runtime.

# Opening a file under /proc costs more than a look at its name, so what was something else at the first search is looked at again at each tenth only, since the kernel gives numbers out
# again. What came later is looked at each time: a container's first process has another name before it becomes kube-vip.
others='' searches=0 kubelet=

# `PID START` of the process that was seen to run the settings that are loaded.
settled_with=

# Its variables, a line each between line ends, when its settings were looked at last.
environment=

read_comm() { # PID -> sets $comm: the name it calls itself by, empty when it is gone
    comm=
    { read -r comm <"/proc/$1/comm"; } 2>/dev/null
}

find_kube_vip() { # -> sets $pids: the processes called kube-vip, $pid: the newest, $started: when that started; and $kubelet, where it runs
    others_before=$others
    [ $((searches % 10)) != 0 ] || others=
    pids='' pid='' newest=-1
    for entry in /proc/[0-9]*; do
        entry=${entry#/proc/}
        case $others in *" $entry "*) continue ;; esac
        # one of the kernel's has none, and its name need not be read
        if [ -e "/proc/$entry/exe" ]; then read_comm "$entry"; else comm=; fi
        if [ "$comm" != kube-vip ]; then
            if [ $searches = 0 ]; then
                others="$others $entry "
            else
                case $others_before in *" $entry "*) others="$others $entry " ;; esac
            fi
            [ "$comm" != kubelet ] || kubelet=$entry
            continue
        fi
        process_start "$entry" || continue
        pids="$pids $entry"
        if [ "$started" -gt "$newest" ]; then
            newest=$started
            pid=$entry
        fi
    done
    started=$newest
    searches=$((searches + 1))
}

runs_settings() { # whether process $pid has every variable of the loaded manifest, and was told to read its file of peers. Compared here, since they may hold a password.
    # a process keeps what it was started with
    [ "$pid $started" != "$settled_with" ] || return 0
    environment=$(tr '\000' '\n' 2>/dev/null <"/proc/$pid/environ") || return 1
    [ -n "$environment" ] || return 1
    environment="$NL$environment$NL"
    setting --config-file
    [ -z "$value" ] || environment="$environment$(tr '\000' '\n' 2>/dev/null <"/proc/$pid/cmdline")$NL"
    rest=${settings#"$NL"}
    while [ -n "$rest" ]; do
        case $environment in *"$NL${rest%%"$NL"*}$NL"*) ;; *) return 1 ;; esac
        rest=${rest#*"$NL"}
    done
    settled_with="$pid $started"
}

has_socket() { # whether process $pid has any, seen without starting a process, since one that just starts is asked again and again
    for file in "/proc/$pid/fd"/*; do
        [ ! -S "$file" ] || return 0
    done
    return 1
}

# A process may have the right name and settings and do nothing. Who takes part in the election keeps a connection to the API server.
talks_to_api() { # whether process $pid does
    has_socket || return 1
    server=${api#*://}
    server=${server%%/*}
    case $server in *:*[0-9]) server=${server##*:} ;; *) server=443 ;; esac
    # shellcheck disable=SC2012 # names under /proc/PID/fd are numbers
    ls -l "/proc/$pid/fd" 2>/dev/null | awk -v port="$server" -v tables="/proc/$pid/net/tcp /proc/$pid/net/tcp6" '
        /socket:\[/ { inode = $0; sub(/.*socket:\[/, "", inode); sub(/\].*/, "", inode); mine[inode] = 1 }
        END {
            remote = sprintf(":%04X", port)
            for (n = split(tables, table, " "); n > 0; n--)
                while ((getline <table[n]) > 0)
                    if ($4 == "01" && ($10 in mine) && substr($3, length($3) - 4) == remote) exit 0
            exit 1
        }'
}

container_of() { # PID -> sets $container: its id of 64 hexadecimal digits, or empty
    container=
    while IFS= read -r line; do
        id=${line##*/}
        id=${id%.scope}
        id=${id##*-}
        case $id in *[!0-9a-f]*) continue ;; esac
        [ ${#id} != 64 ] || container=$id
    done 2>/dev/null <"/proc/$1/cgroup"
}

epoch_of() { # TICKS -> sets $epoch: the wall-clock time of it, seconds
    while read -r word boot _; do [ "$word" != btime ] || break; done </proc/stat
    epoch=$((boot + $1 / 100))
}

started_at() { # TICKS -> prints the wall-clock time of it
    epoch_of "$1"
    date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ
}

find_program() { # NAME -> sets $program: its path under the folder of programs or on PATH, or empty
    for program in "$programs/bin/$1" "$programs/$1"; do
        [ ! -x "$program" ] || return 0
    done
    program=$(command -v "$1") || :
}

runtime_client() { # -> sets $client: crictl or docker under the folder of programs or on PATH, or empty
    name=crictl
    [ "$runtime" != docker ] || name=docker
    # RKE2's crictl does not find its runtime without
    if [ -e "$programs/agent/etc/crictl.yaml" ]; then
        CRI_CONFIG_FILE=$programs/agent/etc/crictl.yaml
        export CRI_CONFIG_FILE
    fi
    find_program $name
    client=$program
}

image_of() { # CONTAINER -> sets $digest from the runtime itself, empty when no client is there to ask
    digest=
    runtime_client
    if [ -z "$client" ] || [ -z "$1" ]; then return; fi
    case $client in
    *docker) digest=$("$client" inspect --format '{{.Image}}' "$1" 2>/dev/null) || : ;;
    *) digest=$("$client" --timeout 5s inspect --output go-template --template '{{.status.imageRef}}' "$1" 2>/dev/null) || : ;;
    esac
    case $digest in *sha256:*) digest="sha256:${digest##*sha256:}" ;; *) digest= ;; esac
}
