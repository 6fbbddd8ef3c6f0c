import { number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { assemble, classifierOptions, type ClassifierSpec } from "../classifier/assembly.js";
import { classicalCeilings } from "../classifier/classical.js";
import { partsFor, readSource, recordData, type ClassifierPlan } from "../classifier/data.js";
import { dataSpec } from "../classifier/data-spec.js";
import { classifierInstance } from "../classifier/instance.js";
import { lossByName } from "../classifier/loss-names.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { stepName } from "../rows/spec.js";
import { counted } from "../words.js";

const rowOptions = {
  /** Training rows. */
  train: number({ default: 200, min: 2, integer: true, about: "Training rows" }),
  /** Test rows. */
  test: number({ default: 200, min: 2, integer: true, about: "Test rows" }),
  /** Further rows, for compareOn = held-out. */
  heldOut: number({ default: 0, min: 0, integer: true, about: "Further rows, for compareOn = held-out" }),
  /** Rows per step; 0 = all. */
  batchSize: number({ default: 0, min: 0, integer: true, about: "Rows per step; 0 = all" }),
};

const options = { ...rowOptions, ...classifierOptions };

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Tells two classes apart by the sign of a readout. */
export const classifierFamily = defineProblem<typeof options>({
  name: "classifier",
  about: "Two classes of rows, told apart by the sign of a readout",
  options,
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "Mean loss over the rows",
      shown: { digits: 4 },
      // A mean over rows of losses of a readout from −1 to 1.
      possible: ({ options: { loss } }) => [0, lossByName[loss].value(-1, 1)],
    },
    {
      name: "accuracy",
      better: "higher",
      unit: "",
      about: "Share of the rows whose class is told right",
      shown: { digits: 1, percent: true, short: "acc." },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, data, changes }) {
    const all = parseOptions("compare", options, given);
    return { name: "classifier", options: all, data: dataSpec(data, modelOf(all), changes) };
  },

  data: {
    async read(spec, { data, typed, ...from }) {
      const { plan, source } = await readSource(planOf(spec), { ...from, ...data, sizes: typed });
      return { spec: { ...spec, options: { ...spec.options, ...plan.sizes }, data: plan.data }, source };
    },
    trained: ({ options: { train } }) => train,
    record: (spec, source, seed) => recordData(planOf(spec), source, seed),
  },

  describe({ options: all, data }) {
    const { qubits, layers, ansatz, encoding, readout, loss, batchSize } = all;
    const steps = data!.preparation.map(stepName);
    const classes = data!.classes.length ? ` ${data!.classes.join(" against ")}` : "";
    return [
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
      `${encoding} encoding`,
      `readout ${readout}`,
      loss,
      `${data!.name}${classes}${data!.test === undefined ? "" : ` tested on ${data!.test}`}`,
      ...(steps.length === 0 ? [] : [`prepared by ${steps.join(", then ")}`]),
      batchSize === 0 ? "full batch" : `batch of ${batchSize}`,
    ];
  },

  memory({ options: { qubits, train, test, heldOut } }) {
    const rows = Math.max(train, test, heldOut);
    return {
      bytes: memoryNeeded(qubits, rows, { starts: true }),
      what: `${qubits} qubits with ${rows} rows`,
      smaller: "qubits, rows (--train, --test)",
    };
  },

  instance(spec, conditions, source) {
    const { train, test, heldOut } = partsFor(planOf(spec), source, conditions.seed);
    return classifierInstance({
      // Whoever plans runs has counted the memory of all of them.
      assembly: assemble(modelOf(spec.options), train, Infinity),
      train,
      test,
      ...(heldOut && { heldOut }),
      batchSize: spec.options.batchSize,
      ...conditions,
    });
  },

  fewestCircuits: ({ options: { train, batchSize, heldOut } }) =>
    Math.min(...[train, batchSize, heldOut].filter((count) => count > 0)),

  baselines: {
    metric: "accuracy",
    about: "classical, on the same features",
    models: { logistic: "logistic regression", quadraticRidge: "quadratic ridge" },
    methods:
      "The classical models, logistic regression and ridge regression on all products of up to two features, get the numbers that the circuit gets: standardised, with the L2 penalty that five-fold cross-validation on the training rows chooses. The offset is not penalised.",
    of(spec, source, seed) {
      const { train, test } = partsFor(planOf(spec), source, seed);
      const { rows, ...models } = classicalCeilings(assemble(modelOf(spec.options), train, Infinity), train, test);
      return { models, known: train.ceiling?.accuracy ?? null, rows };
    },
  },

  cautions({ options: { loss } }, shots) {
    const text = lossByName[loss].caution?.(shots);
    return text === undefined ? [] : [{ code: "biased-loss", text }];
  },

  checkOptimizer({ options: { heldOut } }, alias, { compareOn }) {
    if (compareOn !== "held-out" || heldOut > 0) return;
    throw new UphillError({
      code: "options",
      who: alias,
      got: "compareOn is held-out and there are no held-out rows",
      wanted: "losses need rows to be compared on",
      todo: "Add --held-out N.",
    });
  },
});

function modelOf({ qubits, layers, encoding, ansatz, readout, loss }: Spec["options"]): ClassifierSpec {
  return { qubits, layers, encoding, ansatz, readout, loss };
}

/** One plan for each spec: rows are remembered by it. */
function planOf(spec: Spec): ClassifierPlan {
  const known = plans.get(spec);
  if (known) return known;
  const { train, test, heldOut } = spec.options;
  const plan = { model: modelOf(spec.options), data: spec.data!, sizes: { train, test, heldOut } };
  plans.set(spec, plan);
  return plan;
}

const plans = new WeakMap<Spec, ClassifierPlan>();
