import { byName, UphillError, type Fields } from "@uphill/core";
import {
  fieldsOf,
  findDataset,
  generatorOf,
  hashDataset,
  optionsOf,
  summariseTargets,
  type Dataset,
} from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import type { Sizes } from "../rows/allot.js";
import { perSeed, preparedParts, rawParts } from "../rows/parts.js";
import { fitting, refuseSizes, twoPools } from "../rows/pools.js";
import { recordParts, type DataRecord } from "../rows/record.js";
import { mapParts, readOptions, readParts, type Source, type SourceWishes } from "../rows/source.js";
import { namedSteps, testName, type DataSpec, type DataWishes } from "../rows/spec.js";
import { checkTargets, type RegressionSpec } from "./model.js";

/** Numbers to predict unless others are named. */
const STANDARD_TARGETS = "fourier";

/** A regression model and its rows with everything decided. */
export interface RegressionPlan {
  readonly data: DataSpec;
  readonly sizes: Sizes;
}

/** Decides where rows come from. @throws UphillError "unknown" | "options" | "targets" for sets with classes */
export function targetsSpec(
  { dataset = STANDARD_TARGETS, testDataset, classes, prepare = [], table = {} }: DataWishes,
  { encoding, qubits }: RegressionSpec,
  changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): DataSpec {
  const found = findDataset("compare", dataset);
  const test = testDataset === undefined ? undefined : testName(found, testDataset);
  const refuse = (code: string, got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code, who: "regression", got, wanted, todo });
  };
  if (classes !== undefined)
    refuse(
      "options",
      `--classes is ${classes.join(",")}`,
      "it predicts a number and knows no classes",
      "Leave it out.",
    );
  if (found.kind !== "table" && (found.kind !== "generated" || found.set.target === undefined))
    refuse(
      "targets",
      `rows of ${dataset} have classes`,
      "it predicts numbers",
      "Take --dataset sine, fourier or a table of your own, or --problem classifier.",
    );
  const capacity = byName(encodings)[encoding].capacity(qubits);
  const fields: Partial<Fields> = fieldsOf(found);
  const columns = fields.features?.default;
  const width = typeof columns === "number" && prepare.length === 0 ? { features: Math.min(columns, capacity) } : {};
  const given = { ...(found.kind === "table" ? {} : width), ...changes.get(dataset) };
  const options = optionsOf(found, given);
  return {
    name: found.name,
    ...(test !== undefined && { test }),
    options: found.kind === "table" ? { ...table } : options,
    classes: [],
    hash: null,
    preparation: namedSteps(prepare, changes),
  };
}

/** Reads a table, its label as a number. @throws UphillError, as a rejection */
export async function readTargets(
  plan: RegressionPlan,
  wishes: SourceWishes,
): Promise<{ plan: RegressionPlan; source: Source }> {
  const found = findDataset("compare", wishes.dataset ?? STANDARD_TARGETS);
  const table = { ...wishes.table, labelAs: "number" as const };
  const read = await readParts(found, plan.data, { ...wishes, table });
  if (!read) return { plan, source: {} };
  refuseSizes(read);
  mapParts(read, (data) => {
    checkTargets(data);
    return data;
  });
  const hash = [read.train, read.test].map((data) => (data ? hashDataset(data) : "-")).join(" ");
  const { pools, sizes } = twoPools(read, plan.sizes, wishes.sizes ?? {});
  return {
    plan: {
      data: { ...plan.data, options: readOptions(plan.data.options), hash },
      sizes: fitting(pools, sizes ?? plan.sizes, wishes.sizes ?? {}),
    },
    source: pools,
  };
}

/** The rows of one seed, prepared. */
export const targetParts = perSeed(({ data, sizes }: RegressionPlan, source, seed) =>
  preparedParts(
    rawParts(source, sizes, seed, (rows) => generated(data, rows, seed)),
    data.preparation,
  ),
);

function generated(data: DataSpec, rows: number, seed: number): Dataset {
  const found = findDataset("compare", data.name);
  if (found.kind !== "generated") throw new Error(`${data.name} is not generated`);
  const { set, options } = generatorOf(found, data.options);
  return set({ ...options, rows, seed });
}

/** The record of the data, for a manifest. */
export function recordTargets(plan: RegressionPlan, source: Source, seed: number): DataRecord {
  const parts = targetParts(plan, source, seed);
  const { train, test } = parts;
  const constant = test.targets!.every((target) => target === test.targets![0]);
  return {
    ...recordParts(parts, seed),
    classes: [],
    target: { ...summariseTargets(train.classes[0], train.targets!), train: train.rows, test: test.rows },
    warnings: constant ? ["R² of the test rows is not defined, because all of them have the same target."] : [],
  };
}
