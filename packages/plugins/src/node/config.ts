import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { suggest, UphillError } from "@uphill/core";
import { moduleHash } from "./external/program.js";
import { inWorker } from "./trial.js";

const NAMES = ["uphill.config.ts", "uphill.config.mjs", "uphill.config.json"];

export interface Config {
  readonly path: string;
  /** Its folder: paths in it are seen from there. */
  readonly folder: string;
  readonly plugins: readonly string[];
}

/** The nearest `uphill.config.{ts,mjs,json}` from a folder upward. @throws UphillError "config" */
export async function findConfig(from: string): Promise<Config | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const name = NAMES.find((name) => existsSync(join(folder, name)));
    if (name !== undefined) return readConfig(join(folder, name));
    if (dirname(folder) === folder) return undefined;
  }
}

async function readConfig(path: string): Promise<Config> {
  let found: unknown;
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
    [found] = await inWorker({ task: "config", program }, { who: path });
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
