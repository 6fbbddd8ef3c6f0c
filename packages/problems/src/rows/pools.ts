import { UphillError } from "@uphill/core";
import { split, type Dataset } from "@uphill/datasets";
import { allotOne, allotTwo, type Sizes } from "./allot.js";
import type { Source } from "./source.js";

const partNames = ["train", "test", "heldOut"] as const;
const typedOf = (given: Partial<Sizes>): Set<keyof Sizes> =>
  new Set(partNames.filter((part) => given[part] !== undefined));

/**
 * Where there is one file only, its rows fall into a pool to train on and one to test on, the same for all seeds: otherwise
 * the test rows of one seed would be training rows of another, and of the choice of the learning rate.
 */
export function twoPools(source: Source, asked: Sizes, given: Partial<Sizes>): { pools: Source; sizes?: Sizes } {
  const only = source.train && source.test ? undefined : (source.train ?? source.test);
  if (!only) return { pools: source };
  const { sizes, pool } = allotOne(only.name, only.rows, asked, typedOf(given));
  const { train, test } = split(only, { train: pool, test: only.rows - pool, seed: 0 });
  return { pools: { train, test }, sizes };
}

/** The numbers of rows that the pools have, where nobody asked for more. */
export function fitting({ train, test }: Source, asked: Sizes, given: Partial<Sizes>): Sizes {
  const what = { train: `${train!.name}, to train on,`, test: `${test!.name}, to test on,` };
  return allotTwo(what, { train: train!.rows, test: test!.rows }, asked, typedOf(given));
}

/** @throws UphillError "shape" where images of the two parts have different sizes */
export function refuseSizes({ train, test }: Source): void {
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
