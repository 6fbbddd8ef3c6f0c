import { describeField, isUphillError, suggest, UphillError } from "@uphill/core";
import { isOptimizerFamily, NEEDS, observers as knownObservers, type OptimizerFamily } from "@uphill/optimizers";
import type { FamilyDescription } from "../external/program.js";

const families = new Map<string, OptimizerFamily>();

export function familiesOf(name: string): OptimizerFamily {
  return families.get(name)!;
}

/** What breaks down as soon as it is loaded must do so before it is called loaded: timers that it set come first. */
async function load(url: string): Promise<Record<string, unknown>> {
  const exported = (await import(url)) as Record<string, unknown>;
  await new Promise((resolve) => setTimeout(resolve, 1));
  return exported;
}

/** Loads a plug-in. @throws UphillError "plugin" */
export async function loadFamilies(url: string, given: string): Promise<OptimizerFamily[]> {
  let exported: Record<string, unknown>;
  try {
    exported = await load(url);
  } catch (cause) {
    throw unloadable(given, cause);
  }
  const found = [...new Set(Object.values(exported).flat())].filter(isOptimizerFamily);
  if (found.length === 0) {
    throw new UphillError({
      code: "plugin",
      who: given,
      got: `it exports ${Object.keys(exported).join(", ") || "nothing"}`,
      wanted: "an export must be what defineRule or defineMethod returns",
      todo: "Write `export const mine = defineMethod({ … });`.",
    });
  }
  for (const family of found) families.set(family.name, family);
  return found;
}

/** Calls it once with its defaults. @throws UphillError "plugin" where it needs what no problem can tell */
export function describeFamily(family: OptimizerFamily): FamilyDescription {
  const { needs, recommend, rule } = family();
  const unknown = needs.find((need) => !NEEDS.includes(need));
  if (unknown !== undefined) {
    throw new UphillError({
      code: "plugin",
      who: family.name,
      got: `it needs "${unknown}"`,
      wanted: `needs are among ${NEEDS.join(", ")}`,
      todo: suggest(unknown, NEEDS).trim() || "Name what it asks for.",
    });
  }
  // One that another copy of the package made may have neither.
  const { observers = [], reports = {} } = family as Partial<OptimizerFamily>;
  const own = observers.find(({ name }) => !Object.hasOwn(knownObservers, name));
  if (own) {
    throw new UphillError({
      code: "plugin",
      who: family.name,
      got: `it names an observer of its own, "${own.name}"`,
      wanted: `a plug-in names some of ${Object.keys(knownObservers).join(", ")}: observers run outside its process`,
      todo: "Tell what it would see as signs in the step's report.",
    });
  }
  const options = Object.entries(family.options).map(([key, field]) => [key, describeField(field)]);
  return {
    name: family.name,
    needs,
    observers: observers.map(({ name }) => name),
    reports,
    recommends: recommend !== undefined,
    rule: rule !== undefined,
    options: Object.fromEntries(options) as FamilyDescription["options"],
  };
}

/** Anything may be thrown. */
function causeOf(cause: unknown): { readonly code?: string; readonly message: string } {
  return cause instanceof Error ? cause : { message: String(cause) };
}

function unloadable(given: string, cause: unknown): UphillError {
  const { code, message } = causeOf(cause);
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

/** What a module exports as default. @throws UphillError "config" */
export async function loadConfig(url: string, given: string): Promise<unknown> {
  try {
    return (await load(url)).default;
  } catch (cause) {
    const { code, message } = causeOf(cause);
    const old = code === "ERR_UNKNOWN_FILE_EXTENSION";
    throw new UphillError({
      code: "config",
      who: given,
      got: `it cannot be read (${message.split("\n")[0]})`,
      wanted: old ? `Node ${process.versions.node} does not run TypeScript` : "it must be JSON, or a module that loads",
      todo: old ? "Write uphill.config.mjs or uphill.config.json." : "Mend it, or remove it.",
      cause,
    });
  }
}
