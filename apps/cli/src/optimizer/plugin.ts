import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isUphillError, UphillError } from "@uphill/core";
import { isOptimizerFamily, type OptimizerFamily } from "@uphill/optimizers";
import { apart } from "./apart.js";
import { hashOf } from "./hash.js";
import { PLUGIN } from "./hooks.js";
import { enrol } from "./registry.js";

/** A plug-in that was found; plain data, enough to load it in a worker. */
export interface PluginSpec {
  /** As the user named it. */
  readonly given: string;
  readonly url: string;
  /** SHA-256 of its file and of every file that it imports by a relative path. */
  readonly sha256: string;
}

let hooked = "";

/** From here on `@uphill/…` is our own copy, whoever imports it. */
export function installHooks(folder: string): void {
  if (hooked === folder) return;
  hooked = folder;
  const home = import.meta.url;
  register("./hooks.js", home, { data: { home, folder: pathToFileURL(`${folder}/`).href } });
}

/**
 * Finds a plug-in by path or package name, seen from a folder.
 * @throws UphillError "plugin" where there is none
 */
export function findPlugin(given: string, folder: string): PluginSpec {
  installHooks(folder);
  const path = /^(\.{1,2}[\\/]|[\\/]|[A-Za-z]:)/.test(given);
  // "mine.mjs" beside us is what is meant, before any package of that name.
  const names = path ? [given] : /\.[cm]?[jt]s$/.test(given) ? [`./${given}`, given] : [given];
  let reason: unknown;
  for (const name of names) {
    try {
      const url = path && !name.startsWith(".") ? pathToFileURL(name).href : import.meta.resolve(`${PLUGIN}${name}`);
      return { given, url, sha256: hashFiles(url) };
    } catch (cause) {
      reason ??= cause;
    }
  }
  throw new UphillError({
    code: "plugin",
    who: given,
    got: `no such plug-in was found from ${folder}`,
    wanted: "it must be the path of an ES module, or an installed package",
    todo: `Write a path as ./${given.replace(/^\.?[\\/]/, "")}, or install the package.`,
    cause: reason,
  });
}

/** Relative imports are followed: they decide numbers too. */
function hashFiles(entry: string): string {
  const found = new Map<string, Uint8Array>();
  const follow = (url: string): void => {
    if (found.has(url)) return;
    const bytes = readFileSync(fileURLToPath(url));
    found.set(url, bytes);
    const source = bytes.toString("utf8");
    for (const [, specifier] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      try {
        follow(new URL(specifier, url).href);
      } catch {
        // Node will say which file is missing when it loads the module.
      }
    }
  };
  follow(entry);
  return hashOf([...found.values()]);
}

/** Loads a plug-in and makes its optimizers known. @returns their names @throws UphillError "plugin" */
export async function loadPlugin({ given, url }: PluginSpec): Promise<string[]> {
  let exported: Record<string, unknown>;
  try {
    exported = await apart(async () => (await import(url)) as Record<string, unknown>);
  } catch (cause) {
    throw unloadable(given, cause);
  }
  const families: OptimizerFamily[] = [...new Set(Object.values(exported).flat())].filter(isOptimizerFamily);
  if (families.length === 0) {
    throw new UphillError({
      code: "plugin",
      who: given,
      got: `it exports ${Object.keys(exported).join(", ") || "nothing"}`,
      wanted: "an export must be what defineRule or defineMethod returns",
      todo: "Write `export const mine = defineMethod({ … });`.",
    });
  }
  for (const family of families) enrol(family, given);
  return families.map(({ name }) => name);
}

function unloadable(given: string, cause: unknown): UphillError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const script = code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?tsx?$/.test(given);
  return new UphillError({
    code: "plugin",
    who: given,
    got: isUphillError(cause) ? `it was refused (${message})` : `it could not be loaded (${message.split("\n")[0]})`,
    wanted: script ? `Node ${process.versions.node} does not run TypeScript` : "a plug-in must load",
    todo: script
      ? "Use Node 22.18 or newer, or compile it to .mjs."
      : "Run `node --check` on it, and look at what it imports.",
    cause,
  });
}
