import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  circuit,
  cnot,
  cz,
  defineGate,
  gates,
  h,
  invert,
  realMatrix,
  rx,
  ry,
  rz,
  weight,
  x,
  type Gate,
  type Matrix,
  type Operation,
} from "../src/index.js";
import { adjoint, combine, distance, exponential, identity, pauliWord, product, unitary } from "./dense.js";

const all = Object.entries(gates) as unknown as [string, Gate][];
const SEEDS = 20;

const call = (gate: Gate, ...args: unknown[]): unknown => (gate as unknown as (...args: unknown[]) => unknown)(...args);

/** The gate at random angles; the title of a failing check holds the seed. */
function samples(gate: Gate): { title: string; angles: number[]; matrix: Matrix }[] {
  return Array.from({ length: gate.angles.length === 0 ? 1 : SEEDS }, (_, seed) => {
    const random = streams(seed).stream(`gate ${gate.name}`).at();
    const angles = gate.angles.map(() => 4 * Math.PI * (random.uniform() - 0.5));
    return { title: `${gate.name}(${angles.join(", ")}), seed ${seed}`, angles, matrix: gate.matrix(...angles) };
  });
}

describe.each(all)("contract of gate %s", (key, gate) => {
  const size = 2 ** gate.qubits;

  it("is named as in the index, with angles of different names", () => {
    expect(gate.name).toBe(key);
    expect(new Set(gate.angles).size).toBe(gate.angles.length);
    expect(gate.qubits).toBeGreaterThanOrEqual(1);
  });

  it("is unitary, with parts of the right shape", () => {
    for (const { title, matrix } of samples(gate)) {
      expect([matrix.re.length, matrix.im.length], title).toEqual([size * size, size * size]);
      expect(distance(product(adjoint(matrix), matrix), identity(size)), title).toBeLessThan(1e-12);
    }
  });

  it("has the structure it declares", () => {
    for (const { title, matrix } of samples(gate)) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const [re, im] = [matrix.re[i * size + j], matrix.im[i * size + j]];
          if (gate.structure === "diagonal" && i !== j) expect(Math.hypot(re, im), title).toBe(0);
          // Exactly 0 and 1: engines move amplitudes instead of multiplying.
          if (gate.structure === "permutation") expect([re === 0 || re === 1, im === 0], title).toEqual([true, true]);
          if (gate.structure === "controlled" && (i < size / 2 || j < size / 2)) {
            expect([Math.abs(re), Math.abs(im)], title).toEqual([i === j ? 1 : 0, 0]);
          }
        }
      }
    }
    if (gate.structure === "permutation") expect(gate.angles).toEqual([]);
    if (gate.structure === "controlled") expect(gate.qubits).toBeGreaterThan(1);
  });

  it("is exp(−iθG) with G as declared, and G has the declared spectrum", () => {
    if (!gate.generator) return;
    expect(gate.angles).toHaveLength(1);
    const zero = combine([0, 0], identity(size), [0, 0], identity(size));
    let generator = zero;
    for (const { pauli, coefficient } of gate.generator) {
      expect(pauli).toMatch(/^[IXYZ]+$/);
      expect(pauli).toHaveLength(gate.qubits);
      generator = combine([1, 0], generator, [coefficient, 0], pauliWord(pauli));
    }
    for (const { title, angles, matrix } of samples(gate)) {
      expect(distance(matrix, exponential(generator, angles[0])), title).toBeLessThan(1e-11);
    }
    expect(distance(gate.matrix(0), identity(size))).toBe(0);
    // G is Hermitian, so these are its eigenvalues exactly if ∏(G − λ) vanishes and no shorter product does.
    const { spectrum = [] } = gate;
    const remainder = (values: readonly number[]): number =>
      distance(
        values.reduce(
          (left, value) => product(left, combine([1, 0], generator, [-value, 0], identity(size))),
          identity(size),
        ),
        zero,
      );
    expect(spectrum.length).toBeGreaterThan(1);
    expect(remainder(spectrum)).toBeLessThan(1e-12);
    spectrum.forEach((_, k) => expect(remainder(spectrum.toSpliced(k, 1))).toBeGreaterThan(1e-3));
    expect(spectrum.toSorted((a, b) => a - b)).toEqual(spectrum);
  });

  it("has a generator for its one angle, and is what it can be taken apart into", () => {
    if (gate.angles.length === 1) expect(gate.generator).toBeDefined();
    const qubits = Array.from({ length: gate.qubits }, (_, k) => k);
    const trained = gate.angles.map((_, k) => weight(k));
    if (gate.angles.length > 1) {
      for (const part of gate.decomposition!(trained, qubits)) expect(part.gate.generator).toBeDefined();
    }
    for (const { title, angles, matrix } of samples(gate)) {
      const parts = gate.decomposition?.(angles, qubits);
      if (parts) expect(distance(unitary(circuit(gate.qubits, parts), []), matrix), title).toBeLessThan(1e-12);
    }
  });

  it("is undone by its inverse", () => {
    const qubits = Array.from({ length: gate.qubits }, (_, k) => k);
    for (const { title, angles } of samples(gate)) {
      const there = { gate, angles, qubits };
      const both = circuit(gate.qubits, [there, ...invert(there)]);
      expect(distance(unitary(both, []), identity(size)), title).toBeLessThan(1e-12);
    }
  });

  it("shows a symbol on each qubit", () => {
    expect(gate.symbol).toHaveLength(gate.qubits);
  });

  it("makes operations: angles first, then qubits", () => {
    const angles = gate.angles.map((_, k) => weight(k));
    const qubits = Array.from({ length: gate.qubits }, (_, k) => k + 3);
    expect(call(gate, ...angles, ...qubits)).toMatchObject({ angles, qubits });
    expect((call(gate, ...angles, ...qubits) as Operation).gate).toBe(gate);
  });

  it("refuses a wrong number of arguments", () => {
    const right = gate.angles.length + gate.qubits;
    for (const count of [0, right - 1, right + 1]) {
      const wrong = (): unknown => call(gate, ...new Array<number>(count).fill(0));
      expect(wrong).toThrow(`${gate.name}: it was given ${count} arguments, but it takes ${right}: `);
    }
  });
});

