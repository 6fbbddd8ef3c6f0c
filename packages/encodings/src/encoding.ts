import type { Operation } from "@uphill/circuits";
import { number, parseOptions, UphillError, type Fields, type OptionsOf } from "@uphill/core";

/**
 * Feature rows in the form that a simulator takes. They are either start states, or the values of the circuit's
 * inputs; never both.
 */
export type Loaded =
  | { readonly states: { readonly re: Float64Array }; readonly inputs?: undefined }
  | { readonly inputs: Float64Array; readonly states?: undefined };

/** An encoding for a fixed number of qubits and features. */
export interface Encoder {
  /**
   * The operations that stand in front of the ansatz. The list is empty if the encoding sets the start state instead.
   */
  readonly operations: readonly Operation[];
  /**
   * True if `operations` have to stand before every layer of the ansatz (see `ansatz.layered`). Otherwise they stand
   * before the first layer only.
   */
  readonly repeated?: true;
  /**
   * Turns feature rows into start states or inputs.
   * @param features [rows, width], row-major
   * @returns the rows, as states or as inputs
   * @throws UphillError "shape", "non-finite", "zero-row" or "bit", naming the row
   */
  load(features: Float64Array): Loaded;
}

/**
 * A way to put feature rows into a circuit. Call it with the number of qubits, the number of features and its own
 * options; it returns an {@link Encoder}.
 * @example
 * ```ts
 * const encoder = angle({ qubits: 2, width: 2, rotation: "ry" });
 * encoder.operations; // RY(x0) on qubit 0, RY(x1) on qubit 1
 * encoder.load(Float64Array.of(0.1, 0.2)); // { inputs: [0.1, 0.2] }: one row
 * ```
 */
export interface Encoding<F extends Fields = Fields> {
  (options: Shape & Partial<OptionsOf<F>>): Encoder;
  /** The name that users type, such as "zz-feature-map". */
  readonly name: string;
  /** The descriptions of its own options. */
  readonly options: F;
  /** "bits" if every feature must be 0 or 1. Without it, features may be any finite numbers. */
  readonly domain?: "bits";
  /** True if its operations have to stand before every layer; see {@link Encoder.repeated}. */
  readonly repeated?: true;
  /** The largest number of features that fit on this many qubits, with these of its own options. */
  capacity(qubits: number, options?: Partial<OptionsOf<F>>): number;
}

interface Shape {
  /** Number of qubits. */
  qubits: number;
  /** Number of features in a row. */
  width: number;
}

/**
 * Turns a declaration into an encoding. To add an encoding to Uphill, write a file in `encodings/` and a line in its
 * index.
 * Four mistakes are refused here for all encodings: too many features, rows that are not complete, features that are
 * not finite, and inputs too large for a double. Features other than 0 and 1 are refused if `domain` is "bits".
 * @param definition the name, the options, the capacity, the operations, and how rows are loaded
 * @returns the encoding
 * @throws UphillError "shape" | "non-finite" | "bit" when the encoding is used with such rows
 */
export function defineEncoding<F extends Fields>(definition: {
  /** The name that users type, in kebab case. */
  name: string;
  /** The descriptions of its own options. */
  options: F;
  /** "bits" if every feature must be 0 or 1. */
  domain?: "bits";
  /** True if its operations have to stand before every layer of the ansatz. */
  repeated?: true;
  /** The largest number of features that fit on this many qubits. */
  capacity(qubits: number, options: OptionsOf<F>): number;
  /** The operations in front of the ansatz. Feature k drives an angle as `input(k)`. */
  operations(shape: Shape, options: OptionsOf<F>): Operation[];
  /** Turns rows [rows, width] into inputs or start states. */
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
    const capacity = definition.capacity(shape.qubits, options);
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
    capacity: (qubits: number, given: object = {}) =>
      definition.capacity(qubits, parseOptions(who, definition.options, given)),
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
