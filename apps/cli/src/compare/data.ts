import { byName, UphillError } from "@uphill/core";
import {
  hashDataset,
  imageFamilies,
  sample,
  selectClasses,
  sets,
  split,
  type Dataset,
  type SyntheticDataset,
} from "@uphill/datasets";
import { readImages } from "@uphill/datasets/node";
import { encodings } from "@uphill/encodings";
import { prepare, preparationFor, type ClassifierSpec } from "@uphill/training";
import type { DataSpec, Experiment } from "./experiment.js";

export const imageSets: Readonly<Record<string, unknown>> = imageFamilies;

/** Rows read once and shared by all runs; empty for a synthetic set, which every run makes from its seed. */
export interface Source {
  readonly train?: Dataset;
  readonly test?: Dataset;
}

/** What one run learns from and is judged on. */
export interface Parts {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly heldOut?: Dataset;
}

/**
 * Reads an image set, keeps its classes and reduces it to what the encoding holds.
 * @returns the rows, and the data part of the identity with the hash of the raw pixels
 * @throws UphillError "files" | "idx" | "class" | "zero-row" | "options"
 */
export function readSource(
  spec: DataSpec,
  model: ClassifierSpec,
  dataDir: string | undefined,
): { spec: DataSpec; source: Source } {
  if (!(spec.name in imageSets)) return { spec, source: {} };
  if (dataDir === undefined) {
    throw new UphillError({
      code: "files",
      who: "compare",
      got: `--dataset is ${spec.name} and no folder was named`,
      wanted: "its files must be somewhere",
      todo: "Give --data-dir DIR, or set UPHILL_DATA, with the official IDX files in DIR or a folder of the set's name in it.",
    });
  }
  const raw = readImages(dataDir, { name: spec.name as keyof typeof imageFamilies });
  refuseSizes(raw);
  const chosen = mapParts(raw, (data) => selectClasses(data, spec.classes));
  const hash = [chosen.train, chosen.test].map((data) => (data ? hashDataset(data) : "-")).join(" ");
  const capacity = byName(encodings)[model.encoding].capacity(model.qubits);
  const source = mapParts(chosen, (data) => {
    if (model.encoding === "amplitude") refuseBlank(data);
    return prepare(data, preparationFor(data, capacity).preparation);
  });
  return { spec: { ...spec, hash }, source: twoPools(source) };
}

/**
 * Where there is one file only, its rows fall into a pool to train on and one to test on, the same for all seeds: otherwise
 * the test rows of one seed would be training rows of another, and of the choice of the learning rate.
 */
function twoPools(source: Source): Source {
  const only = source.train && source.test ? undefined : (source.train ?? source.test);
  if (!only) return source;
  const rows = Math.floor(only.rows / 2);
  const { train, test } = split(only, { train: rows, test: only.rows - rows, seed: 0 });
  return { train, test };
}

function refuseSizes({ train, test }: Source): void {
  if (!train || !test || train.width === test.width) return;
  const size = ({ image }: Dataset): string => (image ? `${image.height} × ${image.width}` : "no images");
  throw new UphillError({
    code: "shape",
    who: train.name,
    got: `training images are ${size(train)} and test images ${size(test)}`,
    wanted: "both must have the same size",
    todo: "Put files of one set into the folder.",
  });
}

function mapParts({ train, test }: Source, change: (data: Dataset) => Dataset): Source {
  return { ...(train && { train: change(train) }), ...(test && { test: change(test) }) };
}

/** A row without a direction cannot be encoded; said before hours of training, with the row. */
function refuseBlank({ name, features, width, rows, labels, classes }: Dataset): void {
  for (let row = 0; row < rows; row++) {
    if (features.subarray(row * width, (row + 1) * width).some((value) => value !== 0)) continue;
    throw new UphillError({
      code: "zero-row",
      who: name,
      got: `row ${row} of the chosen classes (a ${classes[labels[row]]}) is all zeros`,
      wanted: "amplitude encoding needs a direction",
      todo: "Drop that row from the file, or use --encoding angle.",
    });
  }
}

/** The rows of one seed: drawn anew for a synthetic set, sampled from what was read for an image set. */
export function partsFor({ data, settings }: Experiment, source: Source, seed: number): Parts {
  const { train, test, heldOut } = settings;
  if (source.train && source.test) {
    const rest = sample(source.train, train + heldOut, { seed, stream: "train" });
    return { ...holdOut(rest, train, heldOut, seed), test: sample(source.test, test, { seed, stream: "test" }) };
  }
  const set = (byName(sets) as Record<string, SyntheticDataset>)[data.name];
  const whole = set({ ...data.options, rows: train + test + heldOut, seed });
  const both = split(whole, { train: train + heldOut, test, seed });
  return { ...holdOut(both.train, train, heldOut, seed), test: both.test };
}

function holdOut(rows: Dataset, train: number, heldOut: number, seed: number): Omit<Parts, "test"> {
  if (heldOut === 0) return { train: rows };
  const { train: kept, test: held } = split(rows, { train, test: heldOut, seed });
  return { train: kept, heldOut: held };
}

/** What is learnt, in sentences for people: source, what was done to the rows, and how many there are. */
export function describeData(experiment: Experiment, source: Source): readonly string[] {
  const { train, test } = partsFor(experiment, source, experiment.settings.seed);
  return [
    `${train.rows} training and ${test.rows} test rows of ${train.width} features.`,
    `Source: ${train.source}; licence: ${train.licence}.`,
    ...new Set([...train.notes, ...test.notes]),
  ];
}
