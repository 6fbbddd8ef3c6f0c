import type { ansatze } from "@uphill/circuits";
import { byName, choice, number, UphillError, type ItemName, type OptionsOf } from "@uphill/core";
import { summariseTargets, type Dataset } from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import { ansatzByName } from "../ansatz-names.js";
import { classifierOptions } from "../classifier/assembly.js";
import { headByName, headNames } from "../classifier/heads.js";
import { mse } from "../classifier/losses/mse.js";
import { readoutsOf } from "../classifier/readouts.js";
import { eachReadout, jointly, meanOf } from "../judge.js";
import { encodedCircuit, trainedParts, type TrainedModel } from "../rows/trained-model.js";

/** The options of a regression model; command line and docs take their defaults and words from here. */
export const regressionOptions = {
  /** Number of qubits. */
  qubits: number({ default: 4, min: 1, integer: true, about: "Number of qubits" }),
  /** Layers of the ansatz. */
  layers: number({ default: 5, min: 1, integer: true, about: "Layers of the ansatz" }),
  /** How features enter the circuit. */
  encoding: choice({
    default: "re-uploading",
    values: Object.keys(byName(encodings)) as ItemName<typeof encodings>[],
    about: "How features enter the circuit",
  }),
  /** The trained circuit. */
  ansatz: choice({
    default: "hardware-efficient",
    values: Object.keys(ansatzByName) as ItemName<typeof ansatze>[],
    about: "The trained circuit",
  }),
  /** What is read out: a name, or Pauli words such as "Z0, Z1 Z2". */
  readout: { ...classifierOptions.readout, default: "all" },
  /** What is trained behind the readouts, so that predictions are not confined to [−1, 1]. */
  head: choice({
    default: "linear",
    values: headNames,
    about: "What is trained behind the readouts, so that predictions are not confined to [−1, 1]",
  }),
};

/** A regression model by its options, all of them plain data. */
export type RegressionSpec = OptionsOf<typeof regressionOptions> & {
  /** Options of the encoding and of the ansatz, by their names; those that are left out have their defaults. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** What makes targets comparable: the circuit learns (target − mean)/deviation. */
interface TargetScale {
  /** The mean of the training targets. */
  readonly mean: number;
  /** Their standard deviation, with divisor `rows`. */
  readonly deviation: number;
}

/** A regression model made for one kind of data. */
export interface RegressionAssembly extends TrainedModel {
  readonly scale: TargetScale;
}

/**
 * Puts encoding, ansatz, readout and head together for the training rows, and compiles the circuit.
 * @throws UphillError "targets" for rows with classes, or targets that are all the same; "readout" for several readouts without a
 *   matrix behind them; and all errors of the parts
 */
export function assembleRegression(spec: RegressionSpec, train: Dataset, maxBytes?: number): RegressionAssembly {
  const scale = scaleOf(train);
  const { whole, encoder, preparation, width } = encodedCircuit("regression", spec, train);
  const observables = readoutsOf(
    spec.readout,
    { qubits: spec.qubits, needed: 1, free: headByName[spec.head].free ?? false },
    { who: "regression", one: "one number is predicted" },
  );
  const { parts, head, outputs } = trainedParts({
    whole,
    observables,
    steps: { before: [], after: headByName[spec.head].steps(1) },
    width,
    ...(maxBytes !== undefined && { maxBytes }),
  });
  return {
    ...parts,
    encoder,
    preparation,
    judge: head ? jointly(meanOf(mse), { readouts: observables.length, targets: 1, after: head }) : eachReadout(mse),
    layers: spec.layers,
    targets: ({ targets }) => targets!.map((target) => (target - scale.mean) / scale.deviation),
    outputs,
    scale,
  };
}

function scaleOf(train: Dataset): TargetScale {
  checkTargets(train);
  const { mean, deviation } = summariseTargets(train.classes[0], train.targets!);
  if (deviation > 0) return { mean, deviation };
  throw new UphillError({
    code: "targets",
    who: "regression",
    got: `${train.classes[0]} is ${mean} in all ${train.rows} training rows of ${train.name}`,
    wanted: "a number that never changes needs no prediction, and R² is not defined for it",
    todo: "Check which column is the label (--label), or bring more rows.",
  });
}

/** @throws UphillError "targets" for rows with classes */
export function checkTargets({ name, classes, targets }: Dataset): void {
  if (targets) return;
  throw new UphillError({
    code: "targets",
    who: "regression",
    got: `the rows of ${name} have classes (${classes.slice(0, SHOWN).join(", ")}${classes.length > SHOWN ? ", …" : ""})`,
    wanted: "it predicts numbers",
    todo: "Give rows with targets, or use a classifier.",
  });
}

/** In an error. */
const SHOWN = 5;
