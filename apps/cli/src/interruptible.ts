import { isUphillError } from "@uphill/core";
import { sayError } from "./output.js";

/** Does work that Ctrl-C or SIGTERM may end: it then throws an UphillError "interrupted", which is said, and the exit status is 130. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (!isUphillError(error) || error.code !== "interrupted") throw error;
    sayError(error);
    process.exitCode = 130;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
