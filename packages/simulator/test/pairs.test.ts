import { circuit, cnot, gates, hardwareEfficient, input, ry, weight, z, type Gate } from "@uphill/circuits";
import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { randomOperations } from "../../circuits/test/dense.js";
import { compile, compileAsync, fidelityMatrix, type Engine, type Program } from "../src/index.js";

const available = Object.values(gates) as unknown as Gate[];
const ENGINES = ["wasm", "reference"] as const;

/** A random circuit of all gates, and a few rows of inputs; for odd seeds with random start states. */
function randomCase(seed: number, qubits: number, engine: Engine, length = 14) {
  const random = streams(seed).stream("pairs").at();
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const made = circuit(qubits, randomOperations(random, available, { qubits, length, weights: 4, inputs: 3 }));
  const program = compile(made, { observables: seed % 3 === 0 ? [z(0)] : [], engine });
  const rows = 2 + random.integer(10);
  const inputs = numbers(rows * made.inputs);
  const size = 2 ** qubits;
  const [re, im] = [numbers(rows * size), numbers(rows * size)];
  for (let row = 0; row < rows; row++) {
    const part = [re, im].map((all) => all.subarray(row * size, (row + 1) * size));
    const length = Math.hypot(...part[0], ...part[1]);
    for (const all of part) all.forEach((x, k) => (all[k] = x / length));
  }
  const batch = program.prepare(seed % 2 ? { inputs, states: { re, im } } : made.inputs ? { inputs } : { rows });
  return { program, batch, rows, weights: numbers(made.weights), cotangents: numbers(rows * rows) };
}

/** Σ cotangent · fidelity, by rows one by one. */
function fidelitiesOf(program: Program, run: Parameters<Program["state"]>[0], rows: number): Float64Array {
  const size = 2 ** program.circuit.qubits;
  const { re, im } = program.state(run);
  return Float64Array.from({ length: rows * rows }, (_, pair) => {
    const [a, b] = [Math.floor(pair / rows) * size, (pair % rows) * size];
    let [real, imaginary] = [0, 0];
    for (let k = 0; k < size; k++) {
      real += re[a + k] * re[b + k] + im[a + k] * im[b + k];
      imaginary += re[a + k] * im[b + k] - im[a + k] * re[b + k];
    }
    return real * real + imaginary * imaginary;
  });
}

describe.each(ENGINES)("fidelityVjp, engine %s", (engine) => {
  it.each([
    ...Array.from({ length: 40 }, (_, seed) => [seed, 1 + (seed % 4), 14] as const),
    [101, 8, 30] as const,
    [102, 11, 30] as const,
  ])("of random circuit %i on %i qubits equals differences", (seed, qubits, length) => {
    const { program, batch, rows, weights, cotangents } = randomCase(seed, qubits, engine, length);
    const found = program.fidelityVjp({ weights, batch, cotangents: () => cotangents });
    const wanted = fidelitiesOf(program, { weights, batch }, rows);
    wanted.forEach((value, pair) => expect(Math.abs(found.fidelities[pair] - value)).toBeLessThan(1e-12));
    const total = (moved: Float64Array): number =>
      fidelitiesOf(program, { weights: moved, batch }, rows).reduce((sum, k, pair) => sum + cotangents[pair] * k, 0);
    expect(found.gradient).toHaveLength(weights.length);
    const scale = cotangents.reduce((sum, c) => sum + Math.abs(c), 1);
    weights.forEach((_, i) => {
      const at = (shift: number): number => total(weights.map((w, k) => (k === i ? w + shift : w)));
      expect(Math.abs(found.gradient[i] - (at(1e-5) - at(-1e-5)) / 2e-5)).toBeLessThan(1e-7 * scale);
    });
  });
});

describe("fidelityVjp", () => {
  it("is what engines that take their time answer, to the bit", async () => {
    const made = hardwareEfficient({ qubits: 3, layers: 1 });
    const whole = circuit(3, [ry(input(0), 0), ...made.operations, ry(input(1), 1), cnot(0, 1), ry(weight(0), 2)]);
    const inputs = Float64Array.of(0.1, 0.2, 0.7, -0.3, 1.4, 0.9);
    const weights = Float64Array.from({ length: whole.weights }, (_, k) => Math.sin(k));
    const sync = compile(whole, { observables: [] });
    const later = await compileAsync(whole, { observables: [] });
    const cotangents = (values: Float64Array): Float64Array => values.map((value) => value * value);
    expect(await later.fidelityVjp({ weights, batch: await later.prepare({ inputs }), cotangents })).toEqual(
      sync.fidelityVjp({ weights, batch: sync.prepare({ inputs }), cotangents }),
    );
  });

  it("refuses cotangents of another number, and rows whose pairs do not fit", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [], maxBytes: 2 ** 16 });
    const ask = (rows: number, count: number) => () =>
      program.fidelityVjp({
        weights: [1],
        batch: program.prepare({ rows }),
        cotangents: () => new Float64Array(count),
      });
    expect(ask(2, 3)).toThrow("there are 3 cotangents, but 2 rows make 4 pairs");
    expect(ask(100, 10_000)).toThrow(
      expect.toSatisfy((error) => isUphillError(error) && error.code === "memory") as Error,
    );
  });
});

describe("fidelityMatrix", () => {
  const { program, batch, rows, weights } = randomCase(6, 3, "wasm");
  const states = program.state({ weights, batch });
  const block = (from: number, to: number) => ({
    re: states.re.subarray(8 * from, 8 * to),
    im: states.im.subarray(8 * from, 8 * to),
  });

  it("has 1 on its diagonal, is symmetric, and is put together from blocks to the bit", () => {
    const whole = fidelityMatrix(3, states);
    expect(rows).toBeGreaterThan(4);
    for (let i = 0; i < rows; i++) {
      expect(whole[i * rows + i]).toBeCloseTo(1, 13);
      for (let j = 0; j < rows; j++) expect(whole[i * rows + j]).toBe(whole[j * rows + i]);
    }
    const part = fidelityMatrix(3, block(1, 4), block(2, rows));
    for (let i = 0; i < 3; i++)
      for (let j = 2; j < rows; j++) expect(part[i * (rows - 2) + j - 2]).toBe(whole[(i + 1) * rows + j]);
  });

  it("refuses states of another size", () => {
    expect(() => fidelityMatrix(4, block(0, 3))).toThrow("each row has 16 of both");
  });
});

describe("a state with one angle moved", () => {
  it("is that of the moved weight, on both kinds of programs", async () => {
    const made = circuit(1, [ry(weight(0), 0)]);
    const shift = { operation: 0, angle: 0, delta: 0.5 };
    const program = compile(made, { observables: [] });
    const later = await compileAsync(made, { observables: [] });
    const moved = program.state({ weights: [1.5] });
    const close = (found: Float64Array): void =>
      found.forEach((value, k) => expect(value).toBeCloseTo(moved.re[k], 14));
    close(program.state({ weights: [1], shift }).re);
    close((await later.state({ weights: [1], shift })).re);
    expect(() => program.state({ weights: [1], shift: { ...shift, operation: 3 } })).toThrow("angle 0 of operation 3");
  });
});
