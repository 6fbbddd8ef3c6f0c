import { dot, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { defineMethod, plus, type Report } from "../optimizer.js";

interface Vertex {
  /** From θ. */
  readonly offset: readonly number[];
  readonly value: number;
}
interface CobylaState {
  readonly radius: number;
  /** At θ. */
  readonly value: number;
  /** As many as weights; with θ they make the simplex. Empty before the first step. */
  readonly vertices: readonly Vertex[];
}

/**
 * A linear model through the values at a simplex, minimised in a ball of radius ρ: one loss a step, whatever the number of
 * weights. θ is the best vertex.
 *   model g: g·dᵢ = value(θ + dᵢ) − value(θ)    trial: θ − ρ·g/|g|
 * A vertex that is too far from θ (> 2.1 ρ) or too near to the plane of the others (< ρ/4) is first replaced by one at distance
 * ρ/2 from that plane. ρ halves when a trial does not bring a tenth of the fall that the model promised.
 * Source: Powell 1994, "A direct search optimization method that models the objective and constraint functions by linear
 * interpolation" (COBYLA). Departures: no constraints, and so no merit function; ρ ends at `smallest` but the run goes on.
 * Values are kept from step to step, as in nelder-mead, so it fits losses that are the same in every step.
 */
export const cobyla = defineMethod({
  name: "cobyla",
  needs: ["value"],
  options: {
    radius: number({
      default: 0.5,
      above: 0,
      about: "First radius ρ, also the edge of the first simplex",
      search: { kind: "log-uniform", low: 0.05, high: 2 },
    }),
    smallest: number({ default: 1e-6, above: 0, about: "Least radius" }),
  },
  init: (_size, { radius }): CobylaState => ({ radius, value: 0, vertices: [] }),
  *step({ theta, state: { radius, value, vertices }, options: { smallest } }) {
    const normals = inverse(vertices.map(({ offset }) => offset));
    if (!normals) {
      // At the start, or where rounding has flattened the simplex.
      const edges = Array.from(theta, (_, k) => theta.map((_, i) => (i === k ? radius : 0)));
      const [here, ...there] = yield* ask.values([theta, ...edges.map((edge) => plus(theta, 1, edge))]);
      const fresh = edges.map((edge, k) => ({ offset: Array.from(edge), value: there[k].value }));
      return settle(theta, { radius, value: here.value, vertices: fresh });
    }
    const halved = Math.max(smallest, radius / 2);
    const gradient = theta.map((_, i) => vertices.reduce((sum, v, k) => sum + (v.value - value) * normals[k][i], 0));
    const slope = norm(gradient);
    const poor = poorest(vertices, normals, radius);
    if (poor !== null || slope === 0) {
      const k = poor ?? 0;
      // At right angles to the plane of the others, to the side where the model falls.
      const distance = ((dot(normals[k], gradient) > 0 ? -1 : 1) * radius) / 2 / norm(normals[k]);
      // Plus 0, because JSON does not know −0.
      const offset = normals[k].map((x) => distance * x + 0);
      const answer = yield* ask.value(plus(theta, 1, Float64Array.from(offset)));
      const next = vertices.map((vertex, j) => (j === k ? { offset, value: answer.value } : vertex));
      return settle(theta, { radius: poor === null ? halved : radius, value, vertices: next });
    }
    const step = gradient.map((g) => 0 - (radius * g) / slope);
    const trial = yield* ask.value(plus(theta, 1, step));
    const enough = value - trial.value >= 0.1 * radius * slope;
    // The trial takes the place where it keeps the simplex widest, that of a far vertex before others.
    const width = normals.map(
      (normal, k) => Math.abs(dot(normal, step)) * Math.max(1, norm(vertices[k].offset) / radius),
    );
    const k = width.indexOf(Math.max(...width));
    const next = vertices.map((vertex, j) => (j === k ? { offset: Array.from(step), value: trial.value } : vertex));
    return settle(theta, { radius: enough ? radius : halved, value, vertices: next });
  },
});

/** Moves θ to the best vertex. */
function settle(theta: Float64Array, state: CobylaState): { theta: Float64Array; state: CobylaState; report: Report } {
  const { radius, value, vertices } = state;
  const lowest = vertices.reduce((low, vertex, k) => (vertex.value < vertices[low].value ? k : low), 0);
  const best = vertices[lowest];
  if (best.value >= value) return { theta, state, report: { value, length: 0 } };
  const moved = vertices.map((vertex, k) =>
    k === lowest
      ? { offset: best.offset.map((x) => 0 - x), value }
      : { offset: vertex.offset.map((x, i) => x - best.offset[i]), value: vertex.value },
  );
  return {
    theta: plus(theta, 1, Float64Array.from(best.offset)),
    state: { radius, value: best.value, vertices: moved },
    report: { value, length: norm(best.offset) },
  };
}

/** A vertex that spoils the model: the farthest if it is too far, else the flattest if it is too flat. */
function poorest(vertices: readonly Vertex[], normals: readonly number[][], radius: number): number | null {
  const far = vertices.map(({ offset }) => norm(offset));
  const longest = Math.max(...far);
  if (longest > 2.1 * radius) return far.indexOf(longest);
  const flat = normals.map((normal) => 1 / norm(normal));
  const least = Math.min(...flat);
  return least < radius / 4 ? flat.indexOf(least) : null;
}

/**
 * Columns of the inverse of a matrix of rows (Gauss–Jordan with pivots): column k is at right angles to all rows but k, and 1
 * over its length is row k's distance from their plane. Null where there is no inverse.
 */
function inverse(rows: readonly (readonly number[])[]): number[][] | null {
  const size = rows.length;
  const work = rows.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) if (Math.abs(work[i][column]) > Math.abs(work[pivot][column])) pivot = i;
    [work[column], work[pivot]] = [work[pivot], work[column]];
    const head = work[column];
    const scale = head[column];
    if (scale === 0) return null;
    for (let j = 0; j < head.length; j++) head[j] /= scale;
    for (const row of work) {
      const factor = row[column];
      if (row === head || factor === 0) continue;
      for (let j = 0; j < row.length; j++) row[j] -= factor * head[j];
    }
  }
  const finite = work.every((row) => row.every(Number.isFinite));
  return size > 0 && finite ? Array.from({ length: size }, (_, k) => work.map((row) => row[size + k])) : null;
}
