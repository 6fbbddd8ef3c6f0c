import { edgesOf, pauli, simplify, sum, type Graph, type Observable } from "@uphill/circuits";
import { number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { bitStrings, circuitOptions, circuitParts } from "../expectation/bit-strings.js";
import { checkGraph, describeGraph, fromLines, graphOptions, verticesOf } from "../expectation/graphs.js";
import { bestOf, meanOf, MOST_BRUTE, outcomesOf, SAMPLES, type Outcomes } from "../expectation/outcomes.js";
import { partOptions } from "../parts.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

const options = {
  ...graphOptions,
  penalty: number({
    default: 2,
    min: 1,
    about:
      "What an edge with both ends in the set takes from its size; from 1 on no bit string is worth more than the largest set",
  }),
  ...circuitOptions,
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Seeks the most vertices of a graph no two of which are neighbours, with a circuit that makes such sets likely (QAOA). */
export const independentSetFamily = defineProblem<typeof options>({
  name: "independent-set",
  about: "The most vertices of a graph no two of which are neighbours, by a circuit that makes such sets likely (QAOA)",
  options,
  texts: ["graph", "angles"],
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "Penalty times the expected number of edges inside the set, less its expected size",
      shown: { digits: 4 },
      possible: ({ options: { graph, qubits, penalty } }) => [-qubits, penalty * edgesFor(graph, qubits).length],
    },
    {
      name: "approximationRatio",
      better: "higher",
      unit: "",
      about: `Minus the loss by the size of the largest set, which is known up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "ratio" },
      possible: () => [-Infinity, 1],
    },
    {
      name: "feasible",
      better: "higher",
      unit: "",
      about: `Share of measured bit strings without an edge inside the set, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 1, percent: true },
      possible: () => [0, 1],
    },
    {
      name: "bestSet",
      better: "higher",
      unit: "",
      about: `Size of the largest set without an edge inside among ${SAMPLES} measured bit strings, on average, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "best" },
      possible: ({ options: { qubits } }) => [0, qubits],
    },
  ],

  plan({ options: given, changes }) {
    const who = "independent-set";
    const all = parseOptions(who, options, { ...given, ...("graph" in given && { graph: fromLines(given.graph) }) });
    const asked = { ...all, qubits: given.qubits === undefined ? verticesOf(who, all.graph, all.qubits) : all.qubits };
    edgesFor(asked.graph, asked.qubits);
    checkGraph(who, asked);
    return { name: who, options: asked, parts: partOptions(who, circuitParts, { [all.ansatz]: {} }, changes) };
  },

  describe: ({ options: all }) => [
    `${describeGraph("independent-set", all)}, penalty ${all.penalty}`,
    counted(all.qubits, "qubit"),
    `${counted(all.layers, "layer")} (${all.ansatz})`,
  ],

  ...bitStrings<Spec["options"]>("independent-set", {
    sought: ({ options: { graph, qubits, penalty } }) => ({ value: valueOf(edgesFor(graph, qubits), qubits, penalty) }),
    reads: "the expected size and penalty",
    optimum(spec) {
      const sets = setsOf(spec);
      return sets && -sets.sizes.most;
    },
    metrics(spec, loss, probabilities): Record<string, number> {
      const sets = setsOf(spec);
      if (!sets || !probabilities) return { loss };
      return {
        loss,
        // Rounding must not make it more than 1.
        approximationRatio: Math.min(1, -loss / sets.sizes.most),
        feasible: Math.min(1, meanOf(sets.feasible, probabilities)),
        bestSet: bestOf(sets.sizes, probabilities),
      };
    },
  }),
});

/** Σ x − penalty · Σ xx over vertices and edges, with x = (1 − Z)/2: 1 for a vertex in the set. */
function valueOf(edges: readonly (readonly [number, number])[], qubits: number, penalty: number): Observable {
  const vertices = Array.from({ length: qubits }, (_, v) => sum(pauli("", 0.5), pauli(`Z${v}`, -0.5)));
  const both = edges.map(([a, b]) =>
    sum(
      pauli("", -penalty / 4),
      pauli(`Z${a}`, penalty / 4),
      pauli(`Z${b}`, penalty / 4),
      pauli(`Z${a} Z${b}`, -penalty / 4),
    ),
  );
  return simplify(sum(...vertices, ...both));
}

/** @throws UphillError "graph" for a weight, which has no meaning here */
function edgesFor(graph: Graph, qubits: number): (readonly [number, number])[] {
  return edgesOf("independent-set", graph, qubits).map(([a, b, weight]) => {
    if (weight === 1) return [a, b];
    throw new UphillError({
      code: "graph",
      who: "independent-set",
      got: `edge ${a}-${b} has weight ${weight}`,
      wanted: "two vertices are neighbours or they are not",
      todo: "Leave the weights out.",
    });
  });
}

/** What each bit string is; null for too many. */
const setsOf = onceFor(
  ({ options: { graph, qubits } }: Spec): { readonly feasible: Float64Array; readonly sizes: Outcomes } | null => {
    if (qubits > MOST_BRUTE) return null;
    const masks = edgesFor(graph, qubits).map(([a, b]) => (1 << (qubits - 1 - a)) | (1 << (qubits - 1 - b)));
    const feasible = Float64Array.from({ length: 2 ** qubits }, (_, set) =>
      masks.every((mask) => (set & mask) !== mask) ? 1 : 0,
    );
    return { feasible, sizes: outcomesOf(feasible.map((fine, set) => fine * ones(set))) };
  },
);

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count += 1;
  return count;
}
