// Drives any pulumi-resource-command plugin as the engine does: starts it, speaks gRPC with it, and listens to its log.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { credentials, Server, ServerCredentials, status, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../../lab/commandProvider/values";

export interface LogLine {
  severity: number;
  urn: string;
  message: string;
  ephemeral: boolean;
}

export interface Plugin {
  /** All that the plugin logged to the engine so far. */
  log: LogLine[];
  /** What the plugin wrote to its own stderr. */
  stderr(): string;
  check(inputs: Properties): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(olds: Properties, oldInputs: Properties, news: Properties): Promise<{ changed: boolean; replaces: string[]; paths: string[] }>;
  /** Checks the inputs, then creates. */
  create(inputs: Properties, options?: { preview?: boolean; timeout?: number }): Promise<Properties>;
  /** Checks the inputs, then updates. */
  update(olds: Properties, inputs: Properties, options?: { preview?: boolean }): Promise<Properties>;
  delete(state: Properties): Promise<void>;
  read(state: Properties): Promise<Properties>;
  version(): Promise<string>;
  cancel(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder the folder that holds `pulumi-resource-command` @param env variables of the plugin beside this process's own */
export async function startPlugin(folder: string, env: Record<string, string> = {}, type = "command:remote:Command"): Promise<Plugin> {
  const log: LogLine[] = [];
  const engine = await startEngine(log);
  const { SSH_AUTH_SOCK: _agent, ...ownEnv } = process.env;
  const child = spawn(join(folder, "pulumi-resource-command"), [`127.0.0.1:${engine.port}`], { env: { ...ownEnv, ...env } });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once("exit", (code) => reject(new Error(`the plugin ended with ${code}: ${stderr}`)));
  });
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  await send<rpc.ConfigureResponse>((done) => client.configure(configureRequest(), done));
  return {
    log,
    stderr: () => stderr,
    ...lifecycle(client, `urn:pulumi:test::conformance::${type}::cmd`),
    version: async () => (await send<{ getVersion(): string }>((done) => client.getPluginInfo(new Empty(), done))).getVersion(),
    cancel: async () => void (await send<Empty>((done) => client.cancel(new Empty(), done))),
    stop: async () => {
      client.close();
      child.kill();
      engine.server.forceShutdown();
    },
  };
}

type Lifecycle = Pick<Plugin, "check" | "diff" | "create" | "update" | "delete" | "read">;

function lifecycle(client: ResourceProviderClient, urn: string): Lifecycle {
  const check: Plugin["check"] = async (inputs) => {
    const request = new rpc.CheckRequest().setUrn(urn).setOlds(struct({})).setNews(struct(inputs));
    const response = await send<rpc.CheckResponse>((done) => client.check(request, done));
    return { inputs: object(response.getInputs()), failures: response.getFailuresList().map((failure) => failure.toObject()) };
  };
  return {
    check,
    diff: async (olds, oldInputs, news) => {
      const request = new rpc.DiffRequest().setId("id").setUrn(urn).setOlds(struct(olds)).setOldInputs(struct(oldInputs)).setNews(struct(news));
      const response = await send<rpc.DiffResponse>((done) => client.diff(request, done));
      return {
        changed: response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: response.getReplacesList(),
        paths: [...response.getDetaileddiffMap().keys()].sort(),
      };
    },
    create: async (inputs, { preview = false, timeout = 0 } = {}) => {
      const checked = (await check(inputs)).inputs;
      const request = new rpc.CreateRequest().setUrn(urn).setProperties(struct(checked)).setPreview(preview).setTimeout(timeout);
      return object((await send<rpc.CreateResponse>((done) => client.create(request, done))).getProperties());
    },
    update: async (olds, inputs, { preview = false } = {}) => {
      const { stdout: _stdout, stderr: _stderr, ...oldInputs } = olds;
      const request = new rpc.UpdateRequest().setId("id").setUrn(urn).setOlds(struct(olds)).setOldInputs(struct(oldInputs)).setPreview(preview);
      request.setNews(struct((await check(inputs)).inputs));
      return object((await send<rpc.UpdateResponse>((done) => client.update(request, done))).getProperties());
    },
    delete: async (state) => {
      const request = new rpc.DeleteRequest().setId("id").setUrn(urn).setProperties(struct(state));
      await send<Empty>((done) => client.delete(request, done));
    },
    read: async (state) => {
      const request = new rpc.ReadRequest().setId("id").setUrn(urn).setProperties(struct(state)).setInputs(struct(state));
      return object((await send<rpc.ReadResponse>((done) => client.read(request, done))).getProperties());
    },
  };
}

function configureRequest(): rpc.ConfigureRequest {
  return new rpc.ConfigureRequest().setAcceptsecrets(true).setAcceptresources(true).setSendsOldInputs(true).setSendsOldInputsToDelete(true).setArgs(struct({}));
}

async function startEngine(log: LogLine[]): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(EngineService, {
    log: (call: { request: LogRequest }, callback: (error: null, response: Empty) => void) => {
      const { severity, urn, message, ephemeral } = call.request.toObject();
      log.push({ severity, urn, message, ephemeral });
      callback(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { server, port };
}

/** The plugin's own errors reject with their text alone; those of gRPC itself, such as a plugin that is gone, with their name. */
function send<Response>(call: (done: (error: ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(new Error(error.code === status.UNKNOWN ? error.details : error.message)) : resolve(response)));
  });
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Record<string, string>);
}

function object(value: Struct | undefined): Properties {
  return (value?.toJavaScript() ?? {}) as Properties;
}
