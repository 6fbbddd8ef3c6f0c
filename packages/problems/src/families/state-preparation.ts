import { circuit, compose, inverse, type Circuit } from "@uphill/circuits";
import { number, parseOptions, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { ansatzByName } from "../ansatz-names.js";
import { textField } from "../expectation/complex-text.js";
import { describePart, partOptions } from "../parts.js";
import { stateCircuit, stateNames } from "../expectation/targets.js";
import { MOST_TOGETHER, zerosInstance, zerosOptions, zerosParts } from "../expectation/zeros.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

const options = {
  target: textField(
    "haar",
    "The state to prepare",
    `${stateNames.join(" | ")} (haar is random; others: haar:SEED), or amplitudes such as "0.6 0 0 0.8i" or [0.6, 0, 0, [0, 0.8]]`,
  ),
  qubits: number({
    default: 4,
    min: 1,
    max: MOST_TOGETHER,
    integer: true,
    about: "Number of qubits; unless given, as many as amplitudes need",
  }),
  ...zerosOptions,
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** The trained circuit, and what prepares the target, undone. */
const circuitOf = onceFor(({ options: { target, qubits, layers, ansatz }, parts: chosen }: Spec): Circuit => {
  const trained = ansatzByName[ansatz]({ qubits, ...chosen?.[ansatz], ...{ layers } });
  return compose(circuit(qubits, []), trained, inverse(stateCircuit("state-preparation", target, qubits, qubits)));
});

/** Seeks a circuit that prepares a given state. Every shot undoes what prepares the target, and asks whether |0…0⟩ is found. */
export const statePreparationFamily = defineProblem<typeof options>({
  name: "state-preparation",
  about:
    "A circuit that prepares a given state, told by how often the target's own preparation, undone, finds |0…0⟩ behind it",
  options,
  parts: zerosParts,
  texts: ["target"],
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about: "What the fidelity lacks of 1 (global), or the share of qubits that are not found 0 (local)",
      shown: { digits: 4 },
      possible: () => [0, 1],
    },
    {
      name: "fidelity",
      better: "higher",
      unit: "",
      about: "Squared overlap of the prepared state and the target",
      shown: { digits: 4 },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, changes }) {
    const all = parseOptions("state-preparation", options, given);
    const target = stateCircuit(
      "state-preparation",
      all.target,
      given.qubits === undefined ? undefined : all.qubits,
      all.qubits,
    );
    return {
      name: "state-preparation",
      options: { ...all, qubits: target.qubits },
      parts: partOptions("state-preparation", zerosParts, { [all.ansatz]: {} }, changes),
    };
  },

  describe: (spec) => [
    `target ${stateNames.includes(spec.options.target.split(":")[0]) ? spec.options.target : "given by its amplitudes"}`,
    counted(spec.options.qubits, "qubit"),
    `${counted(spec.options.layers, "layer")} (${describePart(zerosParts, spec, spec.options.ansatz)})`,
    `${spec.options.cost} cost`,
  ],

  memory: ({ options: { qubits } }) => ({
    bytes: memoryNeeded(qubits, 1),
    what: counted(qubits, "qubit"),
    smaller: "qubits",
  }),

  instance(spec, conditions) {
    const { qubits, cost, layers } = spec.options;
    return zerosInstance({
      ...conditions,
      who: "state-preparation",
      circuit: circuitOf(spec),
      cost,
      places: Array.from({ length: qubits }, (_, q) => [q]),
      layers,
      metrics: (fidelity) => ({ fidelity }),
    });
  },
});