describe("matrices by hand", () => {
  const s = Math.SQRT1_2;
  it.each([
    ["rx(π/2)", rx.matrix(Math.PI / 2), [s, 0, 0, s], [0, -s, -s, 0]],
    ["rx(π)", rx.matrix(Math.PI), [0, 0, 0, 0], [0, -1, -1, 0]],
    ["ry(π/2)", ry.matrix(Math.PI / 2), [s, -s, s, s], [0, 0, 0, 0]],
    ["ry(π)", ry.matrix(Math.PI), [0, -1, 1, 0], [0, 0, 0, 0]],
    ["rz(π/2)", rz.matrix(Math.PI / 2), [s, 0, 0, s], [-s, 0, 0, s]],
    ["rz(2π)", rz.matrix(2 * Math.PI), [-1, 0, 0, -1], [0, 0, 0, 0]],
    ["h", h.matrix(), [s, s, s, -s], [0, 0, 0, 0]],
    ["x", x.matrix(), [0, 1, 1, 0], [0, 0, 0, 0]],
    ["cnot", cnot.matrix(), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], new Array<number>(16).fill(0)],
    ["cz", cz.matrix(), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1], new Array<number>(16).fill(0)],
  ])("%s", (_, matrix, re, im) => {
    expect(distance(matrix, { re: Float64Array.from(re), im: Float64Array.from(im) })).toBeLessThan(1e-15);
  });
});

it("defineGate says in words what a call was missing", () => {
  const swap = defineGate({
    name: "swap",
    qubits: 2,
    angles: [],
    structure: "permutation",
    matrix: () => realMatrix([]),
  });
  expect(() => call(swap as unknown as Gate, 1)).toThrow(
    "swap: it was given 1 arguments, but it takes 2: qubit 0, qubit 1. Give the angles first, then the qubits.",
  );
  expect(() => call(rx as unknown as Gate)).toThrow("rx: it was given 0 arguments, but it takes 2: theta, qubit 0.");
});
