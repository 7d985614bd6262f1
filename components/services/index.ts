// What programs import from pulumi-kube-vip/services: objects in the cluster, by @pulumi/kubernetes, which only who imports this needs and loads.
export { AddressPool, type AddressPoolArgs } from "./addressPool";
export { ServicesAccess, type ServicesAccessArgs } from "./servicesAccess";
