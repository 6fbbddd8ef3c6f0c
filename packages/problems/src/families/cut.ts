import { edgesOf, maxcut } from "@uphill/circuits";
import { parseOptions, type OptionsOf } from "@uphill/core";
import { bitStrings, circuitOptions, circuitParts } from "../expectation/bit-strings.js";
import { checkGraph, describeGraph, fromLines, graphOptions, verticesOf } from "../expectation/graphs.js";
import { bestOf, diagonalOf, MOST_BRUTE, outcomesOf, SAMPLES } from "../expectation/outcomes.js";
import { partOptions } from "../expectation/parts.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

const options = { ...graphOptions, ...circuitOptions };

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** The cuts of all bit strings; null for too many. */
const cutsOf = onceFor(({ options: { graph, qubits } }: Spec) =>
  qubits > MOST_BRUTE ? null : outcomesOf(diagonalOf(maxcut({ qubits, graph }), qubits)),
);

/** The largest cut of a graph, by a circuit that makes large cuts likely (QAOA). */
export const cutFamily = defineProblem<typeof options>({
  name: "cut",
  about: "The largest cut of a weighted graph, by a circuit that makes large cuts likely (QAOA)",
  options,
  texts: ["graph", "angles"],
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

  plan({ options: given, changes }) {
    const all = parseOptions("cut", options, { ...given, ...("graph" in given && { graph: fromLines(given.graph) }) });
    const asked = {
      ...all,
      qubits: given.qubits === undefined ? verticesOf("cut", all.graph, all.qubits) : all.qubits,
    };
    checkGraph("cut", asked);
    return { name: "cut", options: asked, parts: partOptions("cut", circuitParts, { [all.ansatz]: {} }, changes) };
  },

  describe: ({ options: all }) => [
    describeGraph("cut", all),
    counted(all.qubits, "qubit"),
    `${counted(all.layers, "layer")} (${all.ansatz})`,
  ],

  ...bitStrings<Spec["options"]>("cut", {
    sought: ({ options: { graph, qubits } }) => ({ graph, value: maxcut({ qubits, graph }) }),
    reads: "the expected cut",
    optimum(spec) {
      const cuts = cutsOf(spec);
      return cuts && -cuts.most;
    },
    metrics(spec, loss, probabilities) {
      const cuts = cutsOf(spec);
      return {
        loss,
        cut: -loss,
        // Rounding must not make it more than 1. Where no cut has a weight above 0 there is nothing to come near.
        ...(cuts && cuts.most > 0 && { approximationRatio: Math.min(1, -loss / cuts.most) }),
        ...(cuts && probabilities && { bestCut: bestOf(cuts, probabilities) }),
      };
    },
  }),
});

/** The sums of all weights below and above 0. */
function reach({ options: { graph, qubits } }: Spec): readonly [number, number] {
  const weights = edgesOf("cut", graph, qubits).map(([, , weight]) => weight);
  return [
    weights.reduce((sum, weight) => sum + Math.min(0, weight), 0),
    weights.reduce((sum, weight) => sum + Math.max(0, weight), 0),
  ];
}
