import { complexMatrix, defineGate, realMatrix, type Gate, type GateDefinition, type Operation } from "../gate.js";
import { pauli, type Observable } from "../observable.js";

/** A Pauli is both a gate and an observable: `z(0)` may stand in a circuit and in a sum. */
export type PauliGate = ((qubit: number) => Operation & Observable) & Gate<readonly [], 1>;

/** A Pauli gate: its own inverse. */
function definePauli(
  letter: "X" | "Y" | "Z",
  definition: Omit<GateDefinition<[], 1>, "qubits" | "angles" | "inverse">,
): PauliGate {
  const gate = defineGate<[], 1>({ ...definition, qubits: 1, angles: [], inverse: (_, [qubit]) => [both(qubit)] });
  const both = ((...qubits: [number]) => ({
    ...gate(...qubits),
    ...pauli(`${letter}${qubits[0]}`),
    gate: both,
  })) as unknown as PauliGate;
  return Object.defineProperties(both, Object.getOwnPropertyDescriptors(gate));
}

/** X, the bit flip. */
export const x = definePauli("X", {
  name: "x",
  structure: "permutation",
  qasm: "x",
  symbol: ["X"],
  matrix: () =>
    realMatrix([
      [0, 1],
      [1, 0],
    ]),
});

/** Y = iXZ. */
export const y = definePauli("Y", {
  name: "y",
  structure: "dense",
  qasm: "y",
  symbol: ["Y"],
  matrix: () =>
    complexMatrix([
      [
        [0, 0],
        [0, -1],
      ],
      [
        [0, 1],
        [0, 0],
      ],
    ]),
});

/** Z, the sign flip of |1⟩. */
export const z = definePauli("Z", {
  name: "z",
  structure: "diagonal",
  qasm: "z",
  symbol: ["Z"],
  matrix: () =>
    realMatrix([
      [1, 0],
      [0, -1],
    ]),
});
