import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataset, applyPreparation, fitPreparation, type Dataset, type Step } from "@uphill/datasets";
import { adam, stops } from "@uphill/optimizers";
import { models, type ModelSpec } from "@uphill/problems";
import { fit } from "../src/index.js";

/** What published.json says of one model on one set. */
export interface Published {
  readonly data: string;
  readonly model: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly train: { readonly runs: readonly number[] };
  readonly test: { readonly runs: readonly number[] };
}

const angles: Step = { name: "min-max", options: { low: -Math.PI / 2, high: Math.PI / 2 } };

/** How a published model is called here, and what its rows go through. */
export const ours: Readonly<
  Record<string, { steps: readonly Step[]; make(features: number, told: Published["hyperparameters"]): ModelSpec }>
> = {
  CircuitCentricClassifier: {
    steps: [],
    make: (features, { n_layers, n_input_copies }) =>
      models.circuitCentric({ features, layers: Number(n_layers), copies: Number(n_input_copies) }),
  },
  DataReuploadingClassifier: {
    steps: [angles],
    make: (features, { n_layers, observable_type }) =>
      models.dataReuploading({
        features,
        layers: Number(n_layers),
        observables: observable_type as "single" | "half" | "full",
      }),
  },
  IQPVariationalClassifier: {
    steps: [angles],
    make: (features, { n_layers, repeats }) =>
      models.iqpVariational({ features, layers: Number(n_layers), repeats: Number(repeats) }),
  },
  DressedQuantumCircuitClassifier: {
    steps: ["standardise"],
    make: (features, { n_layers }) => models.dressed({ features, layers: Number(n_layers) }),
  },
};

/** A table without header, the label last: −1 or 1. */
function read(folder: string, name: string): Dataset {
  const rows = readFileSync(join(folder, `${name}.csv`), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
  const labels = rows.map((row) => (row.at(-1)! > 0 ? "second" : "first"));
  const data = dataset({ features: rows.map((row) => row.slice(0, -1)), labels });
  return { ...data, name };
}

/** Mean and standard error of the mean. */
export function summary(runs: readonly number[]): { mean: number; error: number } {
  const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
  const variance = runs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs.length - 1);
  return { mean, error: Math.sqrt(variance / runs.length) };
}

/** Accuracies of so many seeds, trained as the paper trains. */
export function train(
  folder: string,
  { data, model, hyperparameters }: Published,
  seeds: number,
): { train: number[]; test: number[]; steps: number[]; stopped: string[] } {
  const { steps: preparation, make } = ours[model];
  const prepared = fitPreparation(read(folder, `${data}_train`), [...preparation]);
  const test = applyPreparation(read(folder, `${data}_test`), prepared.fitted);
  const results = Array.from({ length: seeds }, (_, seed) =>
    fit({
      model: make(test.width, hyperparameters),
      train: prepared.train,
      test,
      optimizer: adam({ learningRate: Number(hyperparameters.learning_rate) }),
      steps: 10_000,
      batchSize: Number(hyperparameters.batch_size),
      batches: "replacement",
      stops: [stops.steady({ window: 200 })],
      seed,
    }),
  );
  return {
    train: results.map(({ accuracy }) => accuracy.train),
    test: results.map(({ accuracy }) => accuracy.test),
    steps: results.map(({ steps }) => steps),
    stopped: results.map(({ stopped }) => stopped),
  };
}
