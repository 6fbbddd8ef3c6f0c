import { UphillError, type Field } from "@uphill/core";
import { regularGraph } from "./regular.js";

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

/** A random graph of degree 3, and the seed that it is drawn by. */
const REGULAR = /^regular-3(?::(\d{1,9}))?$/;

/** The edges of a shape; undefined for what is none. */
function shapeOf(who: string, given: string, qubits: number): [number, number][] | undefined {
  const regular = REGULAR.exec(given);
  if (regular) return regularGraph(who, qubits, Number(regular.at(1) ?? 0));
  return isShape(given) ? shapes[given](qubits) : undefined;
}

/**
 * Tells whether a value is the name of a shape, such as "ring". A shape is a graph for any number of qubits.
 * @param given the value
 * @returns true for the name of a shape
 */
export function isShape(given: unknown): given is string {
  return typeof given === "string" && (Object.hasOwn(shapes, given) || REGULAR.test(given));
}

const EDGE = /^(\d+)-(\d+)(?::([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))?$/;

/** What the option says about itself wherever a graph is wanted. */
export const graph: Field<Graph> = {
  default: "ring",
  about: "The graph: a shape, or its edges with their weights",
  type: 'ring | line | complete | regular-3 (random; others: regular-3:SEED), edges such as "0-1, 1-2:0.5", or a list of [vertex, vertex, weight]',
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) =>
        parse(value) || isShape(value) ? { value: value as Graph } : { issues: [{ message: "must be a graph" }] },
    },
  },
};

function parse(value: unknown): [number, number, number][] | undefined {
  if (typeof value === "string") {
    const found = value.split(/[\s,]+/).filter((word) => word !== "");
    const edges = found.map((word) => EDGE.exec(word));
    if (edges.length === 0 || edges.includes(null)) return undefined;
    return edges.map((edge) => [Number(edge![1]), Number(edge![2]), Number(edge!.at(3) ?? 1)]);
  }
  if (!Array.isArray(value)) return undefined;
  const edges = value.map((edge: unknown) => (Array.isArray(edge) && edge.length === 2 ? [...(edge as []), 1] : edge));
  const fine = edges.every(
    (edge) => Array.isArray(edge) && edge.length === 3 && edge.every((part) => Number.isFinite(part)),
  );
  return fine ? (edges as [number, number, number][]) : undefined;
}

/**
 * Gives the edges of a graph, in the order in which they were given.
 * @param who the name of what refuses, for the error
 * @param given the graph: a shape, edges as text, or a list of edges
 * @param qubits the number of qubits
 * @returns the edges, each as [a, b, weight]
 * @throws UphillError "graph" for a vertex that is no qubit, an edge from a vertex to itself, an edge that stands
 *   twice, or a weight that is not finite
 */
export function edgesOf(who: string, given: Graph, qubits: number): [number, number, number][] {
  const shape = typeof given === "string" ? shapeOf(who, given, qubits) : undefined;
  if (shape) return shape.map(([a, b]) => [a, b, 1]);
  const edges = parse(given) ?? [];
  const seen = new Set<string>();
  for (const [a, b, weight] of edges) {
    const refuse = (got: string, wanted: string, todo = "Name each pair of different qubits once."): never => {
      throw new UphillError({ code: "graph", who, got, wanted, todo });
    };
    for (const end of [a, b]) {
      if (!Number.isInteger(end) || end < 0 || end >= qubits) {
        refuse(`edge ${a}-${b} has vertex ${end}`, `there are qubits 0 to ${qubits - 1}`);
      }
    }
    if (a === b) refuse(`edge ${a}-${b} goes from a vertex to itself`, "an edge needs two vertices");
    const key = `${Math.min(a, b)}-${Math.max(a, b)}`;
    if (seen.has(key)) refuse(`edge ${key} stands twice`, "a graph has each edge once, with its weight");
    if (!Number.isFinite(weight)) {
      refuse(`edge ${key} has weight ${weight}`, "a weight must be finite", "Write it as in 0-1:0.5.");
    }
    seen.add(key);
  }
  return edges;
}
