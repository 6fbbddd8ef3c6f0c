import {
  angleAt,
  circuit,
  type Angle,
  type Circuit,
  type PolynomialAngle,
  type PolynomialTerm,
} from "@uphill/circuits";
import { nonFinite } from "./batch.js";
import { checkBytes } from "./memory.js";

/** A circuit as engines take it: every angle is a number, or affine in one weight or one input. */
export interface DerivedInputs {
  /** The operations of the given circuit, one for one; inputs that are derived from its own come after them. */
  readonly circuit: Circuit;
  /**
   * Rows with the derived inputs behind their own: [rows, inputs of the circuit].
   * @throws UphillError "memory" | "non-finite" naming the row
   */
  extend(inputs: Float64Array, rows: number, maxBytes: number): Float64Array;
  /** Derivatives by all these inputs as derivatives by the given circuit's: [rows, its inputs]. The chain rule. */
  pullBack(gradient: Float64Array, inputs: Float64Array, rows: number): Float64Array;
}

/** Makes each polynomial in the inputs that is an angle, up to scale and offset, an input of its own. */
export function deriveInputs(given: Circuit): DerivedInputs {
  const sums: PolynomialAngle[] = [];
  const known = new Map<string, number>();
  // Angles of one gate that were taken apart share their terms.
  const seen = new Map<readonly PolynomialTerm[], number>();
  const own = given.inputs;

  function place(terms: readonly PolynomialTerm[]): number {
    const before = seen.get(terms);
    if (before !== undefined) return before;
    const key = terms.map(({ coefficient, inputs }) => `${coefficient}:${inputs.join()}`).join(";");
    const found = known.get(key) ?? own + sums.length;
    if (found === own + sums.length) {
      sums.push({ terms, scale: 1, offset: 0 });
      known.set(key, found);
    }
    seen.set(terms, found);
    return found;
  }

  const isSum = (angle: Angle): angle is PolynomialAngle => typeof angle === "object" && "terms" in angle;
  const operations = given.operations.map((operation) =>
    operation.angles.some(isSum)
      ? {
          ...operation,
          angles: operation.angles.map((angle) =>
            isSum(angle) ? { input: place(angle.terms), scale: angle.scale, offset: angle.offset } : angle,
          ),
        }
      : operation,
  );
  if (sums.length === 0) return { circuit: given, extend: (inputs) => inputs, pullBack: (gradient) => gradient };
  const width = own + sums.length;

  return {
    circuit: circuit(given.qubits, operations),

    extend(inputs, rows, maxBytes) {
      checkBytes(given.qubits, rows, 8 * rows * width, maxBytes);
      const extended = new Float64Array(rows * width);
      for (let row = 0; row < rows; row++) {
        extended.set(inputs.subarray(row * own, (row + 1) * own), row * width);
        for (let k = 0; k < sums.length; k++) {
          const value = angleAt(sums[k], [], inputs, row * own);
          if (!Number.isFinite(value)) throw nonFinite(row, value, "gives an angle of several inputs the value");
          extended[row * width + own + k] = value;
        }
      }
      return extended;
    },

    pullBack(gradient, inputs, rows) {
      const pulled = new Float64Array(rows * own);
      for (let row = 0; row < rows; row++) {
        pulled.set(gradient.subarray(row * width, row * width + own), row * own);
        for (let k = 0; k < sums.length; k++) {
          const slope = gradient[row * width + own + k];
          if (slope !== 0) for (const term of sums[k].terms) addSlopes(pulled, slope, term, inputs, row * own);
        }
      }
      return pulled;
    },
  };
}

/** The product rule: each factor's slope is the product of those before it and those behind it. */
function addSlopes(
  into: Float64Array,
  slope: number,
  { coefficient, inputs: factors }: PolynomialTerm,
  inputs: Float64Array,
  from: number,
): void {
  const behind = new Array<number>(factors.length).fill(1);
  for (let j = factors.length - 2; j >= 0; j--) behind[j] = behind[j + 1] * inputs[from + factors[j + 1]];
  let before = slope * coefficient;
  factors.forEach((index, j) => {
    into[from + index] += before * behind[j];
    before *= inputs[from + index];
  });
}
