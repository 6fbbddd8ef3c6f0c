import { byName, suggest, UphillError } from "@uphill/core";
import { optimizers, type OptimizerFamily } from "@uphill/optimizers";

/** Every optimizer that can be named: our own, and those that were enrolled. */
export const optimizerFamilies: Record<string, OptimizerFamily> = byName(optimizers as Record<string, OptimizerFamily>);

const origins = new Map<string, string>();

/** Where an optimizer comes from that is not ours; undefined for our own. */
export function originOf(name: string): string | undefined {
  return origins.get(name);
}

/** Makes an optimizer of somebody else known by its name. @throws UphillError "plugin" where the name is taken */
export function enrol(family: OptimizerFamily, origin: string): void {
  const { name } = family;
  if (!/^[A-Za-z][\w-]*$/.test(name)) {
    throw new UphillError({
      code: "plugin",
      who: origin,
      got: `its optimizer is called "${name}"`,
      wanted: "a name starts with a letter and goes on with letters, digits, - or _",
      todo: "Rename it.",
    });
  }
  if (Object.hasOwn(optimizerFamilies, name)) {
    throw new UphillError({
      code: "plugin",
      who: origin,
      got: `its optimizer is called "${name}"`,
      wanted: `${origins.get(name) ?? "Uphill"} has one of that name already`,
      todo: "Rename it.",
    });
  }
  optimizerFamilies[name] = family;
  origins.set(name, origin);
}

/** The nearest names, for a name that is no file either. */
export function unknownOptimizer(name: string): UphillError {
  const known = Object.keys(optimizerFamilies);
  return new UphillError({
    code: "unknown",
    who: "optimizer",
    got: `there is no optimizer and no file "${name}"`,
    wanted: `it must be a file or one of ${known.join(", ")}`,
    todo: suggest(name, known).trim() || "Check the path.",
  });
}
