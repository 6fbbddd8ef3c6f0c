import { edgesOf, graphParts, isShape, maxcut, qaoa, scale, type Graph } from "@uphill/circuits";
import { choice, number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { bestOf, cutsOf, MOST_BRUTE, SAMPLES, type Cuts } from "../expectation/cuts.js";
import { expectationInstance } from "../expectation/instance.js";
import { ansatzByName } from "../ansatz-names.js";
import { ansatzParts, partOptions } from "../expectation/parts.js";
import { counted } from "../words.js";
import { defineProblem, type ProblemSpec } from "../family.js";

/** The most qubits of a circuit. */
const MOST_QUBITS = 30;

const options = {
  graph: qaoa.options.graph,
  qubits: number({
    default: 6,
    min: 2,
    max: MOST_QUBITS,
    integer: true,
    about: "Number of vertices; unless given, as many as a list of edges names",
  }),
  layers: number({ default: 1, min: 1, integer: true, about: "Layers of the ansatz (QAOA's p)" }),
  ansatz: choice({ default: qaoa.name, values: Object.keys(ansatzByName), about: "The trained circuit" }),
};

const parts = ansatzParts(["layers", "graph"]);

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Seeks the largest cut of a graph with a circuit that makes large cuts likely (QAOA). */
export const cutFamily = defineProblem<typeof options>({
  name: "cut",
  about: "The largest cut of a weighted graph, by a circuit that makes large cuts likely (QAOA)",
  options,
  parts,
  texts: ["graph"],
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "Minus the expected cut",
      shown: { digits: 4 },
      possible(spec) {
        const [least, most] = reach(spec);
        return [-most, -least];
      },
    },
    {
      name: "cut",
      better: "higher",
      unit: "",
      about: "Expected cut: the weight of the edges whose ends differ in a measured bit string, on average",
      shown: { digits: 4 },
      possible: reach,
    },
    {
      name: "approximationRatio",
      better: "higher",
      unit: "",
      about: `Expected cut by the largest cut, which is known up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "ratio" },
      possible: () => [-Infinity, 1],
    },
    {
      name: "bestCut",
      better: "higher",
      unit: "",
      about: `The largest cut among ${SAMPLES} measured bit strings, on average, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "best" },
      possible: reach,
    },
  ],
  circuits: true,

  plan({ options: given, changes }) {
    const all = parseOptions("cut", options, { ...given, ...("graph" in given && { graph: fromLines(given.graph) }) });
    // As many vertices as are named.
    const qubits = given.qubits === undefined && !isShape(all.graph) ? verticesOf(all.graph) : all.qubits;
    const asked = { ...all, qubits };
    checkGraph(asked);
    return { name: "cut", options: asked, parts: partOptions("cut", parts, { [all.ansatz]: {} }, changes) };
  },

  describe(spec) {
    const { graph, qubits, layers, ansatz } = spec.options;
    const edges = edgesOf("cut", graph, qubits);
    const weighted = edges.some(([, , weight]) => weight !== 1);
    return [
      `${isShape(graph) ? graph : "a graph"} of ${counted(qubits, "vertex").replace("vertexs", "vertices")} and ${counted(edges.length, "edge")}${weighted ? " with weights" : ""}`,
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
    ];
  },

  memory: ({ options: { qubits } }) => ({
    // The cuts of all bit strings, their order, and their probabilities.
    bytes: memoryNeeded(qubits, 1) + (qubits > MOST_BRUTE ? 0 : 40 * 2 ** qubits),
    what: counted(qubits, "qubit"),
    smaller: "qubits",
  }),

  instance(spec, conditions) {
    const { graph, qubits, layers, ansatz } = spec.options;
    const family = ansatzByName[ansatz];
    const cuts = knownCuts(spec);
    return expectationInstance({
      ...conditions,
      who: "cut",
      circuit: family({
        qubits,
        ...spec.parts?.[ansatz],
        ...{ layers },
        ...("graph" in family.options && { graph }),
      }),
      observable: scale(maxcut({ qubits, graph }), -1),
      // Whoever plans runs has counted the memory of all of them.
      maxBytes: Infinity,
      layers,
      reads: "the expected cut",
      optimum: cuts && -cuts.most,
      metrics(problem, theta) {
        const loss = problem.value(theta);
        return {
          loss,
          cut: -loss,
          // Rounding must not make it more than 1. Where no cut has a weight above 0 there is nothing to come near.
          ...(cuts && cuts.most > 0 && { approximationRatio: Math.min(1, -loss / cuts.most) }),
          ...(cuts && { bestCut: bestOf(cuts, problem.probabilities(theta)) }),
        };
      },
    });
  },
});

/** Lines `i j [weight]`, as files of edges have them, as "i-j:weight"; anything else as it is. */
function fromLines(graph: unknown): unknown {
  if (typeof graph !== "string") return graph;
  const lines = graph.split("\n").map((line) => line.replace(/#.*/, "").trim());
  const edges = lines.filter((line) => line !== "").map((line) => /^(\d+)[\s,]+(\d+)(?:[\s,]+([^\s,]+))?$/.exec(line));
  if (edges.length === 0 || edges.includes(null)) return graph;
  return edges.map((edge) => `${edge![1]}-${edge![2]}${edge!.at(3) === undefined ? "" : `:${edge![3]}`}`).join(", ");
}

const verticesOf = (graph: Graph): number =>
  1 + Math.max(1, ...edgesOf("cut", graph, MOST_QUBITS).flatMap(([a, b]) => [a, b]));

/** @throws UphillError "graph" for one without edges, and for one in several parts */
function checkGraph({ graph, qubits }: Spec["options"]): void {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "graph", who: "cut", got, wanted, todo });
  };
  const edges = edgesOf("cut", graph, qubits).filter(([, , weight]) => weight !== 0);
  if (edges.length === 0)
    refuse("the graph has no edge with a weight", "there must be something to cut", 'For example "0-1, 1-2:0.5".');
  const [first, second] = graphParts(edges, qubits);
  if ((second as number[] | undefined) === undefined) return;
  refuse(
    `no path leads from vertex ${first[0]} to vertex ${second[0]}`,
    "the graph must be connected, since its parts are cut one by one",
    "Add the missing edges, leave qubits out, or cut each part by itself.",
  );
}

/** The sums of all weights below and above 0. */
function reach({ options: { graph, qubits } }: Spec): readonly [number, number] {
  const weights = edgesOf("cut", graph, qubits).map(([, , weight]) => weight);
  return [
    weights.reduce((sum, weight) => sum + Math.min(0, weight), 0),
    weights.reduce((sum, weight) => sum + Math.max(0, weight), 0),
  ];
}

/** Worked out once for each spec. */
function knownCuts(spec: Spec): Cuts | null {
  const { graph, qubits } = spec.options;
  let found = known.get(spec);
  if (found === undefined) known.set(spec, (found = cutsOf(edgesOf("cut", graph, qubits), qubits)));
  return found;
}

const known = new WeakMap<Spec, Cuts | null>();
