import { edgesOf, graphParts, isShape, qaoa, type Graph } from "@uphill/circuits";
import { number, UphillError } from "@uphill/core";
import { counted } from "../words.js";
import { MOST_QUBITS } from "./bit-strings.js";

/** Options of a problem on a graph, a qubit a vertex. */
export const graphOptions = {
  graph: qaoa.options.graph,
  qubits: number({
    default: 6,
    min: 2,
    max: MOST_QUBITS,
    integer: true,
    about: "Number of vertices; unless given, as many as a list of edges names",
  }),
};

/** Lines `i j [weight]`, as files of edges have them, as "i-j:weight"; anything else as it is. */
export function fromLines(given: unknown): unknown {
  if (typeof given !== "string") return given;
  const lines = given.split("\n").map((line) => line.replace(/#.*/, "").trim());
  const edges = lines.filter((line) => line !== "").map((line) => /^(\d+)[\s,]+(\d+)(?:[\s,]+([^\s,]+))?$/.exec(line));
  if (edges.length === 0 || edges.includes(null)) return given;
  return edges.map((edge) => `${edge![1]}-${edge![2]}${edge!.at(3) === undefined ? "" : `:${edge![3]}`}`).join(", ");
}

/** As many vertices as a list of edges names; of a shape as many as are asked for. */
export function verticesOf(who: string, given: Graph, asked: number): number {
  if (isShape(given)) return asked;
  return 1 + Math.max(1, ...edgesOf(who, given, MOST_QUBITS).flatMap(([a, b]) => [a, b]));
}

/** @throws UphillError "graph" for one without edges, and for one in several parts */
export function checkGraph(who: string, { graph: given, qubits }: { graph: Graph; qubits: number }): void {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "graph", who, got, wanted, todo });
  };
  const edges = edgesOf(who, given, qubits).filter(([, , weight]) => weight !== 0);
  if (edges.length === 0)
    refuse("the graph has no edge with a weight", "without one every answer is as good", 'For example "0-1, 1-2:0.5".');
  const [first, second] = graphParts(edges, qubits);
  if ((second as number[] | undefined) === undefined) return;
  refuse(
    `no path leads from vertex ${first[0]} to vertex ${second[0]}`,
    "the graph must be connected, since its parts are solved one by one",
    "Add the missing edges, leave qubits out, or solve each part by itself.",
  );
}

/** "ring of 6 vertices and 6 edges" */
export function describeGraph(who: string, { graph: given, qubits }: { graph: Graph; qubits: number }): string {
  const edges = edgesOf(who, given, qubits);
  const name = isShape(given) ? given : "a graph";
  const vertices = counted(qubits, "vertex").replace("vertexs", "vertices");
  const weighted = edges.some(([, , weight]) => weight !== 1);
  return `${name} of ${vertices} and ${counted(edges.length, "edge")}${weighted ? " with weights" : ""}`;
}
