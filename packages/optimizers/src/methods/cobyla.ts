import { dot, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { defineMethod, plus } from "../optimizer.js";
import type { Report } from "../report.js";

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
  /** Whether the next step mends the simplex, as the last trial failed on one that was too long or too flat. */
  readonly repair: boolean;
}

/**
 * Minimises a linear model of the loss in a ball of radius ρ. The model goes through the losses at the vertices of a
 * simplex; θ is the best vertex.
 *     model g: g·dᵢ = value(θ + dᵢ) − value(θ)    trial: θ − ρ·g/|g|
 * A trial is good if the loss falls by a tenth of what the model promised. After a bad trial, ρ halves if the simplex
 * is sound. If it is not sound, the next step moves one vertex to a distance of ρ/2 from the plane of the others: a
 * vertex that is too far from θ (> 2.1 ρ), or the one nearest to that plane (< ρ/4).
 * Losses are kept from step to step, so the loss function must be the same in every step.
 * Cost: one loss a step, for any number of weights. The first step takes one loss more for each weight.
 * Source: Powell 1994, "A direct search optimization method that models the objective and constraint functions by
 * linear interpolation", in the form of his COBYLA2 without constraints. From the same first simplex, it asks for the
 * same points. Departures: the first simplex stands at the start and is asked for in one round; his moves on as soon as
 * a vertex is lower. If the model has no slope, a vertex is mended and ρ halves. When ρ has reached `smallest`, the run
 * goes on.
 */
export const cobyla = defineMethod({
  name: "cobyla",
  needs: ["value"],
  options: {
    /** First radius ρ, also the edge of the first simplex. */
    radius: number({
      default: 0.5,
      above: 0,
      about: "First radius ρ, also the edge of the first simplex",
      search: { kind: "log-uniform", low: 0.05, high: 2 },
    }),
    /** Least radius. */
    smallest: number({ default: 1e-6, above: 0, about: "Least radius" }),
  },
  init: (_size, { radius }): CobylaState => ({ radius, value: 0, vertices: [], repair: false }),
  *step({ theta, state: { radius, value, vertices, repair }, options: { smallest } }) {
    const normals = inverse(vertices.map(({ offset }) => offset));
    if (!normals) {
      // At the start, or where rounding has flattened the simplex.
      const edges = Array.from(theta, (_, k) => theta.map((_, i) => (i === k ? radius : 0)));
      const [here, ...there] = yield* ask.values([theta, ...edges.map((edge) => plus(theta, 1, edge))]);
      const fresh = edges.map((edge, k) => ({ offset: Array.from(edge), value: there[k].value }));
      return settle(theta, { radius, value: here.value, vertices: fresh, repair: false });
    }
    const gradient = theta.map((_, i) => vertices.reduce((sum, v, k) => sum + (v.value - value) * normals[k][i], 0));
    const slope = norm(gradient);
    const shape: Shape = {
      normals,
      far: vertices.map(({ offset }) => norm(offset)),
      height: normals.map((normal) => 1 / norm(normal)),
    };
    const sound = isSound(shape, radius);
    const less = radius / 2 <= 1.5 * smallest ? smallest : radius / 2;
    const put = (at: number | null, step: readonly number[], there: number): readonly Vertex[] =>
      vertices.map((vertex, k) => (k === at ? { offset: step, value: there } : vertex));
    if ((repair && !sound) || slope === 0) {
      const k = poorest(shape, radius);
      // At right angles to the plane of the others, to the side where the model falls; plus 0, as JSON does not know −0.
      const distance = ((dot(normals[k], gradient) > 0 ? -1 : 1) * radius * shape.height[k]) / 2;
      const offset = normals[k].map((x) => distance * x + 0);
      const answer = yield* ask.value(plus(theta, 1, Float64Array.from(offset)));
      const next = put(k, offset, answer.value);
      return settle(theta, { radius: sound ? less : radius, value, vertices: next, repair: false });
    }
    const step = Array.from(gradient, (g) => 0 - (radius * g) / slope);
    const trial = yield* ask.value(plus(theta, 1, Float64Array.from(step)));
    const fall = value - trial.value;
    const good = fall > 0 && fall >= 0.1 * radius * slope;
    const next = put(replaced(shape, vertices, step, fall > 0, radius), step, trial.value);
    return settle(theta, {
      radius: good || !sound ? radius : less,
      value,
      vertices: next,
      repair: !good && !sound,
    });
  },
});

/** How the vertices stand, seen from θ. */
interface Shape {
  /** At right angles to the plane of the other vertices, 1/height long. */
  readonly normals: readonly (readonly number[])[];
  readonly far: readonly number[];
  /** Distance from the plane of the others. */
  readonly height: readonly number[];
}

function isSound({ far, height }: Shape, radius: number): boolean {
  return far.every((distance) => distance <= 2.1 * radius) && height.every((distance) => distance >= radius / 4);
}

/** The vertex that spoils the model most: the farthest if it is too far, else the flattest. */
function poorest({ far, height }: Shape, radius: number): number {
  const longest = Math.max(...far);
  return longest > 2.1 * radius ? far.indexOf(longest) : height.indexOf(Math.min(...height));
}

/**
 * The vertex whose place a trial takes: the farthest of those that leave a simplex that is not flat, else the one that makes it
 * widest. Null where the trial is no lower and would make it narrower.
 */
function replaced(
  { normals, far, height }: Shape,
  vertices: readonly Vertex[],
  step: readonly number[],
  lower: boolean,
  radius: number,
): number | null {
  // By how much the simplex grows with the trial in place of each vertex.
  const growth = normals.map((normal) => Math.abs(dot(normal, step)));
  const edges = vertices.map(({ offset }, k) => {
    if (growth[k] < 1 && growth[k] * height[k] < radius / 4) return 0;
    return lower ? norm(step.map((s, i) => s - offset[i])) : far[k];
  });
  const longest = Math.max(...edges);
  if (longest > 1.1 * radius) return edges.indexOf(longest);
  const most = Math.max(...growth);
  return most > (lower ? 0 : 1) ? growth.indexOf(most) : null;
}

/** Moves θ to the best vertex. */
function settle(theta: Float64Array, state: CobylaState): { theta: Float64Array; state: CobylaState; report: Report } {
  const { value, vertices } = state;
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
    state: { ...state, value: best.value, vertices: moved },
    report: { value, length: norm(best.offset) },
  };
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
