import { circuit, gates, pauli, sum, type Circuit, type Gate, type Observable } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  apply,
  expectation,
  ground,
  randomOperations,
  randomWord,
  unitary,
  type Vector,
} from "../../circuits/test/dense.js";
import { compile, type Batch, type Engine, type Program } from "../src/index.js";

const available = Object.values(gates) as unknown as Gate[];
/** From 40 on with polynomials of inputs. */
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

interface Case {
  made: Circuit;
  observables: Observable[];
  program: Program;
  batch: Batch;
  rows: number;
  weights: Float64Array;
  inputs: Float64Array;
  start: Vector[];
  cotangents: Float64Array;
}

/** A random circuit of all gates, with random observables, a few rows of inputs, and for odd seeds random start states. */
function randomCase(seed: number, engine?: Engine): Case {
  const random = streams(seed).stream("simulator truth").at();
  const qubits = 1 + (seed % 4);
  const rows = 1 + random.integer(3);
  const size = 2 ** qubits;
  const made = circuit(
    qubits,
    randomOperations(random, available, { qubits, length: 16, weights: 5, inputs: 3, polynomials: seed >= 40 }),
  );
  const observables = Array.from({ length: 1 + random.integer(3) }, () =>
    sum(...Array.from({ length: 1 + random.integer(4) }, () => pauli(randomWord(random, qubits), random.normal()))),
  );
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const inputs = numbers(rows * made.inputs);
  const start = Array.from({ length: rows }, (): Vector => {
    if (seed % 2 === 0) return ground(qubits);
    const [re, im] = [numbers(size), numbers(size)];
    const length = Math.hypot(...re, ...im);
    return { re: re.map((a) => a / length), im: im.map((a) => a / length) };
  });
  const program = compile(made, { observables, engine });
  const all = (part: "re" | "im"): Float64Array => Float64Array.from(start.flatMap((row) => [...row[part]]));
  const batch = program.prepare(
    seed % 2 ? { inputs, states: { re: all("re"), im: all("im") } } : made.inputs ? { inputs } : { rows },
  );
  const cotangents = numbers(rows * observables.length);
  return { made, observables, program, batch, rows, weights: numbers(made.weights), inputs, start, cotangents };
}

const rowInputs = ({ made, inputs }: Case, row: number): Float64Array =>
  inputs.subarray(row * made.inputs, (row + 1) * made.inputs);

/** [rows, observables] by dense matrices. */
function denseValues(all: Case, made: Circuit, weights: Float64Array, inputs = all.inputs): number[] {
  return all.start.flatMap((start, row) => {
    const end = apply(unitary(made, weights, rowInputs({ ...all, inputs }, row)), start);
    return all.observables.map((observable) => expectation(observable, end));
  });
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    expect(Math.abs(found[i] - wanted[i]), `number ${i}`).toBeLessThan(tolerance * (1 + Math.abs(wanted[i])));
  }
}

/** Central differences of Σ cotangent · value by each of `point`; f gives the values. */
function differences(
  point: Float64Array,
  cotangents: Float64Array,
  f: (moved: Float64Array) => Float64Array,
): number[] {
  const step = 1e-5;
  return Array.from(point, (_, i) => {
    const [up, down] = [step, -step].map((delta) => f(point.map((value, k) => (k === i ? value + delta : value))));
    return cotangents.reduce((total, c, k) => total + (c * (up[k] - down[k])) / (2 * step), 0);
  });
}

const CASES = (["wasm", "reference"] as const).flatMap((engine) => SEEDS.map((seed) => ({ engine, seed })));

