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
 * Finds plug-ins (those of `uphill.config.*` first) and commands and makes their optimizers known. Each is asked what it is, in a
 * process of its own.
 * @throws UphillError "plugin" | "config" | "command" | "deadline" | "memory"
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
 * Tries options on plug-ins, which alone know whether they take them, and what they need then.
 * @throws UphillError what the first one refuses them with, by its alias
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

/** What of the foreign decides the numbers of these optimizers: names and contents, and no paths. */
export function foreignIdentity({ programs }: Foreign, used: readonly string[]): object[] {
  return programs.flatMap((program) => {
    const { given, sha256 } = program;
    const optimizers = program.optimizers.map(({ name }) => name).filter((name) => used.includes(name));
    if (optimizers.length === 0) return [];
    return [{ optimizers, ...(!isPlugin(program) && { command: given }), sha256 }];
  });
}
