import { byName, parseOptions, pick, type Fields } from "@uphill/core";
import { imageFamilies, type ImageFamily } from "./images.js";
import { parseQDatasetName } from "./qdataset/profile.js";
import * as sets from "./sets/index.js";
import { variantOptions } from "./variants/chosen.js";
import type { SyntheticDataset } from "./synthetic.js";
import { tableFormats } from "./tables/formats.js";

/** The name of an image set, such as "mnist". */
export type ImageName = keyof typeof imageFamilies;
const generatedSets: Readonly<Record<string, SyntheticDataset>> = byName(
  sets as unknown as Record<string, SyntheticDataset>,
);

/** Every set that has a name, with its options. The options of an image set are its variants. */
export const namedSets: Readonly<Record<string, { readonly name: string; readonly options: Fields }>> = {
  ...generatedSets,
  ...byName(
    Object.fromEntries(Object.values(imageFamilies).map(({ name }) => [name, { name, options: variantOptions }])),
  ),
};

/**
 * What the name of a data set stands for: a generated set, a set of QDataSet, an image set, or a file of the user's
 * own.
 */
export type Found =
  | { readonly kind: "generated"; readonly name: string; readonly set: SyntheticDataset }
  /** One of QDataSet's: from files where they are, else generated. */
  | { readonly kind: "qdataset"; readonly name: string; readonly set: string }
  | { readonly kind: "images"; readonly name: ImageName; readonly family: ImageFamily }
  /** A file of the user's own. */
  | { readonly kind: "table"; readonly name: string; readonly path: string };

const QDATASET = "qdataset:";
const isPath = (name: string): boolean =>
  /[\\/]/.test(name) || tableFormats.some((format) => new RegExp(`\\.${format}(\\.gz)?$`, "i").test(name));

/**
 * Finds a data set by its name (`moons`, `mnist`, `qdataset:G_1q_X_Z_N1`) or by the path of a file.
 * @param who the function or option that the user gave the name to, for the error
 * @param name the name or the path
 * @returns what it stands for
 * @throws UphillError "unknown" for a name that no set has; the error suggests the nearest one
 */
export function findDataset(who: string, name: string): Found {
  if (name.startsWith(QDATASET)) {
    const set = name.slice(QDATASET.length);
    parseQDatasetName(set);
    return { kind: "qdataset", name, set };
  }
  if (isPath(name)) return { kind: "table", name: name.split(/[\\/]/).at(-1)!, path: name };
  const known = pick<Found["kind"]>(who, "data set", kinds, name);
  return known === "images"
    ? { kind: known, name: name as ImageName, family: imageFamilies[name as ImageName] }
    : { kind: "generated", name, set: generatedSets[name] };
}

const kinds: Readonly<Record<string, "generated" | "images">> = {
  ...Object.fromEntries(Object.keys(generatedSets).map((name) => [name, "generated" as const])),
  ...Object.fromEntries(Object.keys(imageFamilies).map((name) => [name, "images" as const])),
};

/**
 * Lists the options of a data set, without its size and seed.
 * @param found what {@link findDataset} returned
 * @returns the descriptions of the options
 */
export function fieldsOf(found: Found): Fields {
  if (found.kind === "generated" || found.kind === "images") return namedSets[found.name].options;
  if (found.kind !== "qdataset") return {};
  return Object.fromEntries(Object.entries(generatedSets.qdataset.options).filter(([name]) => name !== "set"));
}

/**
 * Checks the options of a data set and fills in the defaults.
 * @param found what {@link findDataset} returned
 * @param given the options that the user gave
 * @returns all options
 * @throws UphillError "options" for an option that the set does not have, or a value that it does not take
 */
export function optionsOf(found: Found, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return parseOptions(found.name, fieldsOf(found), given);
}

/**
 * Returns the generated set behind a name, with its options. `qdataset:NAME` is the set `qdataset` with the option
 * `set: NAME`.
 * @param found what {@link findDataset} returned
 * @param options the options, from {@link optionsOf}
 * @returns the set and the options to call it with
 */
export function generatorOf(
  found: Extract<Found, { kind: "generated" | "qdataset" }>,
  options: Readonly<Record<string, unknown>>,
): { set: SyntheticDataset; options: Readonly<Record<string, unknown>> } {
  if (found.kind === "generated") return { set: found.set, options };
  return { set: generatedSets.qdataset, options: { ...options, set: found.set } };
}

/** The options of `qdataset` that belong to the simulation. They do not apply to data in files. */
export const SIMULATION: readonly string[] = ["realisations", "steps", "pulses"];
