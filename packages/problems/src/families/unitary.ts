import { append, circuit, cnot, compose, h, mapQubits, type Circuit } from "@uphill/circuits";
import { number, parseOptions, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { ansatzByName } from "../ansatz-names.js";
import { textField } from "../expectation/complex-text.js";
import { describePart, partOptions } from "../parts.js";
import { conjugate, unitaryCircuit, unitaryNames } from "../expectation/targets.js";
import { MOST_TOGETHER, zerosInstance, zerosOptions, zerosParts } from "../expectation/zeros.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

const options = {
  target: textField(
    "qft",
    "The unitary to compile",
    `${unitaryNames.join(" | ")} (haar is random; others: haar:SEED), a matrix such as [[0, 1], [1, 0]], or a circuit in OpenQASM`,
  ),
  qubits: number({
    default: 2,
    min: 1,
    max: MOST_TOGETHER / 2,
    integer: true,
    about: "Number of qubits of the unitary; unless given, as many as a gate, a matrix or a circuit has",
  }),
  ...zerosOptions,
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Pairs of qubits in (|00⟩ + |11⟩)/√2, of which one half meets U and the other V*; then the pairs are undone. */
const circuitOf = onceFor(({ options: { target, qubits, layers, ansatz }, parts: chosen }: Spec): Circuit => {
  const half = Array.from({ length: qubits }, (_, q) => q);
  const trained = ansatzByName[ansatz]({ qubits, ...chosen?.[ansatz], ...{ layers } });
  const other = mapQubits(
    conjugate(unitaryCircuit("unitary", target, qubits, qubits)),
    half.map((q) => qubits + q),
  );
  const paired = compose(
    circuit(2 * qubits, [...half.map((q) => h(q)), ...half.map((q) => cnot(q, qubits + q))]),
    trained,
    other,
  );
  return append(paired, ...half.map((q) => cnot(q, qubits + q)), ...half.map((q) => h(q)));
});

/**
 * Seeks a circuit U(θ) that does what a given unitary V does, up to a global phase. Every shot is a Hilbert–Schmidt test on twice as many qubits: all of them are
 * found 0 with chance |tr(V†U)|²/4ⁿ.
 * Source: Khatri et al. 2019, arXiv:1807.00800.
 */
export const unitaryFamily = defineProblem<typeof options>({
  name: "unitary",
  about:
    "A circuit that does what a given unitary does (compilation), told by the Hilbert–Schmidt test on twice as many qubits",
  options,
  parts: zerosParts,
  texts: ["target"],
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about:
        "What the process fidelity lacks of 1 (global), or the share of pairs of qubits that are not found 0 (local)",
      shown: { digits: 4 },
      possible: () => [0, 1],
    },
    {
      name: "processFidelity",
      better: "higher",
      unit: "",
      about: "How alike the circuit U and the target V are as wholes: |tr(V†U)|²/4ⁿ",
      shown: { digits: 4, short: "process fid." },
      possible: () => [0, 1],
    },
    {
      name: "averageGateFidelity",
      better: "higher",
      unit: "",
      about: "Squared overlap of what V and U make of a state, on average over all states",
      shown: { digits: 4, short: "gate fid." },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, changes }) {
    const all = parseOptions("unitary", options, given);
    const asked = given.qubits === undefined ? undefined : all.qubits;
    const target = unitaryCircuit("unitary", all.target, asked, all.qubits);
    return {
      name: "unitary",
      options: { ...all, qubits: target.qubits },
      parts: partOptions("unitary", zerosParts, { [all.ansatz]: {} }, changes),
    };
  },

  describe(spec) {
    const { target, qubits, layers, ansatz, cost } = spec.options;
    const name = unitaryNames.includes(target.split(":")[0]);
    return [
      `target ${name ? target : target.includes("OPENQASM") ? "given as a circuit" : "given as a matrix"}`,
      `${counted(qubits, "qubit")}, tested on ${2 * qubits}`,
      `${counted(layers, "layer")} (${describePart(zerosParts, spec, ansatz)})`,
      `${cost} cost`,
    ];
  },

  memory: ({ options: { qubits } }) => ({
    bytes: memoryNeeded(2 * qubits, 1),
    what: `${2 * qubits} qubits of the test`,
    smaller: "qubits",
  }),

  instance(spec, conditions) {
    const { qubits, cost, layers } = spec.options;
    return zerosInstance({
      ...conditions,
      who: "unitary",
      circuit: circuitOf(spec),
      cost,
      places: Array.from({ length: qubits }, (_, q) => [q, qubits + q]),
      layers,
      metrics: (processFidelity) => ({
        processFidelity,
        averageGateFidelity: (2 ** qubits * processFidelity + 1) / (2 ** qubits + 1),
      }),
    });
  },
});
