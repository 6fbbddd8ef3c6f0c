import type { InParts, Random } from "@uphill/core";
import type { Program, Shift } from "@uphill/simulator";
import { contract, type GradientEstimate, type GradientRequest } from "./method.js";
import { expectationsInParts, shiftedInParts } from "./shots.js";

/** Values of one or more circuits, with their variances where they come from shots. */
export interface Values {
  readonly values: Float64Array;
  readonly variances?: Float64Array;
  readonly covariances?: Float64Array;
}

/** A share in a derivative: ∂f/∂weight = Σ factor · (f of circuit `plus` − f of circuit `minus`); circuit 0 is unshifted. */
export interface Part {
  readonly weight: number;
  readonly factor: number;
  readonly plus: number;
  readonly minus?: number;
}

/** The values of a request's program at other weights, exact or from the request's shots: circuit number `circuit`. */
export function* valuesAt(request: GradientRequest, weights: Float64Array, circuit: number): InParts<Values> {
  const { program, batch, shots, random, split } = request;
  yield;
  if (shots === undefined || !random) return { values: program.expectations({ weights, batch }) };
  return yield* expectationsInParts(program, { weights, batch, shots, split, random: (row) => random(row, circuit) });
}

/** The values under shifts, circuits 1, 2, …: [shifts, rows, observables]. */
export function* valuesShifted(request: GradientRequest, shifts: readonly Shift[]): InParts<Values> {
  const { program, weights, batch, shots, random, split } = request;
  const found: Values[] = [];
  const most = Math.max(1, Math.floor(MOST_AMPLITUDES / (batch.rows * 2 ** program.circuit.qubits)));
  for (let from = 0; from < shifts.length; from += most) {
    yield;
    const some = shifts.slice(from, from + most);
    if (shots === undefined || !random) found.push({ values: program.shifted({ weights, batch, shifts: some }) });
    else {
      const own = (row: number, circuit: number): Random => random(row, from + circuit);
      found.push(yield* shiftedInParts(program, { weights, batch, shots, split, random: own }, some));
    }
  }
  return stack(found);
}

/** Amplitudes of all shifts and rows that are run at once: some milliseconds of work. */
const MOST_AMPLITUDES = 2 ** 18;

/** One after another. */
export function* each<T>(all: readonly InParts<T>[]): InParts<T[]> {
  const found: T[] = [];
  for (const parts of all) found.push(yield* parts);
  return found;
}

/** Values of several circuits, one after the other. */
export function stack(each: readonly Values[]): Values {
  const joined = (arrays: readonly Float64Array[]): Float64Array => {
    const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0));
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    return all;
  };
  const variances = each.flatMap(({ variances: known }) => (known ? [known] : []));
  return {
    values: joined(each.map(({ values }) => values)),
    ...(each.length > 0 && variances.length === each.length && { variances: joined(variances) }),
  };
}

/**
 * Values, gradient and its variances from the unshifted circuit, the others and the parts that they play.
 * @param others [circuits, rows, observables], circuit 1 first
 */
export function assemble(
  { program, weights, cotangents }: GradientRequest,
  unshifted: Values,
  others: Values,
  parts: readonly Part[],
): GradientEstimate {
  const { values, variances, covariances } = unshifted;
  const block = values.length;
  const slopes = cotangents(values);
  const jacobian = new Float64Array(block * weights.length);
  const of = (all: Float64Array, base: Float64Array, circuit: number | undefined, value: number): number =>
    circuit === undefined ? 0 : circuit === 0 ? base[value] : all[(circuit - 1) * block + value];
  for (const { weight, factor, plus, minus } of parts) {
    for (let value = 0; value < block; value++) {
      const difference = of(others.values, values, plus, value) - of(others.values, values, minus, value);
      jacobian[value * weights.length + weight] += factor * difference;
    }
  }
  const gradient = contract(slopes, jacobian, weights.length);
  if (!variances) return { values, gradient };
  const gradientVariances = oneObservable(program) ? new Float64Array(weights.length) : undefined;
  // Without parts there are no other circuits.
  const spread = others.variances ?? new Float64Array(0);
  for (const { weight, factor, plus, minus } of gradientVariances ? parts : []) {
    for (let value = 0; value < block; value++) {
      const square = factor * factor * slopes[value] * slopes[value];
      gradientVariances![weight] += square * (of(spread, variances, plus, value) + of(spread, variances, minus, value));
    }
  }
  const standardErrors = variances.map(Math.sqrt);
  return {
    values,
    variances,
    standardErrors,
    ...(covariances && { covariances }),
    gradient,
    ...(gradientVariances && { gradientVariances }),
  };
}

const oneObservable = ({ observables }: Program): boolean => observables.length === 1;
