import { choice, number } from "@uphill/core";
import { weight, type WeightAngle } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import type { Operation } from "../gate.js";
import { cnot, h, rx, rxx, ryy, rzz, x } from "../gates/index.js";
import { patterns, type Pairs } from "./entanglement.js";

/** The operations that one shared weight drives. */
type Group = (angle: WeightAngle) => Operation[];

interface Family {
  /** The state that the layers start from. */
  start(qubits: number): Operation[];
  /** One layer, one group a weight; groups without operations take no weight. */
  layer(qubits: number, bonds: Pairs): Group[];
}

const families: Record<"transverse-field-ising" | "heisenberg-xxz", Family> = {
  "transverse-field-ising": {
    start: (qubits) => Array.from({ length: qubits }, (_, q) => h(q)),
    layer: (qubits, bonds) => [
      (angle) => bonds.map(([a, b]) => rzz(angle, a, b)),
      (angle) => Array.from({ length: qubits }, (_, q) => rx(angle, q)),
    ],
  },
  "heisenberg-xxz": {
    // Singlets (|01⟩ − |10⟩)/√2 on qubits 0 and 1, 2 and 3, …
    start: (qubits) =>
      Array.from({ length: Math.floor(qubits / 2) }, (_, k) => [2 * k, 2 * k + 1] as const).flatMap(([a, b]) => [
        x(a),
        x(b),
        h(a),
        cnot(a, b),
      ]),
    layer: (qubits, bonds) =>
      qubits === 1
        ? [(angle) => [rx(angle, 0)]]
        : [1, 0].flatMap((first): Group[] => {
            const mine = bonds.filter(([a]) => a % 2 === first);
            return [
              (angle) => mine.map(([a, b]) => rzz(angle, a, b)),
              (angle) => mine.flatMap(([a, b]) => [ryy(angle, a, b), rxx(angle, a, b)]),
            ];
          }),
  },
};

/**
 * Hamiltonian variational ansatz: per layer the exponentials e^{−iθH_k/2} of a Hamiltonian's parts, one shared weight a part.
 *   transverse-field-ising: from |+…+⟩, per layer RZZ on all bonds and then RX on all qubits; 2 weights a layer.
 *   heisenberg-xxz: from singlets on (0,1), (2,3), …; per layer RZZ, then RYY and RXX, on the bonds that begin at an odd qubit,
 *   then the same on those that begin at an even one; 4 weights a layer.
 * Weights: index layer · parts + part, in time order; a part without bonds has none.
 * Source: Wecker et al. 2015, arXiv:1507.08969; these two: Wiersema et al. 2020, arXiv:2008.02941.
 */
export const hamiltonianVariational = defineAnsatz({
  name: "hamiltonian-variational",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }),
    /** The Hamiltonian whose parts make a layer. */
    hamiltonian: choice({
      default: "transverse-field-ising",
      values: ["transverse-field-ising", "heisenberg-xxz"],
      about: "The Hamiltonian whose parts make a layer",
    }),
    /** Whether the last qubit meets the first. */
    boundary: choice({
      default: "periodic",
      values: ["periodic", "open"],
      about: "Whether the last qubit meets the first",
    }),
  },
  build(qubits, { layers, hamiltonian, boundary }) {
    const { start, layer } = families[hamiltonian];
    const bonds = boundary === "periodic" ? patterns.ring(qubits) : patterns.linear(qubits);
    const groups = layer(qubits, bonds).filter((group) => group(weight(0)).length > 0);
    return Array.from({ length: layers }, (_, l) => [
      ...(l === 0 ? start(qubits) : []),
      ...groups.flatMap((group, k) => group(weight(l * groups.length + k))),
    ]);
  },
});
