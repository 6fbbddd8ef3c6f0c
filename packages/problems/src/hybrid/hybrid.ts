import {
  circuitFromJSON,
  circuitToJSON,
  formatObservable,
  parseObservable,
  type Circuit,
  starts,
  type Observable,
} from "@uphill/circuits";
import { byName, checkNames, pick, shown, UphillError, type ItemName } from "@uphill/core";
import { lossByName } from "../classifier/loss-names.js";
import * as losses from "../classifier/losses/index.js";
import { plainSteps, type StepJSON } from "./chain.js";
import type { MapStep } from "./row-map.js";

/** What a hybrid model is made of. */
export interface HybridOptions {
  /** Maps from a row of features to the inputs of the circuit, in order; by default features are inputs. */
  readonly before?: readonly (MapStep | StepJSON)[];
  /** The circuit, with trained weights. */
  readonly circuit: Circuit;
  /** What is read out: observables, or texts such as "Z0 Z1". */
  readonly observables: readonly (Observable | string)[];
  /** Maps from the readouts to the outputs, in order; by default readouts are outputs. */
  readonly after?: readonly (MapStep | StepJSON)[];
  /** What is made small; default: cross-entropy. */
  readonly loss?: ItemName<typeof losses>;
  /** How a class stands among the targets: as ±1, or as 1 and 0. Default: what the loss usually has. */
  readonly targets?: "signs" | "one-hot";
  /** What decides about the class: the outputs, or the mean of the readouts, of two classes. Default: the outputs. */
  readonly decide?: "outputs" | "readouts";
  /** The start that draws the first weights of the circuit, unless a run has one of its own; default: uniform. */
  readonly start?: ItemName<typeof starts>;
}

/**
 * A hybrid model with everything that {@link HybridOptions} may leave out. It is plain data, except for the circuit and
 * the observables.
 */
export interface HybridSpec {
  /** The maps from a row of features to the inputs of the circuit, in order. */
  readonly before: readonly Required<StepJSON>[];
  /** The circuit, with trained weights. */
  readonly circuit: Circuit;
  /** What is read out. */
  readonly observables: readonly Observable[];
  /** The maps from the readouts to the outputs, in order. */
  readonly after: readonly Required<StepJSON>[];
  /** The name of the loss that is minimised. */
  readonly loss: ItemName<typeof losses>;
  /** How the targets of a class are written: as ±1, or as 1 and 0. */
  readonly targets: "signs" | "one-hot";
  /** What decides about the class: the outputs, or the mean of the readouts. */
  readonly decide: "outputs" | "readouts";
  /** The start that draws the first weights of the circuit, unless a run has one of its own. */
  readonly start: ItemName<typeof starts>;
}

const USUAL_LOSS = losses.crossEntropy.name as ItemName<typeof losses>;

const NAMES = Object.keys({
  before: true,
  circuit: true,
  observables: true,
  after: true,
  loss: true,
  targets: true,
  decide: true,
  start: true,
} satisfies Record<keyof HybridOptions, true>);

/**
 * Makes a model of classical maps before and behind a circuit. All of them are trained together: θ holds the parameters of the maps
 * before, then the weights of the circuit, then the parameters of the maps behind.
 * @param options the parts
 * @returns the model, for `fit`
 * @throws UphillError "options" | "unknown" naming the part that does not fit
 * @example
 * ```ts
 * const model = hybrid({
 *   before: [maps.linear({ outputs: 2 }), maps.tanh({ scale: Math.PI / 2 })],
 *   circuit: circuit(2, [ry(input(0), 0), ry(input(1), 1), cnot(0, 1), ry(weight(0), 1)]),
 *   observables: ["Z0", "Z1"],
 *   after: [maps.linear({ outputs: 3 })],
 * });
 * ```
 */
export function hybrid(options: HybridOptions): HybridSpec {
  checkNames("hybrid", NAMES, options);
  const {
    before = [],
    circuit,
    observables,
    after = [],
    loss = USUAL_LOSS,
    decide = "outputs",
    start = "uniform",
  } = options;
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "hybrid", got, wanted, todo });
  };
  if (typeof (circuit as unknown) !== "object" || (circuit as unknown) === null || !("operations" in circuit))
    refuse(`circuit is ${shown(circuit)}`, "it must be a circuit", "Make one with circuit(qubits, operations).");
  if (!Array.isArray(observables) || observables.length === 0)
    refuse(`observables are ${shown(observables)}`, "something must be read out", 'Give a list such as ["Z0", "Z1"].');
  pick("hybrid", "start", byName(starts), start);
  const { joint } = pick("hybrid", "loss function", lossByName, loss);
  const targets = options.targets ?? (joint ? "one-hot" : "signs");
  if (joint && targets !== "one-hot")
    refuse(`targets are ${shown(targets)} and the loss is ${loss}`, `${loss} takes 1 and 0`, "Leave targets out.");
  for (const [name, value, known] of [
    ["targets", targets, ["signs", "one-hot"]],
    ["decide", decide, ["outputs", "readouts"]],
  ] as const) {
    if (!(known as readonly string[]).includes(value))
      refuse(`${name} is ${shown(value)}`, `it must be ${known.join(" or ")}`, "Choose one of them.");
  }
  return {
    before: plainSteps("hybrid", before),
    circuit,
    observables: (observables as readonly (Observable | string)[]).map((one) =>
      typeof one === "string" ? parseObservable(one) : parseObservable(formatObservable(one)),
    ),
    after: plainSteps("hybrid", after),
    loss,
    targets,
    decide,
    start,
  };
}

/**
 * Tells whether a model is a hybrid one.
 * @param spec the options of a model
 * @returns true for what `hybrid` returned
 */
export function isHybrid(spec: object): spec is HybridSpec {
  return "circuit" in spec && "observables" in spec;
}

/**
 * Writes a hybrid model as plain data.
 * @param spec the model
 * @returns what `JSON.stringify` can write and {@link hybridFromJSON} reads back
 */
export function hybridToJSON({ circuit, observables, ...rest }: HybridSpec): Readonly<Record<string, unknown>> {
  return { ...rest, circuit: circuitToJSON(circuit), observables: observables.map(formatObservable) };
}

/**
 * Reads a hybrid model from plain data.
 * @param json what {@link hybridToJSON} wrote
 * @returns the model
 * @throws UphillError as {@link hybrid} and `circuitFromJSON` do
 */
export function hybridFromJSON(json: object): HybridSpec {
  const { circuit, ...rest } = json as Record<string, unknown>;
  return hybrid({ ...rest, circuit: circuitFromJSON(circuit) } as HybridOptions);
}