describe.each(CASES)("random circuit, engine $engine, seed $seed", ({ engine, seed }) => {
  const all = randomCase(seed, engine);
  const { made, observables, program, batch, rows, weights, inputs, cotangents } = all;
  const size = 2 ** made.qubits;
  const run = { weights, batch };

  it("state equals the product of dense matrices and has norm 1", () => {
    const { re, im } = program.state(run);
    for (let row = 0; row < rows; row++) {
      const wanted = apply(unitary(made, weights, rowInputs(all, row)), all.start[row]);
      const [r, i] = [re, im].map((part) => part.subarray(row * size, (row + 1) * size));
      expectClose(r, wanted.re, 1e-12);
      expectClose(i, wanted.im, 1e-12);
      expect(Math.abs(Math.hypot(...r, ...i) - 1)).toBeLessThan(1e-12);
    }
  });

  it("expectations equal dense ones", () => {
    const wanted = denseValues(all, made, weights);
    expectClose(program.expectations(run), wanted, 1e-12);
    expectClose(program.jacobian(run).values, wanted, 1e-12);
    expectClose(program.vjp({ ...run, cotangents }).values, wanted, 1e-12);
  });

  it("vjp and inputGradient equal central differences", () => {
    const { gradient, inputGradient } = program.vjp({ ...run, cotangents, inputsToo: true });
    const values = (moved: Float64Array): Float64Array => program.expectations({ weights: moved, batch });
    expectClose(gradient, differences(weights, cotangents, values), 1e-6);
    const states = seed % 2 ? { states: startStates(all) } : {};
    const fed = (moved: Float64Array): Float64Array =>
      program.expectations({ weights, batch: program.prepare({ inputs: moved, ...states }) });
    expectClose(inputGradient ?? [], made.inputs ? differences(inputs, cotangents, fed) : [], 1e-6);
    expect(program.vjp({ ...run, cotangents })).not.toHaveProperty("inputGradient");
  });

  it("jacobian equals vjp, row by row and observable by observable", () => {
    const { jacobian } = program.jacobian(run);
    const total = new Float64Array(made.weights);
    for (let k = 0; k < rows * observables.length; k++) {
      const one = program.vjp({ ...run, cotangents: cotangents.map((_, i) => (i === k ? 1 : 0)) }).gradient;
      expectClose(jacobian.subarray(k * made.weights, (k + 1) * made.weights), one, 1e-12);
      for (let i = 0; i < made.weights; i++) total[i] += cotangents[k] * one[i];
    }
    expectClose(program.vjp({ ...run, cotangents: () => cotangents }).gradient, total, 1e-12);
  });

  it("weights outside the light cone have derivative exactly 0", () => {
    const { gradient } = program.vjp({ ...run, cotangents });
    expect(program.liveWeights).toHaveLength(made.weights);
    expect(program.liveOperations).toHaveLength(program.circuit.operations.length);
    program.liveWeights.forEach((live, i) => {
      if (!live) expect(gradient[i]).toBe(0);
    });
  });

  it("shifted equals the circuit with the offset changed", () => {
    const places = program.circuit.operations.flatMap(({ angles }, operation) =>
      angles.flatMap((angle, k) => (typeof angle === "object" ? [{ operation, angle: k }] : [])),
    );
    const shifts = places.flatMap((place) => [1.1, -Math.PI / 2].map((delta) => ({ ...place, delta })));
    const found = program.shifted({ ...run, shifts });
    const block = rows * observables.length;
    expect(found).toHaveLength(shifts.length * block);
    shifts.forEach(({ operation, angle, delta }, k) => {
      const operations = program.circuit.operations.map((one, index) => ({
        ...one,
        angles: one.angles.map((old, slot) =>
          index === operation && slot === angle && typeof old === "object"
            ? { ...old, offset: old.offset + delta }
            : old,
        ),
      }));
      const wanted = denseValues(all, circuit(made.qubits, operations), weights);
      expectClose(found.subarray(k * block, (k + 1) * block), wanted, 1e-12);
    });
    expect(program.shifted({ ...run, shifts: [] })).toHaveLength(0);
  });

  it("a row's bits do not depend on the other rows", () => {
    const together = program.expectations(run);
    const gradients = program.jacobian(run).jacobian;
    const state = program.state(run);
    for (let row = 0; row < rows; row++) {
      const states = seed % 2 ? { states: all.start[row] } : {};
      const alone = program.prepare({ inputs: rowInputs(all, row), ...states });
      const slice = (part: Float64Array, width: number): number[] => [...part.subarray(row * width, (row + 1) * width)];
      expect([...program.expectations({ weights, batch: alone })]).toEqual(slice(together, observables.length));
      expect([...program.jacobian({ weights, batch: alone }).jacobian]).toEqual(
        slice(gradients, observables.length * made.weights),
      );
      const own = program.state({ weights, batch: alone });
      expect([[...own.re], [...own.im]]).toEqual([slice(state.re, size), slice(state.im, size)]);
    }
  });

  it("asking twice gives the same bits", () => {
    const ask = (): unknown => [
      program.expectations(run),
      program.vjp({ ...run, cotangents }),
      program.state(run),
      program.jacobian(run),
    ];
    expect(ask()).toEqual(ask());
  });
});

function startStates({ start }: Case): { re: Float64Array; im: Float64Array } {
  const join = (part: "re" | "im"): Float64Array => Float64Array.from(start.flatMap((row) => [...row[part]]));
  return { re: join("re"), im: join("im") };
}

it("hands the values to a cotangent function, so that the gradient of a loss takes one call", () => {
  const { program, batch, weights, made } = randomCase(7);
  // L = Σ f², so ∂L/∂f = 2f.
  const { gradient, values } = program.vjp({ weights, batch, cotangents: (f) => f.map((value) => 2 * value) });
  const loss = (moved: Float64Array): Float64Array =>
    Float64Array.of(program.expectations({ weights: moved, batch }).reduce((total, f) => total + f * f, 0));
  expectClose(gradient, differences(weights, Float64Array.of(1), loss), 1e-6);
  expectClose(values, program.expectations({ weights, batch }), 1e-15);
  expect(gradient).toHaveLength(made.weights);
});
