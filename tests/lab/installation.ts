// The one installation that serves as many tests of a suite as it can.
import type { Workspace } from "../../lab/pulumi/workspace";
import type { Lab } from "../../lab/session";

export class Installation {
  protected made?: Workspace;

  constructor(private readonly theLab: () => Lab) {}

  get lab(): Lab {
    return this.theLab();
  }

  get stack(): Workspace {
    if (!this.made) throw new Error("nobody made the stack");
    return this.made;
  }

  /** Removes the stack; its hosts stay as they are. */
  async end(): Promise<void> {
    await this.made?.remove();
  }
}
