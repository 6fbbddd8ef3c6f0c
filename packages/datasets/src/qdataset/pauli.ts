import type { ComplexMatrix } from "./kernel.js";

/** A Pauli word as P|k⟩ = (re[k] + i·im[k])·|k ⊕ flip⟩; its leftmost letter acts on the most significant bit. */
interface Word {
  readonly flip: number;
  readonly re: readonly number[];
  readonly im: readonly number[];
}

/** The 4ⁿ words of n qubits, the left letter slowest, beginning with the identity. */
const letters = ["I", "X", "Y", "Z"];
export const pauliWords = (qubits: number): string[] =>
  qubits === 1 ? letters : letters.flatMap((left) => letters.map((right) => left + right));

function parse(word: string): Word {
  const size = 1 << word.length;
  let flip = 0;
  const [re, im] = [new Array<number>(size).fill(1), new Array<number>(size).fill(0)];
  Array.from(word, (letter, place) => {
    const bit = size >> (place + 1);
    if (letter === "X" || letter === "Y") flip |= bit;
    for (let k = 0; k < size; k++) {
      const sign = k & bit ? -1 : 1;
      if (letter === "Y") [re[k], im[k]] = [-sign * im[k], sign * re[k]]; // Y|0⟩ = i|1⟩, Y|1⟩ = −i|0⟩
      if (letter === "Z") [re[k], im[k]] = [sign * re[k], sign * im[k]];
    }
  });
  return { flip, re, im };
}

/** The matrix of a Pauli word, [d, d]. */
export function pauliMatrix(word: string): ComplexMatrix {
  const { flip, re, im } = parse(word);
  const d = re.length;
  const matrix = { re: new Float64Array(d * d), im: new Float64Array(d * d) };
  for (let k = 0; k < d; k++) {
    matrix.re[(k ^ flip) * d + k] = re[k];
    matrix.im[(k ^ flip) * d + k] = im[k];
  }
  return matrix;
}

const twoQubitWords = pauliWords(2).slice(1).map(parse);

/** Adds R[a, b] = tr(Pₐ·U·P_b·U†)/4 of a two-qubit unitary to `sum`, [15, 15], the words in order without II. */
export function addTransfer(u: ComplexMatrix, sum: Float64Array): void {
  const [re, im] = [new Float64Array(16), new Float64Array(16)]; // U·P_b·U†
  const [x, y] = [new Float64Array(4), new Float64Array(4)]; // a row of U·P_b
  twoQubitWords.forEach((b, column) => {
    for (let i = 0; i < 4; i++) {
      for (let k = 0; k < 4; k++) {
        const from = 4 * i + (k ^ b.flip);
        x[k] = u.re[from] * b.re[k] - u.im[from] * b.im[k];
        y[k] = u.re[from] * b.im[k] + u.im[from] * b.re[k];
      }
      for (let j = 0; j < 4; j++) {
        let [real, imaginary] = [0, 0];
        for (let k = 0; k < 4; k++) {
          real += x[k] * u.re[4 * j + k] + y[k] * u.im[4 * j + k];
          imaginary += y[k] * u.re[4 * j + k] - x[k] * u.im[4 * j + k];
        }
        re[4 * i + j] = real;
        im[4 * i + j] = imaginary;
      }
    }
    twoQubitWords.forEach((a, row) => {
      let trace = 0;
      for (let j = 0; j < 4; j++) {
        const at = 4 * j + (j ^ a.flip);
        trace += a.re[j] * re[at] - a.im[j] * im[at];
      }
      sum[15 * row + column] += trace / 4;
    });
  });
}
