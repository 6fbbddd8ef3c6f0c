import type { ComplexMatrix } from "./kernel.js";
import { pauliMatrix, pauliWords } from "./pauli.js";

/** The six start states of a qubit in order (X+, X−, Y+, Y−, Z+, Z−), each as ⟨I⟩, ⟨X⟩, ⟨Y⟩, ⟨Z⟩. */
const states = [1, 2, 3].flatMap((axis) =>
  [1, -1].map((sign) => Array.from({ length: 4 }, (_, k) => (k === 0 ? 1 : k === axis ? sign : 0))),
);

/**
 * Expectation values for each product of start states (left qubit slowest) of each Pauli word but the identity.
 * @param transfer [d²−1, d²−1], the mean over realisations of R[a, b] = tr(Pₐ·U·P_b·U†)/d
 * @returns [18] for one qubit, [540] for two
 */
export function expectationsOf(transfer: Float64Array, qubits: 1 | 2): Float64Array {
  const starts =
    qubits === 1
      ? states
      : states.flatMap((left) => states.map((right) => left.flatMap((x) => right.map((y) => x * y))));
  const size = 4 ** qubits - 1;
  const values = new Float64Array(starts.length * size);
  starts.forEach((start, s) => {
    for (let a = 0; a < size; a++) {
      let value = 0;
      for (let b = 0; b < size; b++) value += transfer[a * size + b] * start[b + 1];
      values[s * size + a] = value;
    }
  });
  return values;
}

/**
 * The operators V_O = O·⟨Ũ†OŨ⟩ with Ũ = U·U₀†, what noise does to each observable O; without noise, the identity.
 * @param transfer as above, of the whole evolution; `control` that of its noiseless part
 * @returns [d²−1, d, d]
 */
export function noiseOperators(transfer: Float64Array, control: Float64Array, qubits: 1 | 2): ComplexMatrix {
  const words = pauliWords(qubits)
    .slice(1)
    .map((word) => pauliMatrix(word));
  const [size, d] = [words.length, 2 ** qubits];
  const out = { re: new Float64Array(size * d * d), im: new Float64Array(size * d * d) };
  for (let o = 0; o < size; o++) {
    for (let b = 0; b < size; b++) {
      // Ũ†OŨ = Σ_b (R·R₀ᵀ)[O, b]·P_b
      let weight = 0;
      for (let k = 0; k < size; k++) weight += transfer[o * size + k] * control[b * size + k];
      addProduct({ a: words[o], b: words[b], weight, d }, out, o * d * d);
    }
  }
  return out;
}

/** weight · a · b, of d by d numbers. */
interface Product {
  readonly a: ComplexMatrix;
  readonly b: ComplexMatrix;
  readonly weight: number;
  readonly d: number;
}

function addProduct({ a, b, weight, d }: Product, into: ComplexMatrix, at: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) {
        const [p, q] = [i * d + k, k * d + j];
        into.re[at + i * d + j] += weight * (a.re[p] * b.re[q] - a.im[p] * b.im[q]);
        into.im[at + i * d + j] += weight * (a.re[p] * b.im[q] + a.im[p] * b.re[q]);
      }
    }
  }
}
