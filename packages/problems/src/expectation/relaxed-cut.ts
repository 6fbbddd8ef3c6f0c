import { norm, dot, streams, type Random } from "@uphill/core";

/** Sweeps over all vertices, and where they end: no vector moves by more than this. */
const [SWEEPS, STILL] = [1000, 1e-9];

/** Planes that vectors are rounded by; the best is taken. */
const PLANES = 50;

/**
 * A large cut by the relaxation of Goemans and Williamson: a unit vector for each vertex, neighbours as far apart as can be, rounded to two
 * sides by random planes. The vectors come from coordinate descent: each is set against the weighted sum of its neighbours.
 * @param edges [a, b, weight]
 * @returns the side of each vertex, 0 or 1, and the cut
 * Source: Goemans & Williamson 1995, doi:10.1145/227683.227684; the descent: Wang, Chang & Kolter 2017, arXiv:1706.00476.
 */
export function relaxedCut(
  edges: readonly (readonly [number, number, number])[],
  vertices: number,
): { readonly sides: readonly number[]; readonly cut: number } {
  const random = streams(0).stream("relaxed-cut").at();
  // So many dimensions are enough for no false optimum.
  const vectors = Array.from({ length: vertices }, () => direction(Math.ceil(Math.sqrt(2 * vertices)) + 1, random));
  for (let sweep = 0, moved = Infinity; sweep < SWEEPS && moved > STILL; sweep++) {
    moved = 0;
    for (let vertex = 0; vertex < vertices; vertex++) {
      const pull = new Float64Array(vectors[vertex].length);
      for (const [a, b, weight] of edges) {
        const other = a === vertex ? b : b === vertex ? a : undefined;
        if (other !== undefined) vectors[other].forEach((x, k) => (pull[k] -= weight * x));
      }
      const length = norm(pull);
      if (length === 0) continue;
      const next = pull.map((x) => x / length);
      moved = Math.max(moved, norm(next.map((x, k) => x - vectors[vertex][k])));
      vectors[vertex] = next;
    }
  }
  const rounded = Array.from({ length: PLANES }, () => {
    const plane = direction(vectors[0].length, random);
    const sides = vectors.map((vector) => (dot(vector, plane) < 0 ? 1 : 0));
    return { sides, cut: edges.reduce((sum, [a, b, weight]) => (sides[a] === sides[b] ? sum : sum + weight), 0) };
  });
  return rounded.reduce((best, other) => (other.cut > best.cut ? other : best));
}

function direction(size: number, random: Random): Float64Array {
  const drawn = Float64Array.from({ length: size }, () => random.normal());
  const length = norm(drawn);
  return drawn.map((x) => x / length);
}
