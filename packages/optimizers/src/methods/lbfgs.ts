import { dot, flag, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, minus, plus } from "../optimizer.js";
import { raised } from "../reports/index.js";
import { searchLine, wolfeOptions } from "../wolfe.js";

interface Pair {
  readonly s: readonly number[];
  readonly y: readonly number[];
}

/**
 * Limited-memory BFGS: a step along −H·g with a line search for the strong Wolfe conditions. H approximates the inverse
 * Hessian. It is made of the last moves s = Δθ and gradient changes y = Δg. The search begins at rate 1, or at η while
 * there is no memory.
 * Both gradients of a y come from one step, so they see the same rows. A pair with too little curvature is left out.
 * The memory is dropped if H·g is not a descent direction or if the search finds nothing.
 * Source: Nocedal & Wright 2006, Algorithms 7.4 and 7.5; Liu & Nocedal 1989. Departures: each step asks for its first
 * gradient anew, because its rows may differ. With `reuse` it takes the last gradient of the step before.
 */
export const lbfgs = defineMethod({
  name: "lbfgs",
  needs: ["value", "gradient"],
  reports: { raised },
  options: {
    /** Learning rate η. */
    learningRate,
    /** Moves remembered. */
    memory: number({ default: 10, min: 1, integer: true, about: "Moves remembered" }),
    /** Start from the last step's last gradient: right where all steps see the same rows. */
    reuse: flag({
      default: false,
      about: "Start from the last step's last gradient: right where all steps see the same rows",
    }),
    ...wolfeOptions,
  },
  init: (): {
    pairs: readonly Pair[];
    last: { value: number; shots?: number; gradient: readonly number[] } | null;
  } => ({
    pairs: [],
    last: null,
  }),
  *step({ theta, state: { pairs, last }, options }) {
    const first =
      options.reuse && last
        ? { ...last, standardError: 0, gradient: Float64Array.from(last.gradient) }
        : yield* ask.valueAndGradient(theta);
    const { gradient } = first;
    let direction = quasiNewton(pairs, gradient);
    const usable = pairs.length > 0 && dot(gradient, direction) < 0;
    if (!usable) direction = gradient.map((g) => -options.learningRate * g);
    const { start, found, trials } = yield* searchLine(theta, first, direction, options);
    const report = { value: start, gradientNorm: norm(gradient), raised: trials > 1 };
    if (!found) return { theta, state: { pairs: [], last: null }, report: { ...report, length: 0 } };
    const s = minus(found.theta, theta);
    const y = minus(found.gradient, gradient);
    const kept = usable ? pairs : [];
    const curved = dot(s, y) > 1e-10 * norm(s) * norm(y);
    const pair = { s: Array.from(s), y: Array.from(y) };
    return {
      theta: found.theta,
      state: {
        pairs: curved ? [...kept, pair].slice(-options.memory) : kept,
        last: options.reuse
          ? {
              value: found.value,
              ...(first.shots !== undefined && { shots: first.shots }),
              gradient: Array.from(found.gradient),
            }
          : null,
      },
      report: { ...report, length: norm(s) },
    };
  },
});

/** −H·g by two loops over the memory. */
function quasiNewton(pairs: readonly Pair[], gradient: Float64Array): Float64Array {
  const vectors = pairs.map(({ s, y }) => ({ s: Float64Array.from(s), y: Float64Array.from(y), rho: 1 / dot(s, y) }));
  let q = gradient;
  const alphas = vectors.map(() => 0);
  for (let k = vectors.length - 1; k >= 0; k--) {
    alphas[k] = vectors[k].rho * dot(vectors[k].s, q);
    q = plus(q, -alphas[k], vectors[k].y);
  }
  const last = vectors.at(-1);
  const scale = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1;
  q = q.map((x) => scale * x);
  vectors.forEach(({ s, y, rho }, k) => (q = plus(q, alphas[k] - rho * dot(y, q), s)));
  return q.map((x) => -x);
}
