import type { ansatze, Circuit, Observable } from "@uphill/circuits";
import {
  byName,
  choice,
  number,
  parseOptions,
  pick,
  shown,
  text,
  UphillError,
  type Field,
  type ItemName,
  type OptionsOf,
} from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import { ansatzByName } from "../ansatz-names.js";
import { ansatzParts, encodingParts, partOptions } from "../parts.js";
import type { StepJSON } from "../hybrid/chain.js";
import { isHybrid, type HybridSpec } from "../hybrid/hybrid.js";
import type { MapStep } from "../hybrid/row-map.js";
import { eachReadout, jointly, meanOf } from "../judge.js";
import { classesOf, ONE_HOT, probabilitiesOf, SIGNS, targetsOf } from "./decisions.js";
import { headByName, headNames } from "./heads.js";
import { lossByName } from "./loss-names.js";
import * as losses from "./losses/index.js";
import { encodedCircuit, trainedParts, type TrainedModel } from "../rows/trained-model.js";
import { readoutNames, readoutsOf, type ReadoutName } from "./readouts.js";

const encodingByName = byName(encodings);

/** What a classifier is made of and has options under its own name. */
export const classifierParts = [...encodingParts, ...ansatzParts(["layers"])];

const readout: Field<ReadoutName | (string & {})> = text({
  default: "last",
  about:
    "What is read out: ⟨Z⟩ of the last qubits, of the first, their mean, all, pairs of neighbours, probabilities, or Pauli words",
  type: `${readoutNames.join(" | ")}, or Pauli words such as "Z0, Z1 Z2"`,
  filled: true,
});

/** The options of a classifier; command line and docs take their defaults and words from here. */
export const classifierOptions = {
  /** Number of qubits. */
  qubits: number({ default: 6, min: 1, integer: true, about: "Number of qubits" }),
  /** Layers of the ansatz. */
  layers: number({ default: 5, min: 1, integer: true, about: "Layers of the ansatz" }),
  /** How features enter the circuit. */
  encoding: choice({
    default: "amplitude",
    values: Object.keys(encodingByName) as ItemName<typeof encodings>[],
    about: "How features enter the circuit",
  }),
  /** The trained circuit. */
  ansatz: choice({
    default: "hardware-efficient",
    values: Object.keys(ansatzByName) as ItemName<typeof ansatze>[],
    about: "The trained circuit",
  }),
  /** What is read out: a name, or Pauli words such as "Z0, Z1 Z2". */
  readout,
  /** What is trained behind the readouts: an offset, a factor, both, or a matrix. */
  head: choice({
    default: "none",
    values: headNames,
    about: "What is trained behind the readouts: an offset, a factor, both, or a matrix",
  }),
  /** Loss of the decision values and the class. */
  loss: choice({
    default: losses.mse.name as ItemName<typeof losses>,
    values: Object.keys(lossByName) as ItemName<typeof losses>[],
    about: "Loss of the decision values and the class",
  }),
  /** How much rows count in the loss: each the same, or each class the same. */
  classWeights: choice({
    default: "none",
    values: ["none", "balanced"],
    about: "How much rows count in the loss: each the same, or each class the same",
  }),
};

