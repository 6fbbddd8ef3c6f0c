import { resolve } from "node:path";
import { isUphillError, UphillError } from "@uphill/core";
import type { Attempt, Foreign } from "./attempt.js";
import { findConfig } from "./config.js";
import { enrolForeign } from "./enrol.js";
import { isTried, remember } from "./external/family.js";
import { isPlugin, type ForeignProgram, type PluginSpec } from "./external/program.js";
import type { Limits } from "./external/watch.js";
import { commandHash, words } from "./external/words.js";
import { findPlugin } from "./plugin.js";
import { inWorker } from "./trial.js";

export type { Attempt, Foreign } from "./attempt.js";
export { enrolForeign };

/**
 * Finds plug-ins and commands and makes their optimizers known by name. Each program is asked what it holds, in a
 * process of its own. Plug-ins of `uphill.config.*` come first.
 * @param folder the folder where paths begin and where `uphill.config.*` is looked for
 * @param given `plugins`, paths or packages; `commands`, command lines
 * @param limits what a process may take
 * @returns a promise of the foreign optimizers
 * @throws UphillError "plugin", "config", "command", "deadline" or "memory", as a rejection
 */
export async function openForeign(
  folder: string,
  { plugins = [], commands = [] }: { plugins?: readonly string[]; commands?: readonly string[] },
  limits?: Limits,
): Promise<Foreign> {
  const config = await findConfig(folder);
  const found = new Map<string, PluginSpec>();
  const add = (spec: PluginSpec): void => {
    if (!found.has(spec.url)) found.set(spec.url, spec);
  };
  for (const given of plugins) add(findPlugin(given, folder));
  for (const given of config?.plugins ?? [])
    add(findPlugin(/^\.{1,2}[\\/]/.test(given) ? resolve(config!.folder, given) : given, folder));
  const silent: ForeignProgram[] = [
    ...found.values(),
    ...commands.map((given) => {
      const command = words(given);
      return { given, folder, command, sha256: commandHash(command, folder), optimizers: [] };
    }),
  ];
  if (silent.length === 0) return { programs: [], names: {} };
  const described = await inWorker(
    { task: "describe", programs: silent },
    { who: silent[0].given, ...(limits && { limits }) },
  );
  const programs = silent.map((program, k) => ({ ...program, optimizers: described[k] }));
  enrolForeign({ programs });
  return {
    programs,
    names: Object.fromEntries(programs.map(({ given, optimizers }) => [given, optimizers.map(({ name }) => name)])),
  };
}

/**
 * Tries options on plug-ins. Only a plug-in knows whether it takes its options, and what it needs with them.
 * @param foreign the foreign optimizers
 * @param attempts the optimizers and options to try
 * @param limits what a process may take
 * @returns a promise that ends when all were tried
 * @throws UphillError, as a rejection, with what the first one refuses, by its alias
 */
export async function tryForeign({ programs }: Foreign, attempts: readonly Attempt[], limits: Limits): Promise<void> {
  for (const program of programs.filter(isPlugin)) {
    const names = program.optimizers.map(({ name }) => name);
    const mine = attempts.filter(({ name, options }) => names.includes(name) && !isTried(name, options));
    if (mine.length === 0) continue;
    let at = 0;
    try {
      await inWorker(
        { task: "bind", program, attempts: mine },
        {
          who: program.given,
          limits,
          onTold: (bound) => remember(mine[at].name, mine[at++].options, bound),
        },
      );
    } catch (error) {
      if (!isUphillError(error) || at >= mine.length) throw error;
      throw new UphillError({ ...error.parts, who: mine[at].alias, cause: error });
    }
  }
}

/**
 * Returns what decides the numbers of some optimizers, as far as they are foreign: names and hashes of the contents,
 * and no paths.
 * @param foreign the foreign optimizers
 * @param used the names of the optimizers that take part
 * @returns one entry for each program that holds some of them
 */
export function foreignIdentity({ programs }: Foreign, used: readonly string[]): object[] {
  return programs.flatMap((program) => {
    const { given, sha256 } = program;
    const optimizers = program.optimizers.map(({ name }) => name).filter((name) => used.includes(name));
    if (optimizers.length === 0) return [];
    return [{ optimizers, ...(!isPlugin(program) && { command: given }), sha256 }];
  });
}
