import { isMainThread } from "node:worker_threads";

const { exit } = process;
const { write } = process.stdout;

function restore(): void {
  process.exit = exit;
  process.stdout.write = write;
}

/**
 * Loads what is not ours, so that it can neither end the command nor write among its results: what it writes on standard output
 * goes to standard error, and `process.exit` throws. In a worker that stays so, for its steps; here, until it is loaded.
 */
export async function apart<T>(load: () => Promise<T>): Promise<T> {
  if (process.exit === exit) {
    process.exit = () => {
      throw new Error("it called process.exit, which would end the others too");
    };
    process.stdout.write = process.stderr.write.bind(process.stderr);
    // Node itself ends a thread so, where an error was caught nowhere.
    process.once("uncaughtExceptionMonitor", restore);
  }
  try {
    return await load();
  } finally {
    if (isMainThread) {
      restore();
      process.off("uncaughtExceptionMonitor", restore);
    }
  }
}
