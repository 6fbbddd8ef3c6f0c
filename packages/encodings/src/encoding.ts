import type { Operation } from "@uphill/circuits";
import { number, parseOptions, UphillError, type Fields, type OptionsOf } from "@uphill/core";

/** Feature rows as a simulator takes them: start states, or inputs for the circuit's input angles. */
export type Loaded =
  | { readonly states: { readonly re: Float64Array }; readonly inputs?: undefined }
  | { readonly inputs: Float64Array; readonly states?: undefined };

/** An encoding fixed for a number of qubits and features. */
export interface Encoder {
  /** What stands in front of the ansatz; empty for an encoding that sets the start state. */
  readonly operations: readonly Operation[];
  /** True: `operations` are meant to stand before every layer of the ansatz (`ansatz.layered`), not before the first alone. */
  readonly repeated?: true;
  /**
   * @param features [rows, width] row-major
   * @throws UphillError "shape" | "non-finite" | "zero-row" | "bit" naming the row
   */
  load(features: Float64Array): Loaded;
}

/** A way to put feature rows into a circuit: call it with qubits, width and its options. */
export interface Encoding<F extends Fields = Fields> {
  (options: Shape & Partial<OptionsOf<F>>): Encoder;
  readonly name: string;
  readonly options: F;
  /** What features may be, if not any finite numbers: "bits" are 0 and 1. */
  readonly domain?: "bits";
  /** See {@link Encoder.repeated}. */
  readonly repeated?: true;
  /** The most features that fit this many qubits. */
  capacity(qubits: number): number;
}

interface Shape {
  /** Number of qubits. */
  qubits: number;
  /** Number of features in a row. */
  width: number;
}

/**
 * Turns a declaration into an encoding. Add one with a file in `encodings/` and a line in its index.
 * Too many features, rows that are not whole and numbers that are not finite, or no bits where bits are wanted, are refused
 * here, for all encodings; so are inputs that leave the range of doubles.
 */
export function defineEncoding<F extends Fields>(definition: {
  name: string;
  options: F;
  domain?: "bits";
  repeated?: true;
  capacity(qubits: number): number;
  operations(shape: Shape, options: OptionsOf<F>): Operation[];
  load(features: Float64Array, shape: Shape, options: OptionsOf<F>): Loaded;
}): Encoding<F> {
  const { domain, repeated } = definition;
  const who = `${definition.name} encoding`;
  const fields = {
    ...definition.options,
    qubits: number({ default: 1, min: 1, integer: true, about: "Number of qubits" }),
    width: number({ default: 1, min: 1, integer: true, about: "Number of features in a row" }),
  };
  const encoding = (given: object): Encoder => {
    const options = parseOptions(who, fields, given) as Shape & OptionsOf<F>;
    const shape = { qubits: options.qubits, width: options.width };
    const capacity = definition.capacity(shape.qubits);
    if (shape.width > capacity) {
      throw new UphillError({
        code: "shape",
        who,
        got: `rows have ${shape.width} features`,
        wanted: `${shape.qubits} qubits hold ${capacity}`,
        todo: "Use more qubits or fewer features.",
      });
    }
    return {
      operations: definition.operations(shape, options),
      ...(repeated && { repeated }),
      load(features) {
        checkRows(who, features, shape.width);
        if (domain === "bits") checkBits(who, features, shape.width);
        const loaded = definition.load(features, shape, options);
        if (loaded.inputs) checkInputs(who, loaded.inputs, features.length / shape.width);
        return loaded;
      },
    };
  };
  Object.defineProperty(encoding, "name", { value: definition.name });
  return Object.assign(encoding, {
    options: definition.options,
    ...(domain && { domain }),
    ...(repeated && { repeated }),
    capacity: definition.capacity,
  });
}

function checkRows(who: string, features: Float64Array, width: number): void {
  if (features.length === 0 || features.length % width !== 0) {
    throw new UphillError({
      code: "shape",
      who,
      got: `there are ${features.length} numbers`,
      wanted: `each row has ${width} features`,
      todo: "Give whole rows, and at least one.",
    });
  }
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new UphillError({
    code: "non-finite",
    who,
    got: `row ${Math.floor(bad / width)}, feature ${bad % width} is ${features[bad]}`,
    wanted: "every feature must be a finite number",
    todo: "Clean or drop that row.",
  });
}

function checkBits(who: string, features: Float64Array, width: number): void {
  const bad = features.findIndex((value) => value !== 0 && value !== 1);
  if (bad < 0) return;
  throw new UphillError({
    code: "bit",
    who,
    got: `row ${Math.floor(bad / width)}, feature ${bad % width} is ${features[bad]}`,
    wanted: "every feature must be 0 or 1",
    todo: "Turn features into bits first, or use angle encoding.",
  });
}

function checkInputs(who: string, inputs: Float64Array, rows: number): void {
  const bad = inputs.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new UphillError({
    code: "non-finite",
    who,
    got: `a product of two features in row ${Math.floor(bad / (inputs.length / rows))} is ${inputs[bad]}`,
    wanted: "it must be a finite angle",
    todo: "Scale the features to a few units.",
  });
}
