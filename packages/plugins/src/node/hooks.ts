// Resolves what plug-ins import, in Node's thread for such hooks.
import { Socket } from "node:net";

interface Home {
  /** Modules that `@uphill/…` is looked up from, so that a plug-in needs nothing installed. */
  readonly homes: readonly string[];
  /** The folder that plug-ins are named from. */
  readonly folder: string;
  /** What ends this process when it ends: the one who started it holds the other end. This thread hears it even beside a loop. */
  readonly lifeline?: number;
}

interface Context {
  readonly parentURL?: string;
}

export const PLUGIN = "uphill-plugin:";

let from: Home | undefined;

export function initialize(data: Home): void {
  from = data;
  if (data.lifeline === undefined) return;
  const end = (): void => void process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
  new Socket({ fd: data.lifeline }).resume().on("error", end).on("close", end);
}

export async function resolve<T>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<T>,
): Promise<T> {
  if (from && specifier.startsWith(PLUGIN))
    return next(specifier.slice(PLUGIN.length), { ...context, parentURL: from.folder });
  if (from && specifier.startsWith("@uphill/")) {
    for (const parentURL of from.homes) {
      try {
        return await next(specifier, { ...context, parentURL });
      } catch {
        // Not there: the next one may have it.
      }
    }
  }
  return next(specifier, context);
}
