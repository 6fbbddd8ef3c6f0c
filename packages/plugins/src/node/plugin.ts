import { pathToFileURL } from "node:url";
import { UphillError } from "@uphill/core";
import { moduleHash, type PluginSpec } from "./external/program.js";
import { PLUGIN } from "./hooks.js";
import { installHooks } from "./install-hooks.js";

/**
 * Finds a plug-in by path or package name, seen from a folder. It is not loaded: that is for a process of its own.
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
      return { given, folder, url, sha256: moduleHash(url), optimizers: [] };
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
