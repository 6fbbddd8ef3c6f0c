import { flag, norm, number } from "@uphill/core";
import { ask, type Asking } from "../ask.js";
import { defineMethod, minus } from "../optimizer.js";

interface Vertex {
  readonly theta: readonly number[];
  readonly value: number;
}

/**
 * Moves a simplex downhill by losses alone. Its worst vertex is reflected, and the simplex is stretched or shrunk. One
 * turn of the simplex is one step; θ is its best vertex.
 * Losses are kept from step to step, so the loss function must be the same in every step: all rows, and little or no
 * noise from shots.
 * Source: Nelder & Mead 1965, Computer J. 7, 308; `adaptive`: Gao & Han 2012. Coefficients and the order of decisions
 * are SciPy's.
 */
export const nelderMead = defineMethod({
  name: "nelder-mead",
  needs: ["value"],
  options: {
    /** Edge of the first simplex along each weight. */
    size: number({
      default: 0.5,
      above: 0,
      about: "Edge of the first simplex along each weight",
      search: { kind: "log-uniform", low: 0.05, high: 2 },
    }),
    /** Whether coefficients follow the number of weights: better from 10 weights up. */
    adaptive: flag({
      default: false,
      about: "Whether coefficients follow the number of weights: better from 10 weights up",
    }),
  },
  init: (): { simplex: readonly Vertex[] } => ({ simplex: [] }),
  *step({ theta, state, options: { size, adaptive } }) {
    const n = theta.length;
    let { simplex } = state;
    if (simplex.length === 0) {
      const points = Array.from({ length: n + 1 }, (_, k) => theta.map((t, i) => (i === k - 1 ? t + size : t)));
      const answers = yield* ask.values(points);
      simplex = sorted(points.map((point, k) => ({ theta: Array.from(point), value: answers[k].value })));
    }
    const wide = adaptive && n > 1;
    const stretch = wide ? 1 + 2 / n : 2;
    const inward = wide ? 0.75 - 1 / (2 * n) : 0.5;
    const shrink = wide ? 1 - 1 / n : 0.5;
    const [best, worst, second] = [simplex[0], simplex[n], simplex[n - 1]];
    const centre = theta.map((_, i) => simplex.slice(0, n).reduce((sum, vertex) => sum + vertex.theta[i], 0) / n);
    /** The point at centre + factor · (centre − worst). */
    function* at(factor: number): Asking<Vertex> {
      const point = centre.map((c, i) => (1 + factor) * c - factor * worst.theta[i]);
      const { value } = yield* ask.value(point);
      return { theta: Array.from(point), value };
    }
    const reflected = yield* at(1);
    let accepted: Vertex | null = null;
    if (reflected.value < best.value) {
      const further = yield* at(stretch);
      accepted = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < second.value) {
      accepted = reflected;
    } else if (reflected.value < worst.value) {
      const outside = yield* at(inward);
      if (outside.value <= reflected.value) accepted = outside;
    } else {
      const inside = yield* at(-inward);
      if (inside.value < worst.value) accepted = inside;
    }
    if (accepted) simplex = [...simplex.slice(0, n), accepted];
    else {
      const points = simplex.slice(1).map((vertex) => pull(best.theta, shrink, vertex.theta));
      const answers = yield* ask.values(points);
      simplex = [best, ...points.map((point, k) => ({ theta: Array.from(point), value: answers[k].value }))];
    }
    simplex = sorted(simplex);
    const next = Float64Array.from(simplex[0].theta);
    return { theta: next, state: { simplex }, report: { value: best.value, length: norm(minus(next, theta)) } };
  },
});

function pull(to: readonly number[], factor: number, point: readonly number[]): Float64Array {
  return Float64Array.from(to, (t, i) => t + factor * (point[i] - t));
}

/** Ascending; equal ones keep their order. */
function sorted(simplex: readonly Vertex[]): Vertex[] {
  return [...simplex].sort((a, b) => a.value - b.value);
}
