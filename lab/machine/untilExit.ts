// Runs a clean-up when this process ends, however it ends (SIGKILL apart).

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const pending = new Set<() => void>();
let listening = false;

/**
 * Registers a synchronous clean-up for a normal end, an uncaught error, SIGHUP, SIGINT and SIGTERM.
 * @returns a function that takes the clean-up back.
 */
export function untilExit(cleanUp: () => void): () => void {
  pending.add(cleanUp);
  if (!listening) listen();
  return () => void pending.delete(cleanUp);
}

function listen(): void {
  listening = true;
  process.on("exit", runAll);
  for (const [name, number] of Object.entries(signals) as [keyof typeof signals, number][]) {
    // Listening takes the signal's default away, so this process ends itself, as a shell would report it.
    process.on(name, () => {
      runAll();
      process.exit(128 + number);
    });
  }
}

function runAll(): void {
  for (const cleanUp of [...pending]) {
    pending.delete(cleanUp);
    try {
      cleanUp();
    } catch (error) {
      console.error(`while cleaning up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
