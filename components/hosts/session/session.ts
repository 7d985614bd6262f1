// A login on one host.
import type { CommandResult, LineChannel, OpenOptions, RunOptions, Session } from "./api";
import { openChannel } from "./lineChannel";
import type { Link } from "./link";
import { runCommand } from "./run";

export class SshSession implements Session {
  constructor(private readonly link: Link) {}

  get lost(): Promise<string> {
    return this.link.lost;
  }

  run(command: string, options: RunOptions): Promise<CommandResult> {
    return runCommand(this.link, command, options);
  }

  open(command: string, options: OpenOptions = {}): Promise<LineChannel> {
    return openChannel(this.link, command, options);
  }

  hold(): () => void {
    return this.link.hold();
  }

  close(): void {
    this.link.close();
  }
}
