import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isUphillError, suggest, UphillError } from "@uphill/core";
import { say } from "./say.js";
import { moduleHash } from "./external/program.js";
import type { Limits } from "./external/watch.js";
import { inWorker } from "./trial.js";

const NAMES = ["uphill.config.ts", "uphill.config.mjs", "uphill.config.json"];

export interface PluginConfig {
  readonly path: string;
  /** Its folder: paths in it are seen from there. */
  readonly folder: string;
  readonly plugins: readonly string[];
}

/** A configuration says a few words; one that takes longer does something else. */
const LIMITS: Limits = { deadline: 3.5, start: 3.5, memory: 512 };
const MOST_BYTES = 2 ** 20;

/**
 * The `uphill.config.{ts,mjs,json}` of the project: in the folder itself, or in the nearest one above that has a package.json. No
 * other is looked for, as it could be anybody's. What is read is told.
 * @throws UphillError "config"
 */
export async function findConfig(from: string): Promise<PluginConfig | undefined> {
  for (const folder of new Set([from, projectOf(from)])) {
    const name = NAMES.find((name) => existsSync(join(folder, name)));
    if (name === undefined) continue;
    const path = join(folder, name);
    say([`Plug-ins are read from ${path}.`]);
    return readConfig(path);
  }
  return undefined;
}

/** The nearest folder with a package.json; without one, the folder itself. */
function projectOf(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return from;
  }
}

async function readConfig(path: string): Promise<PluginConfig> {
  let found: unknown;
  const status = statSync(path);
  if (!status.isFile() || status.size > MOST_BYTES)
    throw refuse(
      path,
      status.isFile() ? `it has ${status.size} bytes` : "it is no file",
      `it must be a file of up to ${MOST_BYTES} bytes`,
      "Remove it.",
    );
  if (path.endsWith(".json")) {
    try {
      found = JSON.parse(readFileSync(path, "utf8"));
    } catch (cause) {
      throw refuse(
        path,
        `it cannot be read (${(cause as Error).message.split("\n")[0]})`,
        "it must be JSON, or a module that loads",
        "Mend it, or remove it.",
        cause,
      );
    }
  } else {
    const url = pathToFileURL(path).href;
    const program = { given: path, folder: dirname(path), url, sha256: moduleHash(url), optimizers: [] };
    try {
      [found] = await inWorker({ task: "config", program }, { who: path, limits: LIMITS });
    } catch (cause) {
      if (!isUphillError(cause) || cause.code === "config") throw cause;
      // What is true of an optimizer that ends or hangs does not help here.
      throw refuse(
        path,
        cause.parts.got,
        "it must only say which plug-ins there are",
        "Export { plugins: [ … ] } as default and do nothing else, or write uphill.config.json.",
        cause,
      );
    }
  }
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw refuse(path, "it holds no object", "it must be { plugins: [ … ] }", "Export that as default.");
  for (const key of Object.keys(found)) {
    if (key === "plugins") continue;
    throw refuse(path, `it has "${key}"`, "only plugins is known", suggest(key, ["plugins"]) || "Remove it.");
  }
  const { plugins = [] } = found as { plugins?: unknown };
  if (!Array.isArray(plugins) || !plugins.every((name) => typeof name === "string"))
    throw refuse(
      path,
      "plugins is no list of texts",
      "it names files or packages",
      'Write { "plugins": ["./mine.mjs"] }.',
    );
  return { path, folder: dirname(path), plugins };
}

function refuse(who: string, got: string, wanted: string, todo: string, cause?: unknown): UphillError {
  return new UphillError({
    code: "config",
    who,
    got,
    wanted,
    todo: todo.trim(),
    ...(cause !== undefined && { cause }),
  });
}
