import {
  applyPreparation,
  fitPreparation,
  sample,
  split,
  type Dataset,
  type Fitted,
  type Step,
} from "@uphill/datasets";
import type { Sizes } from "./allot.js";
import type { Source } from "./source.js";

/** What one run learns from and is judged on. */
export interface Parts {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly heldOut?: Dataset;
  /** What was fitted on the training rows. */
  readonly fitted: readonly Fitted[];
}

/**
 * The rows of one seed, as they are: sampled from what was read, or generated.
 * @param generate makes so many rows, where nothing was read
 */
export function rawParts(
  source: Source,
  { train, test, heldOut }: Sizes,
  seed: number,
  generate: (rows: number) => Dataset,
): Omit<Parts, "fitted"> {
  if (source.train && source.test) {
    const rest = sample(source.train, train + heldOut, { seed, stream: "train" });
    return { ...holdOut(rest, train, heldOut, seed), test: sample(source.test, test, { seed, stream: "test" }) };
  }
  const both = split(generate(train + test + heldOut), { train: train + heldOut, test, seed });
  return { ...holdOut(both.train, train, heldOut, seed), test: both.test };
}

function holdOut(rows: Dataset, train: number, heldOut: number, seed: number): Pick<Parts, "train" | "heldOut"> {
  if (heldOut === 0) return { train: rows };
  const { train: kept, test: held } = split(rows, { train, test: heldOut, seed });
  return { train: kept, heldOut: held };
}

/** The rows after these steps, which are fitted on the training rows. */
export function preparedParts(raw: Omit<Parts, "fitted">, preparation: readonly Step[]): Parts {
  if (preparation.length === 0) return { ...raw, fitted: [] };
  const { fitted, train } = fitPreparation(raw.train, preparation);
  // Nothing is done but what was asked for: what is no image is neither reduced nor scaled to angles.
  const plain = (data: Dataset): Dataset => ({ ...data, image: undefined });
  const others = (data: Dataset): Dataset => plain(applyPreparation(data, fitted));
  return {
    train: plain(train),
    test: others(raw.test),
    ...(raw.heldOut && { heldOut: others(raw.heldOut) }),
    fitted,
  };
}

/** Every optimizer meets the rows of a seed again, and simulated ones take their time. */
const MOST_REMEMBERED = 16;

/** Remembers, for each plan, the parts of the last seeds. */
export function perSeed<P extends object>(
  make: (plan: P, source: Source, seed: number) => Parts,
): (plan: P, source: Source, seed: number) => Parts {
  const remembered = new WeakMap<P, Map<number, Parts>>();
  return (plan, source, seed) => {
    const known = remembered.get(plan) ?? new Map<number, Parts>();
    remembered.set(plan, known);
    const parts = known.get(seed) ?? make(plan, source, seed);
    known.delete(seed);
    known.set(seed, parts);
    if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value!);
    return parts;
  };
}
