// What could not be read, gathered while the rest is.
import type { Gap } from "../../../facts/hostFacts";
import { Unreadable } from "../answer";

function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  return `what the host printed was not understood: ${(error as Error).message.replace(/\s+/g, " ").slice(0, 200)}`;
}

export class Gaps {
  readonly list: Gap[] = [];

  /** Reads one part; what it throws becomes a gap, once. */
  read<T>(part: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.note(part, reasonOf(error));
      return undefined;
    }
  }

  note(part: string, reason: string): void {
    this.list.push({ part, reason });
  }
}
