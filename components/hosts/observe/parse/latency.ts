// Latency of lease writes in etcd, from the API server's own histogram.
import type { LatencyFacts } from "../../../facts/hostFacts";

const SAMPLE = /^(\w+)(?:\{(.*)\})? ([^ ]+)/;

interface Sample {
  readonly name: string;
  readonly bound: string | undefined;
  readonly value: number;
}

function samplesOf(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
    return name === undefined ? [] : [{ name, bound: /\ble="([^"]+)"/.exec(labels)?.[1], value: Number(value) }];
  });
}

function boundOf(text: string): number {
  return text === "+Inf" ? Infinity : Number(text);
}

/** Undefined when no lease was written since the API server started, or it does not tell. */
export function parseLeaseWrites(metrics: string): LatencyFacts | undefined {
  const samples = samplesOf(metrics);
  const sum = (suffix: string) => samples.filter(({ name }) => name === `etcd_request_duration_seconds_${suffix}`).reduce((total, { value }) => total + value, 0);
  const count = sum("count");
  if (!(count > 0)) return undefined;
  // several label sets, as of two resources called lease, are one histogram here
  const buckets = new Map<number, number>();
  for (const { name, bound, value } of samples) {
    if (name === "etcd_request_duration_seconds_bucket" && bound !== undefined) buckets.set(boundOf(bound), (buckets.get(boundOf(bound)) ?? 0) + value);
  }
  const p99 = [...buckets].sort(([one], [other]) => one - other).find(([, below]) => below >= 0.99 * count)?.[0] ?? Infinity;
  return { count, meanMs: (sum("sum") / count) * 1000, p99Ms: p99 * 1000 };
}

/** Seconds since the epoch. */
export function parseProcessStart(metrics: string): number | undefined {
  const value = samplesOf(metrics).find(({ name }) => name === "process_start_time_seconds")?.value;
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}
