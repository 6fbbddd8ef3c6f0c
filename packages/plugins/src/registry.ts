import { byName, suggest, UphillError } from "@uphill/core";
import { optimizers, type OptimizerFamily } from "@uphill/optimizers";

/** Every optimizer that a user can name: our own optimizers and those that were added by {@link enrol}. */
export const optimizerFamilies: Record<string, OptimizerFamily> = byName(optimizers as Record<string, OptimizerFamily>);

const origins = new Map<string, string>();

/**
 * Says where a plug-in comes from.
 * @param name the name of an optimizer
 * @returns the file or program that it comes from; undefined for our own optimizers
 */
export function originOf(name: string): string | undefined {
  return origins.get(name);
}

/**
 * Makes a plug-in known by its name.
 * @param family the optimizer
 * @param origin the file or program that it comes from
 * @throws UphillError "plugin" if the name is already taken
 */
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

/**
 * Makes the error for a name that is neither an optimizer nor a file. It suggests the nearest names.
 * @param name the name that the user gave
 * @returns the error, to be thrown
 */
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
