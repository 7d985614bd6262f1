// Values of Outputs for code that must know whether there is one yet.
import * as pulumi from "@pulumi/pulumi";

/** A field that every Output has, though its public type does not say so. */
interface Knowable {
  readonly isKnown: Promise<boolean>;
}

/** The value; never settles when it is not known in this preview. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value as T)));
}

/** The value; undefined when it is not known in this preview. Rejects when the Output does. */
export async function valueIfKnown<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  const known = await (output as unknown as Knowable).isKnown;
  return known ? valueOf(output) : undefined;
}
