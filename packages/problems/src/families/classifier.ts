import { number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { assemble, classifierOptions, classifierParts, type ClassifierSpec } from "../classifier/assembly.js";
import { classicalCeilings } from "../classifier/classical.js";
import { partsFor, readSource, recordData, type ClassifierPlan } from "../classifier/data.js";
import { classCountOf, dataSpec } from "../classifier/data-spec.js";
import { classifierInstance } from "../classifier/instance.js";
import { headByName } from "../classifier/heads.js";
import type { Conditions } from "../conditions.js";
import { lossByName } from "../classifier/loss-names.js";
import { readoutNames } from "../classifier/readouts.js";
import { partOptions } from "../expectation/parts.js";
import { defineProblem, type GivenRows, type ProblemSpec } from "../family.js";
import type { ProblemInstance } from "../instance.js";
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

/** Tells classes of rows apart: two by the sign of a readout, more by the largest of several. */
export const classifierFamily = defineProblem<typeof options>({
  name: "classifier",
  about: "Classes of rows: of two, told apart by the sign of a readout; of more, by the largest of several",
  options,
  parts: classifierParts,
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "Mean loss over the rows",
      shown: { digits: 4 },
      // A mean over rows of losses of a readout from −1 to 1, unless something is trained behind it.
      possible({ options: { loss: name, head, readout } }) {
        const loss = lossByName[name];
        const bounded = head === "none" && (readoutNames as readonly string[]).includes(readout);
        return loss.joint || !bounded ? [-Infinity, Infinity] : [0, loss.value(-1, 1)];
      },
    },
    {
      name: "accuracy",
      better: "higher",
      unit: "",
      about: "Share of the rows whose class is told right",
      shown: { digits: 1, percent: true, short: "acc." },
      possible: () => [0, 1],
    },
    {
      name: "macroF1",
      better: "higher",
      unit: "",
      about: "Mean over the classes of F1, told of three classes and more, and of classes that count the same",
      // Of two classes that count as they occur, accuracy says what there is to say.
      applies: ({ options: { classWeights }, data }) => classWeights !== "none" || classCountOf(data!) > 2,
      shown: { digits: 3, short: "F1" },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, data, changes }) {
    const all = parseOptions("compare", options, given);
    const used = { [all.encoding]: {}, [all.ansatz]: {} };
    const chosen = partOptions("classifier", classifierParts, used, changes);
    return { name: "classifier", options: all, parts: chosen, data: dataSpec(data, modelOf(all, chosen), changes) };
  },

  data: {
    async read(spec, { data, typed, ...from }) {
      const { plan, source } = await readSource(planOf(spec), { ...from, ...data, sizes: typed });
      return { spec: { ...spec, options: { ...spec.options, ...plan.sizes }, data: plan.data }, source };
    },
    trained: ({ options: { train } }) => train,
    record: (spec, source, seed) => recordData(planOf(spec), source, seed),
    instance: onRows,
  },

  describe({ options: all, data }) {
    const { qubits, layers, ansatz, encoding, readout, head, loss, classWeights, batchSize } = all;
    const steps = data!.preparation.map(stepName);
    const classes = data!.classes.length ? ` ${data!.classes.join(" against ")}` : "";
    return [
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
      `${encoding} encoding`,
      `readout ${readout}${head === "none" ? "" : ` with a trained ${headByName[head].words}`}`,
      classWeights === "none" ? loss : `${loss}, each class counting the same`,
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

  instance: (spec, conditions, source) => onRows(spec, conditions, partsFor(planOf(spec), source, conditions.seed)),

  fewestCircuits: ({ options: { train, batchSize, heldOut } }) =>
    Math.min(...[train, batchSize, heldOut].filter((count) => count > 0)),

  baselines: {
    metric: "accuracy",
    about: "classical, on the same features",
    models: { logistic: "logistic regression", quadraticRidge: "quadratic ridge" },
    methods:
      "The classical models, logistic regression (of three classes and more, multinomial) and ridge regression on all products of up to two features, get the numbers that the circuit gets: standardised, with the L2 penalty that five-fold cross-validation on the training rows chooses. The offset is not penalised. Every row counts alike in them, also where classes are weighted in the circuit's loss.",
    of(spec, source, seed) {
      const { train, test } = partsFor(planOf(spec), source, seed);
      const { rows, ...models } = classicalCeilings(
        assemble(modelOf(spec.options, spec.parts), train, Infinity),
        train,
        test,
      );
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

function onRows(
  { options: all, parts }: Spec,
  conditions: Conditions,
  { train, test, heldOut }: GivenRows,
): ProblemInstance {
  return classifierInstance({
    // Whoever plans runs has counted the memory of all of them.
    assembly: assemble(modelOf(all, parts), train, Infinity),
    train,
    ...(test && { test }),
    ...(heldOut && { heldOut }),
    batchSize: all.batchSize,
    ...conditions,
  });
}

function modelOf(
  { qubits, layers, encoding, ansatz, readout, head, loss, classWeights }: Spec["options"],
  parts?: Spec["parts"],
): ClassifierSpec {
  const given = Object.entries(parts ?? {}).filter(([, options]) => Object.keys(options).length > 0);
  const model = { qubits, layers, encoding, ansatz, readout, head, loss, classWeights };
  return given.length === 0 ? model : { ...model, parts: Object.fromEntries(given) };
}

/** One plan for each spec: rows are remembered by it. */
function planOf(spec: Spec): ClassifierPlan {
  const known = plans.get(spec);
  if (known) return known;
  const { train, test, heldOut } = spec.options;
  const plan = { model: modelOf(spec.options, spec.parts), data: spec.data!, sizes: { train, test, heldOut } };
  plans.set(spec, plan);
  return plan;
}

const plans = new WeakMap<Spec, ClassifierPlan>();
