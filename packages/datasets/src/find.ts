import { byName, parseOptions, pick, type Fields } from "@uphill/core";
import { imageFamilies, type ImageFamily } from "./images.js";
import { parseQDatasetName } from "./qdataset/profile.js";
import * as sets from "./sets/index.js";
import { variantOptions } from "./variants/chosen.js";
import type { SyntheticDataset } from "./synthetic.js";
import { tableFormats } from "./tables/formats.js";

export type ImageName = keyof typeof imageFamilies;
const generatedSets: Readonly<Record<string, SyntheticDataset>> = byName(
  sets as unknown as Record<string, SyntheticDataset>,
);

/** Every set that has a name, with its options: of image sets, the variants. */
export const namedSets: Readonly<Record<string, { readonly name: string; readonly options: Fields }>> = {
  ...generatedSets,
  ...byName(
    Object.fromEntries(Object.values(imageFamilies).map(({ name }) => [name, { name, options: variantOptions }])),
  ),
};

/** What a name on the command line stands for. */
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
 * A data set by name (`moons`, `mnist`, `qdataset:G_1q_X_Z_N1`) or by the path of a file.
 * @throws UphillError "unknown" with the nearest name
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

/** The options that a data set takes, without its size and seed. */
export function fieldsOf(found: Found): Fields {
  if (found.kind === "generated" || found.kind === "images") return namedSets[found.name].options;
  if (found.kind !== "qdataset") return {};
  return Object.fromEntries(Object.entries(generatedSets.qdataset.options).filter(([name]) => name !== "set"));
}

/** Options with defaults filled in. @throws UphillError "options" */
export function optionsOf(found: Found, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return parseOptions(found.name, fieldsOf(found), given);
}

/** The generated set and its options; qdataset:NAME is a set of qdataset. */
export function generatorOf(
  found: Extract<Found, { kind: "generated" | "qdataset" }>,
  options: Readonly<Record<string, unknown>>,
): { set: SyntheticDataset; options: Readonly<Record<string, unknown>> } {
  if (found.kind === "generated") return { set: found.set, options };
  return { set: generatedSets.qdataset, options: { ...options, set: found.set } };
}

/** Options of qdataset that say nothing of what lies in files. */
export const SIMULATION: readonly string[] = ["realisations", "steps", "pulses"];
