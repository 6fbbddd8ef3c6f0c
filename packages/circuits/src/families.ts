import { cos, sin, UphillError } from "@uphill/core";
import type { Angle } from "./angle.js";
import { defineGate, type Gate, type Matrix, type Operation } from "./gate.js";
import { cnot, h } from "./gates/fixed.js";
import { rx, rz } from "./gates/rotations.js";

/**
 * Makes the rotation exp(−iθP/2) for a Pauli word P.
 * @param word the word, one letter for each qubit
 * @returns the gate
 * @throws UphillError "gate" for a word that is empty, only I, or has other letters
 * @example
 * ```ts
 * pauliRot("XIZ")(weight(0), 0, 1, 2);
 * ```
 */
export function pauliRot(word: string): Gate<readonly ["theta"]> {
  const before = known.get(word);
  if (before) return before;
  if (!/^[IXYZ]{1,30}$/.test(word) || !/[XYZ]/.test(word)) {
    throw new UphillError({
      code: "gate",
      who: "pauliRot",
      got: `the word is "${word.slice(0, 40)}"`,
      wanted: "it must be made of 1 to 30 letters I, X, Y and Z, one of them not I",
      todo: 'For example pauliRot("XIZ").',
    });
  }
  const letters = Array.from(word);
  const gate: Gate<readonly ["theta"]> = defineGate<readonly ["theta"], number>({
    name: `pauliRot(${word})`,
    qubits: word.length,
    angles: ["theta"],
    structure: letters.every((letter) => letter === "I" || letter === "Z") ? "diagonal" : "dense",
    generator: [{ pauli: word, coefficient: 0.5 }],
    spectrum: [-0.5, 0.5],
    symbol: letters.map((letter) => (letter === "I" ? "I" : `R${letter}`)),
    matrix: (theta: number) => turnAbout(letters, theta),
    decomposition: ([theta], qubits) => ladder(letters, theta, qubits),
  });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, gate);
  return gate;
}

/** A word's gate is made once: what is worked out for a gate then serves all its uses. Words without end must not fill the memory. */
const known = new Map<string, Gate<readonly ["theta"]>>();
const MOST_KNOWN = 5000;

function turnAbout(letters: readonly string[], theta: number): Matrix {
  const size = 2 ** letters.length;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  const [c, s] = [cos(theta / 2), -sin(theta / 2)];
  for (let column = 0; column < size; column++) {
    let row = column;
    let quarterTurns = 1; // the i of cos − i sin·P
    letters.forEach((letter, k) => {
      const bit = (column >> (letters.length - 1 - k)) & 1;
      if (letter === "X" || letter === "Y") row ^= 1 << (letters.length - 1 - k);
      if (letter === "Y") quarterTurns += bit ? 3 : 1;
      if (letter === "Z") quarterTurns += bit ? 2 : 0;
    });
    re[column * size + column] += c;
    re[row * size + column] += s * [1, 0, -1, 0][quarterTurns % 4];
    im[row * size + column] += s * [0, 1, 0, -1][quarterTurns % 4];
  }
  return { re, im };
}

/** Turns every letter to Z, gathers the parity on the last qubit, turns that, and undoes the rest. */
function ladder(letters: readonly string[], theta: Angle, qubits: readonly number[]): Operation[] {
  const acted = letters.flatMap((letter, k) => (letter === "I" ? [] : [{ letter, qubit: qubits[k] }]));
  const toZ = acted.flatMap(({ letter, qubit }) =>
    letter === "X" ? [h(qubit)] : letter === "Y" ? [rx(Math.PI / 2, qubit)] : [],
  );
  const fromZ = acted.flatMap(({ letter, qubit }) =>
    letter === "X" ? [h(qubit)] : letter === "Y" ? [rx(-Math.PI / 2, qubit)] : [],
  );
  const chain = acted.slice(1).map(({ qubit }, k) => cnot(acted[k].qubit, qubit));
  return [...toZ, ...chain, rz(theta, acted[acted.length - 1].qubit), ...chain.toReversed(), ...fromZ];
}

/**
 * Makes a gate from its matrix.
 * @param matrix [2ᵏ, 2ᵏ], row-major, up to 6 qubits
 * @param name the name that pictures show
 * @returns the gate
 * @throws UphillError "gate" if the size is no power of two, or if the matrix is not unitary to 1e-10
 */
export function unitary(
  matrix: { re: ArrayLike<number>; im?: ArrayLike<number> },
  name = "unitary",
): Gate<readonly []> {
  const re = Float64Array.from(matrix.re);
  const im = matrix.im ? Float64Array.from(matrix.im) : new Float64Array(re.length);
  const qubits = Math.log2(re.length) / 2;
  const size = 2 ** qubits;
  const whole = Number.isInteger(qubits) && qubits >= 1 && qubits <= 6 && im.length === re.length;
  const off = whole && re.every(Number.isFinite) && im.every(Number.isFinite) ? defect(size, re, im) : NaN;
  if (!(off <= 1e-10)) {
    throw new UphillError({
      code: "gate",
      who: name,
      got: Number.isNaN(off)
        ? `the matrix has ${re.length} real and ${im.length} imaginary entries${whole ? ", not all of them finite" : ""}`
        : `the matrix times its adjoint is off the identity by ${off.toExponential(1)}`,
      wanted: "it must be a unitary of 2ᵏ × 2ᵏ entries, k from 1 to 6",
      todo: "Give all entries, row by row, and normalise them.",
    });
  }
  const adjoint = (): Matrix => ({
    re: re.map((_, at) => re[(at % size) * size + Math.floor(at / size)]),
    im: im.map((_, at) => -im[(at % size) * size + Math.floor(at / size)]),
  });
  return defineGate<readonly [], number>({
    name,
    qubits,
    angles: [],
    structure: "dense",
    symbol: Array.from({ length: qubits }, () => "U"),
    matrix: () => ({ re, im }),
    inverse: (_, on) => [(unitary(adjoint(), `${name}†`) as (...on: number[]) => Operation)(...on)],
  });
}

/** The largest entry of |U†U − 1|. */
function defect(size: number, re: Float64Array, im: Float64Array): number {
  let most = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let [sumRe, sumIm] = [i === j ? -1 : 0, 0];
      for (let k = 0; k < size; k++) {
        const [a, b] = [k * size + i, k * size + j];
        sumRe += re[a] * re[b] + im[a] * im[b];
        sumIm += re[a] * im[b] - im[a] * re[b];
      }
      const off = Math.hypot(sumRe, sumIm);
      if (!(off <= most)) most = off;
    }
  }
  return most;
}
