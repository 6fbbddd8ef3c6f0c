/** The smallest curvature that a step divides by, for kernels that are not positive semidefinite. */
const TAU = 1e-12;

/** A support vector machine of two classes, as its dual problem has it. */
export interface Machine {
  /** αᵢ·yᵢ, [rows] */
  readonly coefficients: Float64Array;
  /** Is added to Σ coefficient · kernel. */
  readonly offset: number;
  readonly steps: number;
  /** False where the steps ran out. */
  readonly converged: boolean;
}

/**
 * Solves min ½·αᵀQα − Σα with 0 ≤ α ≤ C and Σ yα = 0, Qᵢⱼ = yᵢyⱼKᵢⱼ, by sequential minimal optimization: two α at a time, chosen by
 * second order information (WSS 2), until no pair violates the optimality conditions by more than the tolerance.
 * Source: Fan, Chen & Lin 2005, JMLR 6:1889, the rule and the stop of LIBSVM; steps as in Chang & Lin 2011, section 4.1.5. Departures:
 * no shrinking and no cache, which change no result: the whole kernel lies in memory.
 * @param kernel [rows, rows]
 * @param signs  y, +1 or −1
 */
export function smo(
  kernel: Float64Array,
  signs: Float64Array,
  { cost, tolerance, mostSteps }: { readonly cost: number; readonly tolerance: number; readonly mostSteps: number },
): Machine {
  const rows = signs.length;
  const alpha = new Float64Array(rows);
  const gradient = new Float64Array(rows).fill(-1);
  const mayRise = (t: number): boolean => (signs[t] > 0 ? alpha[t] < cost : alpha[t] > 0);
  const mayFall = (t: number): boolean => (signs[t] > 0 ? alpha[t] > 0 : alpha[t] < cost);
  const curvature = (i: number, j: number): number =>
    Math.max(TAU, kernel[i * rows + i] + kernel[j * rows + j] - 2 * kernel[i * rows + j]);

  /** The pair to move, or undefined at the end. */
  function pair(): readonly [number, number] | undefined {
    let [highest, lowest, i, j, best] = [-Infinity, Infinity, -1, -1, Infinity];
    for (let t = 0; t < rows; t++) {
      const value = -signs[t] * gradient[t];
      if (mayRise(t) && value >= highest) [highest, i] = [value, t];
    }
    for (let t = 0; t < rows; t++) {
      if (!mayFall(t)) continue;
      const value = -signs[t] * gradient[t];
      lowest = Math.min(lowest, value);
      const violation = highest - value;
      if (i < 0 || violation <= 0) continue;
      const gain = -(violation * violation) / curvature(i, t);
      if (gain <= best) [best, j] = [gain, t];
    }
    return i < 0 || j < 0 || highest - lowest < tolerance ? undefined : [i, j];
  }

  let steps = 0;
  let chosen = pair();
  for (; chosen && steps < mostSteps; steps++, chosen = pair()) {
    const [i, j] = chosen;
    const before = [alpha[i], alpha[j]];
    // y·α rises at i and falls at j by the same, as far as both may.
    const free = (-signs[i] * gradient[i] + signs[j] * gradient[j]) / curvature(i, j);
    const room = Math.min(signs[i] > 0 ? cost - alpha[i] : alpha[i], signs[j] > 0 ? alpha[j] : cost - alpha[j]);
    const step = Math.min(free, room);
    // At a bound exactly where the bound decides: "free" means neither 0 nor C.
    alpha[i] = bounded(alpha[i] + signs[i] * step, signs[i] > 0 ? cost - alpha[i] : alpha[i], step, cost, signs[i] > 0);
    alpha[j] = bounded(alpha[j] - signs[j] * step, signs[j] > 0 ? alpha[j] : cost - alpha[j], step, cost, signs[j] < 0);
    const moved = [(alpha[i] - before[0]) * signs[i], (alpha[j] - before[1]) * signs[j]];
    for (let t = 0; t < rows; t++)
      gradient[t] += signs[t] * (moved[0] * kernel[i * rows + t] + moved[1] * kernel[j * rows + t]);
  }
  return {
    coefficients: alpha.map((value, t) => value * signs[t]),
    offset: -threshold(),
    steps,
    converged: chosen === undefined,
  };

  /** y·gradient of the free α, on average; where none is free, the middle of what is allowed. */
  function threshold(): number {
    let [sum, free, upper, lower] = [0, 0, Infinity, -Infinity];
    for (let t = 0; t < rows; t++) {
      const value = signs[t] * gradient[t];
      if (alpha[t] > 0 && alpha[t] < cost) {
        sum += value;
        free += 1;
      } else if (alpha[t] >= cost === signs[t] < 0) upper = Math.min(upper, value);
      else lower = Math.max(lower, value);
    }
    return free > 0 ? sum / free : (upper + lower) / 2;
  }
}

/** @param room how far α could go @param up whether it goes towards the cost */
function bounded(value: number, room: number, step: number, cost: number, up: boolean): number {
  if (step >= room) return up ? cost : 0;
  return Math.min(cost, Math.max(0, value));
}
