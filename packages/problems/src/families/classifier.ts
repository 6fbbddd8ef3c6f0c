import { parseOptions, type OptionsOf } from "@uphill/core";
import { assemble, classifierOptions, classifierParts, type ClassifierSpec } from "../classifier/assembly.js";
import { classicalCeilings } from "../classifier/classical.js";
import { partsFor, readSource, recordData, type ClassifierPlan } from "../classifier/data.js";
import { classCountOf, dataSpec } from "../classifier/data-spec.js";
import { classifierInstance } from "../classifier/instance.js";
import { headByName } from "../classifier/heads.js";
import type { Conditions } from "../conditions.js";
import { lossByName } from "../classifier/loss-names.js";
import { readoutNames } from "../classifier/readouts.js";
import { partOptions } from "../parts.js";
import { defineProblem, type GivenRows, type ProblemSpec } from "../family.js";
import type { ProblemInstance } from "../instance.js";
import { onceFor } from "../once.js";
import { cautionsOf, ofRows, rowOptions } from "../rows/family.js";
import { stepName } from "../rows/spec.js";
import { counted } from "../words.js";

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

  ...ofRows,

  instance: (spec, conditions, source) => onRows(spec, conditions, partsFor(planOf(spec), source, conditions.seed)),

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
    return cautionsOf(lossByName[loss], shots);
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
const planOf = onceFor((spec: Spec): ClassifierPlan => {
  const { train, test, heldOut } = spec.options;
  return { model: modelOf(spec.options, spec.parts), data: spec.data!, sizes: { train, test, heldOut } };
});
