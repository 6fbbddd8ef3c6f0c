import { streams, UphillError } from "@uphill/core";

const DEGREE = 3;

/** One attempt in seven succeeds, whatever the size. */
const MOST_ATTEMPTS = 2000;

/**
 * The edges of a connected graph in which every vertex has three neighbours, all such graphs being equally likely: three ends at every
 * vertex are paired at random (stream "regular-graph" of the seed, by attempt) until no edge is a loop or stands twice.
 * @throws UphillError "graph" for a number of vertices that has none
 * Source: Bollobás 1980, doi:10.1016/S0195-6698(80)80030-8.
 */
export function regularGraph(who: string, vertices: number, seed: number): [number, number][] {
  if (vertices % 2 === 1 || vertices <= DEGREE) {
    throw new UphillError({
      code: "graph",
      who,
      got: `a graph of degree ${DEGREE} is asked for on ${vertices} qubits`,
      wanted: "there is one for an even number of 4 or more",
      todo: "Ask for another number of qubits.",
    });
  }
  const stream = streams(seed).stream("regular-graph");
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const ends = stream.at(attempt).permutation(DEGREE * vertices);
    const edges = Array.from({ length: ends.length / 2 }, (_, k): [number, number] => {
      const [a, b] = [ends[2 * k] % vertices, ends[2 * k + 1] % vertices];
      return a < b ? [a, b] : [b, a];
    }).sort(([a, b], [c, d]) => a - c || b - d);
    const simple = edges.every(([a, b], k) => a !== b && (k === 0 || a !== edges[k - 1][0] || b !== edges[k - 1][1]));
    if (simple && parts(edges, vertices).length === 1) return edges;
  }
  // Never met: a chance of 0.87 to the power of two thousand.
  throw new Error(`no graph of degree ${DEGREE} on ${vertices} vertices was found`);
}

/**
 * Finds the connected parts of a graph.
 * @param edges the edges
 * @param vertices the number of vertices
 * @returns the vertices of each part
 */
export function parts(edges: readonly (readonly [number, number, ...unknown[]])[], vertices: number): number[][] {
  const part = Array.from({ length: vertices }, (_, vertex) => [vertex]);
  for (const [a, b] of edges) {
    if (part[a] === part[b]) continue;
    const joined = [...part[a], ...part[b]];
    for (const vertex of joined) part[vertex] = joined;
  }
  return [...new Set(part)];
}
