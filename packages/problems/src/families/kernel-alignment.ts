import { ansatze, hardwareEfficient, type Operation } from "@uphill/circuits";
import { byName, choice, flag, number, parseOptions, UphillError, type ItemName, type OptionsOf } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { angle, encodings, type Encoding } from "@uphill/encodings";
import {
  alignment,
  encodingCircuit,
  fidelityKernel,
  kernelMatrix,
  projectedKernel,
  svm,
  svmOptions,
  type EncodingCircuit,
  type RowKernel,
} from "@uphill/kernels";
import { memoryNeeded } from "@uphill/simulator";
import { ansatzByName } from "../ansatz-names.js";
import { classifier } from "../classifier/assembly.js";
import { partsFor, readSource, recordData, type ClassifierPlan } from "../classifier/data.js";
import { dataSpec } from "../classifier/data-spec.js";
import { stepName } from "../rows/spec.js";
import type { Conditions } from "../conditions.js";
import { checkDevice } from "../device.js";
import { ansatzParts, encodingParts, partOptions } from "../parts.js";
import { featuresFor } from "../kernels/features.js";
import { alignmentProblem } from "../kernels/problem.js";
import { onceFor } from "../once.js";
import { startAt } from "../start.js";
import { counted } from "../words.js";
import { defineProblem, type GivenRows, type ProblemSpec } from "../family.js";
import type { ProblemInstance } from "../instance.js";

/** Kernels that can be trained. Whoever plans runs has counted the memory of all of them. */
const kernels = {
  fidelity: (made: EncodingCircuit) => fidelityKernel(made, { maxBytes: Infinity }),
  projected: (made: EncodingCircuit, gamma: number) => projectedKernel(made, { gamma, maxBytes: Infinity }),
} satisfies Record<string, (made: EncodingCircuit, gamma: number) => RowKernel>;

const kernelNames = Object.keys(kernels) as (keyof typeof kernels)[];

/** Encodings that have gates: behind a start state, a trained circuit turns all states alike. */
const encodingByName: Readonly<Record<string, Encoding>> = Object.fromEntries(
  Object.entries(byName(encodings) as Readonly<Record<string, Encoding>>).filter(
    ([, encoding]) => encoding({ qubits: 1, width: 1 }).operations.length > 0,
  ),
);

const options = {
  kernel: choice({ default: kernelNames[0], values: kernelNames, about: "What is trained" }),
  gamma: number({ default: 1, above: 0, about: "Of a projected kernel: the factor γ in exp(−γ·Σ|ρ − ρ′|²)" }),
  qubits: number({ default: 4, min: 1, max: 30, integer: true, about: "Number of qubits" }),
  layers: number({
    default: 2,
    min: 1,
    integer: true,
    about: "Trained layers, each of which stands in front of an encoding",
  }),
  encoding: choice({
    default: angle.name,
    values: Object.keys(encodingByName),
    about: "How features enter the circuit",
  }),
  ansatz: choice({
    default: hardwareEfficient.name as ItemName<typeof ansatze>,
    values: Object.keys(ansatzByName) as ItemName<typeof ansatze>[],
    about: "The trained layers",
  }),
  centred: flag({ default: true, about: "Whether kernel and classes are centred before they are compared" }),
  train: number({ default: 60, min: 4, integer: true, about: "Training rows" }),
  test: number({ default: 100, min: 4, integer: true, about: "Test rows" }),
  cost: svmOptions.cost,
};

