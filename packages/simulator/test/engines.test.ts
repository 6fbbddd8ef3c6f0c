import { circuit, defineGate, gates, hardwareEfficient, input, pauli, ry, sum, z, type Gate } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { randomOperations, randomWord } from "../../circuits/test/dense.js";
import { compile, type Engine, type Program } from "../src/index.js";
import type { States } from "../src/kernels/index.js";
import { wasmKernels } from "../src/kernels/wasm.js";

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

/** Everything that a program says, as bits. */
function everything(engine: Engine, seed: number, rows: number): Record<string, ArrayLike<number>> {
  const random = streams(seed).stream("engines").at();
  const qubits = 3 + (seed % 3);
  const size = 2 ** qubits;
  const made = circuit(qubits, randomOperations(random, available, { qubits, length: 24, weights: 5, inputs: 2 }));
  const observables = Array.from({ length: 2 }, () =>
    sum(...Array.from({ length: 3 }, () => pauli(randomWord(random, qubits), random.normal()))),
  );
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const program = compile(made, { observables, engine });
  const inputs = made.inputs ? { inputs: numbers(rows * made.inputs) } : {};
  const start = { re: numbers(size * rows), im: numbers(size * rows) };
  const batch = program.prepare(
    seed % 2 ? { ...inputs, states: start } : made.inputs ? { inputs: inputs.inputs! } : { rows },
  );
  const run = { weights: numbers(made.weights), batch };
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
  const shots = streams(seed).stream("shots");
  return {
    values,
    gradient,
    inputGradient: inputGradient!,
    expectations: program.expectations(run),
    jacobian: program.jacobian(run).jacobian,
    shifted: program.shifted({ ...run, shifts }),
    re: state.re,
    im: state.im,
    sample: program.sample({
      ...run,
      shots: 4,
      random: (row) => shots.at(row),
      basis: new Map([
        [1, "X"],
        [2, "Y"],
      ] as const),
      ...(shifts.length > 0 && { shift: shifts[0] }),
    }),
  };
}

/** Text in which every number's bits show, −0 included. */
const bits = (numbers: ArrayLike<number>): string => Buffer.from(Float64Array.from(numbers).buffer).toString("base64");

describe.each([1, 2, 3, 5, 8, 200])("WebAssembly and plain kernels, %i rows", (rows) => {
  it("give the same bits", () => {
    for (let seed = 0; seed < (rows === 200 ? 6 : 24); seed++) {
      const plain = everything("reference", seed, rows);
      const fast = everything("wasm", seed, rows);
      for (const [name, numbers] of Object.entries(plain)) {
        expect(bits(fast[name]), `${name}, seed ${seed}`).toBe(bits(numbers));
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
    expect(one("wasm")).toEqual(one("reference"));
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
  });

  it("says where WebAssembly's memory is full, and goes on when there is room again", () => {
    const kernels = wasmKernels()!;
    const refuses = (act: () => unknown): void => {
      expect(act).toThrow("do not fit into WebAssembly's memory, but it holds at most 4 GiB, and 1 GiB in one piece.");
    };
    refuses(() => kernels.allocate(27, 1));
    const taken: States[] = [];
    refuses(() => {
      for (let k = 0; k < 9; k++) taken.push(kernels.allocate(24, 1));
      for (let k = 0; k < 9; k++) taken.push(kernels.allocate(25, 1));
    });
    expect(taken.length).toBeGreaterThan(9);
    for (const states of taken) kernels.free(states);
    kernels.free(kernels.allocate(25, 1));
    expect(ask(compile(made, { observables: [z(3)], engine: "wasm" }))).toEqual(
      ask(compile(made, { observables: [z(3)], engine: "reference" })),
    );
  });

  it("must be one there is", () => {
    expect(() => compile(made, { observables: [z(0)], engine: "gpu" as Engine })).toThrow(
      'compile: the engine is "gpu", but engines are auto, wasm and reference. Use engine "auto".',
    );
  });
});
