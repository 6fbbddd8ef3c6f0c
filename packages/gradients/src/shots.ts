import { measurementGroups, sum, type MeasurementGroup, type Observable, type PauliTerm } from "@uphill/circuits";
import { inOneGo, UphillError, type InParts, type Random } from "@uphill/core";
import { MOST_SHOTS, type Batch, type Program, type Run, type Shift } from "@uphill/simulator";
import { fewestShots, isStaged, pilotShots, share, type Split } from "./split.js";

/** Estimates from shots, of shape [rows, observables] each. Under shifts the shape is [shifts, rows, observables]. */
export interface ShotEstimate {
  /** The estimated expectation values. */
  readonly values: Float64Array;
  /**
   * The estimated variance of each value: the unbiased sample variance divided by the shots; NaN from a single shot.
   */
  readonly variances: Float64Array;
  /** The square roots of the variances. */
  readonly standardErrors: Float64Array;
  /**
   * With several observables, and without shifts: the estimated covariances of the values of a row,
   * [rows, observables, observables]. Observables that are read from the same shots move together.
   */
  readonly covariances?: Float64Array;
}

type Asked = Run & {
  readonly shots: number;
  /** The stream of one circuit in one row. */
  readonly random: (row: number, circuit: number) => Random;
  /** Over measurement settings; default "uniform". */
  readonly split?: Split;
};

/** With the batch known. */
type Ask = Asked & { readonly batch: Batch };

type Estimate = Omit<ShotEstimate, "standardErrors">;

/**
 * Counts the measurement settings that one evaluation of all observables takes.
 * @param observables the observables
 * @returns the number of settings
 */
export function settings(observables: readonly Observable[]): number {
  return Math.max(1, measurementGroups(sum(...observables)).length);
}

/**
 * Estimates expectation values from a finite number of shots. Outcomes are drawn from the exact distribution. The
 * shots are divided among the measurement settings. Terms that are measured together keep their covariance. All rows
 * share one division, by "variance" that of their summed variances.
 * @param program the compiled circuit
 * @param ask the weights, the batch, the shots and the random streams
 * @returns the estimates
 * @throws UphillError "shots" if there are fewer shots than settings, or fewer than four a setting by "variance"
 */
export function sampleExpectations(program: Program, ask: Asked): ShotEstimate {
  return inOneGo(expectationsInParts(program, ask));
}

/**
 * Does the same as {@link sampleExpectations}, and yields at each place where the work can wait.
 * @param program the compiled circuit
 * @param ask the weights, the batch, the shots and the random streams
 * @returns a generator that returns the estimates
 */
export function* expectationsInParts(program: Program, asked: Asked): InParts<ShotEstimate> {
  const ask = whole(program, asked);
  const single = singlePauli(program.observables);
  if (!single) return withErrors(yield* fromOutcomes(program, ask, 0));
  checkShots(ask.shots, 1);
  return withErrors(yield* fromExact(program.expectations(ask), single, ask, () => 0));
}

/** Without a batch, one row of |0…0⟩. */
function whole(program: Program, { batch = program.prepare({}), ...ask }: Asked): Ask {
  return { ...ask, batch };
}

/**
 * Does the same as {@link sampleExpectations} under each shift. Circuit k + 1 belongs to shift k.
 * @param program the compiled circuit
 * @param ask the weights, the batch, the shots and the random streams
 * @param shifts which angles are shifted, and how far
 * @returns the estimates, [shifts, rows, observables]
 */
export function sampleShifted(program: Program, ask: Asked, shifts: readonly Shift[]): ShotEstimate {
  return inOneGo(shiftedInParts(program, ask, shifts));
}

export function* shiftedInParts(program: Program, asked: Asked, shifts: readonly Shift[]): InParts<ShotEstimate> {
  const ask = whole(program, asked);
  const single = singlePauli(program.observables);
  const { rows } = ask.batch;
  if (single) {
    checkShots(ask.shots, 1);
    const exact = program.shifted({ ...ask, shifts });
    return withErrors(yield* fromExact(exact, single, ask, (value) => 1 + Math.floor(value / rows)));
  }
  const block = rows * program.observables.length;
  const [values, variances] = [new Float64Array(shifts.length * block), new Float64Array(shifts.length * block)];
  for (const [k, shift] of shifts.entries()) {
    const one = yield* fromOutcomes(program, ask, k + 1, shift);
    values.set(one.values, k * block);
    variances.set(one.variances, k * block);
  }
  return withErrors({ values, variances });
}

