import { resolve } from "node:path";
import { UphillError } from "@uphill/core";
import { findConfig } from "./config.js";
import { commandFamily, type CommandSpec } from "./external/family.js";
import { commandHash, words } from "./external/words.js";
import { findPlugin, installHooks, loadPlugin, type PluginSpec } from "./plugin.js";
import { enrol } from "./registry.js";
import { inWorker } from "./trial.js";

/** Optimizers that are not ours: plain data, enough to have them in a worker too. */
export interface Foreign {
  /** The working directory, which plug-ins are named from. */
  readonly folder: string;
  readonly plugins: readonly PluginSpec[];
  readonly commands: readonly CommandSpec[];
  /** Names of optimizers by where they come from, filled as they are found. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const noForeign = (folder: string): Foreign => ({ folder, plugins: [], commands: [], names: {} });

/** Seconds in which a plug-in must load and a command must say what it is. */
const TO_LOAD = 10;

/**
 * Finds plug-ins (those of `uphill.config.*` first) and commands and makes their optimizers known. Each is loaded in a worker
 * first, so that one that never ends is noticed.
 * @throws UphillError "plugin" | "config" | "command"
 */
export async function openForeign(
  folder: string,
  { plugins = [], commands = [] }: { plugins?: readonly string[]; commands?: readonly string[] },
): Promise<Foreign> {
  const config = await findConfig(folder);
  const found = new Map<string, PluginSpec>();
  const add = (spec: PluginSpec): void => {
    if (!found.has(spec.url)) found.set(spec.url, spec);
  };
  for (const given of plugins) add(findPlugin(given, folder));
  for (const given of config?.plugins ?? [])
    add(findPlugin(/^\.{1,2}[\\/]/.test(given) ? resolve(config!.folder, given) : given, folder));
  const names: Record<string, readonly string[]> = {};
  for (const spec of found.values()) {
    await inWorker(
      { task: "load", foreign: { ...noForeign(folder), plugins: [spec] } },
      late(spec.given, "did not load"),
    );
    names[spec.given] = await loadPlugin(spec);
  }
  const specs: CommandSpec[] = [];
  for (const text of commands) {
    const command = words(text);
    const [description] = await inWorker({ task: "describe", command }, late(text, "did not say what it is"));
    const spec: CommandSpec = { text, command, sha256: commandHash(command, folder), description };
    enrol(commandFamily(spec), text);
    names[text] = [commandFamily(spec).name];
    specs.push(spec);
  }
  return { folder, plugins: [...found.values()], commands: specs, names };
}

function late(who: string, what: string): { who: string; deadline: number; late: () => UphillError } {
  return {
    who,
    deadline: TO_LOAD,
    late: () =>
      new UphillError({
        code: "plugin",
        who,
        got: `it ${what} in ${TO_LOAD} s`,
        wanted: "that takes a moment only",
        todo: "Look for work that is done, or waited for, where it starts.",
      }),
  };
}

/** Makes them known where they have been found before: in a worker. */
export async function enrolForeign({ folder, plugins, commands }: Foreign): Promise<void> {
  if (plugins.length > 0) installHooks(folder);
  for (const spec of plugins) await loadPlugin(spec);
  for (const spec of commands) enrol(commandFamily(spec), spec.text);
}

/** What of the foreign decides the numbers of these optimizers: names and contents, and no paths. */
export function foreignIdentity({ plugins, commands, names }: Foreign, used: readonly string[]): object[] {
  const mine = (given: string): string[] => (names[given] ?? []).filter((name) => used.includes(name));
  return [
    ...plugins.flatMap(({ given, sha256 }) => (mine(given).length ? [{ optimizers: mine(given), sha256 }] : [])),
    ...commands.flatMap(({ text, sha256 }) =>
      mine(text).length ? [{ optimizers: mine(text), command: text, sha256 }] : [],
    ),
  ];
}
