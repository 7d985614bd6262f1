// Sends lines to the engine, which shows them in the Info column or in the diagnostics.
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const SEVERITIES = { info: LogSeverity.INFO, warning: LogSeverity.WARNING, error: LogSeverity.ERROR };

export interface EngineLog {
  /** @param ephemeral shown only until the resource's next line */
  send(severity: keyof typeof SEVERITIES, urn: string, message: string, ephemeral: boolean): void;
  /** Resolves when all lines so far were delivered, so that none comes after the resource's end. */
  delivered(): Promise<void>;
}

/** @param address `host:port` of the engine's log service, the last argument of a plugin */
export function connectEngineLog(address: string): EngineLog {
  const engine = new EngineClient(address, credentials.createInsecure());
  let last = Promise.resolve();
  return {
    send(severity, urn, message, ephemeral) {
      const request = new LogRequest().setSeverity(SEVERITIES[severity]).setUrn(urn).setMessage(message).setEphemeral(ephemeral);
      last = last.then(() => deliver(engine, request));
    },
    delivered: () => last,
  };
}

/** A line that cannot be delivered, since the engine is ending, is lost: it must not fail the command. */
function deliver(engine: EngineClient, request: LogRequest): Promise<void> {
  return new Promise((resolve) => engine.log(request, () => resolve()));
}