const withErrors = (estimate: Estimate): ShotEstimate => ({
  ...estimate,
  standardErrors: estimate.variances.map(Math.sqrt),
});

/** The coefficient of the one Pauli word that is measured, where it is all there is. */
function singlePauli(observables: readonly Observable[]): number | undefined {
  const [first] = observables;
  return observables.length === 1 && first.terms.length === 1 && first.terms[0].paulis.length > 0
    ? first.terms[0].coefficient
    : undefined;
}

/** One Pauli word has outcomes ±1 with P(+1) = (1 + ⟨P⟩)/2, so its exact value is all that is needed. */
function* fromExact(
  exact: Float64Array,
  coefficient: number,
  { shots, random, batch }: Ask,
  circuitOf: (value: number) => number,
): InParts<Estimate> {
  const variances = new Float64Array(exact.length);
  const values = new Float64Array(exact.length);
  for (let index = 0, drawn = 0; index < exact.length; index++) {
    const probability = (1 + exact[index] / coefficient) / 2;
    const stream = random(index % batch.rows, circuitOf(index));
    let plus = 0;
    for (let shot = 0; shot < shots; shot++) {
      if (stream.uniform() < probability) plus += 1;
      if (++drawn % DRAWS === 0) yield;
    }
    const mean = (2 * plus) / shots - 1;
    variances[index] = (coefficient * coefficient * (1 - mean * mean)) / (shots - 1);
    values[index] = coefficient * mean;
  }
  return { values, variances };
}

/** Shots drawn without leaving the thread to others: less than a millisecond of work. */
const DRAWS = 2 ** 12;

function* fromOutcomes(
  program: Program,
  { shots, random, split = "uniform", ...run }: Ask,
  circuit: number,
  shift?: Shift,
): InParts<Estimate> {
  // Terms of our own: observables may share theirs, and each must find its owner again.
  const observables = program.observables.map(({ terms }) => ({ terms: terms.map((term) => ({ ...term })) }));
  const { rows } = run.batch;
  const owner = new Map<PauliTerm, number>();
  observables.forEach(({ terms }, index) => terms.forEach((term) => owner.set(term, index)));
  const groups = measurementGroups(sum(...observables));
  checkShots(shots, groups.length, split);
  const streams = Array.from({ length: rows }, (_, row) => random(row, circuit));
  const constants = observables.map(({ terms }) =>
    terms.reduce((total, { coefficient, paulis }) => total + (paulis.length ? 0 : coefficient), 0),
  );
  const measure = (counts: readonly number[]): InParts<Measured> =>
    fromGroups(program, { ...run, shift, groups, counts, streams, owner, constants });
  if (isStaged(split, groups.length)) return yield* inTwoStages(measure, groups, shots);
  return yield* measure(share(shots, groups.map(split === "weighted" ? sizeOf : () => 1)));
}

/** Values, and how much a shot of each setting scatters: its variance, summed over rows and observables. */
interface Measured extends Estimate {
  readonly scatter: readonly number[];
}

/**
 * A first part of the shots, spread evenly, decides how the others are split. The two estimates are mixed with fixed weights, so that the
 * mean stays unbiased although the split looked at the first.
 * Source: Neyman 1934, doi:10.2307/2342192, for the split.
 */
function* inTwoStages(
  measure: (counts: readonly number[]) => InParts<Measured>,
  groups: readonly MeasurementGroup[],
  shots: number,
): InParts<Estimate> {
  const first = pilotShots(shots, groups.length);
  const counts = share(
    first,
    groups.map(() => 1),
    2,
  );
  const pilot = yield* measure(counts);
  // As if one more shot had shown the largest variance there can be: a pilot without surprise must not starve its setting.
  const deviations = groups.map((group, g) => {
    const size = sizeOf(group);
    return Math.sqrt(pilot.scatter[g] + (pilot.values.length * size * size) / counts[g]);
  });
  const main = yield* measure(share(shots - first, deviations, 2));
  const weight = first / shots;
  const rest = 1 - weight;
  const mixed = (one: Float64Array, other: Float64Array): Float64Array =>
    one.map((value, k) => weight * weight * value + rest * rest * other[k]);
  const [before, after] = [pilot.covariances, main.covariances];
  return {
    values: pilot.values.map((value, k) => weight * value + rest * main.values[k]),
    variances: mixed(pilot.variances, main.variances),
    ...(before && after && { covariances: mixed(before, after) }),
  };
}

