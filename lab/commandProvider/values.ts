// Property values as the engine sends them over gRPC: plain JSON, with markers for secrets and for what is not known yet.
export type Value = null | string | number | boolean | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

/** Stands for a value that is known only after another resource was made. Source: pulumi sdk/go/common/resource/plugin/rpc.go. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key and the value that mark `{value}` as a secret. Source: pulumi sdk/go/common/resource/sig/sig.go. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Value | undefined): boolean {
  return isObject(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** Marks a value as secret. A value that is one already is not wrapped twice. */
export function asSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** The value with every secret marker inside it taken off. */
export function withoutSecrets(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (!isObject(value)) {
    return value;
  }
  return isSecret(value) ? withoutSecrets(value["value"] ?? null) : mapValues(value, withoutSecrets);
}

/** The value without the object keys whose value is null or not known yet, so that the rest can be checked. */
export function withoutUnknowns(value: Value): Value {
  if (!isObject(value)) {
    return value;
  }
  const known = Object.entries(value).filter(([, entry]) => entry !== UNKNOWN && entry !== null);
  return mapValues(Object.fromEntries(known), withoutUnknowns);
}

function mapValues(object: Properties, change: (value: Value) => Value): Properties {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
