// Progress with elapsed time: a live list on a terminal, plain lines with seconds elsewhere.
import type { ListrTaskWrapper } from "listr2";

/** Takes one line about what a step is doing right now. */
export type Say = (line: string) => void;

export interface Progress {
  /** Runs `work` as a step with a title. A step within a step is shown as a line of the outer one. Errors pass through. */
  step<T>(title: string, work: (say: Say) => Promise<T>): Promise<T>;
}

/** Shows nothing. */
export const quiet: Progress = { step: (_title, work) => work(() => {}) };

/** Progress for a stream: live when it is a terminal (and this is no CI job), else plain lines. Default: standard error, so that results can be piped. */
export function progressOn(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY && !process.env.CI ? terminalProgress() : lineProgress((line) => stream.write(`${line}\n`));
}

/** One line when a step starts, one for each thing it says, one when it ends, each with the seconds since `now()` was first asked. */
export function lineProgress(write: (line: string) => void, now: () => number = Date.now): Progress {
  const start = now();
  const stamp = () => `[${((now() - start) / 1000).toFixed(1).padStart(6)} s]`;
  return nested(async (title, work) => {
    const began = now();
    const took = () => `${((now() - began) / 1000).toFixed(1)} s`;
    write(`${stamp()} ${title}`);
    try {
      const result = await work((line) => write(`${stamp()}   ${line}`));
      write(`${stamp()} ${title}: done in ${took()}`);
      return result;
    } catch (error) {
      write(`${stamp()} ${title}: failed after ${took()}`);
      throw error;
    }
  });
}

function terminalProgress(): Progress {
  return nested(async <T>(title: string, work: (say: Say) => Promise<T>): Promise<T> => {
    // Loaded when it is needed: only terminals pay for it.
    const { Listr, PRESET_TIMER } = await import("listr2");
    let result: T | undefined;
    const task = async (_context: unknown, shown: ListrTaskWrapper<unknown, never, never>): Promise<void> => {
      result = await work((line) => (shown.output = line));
    };
    const list = new Listr([{ title, task: task as never }], { rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false }, registerSignalListeners: false });
    await list.run();
    return result as T;
  });
}

/** A live list inside another would overwrite it, so inner steps become lines of the outer one. */
function nested(outer: Progress["step"]): Progress {
  let current: Say | undefined;
  return {
    step: (title, work) => {
      if (current) {
        current(title);
        return work(current);
      }
      return outer(title, async (say) => {
        current = say;
        try {
          return await work(say);
        } finally {
          current = undefined;
        }
      });
    },
  };
}