/** A classifier by its options, all of them plain data. */
export type ClassifierSpec = OptionsOf<typeof classifierOptions> & {
  /** Options of the encoding and of the ansatz, by their names; those that are left out have their defaults. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** A model of rows: a classifier by its options, or a hybrid one by its parts. */
export type ModelSpec = ClassifierSpec | HybridSpec;

/**
 * Fills in the options of a classifier.
 * @param options the options; those that are left out have their defaults
 * @returns all options, as plain data
 * @throws UphillError "options" for an option that does not exist, or for a value that it does not take
 * @example
 * ```ts
 * const model = classifier({ qubits: 4, encoding: "angle" });
 * ```
 */
export function classifier(options: Partial<ClassifierSpec> = {}): ClassifierSpec {
  return parsed(options);
}

function parsed({ parts, ...options }: Partial<ClassifierSpec>): ClassifierSpec {
  const spec = parseOptions("classifier", classifierOptions, options);
  if (parts === undefined) return spec;
  const known = new Map(Object.entries(parts));
  const used = { [spec.encoding]: {}, [spec.ansatz]: {} };
  return { ...spec, parts: partOptions("classifier", classifierParts, used, known) };
}

/**
 * Checks the options of a model that a user gave.
 * @param who the function that the user called, for the error
 * @param spec what the user gave
 * @throws UphillError "options" if {@link classifier} or `hybrid` did not return it
 */
export function checkSpec(who: string, spec: unknown): void {
  const names = Object.keys(classifierOptions);
  const plain = typeof spec === "object" && spec !== null && !Array.isArray(spec);
  const missing = plain ? names.filter((name) => !(name in spec)) : [];
  if (plain && missing.length === 0) {
    parsed(spec);
    return;
  }
  if (plain && isHybrid(spec)) return;
  throw new UphillError({
    code: "options",
    who,
    got: plain ? `the model lacks ${missing.join(", ")}` : `model is ${spec === undefined ? "missing" : shown(spec)}`,
    wanted: "it must be what classifier returns, with every option in it",
    todo:
      plain && missing.length < names.length ? `Write classifier(${shown(spec)}).` : "Write classifier({ qubits: 4 }).",
  });
}

/** A classifier, or a hybrid model, made for one kind of data. */
export interface Assembly extends TrainedModel {
  /** The options of the model. */
  readonly spec: ModelSpec;
  /** The class of each row, from readouts: [rows]. */
  classes(theta: Float64Array, values: Float64Array): Int32Array;
  /** The probability of each class, from readouts: [rows, classes]. */
  probabilities(theta: Float64Array, values: Float64Array): Float64Array;
}

type Shape = Pick<Dataset, "name" | "width" | "image" | "classes" | "targets">;

/**
 * Puts encoding, ansatz, readout and loss together for the width of the data, after their preparation, and compiles the
 * circuit.
 * @param spec the options of the model
 * @param data the rows, or their name, width, classes and image size
 * @param maxBytes the most bytes that states may take; default 4 GiB
 * @returns the model, made for these data
 * @throws UphillError "classes" for data of one class, "readout" for a wrong number of decision values, and what the
 *   parts throw
 */
export function assemble(spec: ModelSpec, data: Shape, maxBytes?: number): Assembly {
  checkSpec("assemble", spec);
  if (data.targets) {
    throw new UphillError({
      code: "classes",
      who: "classifier",
      got: `the rows of ${data.name} have a number to predict (${data.classes[0]})`,
      wanted: "it tells classes apart",
      todo: "Use regression, or give rows with classes.",
    });
  }
  if (data.classes.length < 2) {
    throw new UphillError({
      code: "classes",
      who: "classifier",
      got: `${data.name} has ${data.classes.length === 0 ? "no class" : `one class (${data.classes[0]})`}`,
      wanted: "it tells classes apart",
      todo: "Give rows of two classes or more.",
    });
  }
  return isHybrid(spec) ? assembleHybrid(spec, data, maxBytes) : assembleClassifier(spec, data, maxBytes);
}

function assembleClassifier(spec: ClassifierSpec, data: Shape, maxBytes?: number): Assembly {
  const { whole, encoder, preparation, width } = encodedCircuit("classifier", spec, data);
  const { joint } = pick("classifier", "loss function", lossByName, spec.loss);
  const needed = !joint && data.classes.length === 2 ? 1 : data.classes.length;
  const head = pick("classifier", "head", headByName, spec.head);
  const observables = readoutsOf(spec.readout, { qubits: spec.qubits, needed, free: head.free ?? false });
  return {
    ...put({
      spec,
      whole,
      observables,
      steps: { before: [], after: head.steps(needed) },
      loss: spec.loss,
      classes: data.classes.length,
      width,
      ...(maxBytes !== undefined && { maxBytes }),
    }),
    layers: spec.layers,
    encoder,
    preparation,
  };
}

function assembleHybrid(spec: HybridSpec, data: Shape, maxBytes?: number): Assembly {
  const whole = spec.circuit;
  if (spec.before.length === 0 && data.width !== whole.inputs) {
    throw new UphillError({
      code: "shape",
      who: "hybrid",
      got: `rows of ${data.name} have ${data.width} features`,
      wanted: `the circuit has ${whole.inputs} inputs and no map before it`,
      todo: "Put linear({ outputs: … }) before the circuit, or prepare the rows.",
    });
  }
  return {
    ...put({
      spec,
      whole,
      observables: spec.observables,
      steps: spec,
      loss: spec.loss,
      coding: spec.targets === "signs" ? SIGNS : ONE_HOT,
      decideByReadouts: spec.decide === "readouts",
      classes: data.classes.length,
      width: data.width,
      ...(maxBytes !== undefined && { maxBytes }),
    }),
    layers: 1,
    encoder: { load: (features) => ({ inputs: finite(features, data.width).slice() }) },
    preparation: [],
  };
}

/** What both kinds of model have: program, maps, judge, and the way from readouts to classes. */
function put({
  spec,
  whole,
  observables,
  steps,
  loss: name,
  coding,
  decideByReadouts = false,
  classes,
  width,
  maxBytes,
}: {
  readonly spec: ModelSpec;
  readonly whole: Circuit;
  readonly observables: readonly Observable[];
  readonly steps: { readonly before: readonly (MapStep | StepJSON)[]; readonly after: readonly (MapStep | StepJSON)[] };
  readonly loss: string;
  readonly coding?: typeof SIGNS;
  readonly decideByReadouts?: boolean;
  readonly classes: number;
  readonly width: number;
  readonly maxBytes?: number;
}): Omit<Assembly, "encoder" | "preparation" | "layers"> {
  const trained = trainedParts({ whole, observables, steps, width, ...(maxBytes !== undefined && { maxBytes }) });
  const { outputs: outputsOf, count: outputs, head } = trained;
  const loss = pick("classifier", "loss function", lossByName, name);
  checkOutputs(outputs, classes, loss.joint ?? false);
  const decisions = { outputs, classes, coding: coding ?? (loss.joint ? ONE_HOT : SIGNS) };
  const shape = { readouts: observables.length, targets: outputs, ...(head && { after: head }) };
  return {
    ...trained.parts,
    spec,
    judge: !loss.joint && !head ? eachReadout(loss) : jointly(loss.joint ? loss : meanOf(loss), shape),
    targets: ({ labels }) => targetsOf(labels, decisions),
    outputs: outputsOf,
    probabilities: (theta, values) =>
      probabilitiesOf(outputsOf(theta, values), { outputs, classes, joint: loss.joint ?? false }),
    classes: (theta, values) =>
      decideByReadouts
        ? classesOf(rowMeans(values, observables.length), { outputs: 1, classes })
        : classesOf(outputsOf(theta, values), decisions),
  };
}

/** @throws UphillError "non-finite" naming the row */
function finite(features: Float64Array, width: number): Float64Array {
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return features;
  throw new UphillError({
    code: "non-finite",
    who: "hybrid",
    got: `row ${Math.floor(bad / width)}, feature ${bad % width} is ${features[bad]}`,
    wanted: "every feature must be a finite number",
    todo: "Clean or drop that row.",
  });
}

function rowMeans(values: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value / width, 0),
  );
}

/** @throws UphillError "readout" where outputs and classes do not go together */
function checkOutputs(outputs: number, classes: number, joint: boolean): void {
  if (joint ? outputs === classes : (outputs === 1 && classes === 2) || outputs % classes === 0) return;
  throw new UphillError({
    code: "readout",
    who: "hybrid",
    got: `the model puts out ${outputs} number${outputs === 1 ? "" : "s"} for a row`,
    wanted: joint
      ? `${classes} classes take ${classes}`
      : `${classes} classes take ${classes}, or several of them for each class`,
    todo: `Put linear({ outputs: ${classes} }) behind the readouts, or read out ${classes} observables.`,
  });
}
