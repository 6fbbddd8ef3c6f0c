import type { Observable } from "@uphill/circuits";
import { parity } from "../../passes/parity.js";
import type { Elements } from "./elements.js";
import type { WordAt } from "./word-code.js";

/** A Pauli word of an observable, as memory sees it behind the circuit. */
export interface Observed extends WordAt {
  readonly observable: number;
  readonly coefficient: number;
  /** The number of its Ys: the word is iʸˢ times flips and signs. */
  readonly ys: number;
  /** What an overlap counts in ⟨ψ|word|ψ⟩: the real part of iʸˢ times its sum, and coefficient and frame. */
  sign(flips: number, signs: number): number;
  /** What an overlap counts in Im⟨ψ|word|φ⟩, where `sign` is for the real part. */
  crossSign(flips: number, signs: number): number;
  /** The sign that flips and signs of the frame give the word. */
  seedSign(flips: number, signs: number): number;
}

/** The observables' words. */
export function observedWords(
  observables: readonly Observable[],
  { masks, functionals }: Elements,
  qubits: number,
): Observed[] {
  return observables.flatMap(({ terms }, observable) =>
    terms.map(({ coefficient, paulis }): Observed => {
      let mask = 0;
      let functional = 0;
      let ys = 0;
      for (const [qubit, letter] of paulis) {
        if (qubit >= qubits) continue;
        if (letter !== "Z") mask ^= masks[qubit];
        if (letter !== "X") functional ^= functionals[qubit];
        if (letter === "Y") ys += 1;
      }
      const frame = (flips: number, signs: number): number =>
        parity(functional & flips) ^ parity(signs & mask) ? -1 : 1;
      // Re(iʸˢ z) = Re z, −Im z, −Re z, Im z.
      const part = [1, -1, -1, 1][ys % 4];
      // Im(iʸˢ z) = Im z, Re z, −Im z, −Re z.
      const crossPart = [1, 1, -1, -1][ys % 4];
      return {
        observable,
        coefficient,
        mask,
        functional,
        ys,
        sign: (flips, signs) => coefficient * part * frame(flips, signs),
        crossSign: (flips, signs) => coefficient * crossPart * frame(flips, signs),
        seedSign: frame,
      };
    }),
  );
}