function* fromGroups(
  program: Program,
  {
    groups,
    counts,
    streams,
    owner,
    constants,
    ...run
  }: Run & {
    readonly batch: Batch;
    readonly shift: Shift | undefined;
    readonly groups: readonly MeasurementGroup[];
    readonly counts: readonly number[];
    /** One a row. */
    readonly streams: readonly Random[];
    /** Which observable a term is of. */
    readonly owner: ReadonlyMap<PauliTerm, number>;
    /** Of each observable: what needs no measurement. */
    readonly constants: readonly number[];
  },
): InParts<Measured> {
  const { rows } = run.batch;
  const { qubits } = program.circuit;
  const observables = program.observables.length;
  const values = Float64Array.from({ length: rows * observables }, (_, k) => constants[k % observables]);
  const variances = new Float64Array(rows * observables);
  const covariances = observables > 1 && !run.shift ? new Float64Array(rows * observables * observables) : undefined;
  const scatter = groups.map(() => 0);
  for (const [g, { basis, terms }] of groups.entries()) {
    yield;
    const count = counts[g];
    const outcomes = program.sample({ ...run, shots: count, random: (row) => streams[row], basis });
    const masks = terms.map(({ paulis }) => paulis.reduce((mask, [qubit]) => mask | (1 << (qubits - 1 - qubit)), 0));
    for (let row = 0; row < rows; row++) {
      yield;
      const sums = new Float64Array(observables);
      const squares = new Float64Array(observables);
      const products = new Float64Array(covariances ? observables * observables : 0);
      for (let shot = 0; shot < count; shot++) {
        const one = new Float64Array(observables);
        terms.forEach((term, t) => {
          one[owner.get(term)!] += oddBits(outcomes[row * count + shot] & masks[t])
            ? -term.coefficient
            : term.coefficient;
        });
        one.forEach((value, index) => {
          sums[index] += value;
          squares[index] += value * value;
        });
        if (covariances) addProducts(products, one);
      }
      sums.forEach((total, index) => {
        const mean = total / count;
        // Rounding must not make it negative.
        const variance = Math.max(0, squares[index] / count - mean * mean) / (count - 1);
        values[row * observables + index] += mean;
        variances[row * observables + index] += variance;
        scatter[g] += count * variance;
      });
      products.forEach((product, k) => {
        const [a, b] = [Math.floor(k / observables), k % observables];
        covariances![row * observables * observables + k] +=
          (product / count - (sums[a] * sums[b]) / (count * count)) / (count - 1);
      });
    }
  }
  return { values, variances, scatter, ...(covariances && { covariances }) };
}

function addProducts(products: Float64Array, one: Float64Array): void {
  const many = one.length;
  for (let a = 0; a < many; a++) {
    if (one[a] === 0) continue;
    for (let b = 0; b < many; b++) products[a * many + b] += one[a] * one[b];
  }
}

const sizeOf = ({ terms }: MeasurementGroup): number =>
  terms.reduce((total, { coefficient }) => total + Math.abs(coefficient), 0);

function oddBits(bits: number): boolean {
  let odd = false;
  for (; bits; bits &= bits - 1) odd = !odd;
  return odd;
}

function checkShots(shots: number, settings: number, split: Split = "uniform"): void {
  const least = fewestShots(split, settings);
  if (Number.isInteger(shots) && shots >= least && shots <= MOST_SHOTS) return;
  const many = shots > MOST_SHOTS && Number.isFinite(shots);
  const several = `the observables take ${Math.max(1, settings)} measurement setting${settings > 1 ? "s" : ""}`;
  throw new UphillError({
    code: "shots",
    who: "shots",
    got: `there are ${shots} shots`,
    wanted: many
      ? `at most ${MOST_SHOTS} are drawn for an expectation value`
      : `${several}, ${least > settings && settings > 0 ? "by variance four shots" : "one shot"} each at least`,
    todo: many ? "Take exact values." : `Give a whole number of shots, ${least} or more.`,
  });
}
