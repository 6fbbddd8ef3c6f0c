import { circuit, meanZ, z, type ansatze, type Circuit, type Observable } from "@uphill/circuits";
import {
  byName,
  choice,
  number,
  parseOptions,
  pick,
  shown,
  UphillError,
  type ItemName,
  type OptionsOf,
} from "@uphill/core";
import type { Dataset, Step } from "@uphill/datasets";
import { encodings, type Encoder } from "@uphill/encodings";
import { compile, type Program } from "@uphill/simulator";
import type { Loss } from "./loss.js";
import { ansatzByName } from "../ansatz-names.js";
import { lossByName } from "./loss-names.js";
import * as losses from "./losses/index.js";
import { pixelsToAngles, preparationFor } from "../rows/preparation.js";

/** What is read out of n qubits as the decision value f. */
const readouts = {
  last: (qubits) => z(qubits - 1),
  first: () => z(0),
  mean: meanZ,
} satisfies Record<string, (qubits: number) => Observable>;

const encodingByName = byName(encodings);

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
  /** Decision value: ⟨Z⟩ of the last qubit, of the first, or the mean over all. */
  readout: choice({
    default: "last",
    values: Object.keys(readouts) as (keyof typeof readouts)[],
    about: "Decision value: ⟨Z⟩ of the last qubit, of the first, or the mean over all",
  }),
  /** Loss of decision value and label ±1. */
  loss: choice({
    default: losses.mse.name as ItemName<typeof losses>,
    values: Object.keys(lossByName) as ItemName<typeof losses>[],
    about: "Loss of decision value and label ±1",
  }),
};

/** A classifier by its options, all of them plain data. */
export type ClassifierSpec = OptionsOf<typeof classifierOptions>;

/** Options with the defaults filled in. @throws UphillError "options" */
export function classifier(options: Partial<ClassifierSpec> = {}): ClassifierSpec {
  return parseOptions("classifier", classifierOptions, options);
}

/** For whoever takes a model's options from a user. @throws UphillError "options" for what {@link classifier} did not return */
export function checkSpec(who: string, spec: unknown): void {
  const names = Object.keys(classifierOptions);
  const plain = typeof spec === "object" && spec !== null && !Array.isArray(spec);
  const missing = plain ? names.filter((name) => !(name in spec)) : [];
  if (plain && missing.length === 0) {
    parseOptions("classifier", classifierOptions, spec);
    return;
  }
  throw new UphillError({
    code: "options",
    who,
    got: plain ? `the model lacks ${missing.join(", ")}` : `model is ${spec === undefined ? "missing" : shown(spec)}`,
    wanted: "it must be what classifier returns, with every option in it",
    todo:
      plain && missing.length < names.length ? `Write classifier(${shown(spec)}).` : "Write classifier({ qubits: 4 }).",
  });
}

/** A classifier made for one kind of data. */
export interface Assembly {
  readonly spec: ClassifierSpec;
  readonly loss: Loss;
  readonly circuit: Circuit;
  readonly encoder: Encoder;
  readonly program: Program;
  readonly preparation: readonly Step[];
}

/**
 * Puts encoding, ansatz and readout together for the data's width (after preparation) and compiles them.
 * @throws UphillError "classes" for data that are not binary, and all errors of the parts
 */
export function assemble(
  spec: ClassifierSpec,
  data: Pick<Dataset, "name" | "width" | "image" | "classes">,
  maxBytes?: number,
): Assembly {
  checkSpec("assemble", spec);
  if (data.classes.length !== 2) {
    throw new UphillError({
      code: "classes",
      who: "classifier",
      got: `${data.name} has ${data.classes.length} classes (${data.classes.join(", ")})`,
      wanted: "it tells two classes apart",
      todo: "Select two of them.",
    });
  }
  const encoding = pick("classifier", "encoding", encodingByName, spec.encoding);
  const { preparation, width } = preparationFor(data, encoding.capacity(spec.qubits));
  const encoder = encoding({ qubits: spec.qubits, width });
  const ansatz = pick("classifier", "ansatz", ansatzByName, spec.ansatz);
  const layers = ansatz.layered({ qubits: spec.qubits, layers: spec.layers });
  // Data that are encoded again stand before every layer, others before the first.
  const whole = circuit(
    spec.qubits,
    layers.flatMap((layer, k) => (k === 0 || encoder.repeated ? [...encoder.operations, ...layer] : layer)),
  );
  const observables = [pick("classifier", "readout", readouts, spec.readout)(spec.qubits)];
  return {
    spec,
    loss: pick("classifier", "loss function", lossByName, spec.loss),
    circuit: whole,
    encoder,
    program: compile(whole, { observables, ...(maxBytes !== undefined && { maxBytes }) }),
    // Where features become angles, raw pixels would be dozens of full turns.
    preparation:
      data.image && !data.image.radians && encoder.operations.length > 0
        ? [...preparation, pixelsToAngles]
        : preparation,
  };
}
