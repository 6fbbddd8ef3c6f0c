import { parseOptions, type OptionsOf } from "@uphill/core";
import { classifierParts } from "../classifier/assembly.js";
import { mse } from "../classifier/losses/mse.js";
import type { Conditions } from "../conditions.js";
import { partOptions } from "../parts.js";
import { defineProblem, type GivenRows, type ProblemSpec } from "../family.js";
import type { ProblemInstance } from "../instance.js";
import { readTargets, recordTargets, targetParts, targetsSpec, type RegressionPlan } from "../regression/data.js";
import { regressionInstance } from "../regression/instance.js";
import { assembleRegression, regressionOptions, type RegressionSpec } from "../regression/model.js";
import { ridgeBaselines } from "../regression/ridge.js";
import { onceFor } from "../once.js";
import { cautionsOf, ofRows, rowOptions } from "../rows/family.js";
import { stepName } from "../rows/spec.js";
import { counted } from "../words.js";

const options = {
  ...rowOptions,
  ...regressionOptions,
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Predicts a number of each row. The circuit learns standardised targets, and rmse and R² are of the targets themselves. */
export const regressionFamily = defineProblem<typeof options>({
  name: "regression",
  about: "A number to predict of each row, by readouts with a trained map behind them",
  options,
  parts: classifierParts,
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "Mean squared error of targets standardised by the training rows",
      shown: { digits: 4 },
      possible: () => [0, Infinity],
    },
    {
      name: "rmse",
      better: "lower",
      unit: "",
      about: "Root of the mean squared error, in the unit of the label",
      shown: { digits: 4 },
      possible: () => [0, Infinity],
    },
    {
      name: "r2",
      better: "higher",
      unit: "",
      about: "R², the share of the variance of the rows that is explained; none if all targets are the same",
      shown: { digits: 3, short: "R²" },
      possible: () => [-Infinity, 1],
    },
  ],
  circuits: true,

  plan({ options: given, data, changes }) {
    const all = parseOptions("compare", options, given);
    const parts = partOptions("regression", classifierParts, { [all.encoding]: {}, [all.ansatz]: {} }, changes);
    return { name: "regression", options: all, parts, data: targetsSpec(data, modelOf({ options: all }), changes) };
  },

  data: {
    async read(spec, { data, typed, ...from }) {
      const { plan, source } = await readTargets(planOf(spec), { ...from, ...data, sizes: typed });
      return { spec: { ...spec, options: { ...spec.options, ...plan.sizes }, data: plan.data }, source };
    },
    trained: ({ options: { train } }) => train,
    record: (spec, source, seed) => recordTargets(planOf(spec), source, seed),
    instance: onRows,
  },

  describe({ options: { qubits, layers, ansatz, encoding, readout, head, batchSize }, data }) {
    const steps = data!.preparation.map(stepName);
    return [
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
      `${encoding} encoding`,
      `readout ${readout}${head === "none" ? "" : ` with a trained ${head} head`}`,
      "squared error of standardised targets",
      `${data!.name}${data!.test === undefined ? "" : ` tested on ${data!.test}`}`,
      ...(steps.length === 0 ? [] : [`prepared by ${steps.join(", then ")}`]),
      batchSize === 0 ? "full batch" : `batch of ${batchSize}`,
    ];
  },

  ...ofRows,

  instance: (spec, conditions, source) => onRows(spec, conditions, targetParts(planOf(spec), source, conditions.seed)),

  baselines: {
    metric: "r2",
    about: "classical, on the same features",
    models: { ridge: "ridge regression" },
    methods:
      "Ridge regression gets the numbers that the circuit gets: standardised, with the L2 penalty that five-fold cross-validation on the training rows chooses. The offset is not penalised.",
    of(spec, source, seed) {
      const { train, test } = targetParts(planOf(spec), source, seed);
      const { models, rows } = ridgeBaselines(assembleRegression(modelOf(spec), train, Infinity), train, test);
      return { models, known: null, rows };
    },
  },

  cautions(_, shots) {
    return cautionsOf(mse, shots);
  },
});

function onRows(spec: Spec, conditions: Conditions, { train, test, heldOut }: GivenRows): ProblemInstance {
  return regressionInstance({
    // Whoever plans runs has counted the memory of all of them.
    assembly: assembleRegression(modelOf(spec), train, Infinity),
    train,
    ...(test && { test }),
    ...(heldOut && { heldOut }),
    batchSize: spec.options.batchSize,
    ...conditions,
  });
}

function modelOf({ options: all, parts }: Pick<Spec, "options" | "parts">): RegressionSpec {
  const { qubits, layers, encoding, ansatz, readout, head } = all;
  return { qubits, layers, encoding, ansatz, readout, head, ...(parts && { parts }) };
}

/** One plan for each spec: rows are remembered by it. */
const planOf = onceFor(({ options: { train, test, heldOut }, data }: Spec): RegressionPlan => ({
  data: data!,
  sizes: { train, test, heldOut },
}));
