// The plugin's program: serves on a free port of loopback and prints it, as the engine expects of a plugin.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { connectEngineLog } from "./engineLog";
import { commandService } from "./server";

/** The real provider's limit, pulumi sdk/go/common/util/rpcutil: 400 MiB. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

function main(): void {
  const engine = process.argv.slice(2).filter((argument) => !argument.startsWith("-")).pop();
  if (engine === undefined) {
    process.stderr.write("pulumi-resource-command is a plugin that the Pulumi engine starts, with the engine's address as its argument.\n");
    process.exit(1);
  }
  const server = new Server({ "grpc.max_receive_message_length": MESSAGE_LIMIT, "grpc.max_send_message_length": MESSAGE_LIMIT });
  server.addService(ResourceProviderService, commandService(connectEngineLog(engine)));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      throw error;
    }
    process.stdout.write(`${port}\n`);
  });
}

main();
