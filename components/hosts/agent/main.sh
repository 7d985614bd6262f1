# One verb, then its options as NAME=VALUE.

main() {
    verb=${1:-}
    [ $# = 0 ] || shift
    owner='' manifest='' kubeconfig='' programs='' runtime=containerd modules='' within=120 removal=60 adopt=no connections=3 mark='' who='' limit=3600 silence=180 retry='' replace='' masquerade='' bootstrap='' emergency='' access='' lifetime='' port=6443 server='' lease='' node='' image='' policy=IfNotPresent archive='' pulling=600 takeover='' vips='' keepalived=''
    for option; do
        case $option in
        host=*) host=${option#*=} ;;
        owner=*) owner=${option#*=} ;;
        manifest=*) manifest=${option#*=} ;;
        kubeconfig=*) kubeconfig=${option#*=} ;;
        programs=*) programs=${option#*=} ;;
        runtime=*) runtime=${option#*=} ;;
        modules=*) comma_words "${option#*=}" && modules=$parted ;;
        within=*) within=${option#*=} ;;
        removal=*) removal=${option#*=} ;;
        run=*) mark=${option#*=} ;;
        adopt=*) adopt=${option#*=} ;;
        connections=*) connections=${option#*=} ;;
        who=*) who=${option#*=} ;;
        limit=*) limit=${option#*=} ;;
        silence=*) silence=${option#*=} ;;
        retry=*) retry=${option#*=} ;;
        masquerade=*) masquerade=${option#*=} ;;
        bootstrap=*) bootstrap=${option#*=} ;;
        access=*) access=${option#*=} ;;
        lifetime=*) lifetime=${option#*=} ;;
        port=*) port=${option#*=} ;;
        server=*) server=${option#*=} ;;
        lease=*) lease=${option#*=} ;;
        node=*) node=${option#*=} ;;
        takeover=*) takeover=${option#*=} ;;
        vips=*) comma_words "${option#*=}" && vips=$parted ;;
        replace=*) replace=${option#*=} ;;
        emergency=*) emergency=${option#*=} ;;
        image=*) image=${option#*=} ;;
        policy=*) policy=${option#*=} ;;
        archive=*) archive=${option#*=} ;;
        pulling=*) pulling=${option#*=} ;;
        # not used here: a new revision of the secrets makes the call another one, so that it runs again
        secrets=*) ;;
        *) fail "the agent does not know the option ${option%%=*}" ;;
        esac
    done
    case $verb in
    install) install ;;
    uninstall) uninstall ;;
    apply) apply ;;
    remove) remove ;;
    prepare) prepare ;;
    start) start ;;
    abandon) abandon ;;
    witness) witness ;;
    secrets) secrets ;;
    forget) forget ;;
    access) access ;;
    revoke) revoke ;;
    guard) guard ;;
    unlock) unlock ;;
    *) fail "the agent does not know \`$verb\`" ;;
    esac
}

main "$@"
exit