const parts = [...encodingParts.filter(({ name }) => name in encodingByName), ...ansatzParts(["layers"])];

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** A quantum kernel that is trained to align with the classes. */
export const kernelAlignmentFamily = defineProblem<typeof options>({
  name: "kernel-alignment",
  about: "A quantum kernel that is trained to align with the classes of its rows",
  options,
  parts,
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "One minus the alignment of the kernel with the classes",
      shown: { digits: 4 },
      possible: () => [0, 2],
    },
    {
      name: "alignment",
      better: "higher",
      unit: "",
      about: "Alignment of the kernel with the classes, from −1 to 1",
      shown: { digits: 4, short: "align." },
      possible: () => [-1, 1],
    },
    {
      name: "accuracy",
      better: "higher",
      unit: "",
      about: "Share of the rows whose class a support vector machine with this kernel tells right",
      shown: { digits: 1, percent: true, short: "acc." },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, data, changes }) {
    const all = parseOptions("kernel-alignment", options, given);
    const used = { [all.encoding]: {}, [all.ansatz]: {} };
    return {
      name: "kernel-alignment",
      options: all,
      parts: partOptions("kernel-alignment", parts, used, changes),
      data: dataSpec(data, modelOf(all), changes),
    };
  },

  data: {
    async read(spec, { data, typed, ...from }) {
      const { plan, source } = await readSource(planOf(spec), { ...from, ...data, sizes: typed });
      const { train, test } = plan.sizes;
      return { spec: { ...spec, options: { ...spec.options, train, test }, data: plan.data }, source };
    },
    instance: onRows,
    trained: ({ options: { train } }) => train,
    record: (spec, source, seed) => recordData(planOf(spec), source, seed),
  },

  describe({ options: { kernel, gamma, qubits, layers, ansatz, encoding, centred }, data }) {
    const steps = data!.preparation.map(stepName);
    const classes = data!.classes.length ? ` ${data!.classes.join(" against ")}` : "";
    return [
      `${kernel} kernel${kernel === kernelNames[1] ? ` (gamma ${gamma})` : ""}`,
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
      `${encoding} encoding`,
      centred ? "centred alignment" : "alignment",
      `${data!.name}${classes}${data!.test === undefined ? "" : ` tested on ${data!.test}`}`,
      ...(steps.length === 0 ? [] : [`prepared by ${steps.join(", then ")}`]),
    ];
  },

  memory({ options: { qubits, train, test } }) {
    const rows = Math.max(train, test);
    return {
      // States, those that sweep back, copies of both, and a few matrices.
      bytes: memoryNeeded(qubits, rows) + 64 * 2 ** qubits * rows + 64 * rows * rows,
      what: `${qubits} qubits with ${rows} rows`,
      smaller: "qubits, rows (train, test)",
    };
  },

  instance: (spec, conditions, source) => onRows(spec, conditions, partsFor(planOf(spec), source, conditions.seed)),

  checkOptimizer(_, alias, { compareOn }) {
    if (compareOn !== "held-out") return;
    throw new UphillError({
      code: "options",
      who: alias,
      got: "compareOn is held-out",
      wanted: "a kernel is aligned with its training rows",
      todo: "Compare on batch or all.",
    });
  },
});

function onRows(spec: Spec, { device, ...conditions }: Conditions, { train, test }: GivenRows): ProblemInstance {
  const { centred, cost, encoding, layers, qubits } = spec.options;
  const features = (data: Dataset): Float64Array => featuresFor(data, encodingByName[encoding].capacity(qubits));
  const rows = features(train);
  const others = test && features(test);
  const kernel = kernelOf(spec, rows.length / train.rows);
  if (device) checkDevice(device, qubits);
  const training = kernel.training!(rows);
  const problem = alignmentProblem({
    ...conditions,
    ...(device && { device }),
    training,
    labels: train.labels,
    centred,
    who: "kernel-alignment",
  });
  return {
    problem,
    loss: (theta) => problem.loss(theta),
    gradientNorm: (theta) => problem.gradientNorm(theta),
    metrics(theta) {
      const within = training.values(theta);
      const machine = svm(within, train.labels, { cost });
      const share = (matrix: Float64Array, labels: Int32Array): number =>
        machine.predict(matrix).filter((label, row) => label === labels[row]).length / labels.length;
      const lossTrain = problem.loss(theta);
      const onTrain = { lossTrain, alignmentTrain: 1 - lossTrain, accuracyTrain: share(within, train.labels) };
      if (!test || !others) return onTrain;
      const between = kernelMatrix(kernel, { weights: theta, rows: others, columns: rows }).values;
      const own = kernelMatrix(kernel, { weights: theta, rows: others }).values;
      const aligned = alignment(own, test.labels, { centred });
      return { loss: 1 - aligned, alignment: aligned, accuracy: share(between, test.labels), ...onTrain };
    },
    start: (name) => startAt("kernel-alignment", name, { weights: problem.size, layers, seed: conditions.seed }),
    optimum: null,
    idle: { weights: training.live.filter((live) => !live).length, of: training.live.length },
    live: idleText(training.live),
  };
}

/** What data are read for: a classifier that takes as many features. */
const modelOf = ({ qubits, encoding }: Spec["options"]): ClassifierPlan["model"] =>
  classifier({ qubits, encoding: encoding as ItemName<typeof encodings> });

/** One plan for each spec: rows are remembered by it. */
const planOf = onceFor((spec: Spec): ClassifierPlan => {
  const { train, test } = spec.options;
  return { model: modelOf(spec.options), data: spec.data!, sizes: { train, test, heldOut: 0 } };
});

function kernelOf(
  { options: { kernel, gamma, qubits, layers, encoding, ansatz }, parts: chosen }: Spec,
  width: number,
): RowKernel {
  const trained: Operation[][] = ansatzByName[ansatz].layered({ qubits, ...chosen?.[ansatz], ...{ layers } });
  return kernels[kernel](
    encodingCircuit({
      qubits,
      width,
      encoding: (shape) => encodingByName[encoding]({ ...shape, ...chosen?.[encoding] }),
      layers: trained,
    }),
    gamma,
  );
}

function idleText(live: readonly boolean[]): string {
  const idle = live.filter((one) => !one).length;
  return idle === 0
    ? `all ${counted(live.length, "weight")} can move the kernel`
    : `${idle} of ${counted(live.length, "weight")} cannot move the kernel`;
}
