import {
  input,
  polynomial,
  weight,
  type Angle,
  type Circuit,
  type Gate,
  type Matrix,
  type Observable,
  type Operation,
} from "../src/index.js";
import type { Random } from "@uphill/core";

/**
 * Slow truth: circuits and observables as dense matrices, put together from Kronecker products and nothing else. Shares no
 * code with the packages but the gates' own small matrices, which gates.test.ts checks.
 */

const filled = (size: number, entry: (row: number, column: number) => readonly [number, number]): Matrix => {
  const entries = Array.from({ length: size * size }, (_, at) => entry(Math.floor(at / size), at % size));
  return { re: Float64Array.from(entries, ([re]) => re), im: Float64Array.from(entries, ([, im]) => im) };
};
export const sizeOf = ({ re }: Matrix): number => Math.round(Math.sqrt(re.length));
export const identity = (size: number): Matrix => filled(size, (i, j) => [i === j ? 1 : 0, 0]);

export function product(a: Matrix, b: Matrix): Matrix {
  const size = sizeOf(a);
  return filled(size, (i, j) => {
    let re = 0;
    let im = 0;
    for (let k = 0; k < size; k++) {
      const [l, r] = [i * size + k, k * size + j];
      re += a.re[l] * b.re[r] - a.im[l] * b.im[r];
      im += a.re[l] * b.im[r] + a.im[l] * b.re[r];
    }
    return [re, im];
  });
}

export const adjoint = ({ re, im }: Matrix): Matrix => {
  const size = Math.round(Math.sqrt(re.length));
  return filled(size, (i, j) => [re[j * size + i], -im[j * size + i]]);
};

/** a·A + b·B for complex a, b. */
export function combine(a: readonly [number, number], A: Matrix, b: readonly [number, number], B: Matrix): Matrix {
  return filled(sizeOf(A), (i, j) => {
    const at = i * sizeOf(A) + j;
    return [
      a[0] * A.re[at] - a[1] * A.im[at] + b[0] * B.re[at] - b[1] * B.im[at],
      a[0] * A.im[at] + a[1] * A.re[at] + b[0] * B.im[at] + b[1] * B.re[at],
    ];
  });
}

/** exp(−iθG) by its power series, halving θ until the series is short and squaring back. */
export function exponential(generator: Matrix, theta: number): Matrix {
  const size = sizeOf(generator);
  const step = theta / 256;
  let term = identity(size);
  let sum = term;
  for (let k = 1; k <= 14; k++) {
    term = combine([0, -step / k], product(generator, term), [0, 0], term);
    sum = combine([1, 0], sum, [1, 0], term);
  }
  for (let k = 0; k < 8; k++) sum = product(sum, sum);
  return sum;
}

/** A ⊗ B: A on the more significant bits. */
export function kron(A: Matrix, B: Matrix): Matrix {
  const [m, n] = [sizeOf(A), sizeOf(B)];
  return filled(m * n, (i, j) => {
    const a = Math.floor(i / n) * m + Math.floor(j / n);
    const b = (i % n) * n + (j % n);
    return [A.re[a] * B.re[b] - A.im[a] * B.im[b], A.re[a] * B.im[b] + A.im[a] * B.re[b]];
  });
}

/** The largest |aᵢⱼ − bᵢⱼ|. */
export function distance(a: Matrix, b: Matrix): number {
  return a.re.reduce((most, value, at) => Math.max(most, Math.hypot(value - b.re[at], a.im[at] - b.im[at])), 0);
}

const letters: Record<string, Matrix> = {
  I: identity(2),
  X: { re: Float64Array.of(0, 1, 1, 0), im: new Float64Array(4) },
  Y: { re: new Float64Array(4), im: Float64Array.of(0, -1, 1, 0) },
  Z: { re: Float64Array.of(1, 0, 0, -1), im: new Float64Array(4) },
};

/** The matrix of a Pauli word such as "XIZ". */
export const pauliWord = (word: string): Matrix =>
  Array.from(word)
    .map((letter) => letters[letter])
    .reduce(kron);

export function observableMatrix({ terms }: Observable, qubits: number): Matrix {
  const zero: Matrix = { re: new Float64Array(4 ** qubits), im: new Float64Array(4 ** qubits) };
  return terms.reduce((sum, { coefficient, paulis }) => {
    const found = new Map(paulis);
    const word = Array.from({ length: qubits }, (_, qubit) => found.get(qubit) ?? "I").join("");
    return combine([1, 0], sum, [coefficient, 0], pauliWord(word));
  }, zero);
}

