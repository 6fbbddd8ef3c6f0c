import {
  circuit,
  cnot,
  defineGate,
  gates,
  hardwareEfficient,
  input,
  pauli,
  rx,
  ry,
  rz,
  sum,
  weight,
  z,
  type Gate,
} from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { randomOperations, randomWord } from "../../circuits/test/dense.js";
import { compile, type Engine, type Program } from "../src/index.js";

// What the project's own gates do not reach: a permutation that is no exchange, a diagonal and a dense gate on several qubits.
const fixed = (
  name: string,
  qubits: 2 | 3,
  structure: "permutation" | "diagonal" | "dense",
  rows: [number, number][][],
) =>
  defineGate({
    name,
    qubits,
    angles: [],
    structure,
    matrix: () => ({
      re: Float64Array.from(rows.flat(), ([re]) => re),
      im: Float64Array.from(rows.flat(), ([, im]) => im),
    }),
  }) as unknown as Gate;
const table = (size: number, entry: (i: number, j: number) => [number, number]): [number, number][][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => entry(i, j)));
const turn = (k: number): [number, number] => [Math.cos(k), Math.sin(k)];
const odd = [
  fixed(
    "cycle",
    2,
    "permutation",
    table(4, (i, j) => [i === (j + 1) % 4 ? 1 : 0, 0]),
  ),
  fixed(
    "nothing",
    2,
    "permutation",
    table(4, (i, j) => [i === j ? 1 : 0, 0]),
  ),
  fixed(
    "phases",
    3,
    "diagonal",
    table(8, (i, j) => (i === j ? turn(i) : [0, 0])),
  ),
  fixed(
    "fourier",
    2,
    "dense",
    table(4, (i, j) => [
      0.5 * Math.round(turn((i * j * Math.PI) / 2)[0]),
      0.5 * Math.round(turn((i * j * Math.PI) / 2)[1]),
    ]),
  ),
];
// A trained gate on two qubits, so that angles of a row's own meet it too.
const rzz = defineGate({
  name: "rzz",
  qubits: 2,
  angles: ["theta"],
  structure: "diagonal",
  generator: [{ pauli: "ZZ", coefficient: 0.5 }],
  spectrum: [-0.5, 0.5],
  symbol: [],
  matrix: (theta: number) => {
    const phases = [-1, 1, 1, -1].map((sign) => turn((sign * theta) / 2));
    const rows = table(4, (i, j) => (i === j ? phases[i] : [0, 0])).flat();
    return { re: Float64Array.from(rows, ([re]) => re), im: Float64Array.from(rows, ([, im]) => im) };
  },
});
const available = [...Object.values(gates), ...odd, rzz] as unknown as Gate[];

const SPECIAL = [0, Math.PI, -Math.PI, Math.PI / 2, -Math.PI / 2, 1e-300, 1e6, Math.PI + 1e-9, 3 * Math.PI - 1e-14];

/** Everything that a program says, but for what is drawn at random from it. */
function everything(engine: Engine, seed: number, qubits: number, rows: number): Record<string, ArrayLike<number>> {
  const random = streams(seed).stream("engines").at(qubits);
  const size = 2 ** qubits;
  const usable = available.filter((gate) => gate.qubits <= qubits);
  const made = circuit(
    qubits,
    randomOperations(random, usable, { qubits, length: 24, weights: 5, inputs: 2, polynomials: seed % 4 === 1 }),
  );
  const observables = Array.from({ length: 2 }, () =>
    sum(...Array.from({ length: 3 }, () => pauli(randomWord(random, qubits), random.normal()))),
  );
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const program = compile(made, { observables, engine });
  const inputs = made.inputs ? { inputs: numbers(rows * made.inputs) } : {};
  const start = { re: numbers(size * rows), im: numbers(size * rows) };
  const length = Math.sqrt(start.re.reduce((sum, a, k) => sum + a * a + start.im[k] ** 2, 0) / rows);
  for (const part of [start.re, start.im]) for (let k = 0; k < part.length; k++) part[k] /= length;
  const batch = program.prepare(
    seed % 2 ? { ...inputs, states: start } : made.inputs ? { inputs: inputs.inputs! } : { rows },
  );
  const weights = numbers(made.weights);
  if (seed % 3 === 0) for (let k = 0; k < weights.length; k++) weights[k] = SPECIAL[random.integer(SPECIAL.length)];
  const run = { weights, batch };
  const shifts = program.circuit.operations.flatMap(({ angles }, operation) =>
    angles.flatMap((angle, k) =>
      typeof angle === "object" ? [1, -0.3].map((delta) => ({ operation, angle: k, delta })) : [],
    ),
  );
  const { values, gradient, inputGradient } = program.vjp({
    ...run,
    cotangents: numbers(rows * observables.length),
    inputsToo: true,
  });
  const state = program.state(run);
  return {
    values,
    gradient,
    inputGradient: inputGradient!,
    expectations: program.expectations(run),
    jacobian: program.jacobian(run).jacobian,
    shifted: program.shifted({ ...run, shifts }),
    re: state.re,
    im: state.im,
  };
}

/** The largest difference, or what differs in length. */
function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Infinity;
  return Array.from(found).reduce((worst, value, k) => Math.max(worst, Math.abs(value - wanted[k])), 0);
}

const TOLERANCE: Record<string, number> = { gradient: 1e-10, inputGradient: 1e-10, jacobian: 1e-10 };

