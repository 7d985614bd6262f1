// Who owns a kube-vip: the component that put it there, by its URN.
import type { Resource } from "@pulumi/pulumi";

/** `STACK::PROJECT::TYPE::NAME`. A promise: an Output would make the child that uses it depend on its parent, which waits for all its children. */
export function ownerOf(component: Resource): Promise<string> {
  return new Promise((resolve) => component.urn.apply((urn) => resolve(urn.replace(/^urn:pulumi:/, ""))));
}
