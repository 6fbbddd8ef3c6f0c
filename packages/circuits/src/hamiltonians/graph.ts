import { UphillError, type Field } from "@uphill/core";

/** Two vertices and a weight (1 if left out). */
export type Edge = readonly [number, number] | readonly [number, number, number];

/** A weighted graph: a shape on all qubits, edges as text ("0-1, 1-2:0.5"), or edges as a list. */
export type Graph = string | readonly Edge[];

const shapes: Record<string, (qubits: number) => [number, number][]> = {
  ring: (n) => [...shapes.line(n), ...(n > 2 ? ([[n - 1, 0]] satisfies [number, number][]) : [])],
  line: (n) => Array.from({ length: n - 1 }, (_, a) => [a, a + 1]),
  complete: (n) =>
    Array.from({ length: n }, (_, a) =>
      Array.from({ length: n - 1 - a }, (_, k): [number, number] => [a, a + 1 + k]),
    ).flat(),
};

const EDGE = /^(\d+)-(\d+)(?::([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))?$/;

/** What the option says about itself wherever a graph is wanted. */
export const graph: Field<Graph> = {
  default: "ring",
  about: "The graph: a shape, or its edges with their weights",
  type: 'ring | line | complete, edges such as "0-1, 1-2:0.5", or a list of [vertex, vertex, weight]',
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) =>
        parse(value) || (typeof value === "string" && Object.hasOwn(shapes, value))
          ? { value: value as Graph }
          : { issues: [{ message: "must be a graph" }] },
    },
  },
};

function parse(value: unknown): [number, number, number][] | undefined {
  if (typeof value === "string") {
    const found = value.split(/[\s,]+/).filter((word) => word !== "");
    const edges = found.map((word) => EDGE.exec(word));
    if (edges.length === 0 || edges.includes(null)) return undefined;
    return parse(edges.map((edge) => [Number(edge![1]), Number(edge![2]), Number(edge!.at(3) ?? 1)]));
  }
  if (!Array.isArray(value)) return undefined;
  const edges = value.map((edge: unknown) => (Array.isArray(edge) && edge.length === 2 ? [...(edge as []), 1] : edge));
  const fine = edges.every(
    (edge) => Array.isArray(edge) && edge.length === 3 && edge.every((part) => Number.isFinite(part)),
  );
  return fine ? (edges as [number, number, number][]) : undefined;
}

/**
 * The edges [a, b, weight] in the order given.
 * @throws UphillError "graph" for a vertex that is no qubit, an edge from a vertex to itself, or an edge that stands twice
 */
export function edgesOf(who: string, given: Graph, qubits: number): [number, number, number][] {
  if (typeof given === "string" && Object.hasOwn(shapes, given)) {
    return shapes[given](qubits).map(([a, b]) => [a, b, 1]);
  }
  const edges = parse(given) ?? [];
  const seen = new Set<string>();
  for (const [a, b] of edges) {
    const refuse = (got: string, wanted: string): never => {
      throw new UphillError({ code: "graph", who, got, wanted, todo: "Name each pair of different qubits once." });
    };
    for (const end of [a, b]) {
      if (!Number.isInteger(end) || end < 0 || end >= qubits) {
        refuse(`edge ${a}-${b} has vertex ${end}`, `there are qubits 0 to ${qubits - 1}`);
      }
    }
    if (a === b) refuse(`edge ${a}-${b} goes from a vertex to itself`, "an edge needs two vertices");
    const key = `${Math.min(a, b)}-${Math.max(a, b)}`;
    if (seen.has(key)) refuse(`edge ${key} stands twice`, "a graph has each edge once, with its weight");
    seen.add(key);
  }
  return edges;
}
