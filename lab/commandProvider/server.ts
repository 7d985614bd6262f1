// The plugin's gRPC service: turns the engine's requests into the lifecycle of commands.
import { status, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { changes, type Change } from "./diff";
import type { EngineLog } from "./engineLog";
import type { CommandKind } from "./kind";
import { check, create, remove, update } from "./lifecycle";
import { localCommand } from "./localCommand";
import { remoteCommand } from "./remoteCommand";
import type { OperationContext } from "./retry";
import type { Properties } from "./values";

/** The version of the real plugin that this one stands in for. */
export const VERSION = "1.2.1";

const NOTICE =
  `The lab's stand-in for pulumi-resource-command ${VERSION} runs the commands, since the real plugin cannot be had here ` +
  "(put it on PATH or in PULUMI_HOME, or name its folder in LAB_COMMAND_PLUGIN, to use it).";

const KINDS: Record<string, CommandKind> = { "command:remote:Command": remoteCommand, "command:local:Command": localCommand };

export function commandService(log: EngineLog): UntypedServiceImplementation {
  const cancelled = new AbortController();
  const operate = async <T>(urn: string, timeout: number, work: (kind: CommandKind, context: OperationContext) => Promise<T>): Promise<T> => {
    const deadline = new AbortController();
    const timer = timeout > 0 ? setTimeout(() => deadline.abort(new Error("context deadline exceeded")), timeout * 1000) : undefined;
    try {
      return await work(kindOf(urn), {
        signal: AbortSignal.any([cancelled.signal, deadline.signal]),
        status: (line) => log.send("info", urn, line, true),
        diagnostic: (severity, message) => log.send(severity, urn, message, false),
      });
    } finally {
      clearTimeout(timer);
      await log.delivered();
    }
  };

  return {
    getPluginInfo: answer(async () => new PluginInfo().setVersion(VERSION)),
    getSchema: answer(async () => new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: "command", version: VERSION }))),
    checkConfig: answer(async (request: rpc.CheckRequest) => new rpc.CheckResponse().setInputs(request.getNews())),
    diffConfig: answer(async () => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: answer(async () => {
      log.send("info", "", NOTICE, false);
      await log.delivered();
      return new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    invoke: answer(async (request: rpc.InvokeRequest) => {
      throw new Error(`${request.getTok()} is not offered by the lab's stand-in; it runs command:remote:Command and command:local:Command`);
    }),
    check: answer(async (request: rpc.CheckRequest) => {
      const checked = check(kindOf(request.getUrn()), properties(request.getNews()));
      const failures = checked.failures.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason));
      return new rpc.CheckResponse().setInputs(struct(checked.inputs)).setFailuresList(failures);
    }),
    diff: answer(async (request: rpc.DiffRequest) => diffResponse(changes(oldInputs(request), newInputs(request)))),
    create: answer((request: rpc.CreateRequest) =>
      operate(request.getUrn(), request.getTimeout(), async (kind, context) => {
        const made = await create(kind, nameOf(request.getUrn()), properties(request.getProperties()), request.getPreview(), context);
        return new rpc.CreateResponse().setId(made.id).setProperties(struct(made.properties));
      }),
    ),
    read: answer(async (request: rpc.ReadRequest) =>
      new rpc.ReadResponse().setId(request.getId()).setInputs(request.getInputs()).setProperties(request.getProperties()),
    ),
    update: answer((request: rpc.UpdateRequest) =>
      operate(request.getUrn(), request.getTimeout(), async (kind, context) => {
        const updated = await update(kind, properties(request.getOlds()), properties(request.getNews()), request.getPreview(), context);
        return new rpc.UpdateResponse().setProperties(struct(updated));
      }),
    ),
    delete: answer((request: rpc.DeleteRequest) =>
      operate(request.getUrn(), request.getTimeout(), async (kind, context) => {
        await remove(kind, properties(request.getProperties()), context);
        return new Empty();
      }),
    ),
    cancel: answer(async () => {
      cancelled.abort(new Error("context canceled"));
      return new Empty();
    }),
  };
}

function answer<Request, Response>(handle: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    handle(call.request).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: status.UNKNOWN, details: error.message }),
    );
  };
}

function kindOf(urn: string): CommandKind {
  const type = urn.split("::")[2]?.split("$").pop() ?? "";
  const kind = KINDS[type];
  if (kind === undefined) {
    throw new Error(`${type} is not offered by the lab's stand-in, only ${Object.keys(KINDS).join(" and ")}; use the real pulumi-resource-command`);
  }
  return kind;
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The type of google-protobuf says `{}` where it means any JSON value. */
function properties(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Record<string, string>);
}

/** An engine that does not send old inputs sends state, which holds them beside the output. */
function oldInputs(request: rpc.DiffRequest): Properties {
  if (request.hasOldInputs()) {
    return properties(request.getOldInputs());
  }
  const { stdout: _stdout, stderr: _stderr, ...inputs } = properties(request.getOlds());
  return inputs;
}

/** Without what the engine ignores, and without `version` and `__` names, which are the SDK's own. */
function newInputs(request: rpc.DiffRequest): Properties {
  const olds = properties(request.getOlds());
  const ignored = request.getIgnorechangesList().filter((name) => name in olds);
  const news = Object.entries(properties(request.getNews())).filter(([name]) => name !== "version" && !name.startsWith("__"));
  return Object.fromEntries([...news, ...ignored.map((name) => [name, olds[name] ?? null] as const)]);
}

function diffResponse(list: Change[]): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse().setChanges(list.length === 0 ? DIFF_NONE : DIFF_SOME).setHasdetaileddiff(true);
  const heads = (some: Change[]): string[] => [...new Set(some.map(({ path }) => path.replace(/[.[].*$/s, "")))];
  response.setDiffsList(heads(list)).setReplacesList(heads(list.filter(({ replace }) => replace)));
  list.forEach((change) => response.getDetaileddiffMap().set(change.path, new rpc.PropertyDiff().setKind(diffKind(change))));
  return response;
}

function diffKind({ kind, replace }: Change): rpc.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
  const plain = { add: ADD, delete: DELETE, update: UPDATE };
  const replacing = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE };
  return (replace ? replacing : plain)[kind];
}