// Sizes on both sides of every change of layout: pairs of rows, four, eight, several tiles, and single states.
describe.each([
  { rows: 1, qubits: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], seeds: 40 },
  { rows: 2, qubits: [1, 2, 3, 4, 7, 10, 11], seeds: 12 },
  { rows: 3, qubits: [1, 2, 3, 5, 8], seeds: 12 },
  { rows: 7, qubits: [2, 4, 6], seeds: 12 },
  { rows: 8, qubits: [3, 5], seeds: 12 },
  { rows: 65, qubits: [3, 6], seeds: 6 },
  { rows: 130, qubits: [2, 4], seeds: 6 },
])("WebAssembly and reference engine, $rows rows", ({ rows, qubits, seeds }) => {
  it.each(qubits)("agree on %i qubits", (n) => {
    for (let seed = 0; seed < Math.ceil(seeds / (n > 9 ? 4 : 1)); seed++) {
      const plain = everything("reference", seed, n, rows);
      const fast = everything("wasm", seed, n, rows);
      for (const [name, wanted] of Object.entries(plain)) {
        // 1e6 and a shift added to it are known to 1e-10; a branch adds nothing to the angle.
        const tolerance = name === "shifted" && seed % 3 === 0 ? 1e-9 : (TOLERANCE[name] ?? 1e-12);
        expect(difference(fast[name], wanted), `${name}, seed ${seed}`).toBeLessThan(tolerance * rows);
      }
    }
  });
});

describe("engine", () => {
  const made = hardwareEfficient({ qubits: 4, layers: 1 });
  const weights = new Float64Array(made.weights).fill(0.4);
  const ask = (program: Program, rows = 1): Float64Array =>
    program.expectations({ weights, batch: program.prepare({ rows }) });

  it("serves one qubit, alone", () => {
    const one = (engine: Engine): Float64Array => {
      const program = compile(circuit(1, [ry(input(0), 0), ry(0.3, 0)]), { observables: [z(0)], engine });
      return program.expectations({ weights: [], batch: program.prepare({ inputs: Float64Array.of(0.7) }) });
    };
    expect(difference(one("wasm"), one("reference"))).toBeLessThan(1e-15);
  });

  it("keeps its states when the memory grows under them", () => {
    const program = compile(made, { observables: [z(3)], engine: "wasm" });
    const other = compile(made, { observables: [z(3)], engine: "wasm" });
    const batch = program.prepare({});
    const quiet = program.vjp({ weights, batch, cotangents: () => Float64Array.of(1) });
    const busy = program.vjp({
      weights,
      batch,
      cotangents: () => {
        ask(other, 200_000);
        return Float64Array.of(1);
      },
    });
    expect(busy).toEqual(quiet);
  });

  it("holds nothing between calls, however many programs there are", () => {
    // Together these states would take 5 GB, more than WebAssembly's memory can hold.
    const empty = circuit(4, []);
    for (let k = 0; k < 60; k++) {
      const program = compile(empty, { observables: [], engine: "wasm" });
      program.expectations({ weights: [], batch: program.prepare({ rows: 330_000 + k }) });
    }
    compile(empty, { observables: [] }).dispose();
  });

  it("must be one there is", () => {
    expect(() => compile(made, { observables: [z(0)], engine: "gpu" as Engine })).toThrow(
      'compile: the engine is "gpu", but engines are auto, wasm and reference. Use engine "auto".',
    );
  });
});

describe("long circuits", () => {
  it.each([2, 9])("of thousands of real rotations lose nothing, %i qubits", (qubits) => {
    const random = streams(7).stream("long").at(qubits);
    const layers = Math.ceil(3000 / qubits);
    // Near a half turn each rotation is divided by the least there is.
    const operations = Array.from({ length: layers }, (_, layer) => [
      ...Array.from({ length: qubits }, (_, q) =>
        ry(layer === 3 ? weight(q) : Math.PI / 2 - 0.01 * random.uniform(), q),
      ),
      ...Array.from({ length: qubits - 1 }, (_, q) => cnot(q, q + 1)),
    ]).flat();
    const made = circuit(qubits, operations);
    const weights = new Float64Array(qubits).fill(0.3);
    const [fast, plain] = (["wasm", "reference"] as const).map((engine) => {
      const program = compile(made, { observables: [z(qubits - 1), pauli("X0")], engine });
      return program.jacobian({ weights, batch: program.prepare({}) });
    });
    expect(difference(fast.values, plain.values)).toBeLessThan(1e-12);
    expect(difference(fast.jacobian, plain.jacobian)).toBeLessThan(1e-11);
  });
});

it("a state beyond the cache, taken in stretches, is the same state", () => {
  const qubits = 16;
  const operations = Array.from({ length: 3 }, (_, layer) => [
    ...Array.from({ length: qubits }, (_, q) => [
      ry(0.3 + q + layer, q),
      rz(0.1 * q - layer, q),
      rx(weight(q), q),
    ]).flat(),
    ...Array.from({ length: qubits - 1 }, (_, q) => cnot(q, q + 1)),
  ]).flat();
  const made = circuit(qubits, operations);
  const weights = Float64Array.from({ length: qubits }, (_, q) => 0.2 * q - 1);
  const [fast, plain] = (["wasm", "reference"] as const).map((engine) => {
    const program = compile(made, { observables: [z(15), pauli("X0 Y7 Z15")], engine });
    const run = { weights, batch: program.prepare({}) };
    const shifts = [{ operation: 2, angle: 0, delta: 0.4 }];
    return { ...program.state(run), values: program.expectations(run), shifted: program.shifted({ ...run, shifts }) };
  });
  for (const name of ["re", "im", "values", "shifted"] as const) {
    let worst = 0;
    for (let k = 0; k < plain[name].length; k++) worst = Math.max(worst, Math.abs(fast[name][k] - plain[name][k]));
    expect(worst, name).toBeLessThan(1e-12);
  }
});