/** A gate on chosen qubits of many: Σ gₐᵦ · ⊗ (|aₖ⟩⟨bₖ| on the k-th chosen qubit, 1 elsewhere). */
function onQubits(gate: Matrix, on: readonly number[], qubits: number): Matrix {
  const size = 2 ** on.length;
  const bit = (index: number, k: number): number => (index >> (on.length - 1 - k)) & 1;
  let sum: Matrix = { re: new Float64Array(4 ** qubits), im: new Float64Array(4 ** qubits) };
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const entry = [gate.re[a * size + b], gate.im[a * size + b]] as const;
      if (entry[0] === 0 && entry[1] === 0) continue;
      const factors = Array.from({ length: qubits }, (_, qubit) => {
        const k = on.indexOf(qubit);
        return k < 0 ? letters.I : filled(2, (i, j) => [i === bit(a, k) && j === bit(b, k) ? 1 : 0, 0]);
      });
      sum = combine([1, 0], sum, entry, factors.reduce(kron));
    }
  }
  return sum;
}

export function angleValue(angle: Angle, weights: ArrayLike<number>, inputs: ArrayLike<number>): number {
  if (typeof angle === "number") return angle;
  if ("terms" in angle) {
    const products = angle.terms.map((term) => term.inputs.reduce((p, k) => p * inputs[k], term.coefficient));
    return angle.scale * products.reduce((a, b) => a + b, 0) + angle.offset;
  }
  return angle.scale * ("weight" in angle ? weights[angle.weight] : inputs[angle.input]) + angle.offset;
}

export function unitary(circuit: Circuit, weights: ArrayLike<number>, inputs: ArrayLike<number> = []): Matrix {
  return circuit.operations.reduce(
    (done, { gate, qubits, angles }) =>
      product(
        onQubits(gate.matrix(...angles.map((angle) => angleValue(angle, weights, inputs))), qubits, circuit.qubits),
        done,
      ),
    identity(2 ** circuit.qubits),
  );
}

/** A state vector. */
export type Vector = Matrix;

export function apply({ re, im }: Matrix, v: Vector): Vector {
  const size = v.re.length;
  const out = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      out.re[i] += re[i * size + j] * v.re[j] - im[i * size + j] * v.im[j];
      out.im[i] += re[i * size + j] * v.im[j] + im[i * size + j] * v.re[j];
    }
  }
  return out;
}

/** |0…0⟩. */
export function ground(qubits: number): Vector {
  const re = new Float64Array(2 ** qubits);
  re[0] = 1;
  return { re, im: new Float64Array(2 ** qubits) };
}

/** ⟨v|O|v⟩. */
export function expectation(observable: Observable, v: Vector): number {
  const moved = apply(observableMatrix(observable, Math.log2(v.re.length)), v);
  return v.re.reduce((sum, re, j) => sum + re * moved.re[j] + v.im[j] * moved.im[j], 0);
}

const special = [0, Math.PI / 2, Math.PI, -Math.PI, 2 * Math.PI, 1e-10];

/**
 * A random circuit over the given gates: constants (special ones too), shared weights, and inputs if any, with scale and offset;
 * and if asked polynomials of inputs. Same random stream, same circuit.
 */
export function randomOperations(
  random: Random,
  available: readonly Gate[],
  {
    qubits,
    length,
    weights,
    inputs = 0,
    polynomials = false,
  }: { qubits: number; length: number; weights: number; inputs?: number; polynomials?: boolean },
): Operation[] {
  const fitting = available.filter((gate) => gate.qubits <= qubits);
  const affine = (): { scale?: number; offset?: number } =>
    random.integer(2) ? {} : { scale: random.normal(), offset: random.normal() };
  const angle = (): Angle => {
    const kind = random.integer(inputs > 0 ? 4 : 3);
    if (kind === 0) return random.integer(2) ? special[random.integer(special.length)] : random.normal();
    if (kind === 3 && polynomials && random.integer(3) > 0) {
      const terms = Array.from({ length: 1 + random.integer(3) }, () => ({
        coefficient: random.integer(2) ? 1 : random.normal(),
        inputs: Array.from({ length: 1 + random.integer(3) }, () => random.integer(inputs)),
      }));
      return polynomial(terms, affine());
    }
    return kind === 3 ? input(random.integer(inputs), affine()) : weight(random.integer(weights), affine());
  };
  return Array.from({ length }, () => {
    const gate = fitting[random.integer(fitting.length)];
    const on = random.permutation(qubits).slice(0, gate.qubits);
    return gate(...([...gate.angles.map(angle), ...on] as Parameters<Gate>));
  });
}

/** A Pauli word on random qubits, as `pauli` takes it; now and then the identity. */
export function randomWord(random: Random, qubits: number): string {
  const letter = (qubit: number): string => ["", `X${qubit}`, `Y${qubit}`, `Z${qubit}`][random.integer(4)];
  return Array.from({ length: qubits }, (_, qubit) => letter(qubit)).join(" ");
}
