import { edgesOf, maxcut, qaoa } from "@uphill/circuits";
import { choice, number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { bitStrings, circuitOptions, circuitParts } from "../expectation/bit-strings.js";
import { checkGraph, describeGraph, fromLines, graphOptions, verticesOf } from "../expectation/graphs.js";
import { bestOf, diagonalOf, MOST_BRUTE, outcomesOf, SAMPLES } from "../expectation/outcomes.js";
import { partOptions } from "../parts.js";
import { relaxedCut } from "../expectation/relaxed-cut.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

const options = {
  ...graphOptions,
  ...circuitOptions,
  warmStart: choice({
    default: "none",
    values: ["none", "relaxed"],
    about: "Whether QAOA begins near a cut that a classical relaxation found (relaxed)",
  }),
  regularisation: number({
    default: 0.25,
    above: 0,
    max: 0.5,
    about: "Chance of each bit to differ from that cut at first; at 1/2 nothing of it is left",
  }),
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** The cuts of all bit strings; null for too many. */
const cutsOf = onceFor(({ options: { graph, qubits } }: Spec) =>
  qubits > MOST_BRUTE ? null : outcomesOf(diagonalOf(maxcut({ qubits, graph }), qubits)),
);

/** A cut from a relaxation; without one where none is asked for. */
const relaxedOf = onceFor(({ options: { graph, qubits, warmStart } }: Spec) =>
  warmStart === "none" ? undefined : relaxedCut(edgesOf("cut", graph, qubits), qubits),
);

const strings = bitStrings<Spec["options"]>("cut", {
  sought(spec) {
    const { graph, qubits, regularisation } = spec.options;
    const lean = relaxedOf(spec)?.sides.map((side) => (side === 1 ? 1 - regularisation : regularisation));
    return { value: maxcut({ qubits, graph }), qaoa: { graph, ...(lean && { lean: lean.join(" ") }) } };
  },
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
});

/** Seeks the largest cut of a graph with a circuit that makes large cuts likely (QAOA). */
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
    checkWarm(asked);
    return { name: "cut", options: asked, parts: partOptions("cut", circuitParts, { [all.ansatz]: {} }, changes) };
  },

  describe: ({ options: all }) => [
    describeGraph("cut", all),
    counted(all.qubits, "qubit"),
    `${counted(all.layers, "layer")} (${all.ansatz})`,
    ...(all.warmStart === "none" ? [] : [`begun near a relaxed cut (regularisation ${all.regularisation})`]),
  ],

  ...strings,

  cautions(spec, given) {
    const relaxed = relaxedOf(spec);
    const text = `Before the runs a classical relaxation found a cut of ${relaxed?.cut ?? 0}, and the circuit begins near it.`;
    return [...(relaxed ? [{ code: "warm-start", text }] : []), ...(strings.cautions?.(spec, given) ?? [])];
  },
});

/** @throws UphillError "options" for a circuit that begins where it begins */
function checkWarm({ warmStart, ansatz }: Spec["options"]): void {
  if (warmStart === "none" || ansatz === qaoa.name) return;
  throw new UphillError({
    code: "options",
    who: "cut",
    got: `warmStart is ${warmStart} and the ansatz is ${ansatz}`,
    wanted: `only ${qaoa.name} begins near a cut`,
    todo: "Leave one of them out.",
  });
}

/** The sums of all weights below and above 0. */
function reach({ options: { graph, qubits } }: Spec): readonly [number, number] {
  const weights = edgesOf("cut", graph, qubits).map(([, , weight]) => weight);
  return [
    weights.reduce((sum, weight) => sum + Math.min(0, weight), 0),
    weights.reduce((sum, weight) => sum + Math.max(0, weight), 0),
  ];
}
