// SSH sessions of the program itself: to look at hosts, and to stay with them through a rollout.
export type { ChannelEnd, CommandResult, ConnectOptions, LineChannel, OpenOptions, RunOptions, Session } from "./api";
export { connect, Connector, type ConnectorOptions } from "./connector";
export type { ResolvedConnection, ResolvedHop } from "./resolvedConnection";
export { SshError, type SshFailure } from "./sshError";
