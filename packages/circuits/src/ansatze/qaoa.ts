import { number, text, UphillError } from "@uphill/core";
import { weight, type WeightAngle } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { pauliRot } from "../families.js";
import type { Operation } from "../gate.js";
import { h, rx, ry, rz, rzz } from "../gates/index.js";
import { edgesOf, graph } from "../hamiltonians/graph.js";
import { parseObservable } from "../observable-text.js";
import type { PauliTerm } from "../observable.js";

/**
 * QAOA: H on every qubit, then per layer the phase e^{−iγC} and the mixer e^{−iβΣX}. C is the cut value Σ w (1 − ZZ)/2 over the
 * edges of a graph (a ring unless said otherwise), or any sum of words of Z. The phase is RZZ(−γw) on every edge, which is e^{−iγC} up
 * to the global phase e^{−iγΣw/2}; for a word with coefficient c it is the rotation about that word by 2γc. The mixer is RX(2β).
 * A circuit that leans begins in RY(φ)|0⟩ on every qubit, with chance sin²(φ/2) of 1, and mixes by RY(φ) RZ(2β) RY(−φ): at chance 1/2 that
 * is the same circuit.
 * Weights: γ at index 2 · layer, β at index 2 · layer + 1. Where C is a constant there is only β, at index layer.
 * Source: Farhi, Goldstone, Gutmann 2014, arXiv:1411.4028; leaning: Egger, Mareček & Woerner 2021, arXiv:2009.10095.
 */
export const qaoa = defineAnsatz({
  name: "qaoa",
  options: {
    /** Number of layers (QAOA's p). */
    layers: number({ default: 1, min: 1, integer: true, about: "Number of layers (QAOA's p)" }),
    /** The graph: a shape, or its edges with their weights. */
    graph,
    /** Another function C of the bits in place of a graph's cut, as words of Z. */
    cost: text({
      default: "",
      about: "Another function C of the bits in place of a graph's cut, as words of Z",
      type: 'a sum of words of Z, such as "0.5*Z0 Z1 - Z2"',
    }),
    /** Where the circuit begins: the chance of 1 of each qubit, 1/2 unless given. */
    lean: text({
      default: "",
      about: "Where the circuit begins: the chance of 1 of each qubit, 1/2 unless given",
      type: 'numbers from 0 to 1, such as "0.25 0.75 0.25"',
    }),
  },
  build(qubits, { layers, graph, cost, lean }) {
    const { begin, mix } = mixerOf(qubits, lean);
    const turns =
      cost.trim() === ""
        ? edgesOf("qaoa", graph, qubits)
            .filter(([, , w]) => w !== 0)
            .map(([a, b, w]) => ({ scale: -w, turn: (angle: WeightAngle): Operation => rzz(angle, a, b) }))
        : wordsOf(cost, qubits).map(({ coefficient, paulis }) => ({
            scale: 2 * coefficient,
            turn: (angle: WeightAngle) =>
              turnAbout(
                angle,
                paulis.map(([qubit]) => qubit),
              ),
          }));
    const step = turns.length > 0 ? 2 : 1;
    return Array.from({ length: layers }, (_, layer) => [
      ...(layer === 0 ? begin : []),
      ...turns.map(({ scale, turn }) => turn(weight(step * layer, { scale }))),
      ...mix(weight(step * layer + step - 1, { scale: 2 })),
    ]);
  },
});

/** The first state, and the turn of each qubit about it. @throws UphillError "options" for what is no chance for each qubit */
function mixerOf(qubits: number, lean: string): { begin: Operation[]; mix(angle: WeightAngle): Operation[] } {
  const all = Array.from({ length: qubits }, (_, q) => q);
  const chances = lean.split(/[\s,]+/).filter((word) => word !== "");
  if (chances.length === 0) return { begin: all.map((q) => h(q)), mix: (angle) => all.map((q) => rx(angle, q)) };
  if (chances.length !== qubits || !chances.every((chance) => Number(chance) >= 0 && Number(chance) <= 1))
    throw new UphillError({
      code: "options",
      who: "qaoa",
      got: `lean is "${lean.slice(0, 100)}"`,
      wanted: `it takes ${qubits} numbers from 0 to 1, one for each qubit`,
      todo: 'For example "0.25 0.75" for 2 qubits.',
    });
  const turns = chances.map((chance) => 2 * Math.asin(Math.sqrt(Number(chance))));
  return {
    begin: all.map((q) => ry(turns[q], q)),
    mix: (angle) => all.flatMap((q) => [ry(-turns[q], q), rz(angle, q), ry(turns[q], q)]),
  };
}

/** @throws UphillError "observable" for a letter that is not Z, and for a qubit that there is none of */
function wordsOf(cost: string, qubits: number): PauliTerm[] {
  const terms = parseObservable(cost.replaceAll(/\s+/g, " ")).terms.filter(({ paulis }) => paulis.length > 0);
  for (const [qubit, letter] of terms.flatMap(({ paulis }) => paulis)) {
    if (letter === "Z" && qubit < qubits) continue;
    throw new UphillError({
      code: "observable",
      who: "qaoa",
      got: `the cost has ${letter}${qubit}`,
      wanted: `its letters are Z, on qubits 0 to ${qubits - 1}`,
      todo: 'For example "0.5*Z0 Z1 - Z2".',
    });
  }
  return terms;
}

function turnAbout(angle: WeightAngle, on: readonly number[]): Operation {
  if (on.length === 1) return rz(angle, on[0]);
  return on.length === 2 ? rzz(angle, on[0], on[1]) : pauliRot("Z".repeat(on.length))(angle, ...on);
}
