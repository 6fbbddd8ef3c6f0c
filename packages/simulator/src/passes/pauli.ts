import type { PauliLetter } from "@uphill/circuits";

/** A Pauli word as masks: P|j⟩ = iʸ · (−1)^{popcount(j & signs)} |j ⊕ flips⟩, with y the number of Ys. */
export interface PauliMask {
  readonly flips: number;
  readonly signs: number;
  readonly phaseRe: number;
  readonly phaseIm: number;
}

export function pauliMask(qubits: number, paulis: readonly (readonly [number, PauliLetter])[]): PauliMask {
  let flips = 0;
  let signs = 0;
  let count = 0;
  for (const [qubit, letter] of paulis) {
    const bit = 1 << (qubits - 1 - qubit);
    if (letter !== "Z") flips |= bit;
    if (letter !== "X") signs |= bit;
    if (letter === "Y") count += 1;
  }
  return { flips, signs, phaseRe: [1, 0, -1, 0][count % 4], phaseIm: [0, 1, 0, -1][count % 4] };
}

/** Re or Im of phase·z is either ±Re z or ±Im z: which one, and with what sign times `scale`. */
export function overlapFactor(
  { phaseRe, phaseIm }: PauliMask,
  part: "re" | "im",
  scale: number,
): { real: boolean; factor: number } {
  const fromRe = part === "re" ? phaseRe : phaseIm;
  const fromIm = part === "re" ? -phaseIm : phaseRe;
  return fromIm === 0 ? { real: true, factor: scale * fromRe } : { real: false, factor: scale * fromIm };
}
