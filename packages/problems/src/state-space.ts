import type { InParts } from "@uphill/core";
import { frequencies } from "@uphill/circuits";
import { metricTensor } from "@uphill/gradients";
import type { BatchSource, Program } from "@uphill/simulator";

/** Bytes that derivatives of states may take at once, some milliseconds of work; rows beyond that wait. */
const MOST_BYTES = 2 ** 19;

const curvature = metricTensor();

/** Circuit evaluations a row for the metric on a device: those of its overlaps. */
export const metricCircuits = (program: Program): number => curvature.circuits(program);

/**
 * Fubini–Study metric of the states, mean over rows: [weights, weights]. Exact but for rounding; over all weights, idle ones too.
 * @param rows   how many there are
 * @param source what the program runs on, for some of the rows
 * @throws UphillError "derivative" for a trained gate that no rule serves
 */
export function* meanMetric(
  program: Program,
  weights: Float64Array,
  rows: number,
  source: (rows: readonly number[]) => BatchSource,
): InParts<Float64Array> {
  const size = weights.length * weights.length;
  const metric = new Float64Array(size);
  const most = Math.max(
    1,
    Math.floor(MOST_BYTES / (16 * (2 ** program.circuit.qubits + weights.length) * weights.length)),
  );
  for (let first = 0; first < rows; first += most) {
    yield;
    const part = Array.from({ length: Math.min(most, rows - first) }, (_, k) => first + k);
    curvature.estimate({ program, weights, source: source(part) }).forEach((entry, k) => (metric[k % size] += entry));
  }
  return metric.map((sum) => sum / rows);
}

/** Gates on one weight whose scales have nothing in common triple the frequencies one by one. */
const MOST_FREQUENCIES = 1000;

/**
 * The frequencies of a readout in one weight: sums and differences over its uses of the frequencies of each gate times the
 * angle's scale. Ascending, 0 left out; null where a gate declares none, and where there are too many to be of use.
 */
export function readoutFrequencies(
  { circuit: { operations }, liveOperations }: Program,
  weight: number,
): readonly number[] | null {
  let found: readonly number[] | null = [0];
  operations.forEach(({ gate, angles }, index) => {
    for (const angle of angles) {
      if (typeof angle === "number" || !("weight" in angle)) continue;
      if (angle.weight !== weight || !liveOperations[index] || angle.scale === 0) continue;
      const own = frequencies(gate).map((frequency) => frequency * Math.abs(angle.scale));
      found = own.length > 0 && found && found.length <= MOST_FREQUENCIES ? combined(found, [0, ...own]) : null;
    }
  });
  return (found as readonly number[] | null)?.filter((frequency) => frequency > 0) ?? null;
}

/** The frequencies of a product of waves: sums and differences. */
export function combined(a: readonly number[], b: readonly number[]): number[] {
  const all = a.flatMap((x) => b.flatMap((y) => [x + y, Math.abs(x - y)])).sort((x, y) => x - y);
  return all.filter((value, k) => k === 0 || value - all[k - 1] > 1e-9);
}
