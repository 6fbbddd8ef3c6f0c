import { choice, flag, list, number, type Field } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import type { Gate, Operation } from "../gate.js";
import * as gates from "../gates/index.js";
import { patterns } from "./entanglement.js";

const rotationNames = ["rx", "ry", "rz", "phase", "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx"] as const;
// prettier-ignore
const entanglingNames = [
  "cnot", "cy", "cz", "ch", "swap", "iswap", "crx", "cry", "crz", "cphase", "rxx", "ryy", "rzz",
] as const;

type Entanglement = Exclude<keyof typeof patterns, "ring">;

/** Which pairs are entangled, in Qiskit's words; the default differs between its ansätze. */
export const entanglement = (usual: Entanglement): Field<Entanglement> =>
  choice<Entanglement>({
    default: usual,
    values: ["full", "linear", "reverse_linear", "circular", "pairwise", "sca"],
    about: "Which pairs of qubits are entangled in each layer, in Qiskit's words",
  });

export const layers = number({ default: 3, min: 0, integer: true, about: "Number of layers (Qiskit's reps)" });
export const skipFinalRotationLayer = flag({ default: false, about: "Leave out the rotations after the last layer" });

/**
 * Qiskit's pattern: per layer each rotation in turn on all qubits, then each entangling gate in turn on all pairs; after the last
 * layer once more the rotations. Weights are numbered as they come.
 */
export function alternate(
  qubits: number,
  options: {
    layers: number;
    rotations: readonly (typeof rotationNames)[number][];
    entanglingGates: readonly (typeof entanglingNames)[number][];
    entanglement: Entanglement;
    skipFinalRotationLayer: boolean;
  },
): Operation[][] {
  let next = 0;
  const use = (gate: Gate, ...on: number[]): Operation =>
    gate(...([...gate.angles.map(() => weight(next++)), ...on] as Parameters<Gate>));
  const rotate = (): Operation[] =>
    options.rotations.flatMap((name) => Array.from({ length: qubits }, (_, q) => use(gates[name] as Gate, q)));
  const built = Array.from({ length: options.layers }, (_, layer) => [
    ...rotate(),
    ...options.entanglingGates.flatMap((name) =>
      patterns[options.entanglement](qubits, layer).map((pair) => use(gates[name] as Gate, ...pair)),
    ),
  ]);
  if (built.length === 0) built.push([]);
  if (!options.skipFinalRotationLayer) built[built.length - 1].push(...rotate());
  return built;
}

/**
 * Qiskit's TwoLocal: any rotations on all qubits, any two-qubit gates on the entangled pairs, and the rotations once more at the end.
 * Weights: in time order as Qiskit numbers them: layer by layer, in it rotation by rotation (all qubits), then entangling gate by
 * entangling gate (all pairs), where they have an angle; last the final rotations.
 * Source: Qiskit, TwoLocal / n_local; qubit numbers are Qiskit's, bit strings are read the other way round. Qiskit has no default
 * gates; ry and cz stood in its forerunner, Aqua.
 */
export const twoLocal = defineAnsatz({
  name: "two-local",
  options: {
    /** Number of layers (Qiskit's reps). */
    layers,
    /** Gates on every qubit, in time order. */
    rotations: list({ default: ["ry"], values: rotationNames, about: "Gates on every qubit, in time order" }),
    /** Gates on every pair, in time order. */
    entanglingGates: list({ default: ["cz"], values: entanglingNames, about: "Gates on every pair, in time order" }),
    /** Which pairs of qubits are entangled in each layer, in Qiskit's words. */
    entanglement: entanglement("full"),
    /** Leave out the rotations after the last layer. */
    skipFinalRotationLayer,
  },
  build: alternate,
});
