# IPVS modules: loaded now and at every boot.

kernel_package() { # -> prints the package that brings the kernel's modules
    id=
    # shellcheck disable=SC1091
    [ ! -r /etc/os-release ] || id=$(. /etc/os-release && printf '%s %s' "${ID:-}" "${ID_LIKE:-}")
    release=$(uname -r)
    case $id in
    *ubuntu*) printf 'linux-modules-extra-%s' "$release" ;;
    *debian*) printf 'linux-image-%s' "$release" ;;
    *rhel* | *fedora* | *centos*) printf 'kernel-modules-%s' "$release" ;;
    *suse*) printf 'kernel-default (the one of %s)' "$release" ;;
    *alpine*) printf 'linux-lts (the one of %s)' "$release" ;;
    *) printf "your distribution's package with the modules of kernel %s" "$release" ;;
    esac
}

load_modules() { # WORDS -> sets $missing: those that cannot be loaded
    missing='' absent=''
    for module in $1; do
        [ -d "/sys/module/$module" ] || absent="$absent $module"
    done
    [ -n "$absent" ] || return 0
    # shellcheck disable=SC2086 # one modprobe for all of them
    ! modprobe -a $absent 2>/dev/null || return 0
    for module in $absent; do
        modprobe "$module" 2>/dev/null || missing="$missing $module"
    done
}

persist_modules() { # WORDS: exactly these are loaded at boot by our list
    if [ -z "$1" ]; then
        rm -f "$BOOT_LIST"
        return
    fi
    boot_list="# IPVS for kube-vip, kept by pulumi-kube-vip"
    for module in $1; do boot_list="$boot_list$NL$module"; done
    if [ -e "$BOOT_LIST" ] && [ "$(cat "$BOOT_LIST")" = "$boot_list" ]; then return; fi
    { [ -d "${BOOT_LIST%/*}" ] || mkdir -p "${BOOT_LIST%/*}"; } && (umask 022 && printf '%s\n' "$boot_list" >"$BOOT_LIST.$$") && mv -f "$BOOT_LIST.$$" "$BOOT_LIST" || { rm -f "$BOOT_LIST.$$"; fail "$BOOT_LIST could not be written, so the modules$absent would be missing after a reboot. Is the disk full or read-only?"; }
}
