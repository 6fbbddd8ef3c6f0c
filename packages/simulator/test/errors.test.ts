import { circuit, cnot, defineGate, input, realMatrix, ry, weight, z } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { compile, formatBytes, memoryNeeded } from "../src/index.js";

const made = circuit(2, [ry(input(0), 0), ry(weight(0), 1), ry(input(1), 1), cnot(0, 1)]);
const program = compile(made, { observables: [z(0), z(1)] });
const batch = program.prepare({ inputs: Float64Array.of(1, 2, 3, 4) });
const free = compile(circuit(2, [ry(weight(0), 0)]), { observables: [z(0)] });
const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

function expectRefusal(act: () => unknown, code: string, message: string): void {
  expect(act).toThrow(message);
  try {
    act();
  } catch (error) {
    expect(isUphillError(error) && error.code).toBe(code);
  }
}

describe("prepare", () => {
  it("counts rows", () => {
    expect(batch.rows).toBe(2);
    expect(free.prepare({}).rows).toBe(1);
    expect(free.prepare({ rows: 5 }).rows).toBe(5);
    expect(free.prepare({ states: { re: new Float64Array(12).fill(0.5) } }).rows).toBe(3);
  });

  it("copies its data in", () => {
    const inputs = numbers(0.1, 0.2);
    const own = program.prepare({ inputs });
    const before = program.expectations({ weights: [0.3], batch: own });
    inputs.fill(9);
    expect(program.expectations({ weights: [0.3], batch: own })).toEqual(before);
  });

  it.each([
    [
      "part of a row",
      () => program.prepare({ inputs: numbers(1, 2, 3) }),
      "the inputs hold 3 numbers, but each row has 2 inputs",
    ],
    ["no row", () => program.prepare({ inputs: numbers() }), "the inputs hold 0 numbers, but each row has 2 inputs"],
    ["missing inputs", () => program.prepare({ rows: 2 }), "the inputs hold 0 numbers, but each row has 2 inputs"],
    [
      "part of a state",
      () => free.prepare({ states: { re: numbers(1, 0, 0) } }),
      "the states hold 3 numbers, but each row has 4 amplitudes",
    ],
    [
      "parts of different length",
      () => free.prepare({ states: { re: numbers(1, 0, 0, 0), im: numbers(0) } }),
      "re has 4 numbers and im 1",
    ],
    [
      "states and inputs of different rows",
      () => program.prepare({ inputs: numbers(1, 2), states: { re: new Float64Array(8) } }),
      "there are 2 rows and 2 input numbers, but each row has 2 inputs",
    ],
    [
      "half a row",
      () => free.prepare({ rows: 0.5 }),
      "it was asked for 0.5 rows, but rows must be a whole number from 1",
    ],
    [
      "inputs that no angle takes",
      () => free.prepare({ inputs: numbers(NaN) }),
      "there are 1 rows and 1 input numbers, but each row has 0 inputs",
    ],
  ])("refuses %s", (_, act, message) => expectRefusal(act, "shape", message));

  it.each([
    ["an input that is NaN", () => program.prepare({ inputs: numbers(1, 2, 3, NaN) }), "row 1 contains NaN"],
    ["an infinite input", () => program.prepare({ inputs: numbers(-Infinity, 2, 3, 4) }), "row 0 contains -Infinity"],
    [
      "an amplitude that is NaN",
      () => free.prepare({ states: { re: numbers(1, 0, 0, 0, 0, NaN, 0, 0) } }),
      "row 1 contains NaN",
    ],
    [
      "an imaginary part that is NaN",
      () => free.prepare({ states: { re: numbers(1, 0, 0, 0), im: numbers(0, 0, 0, NaN) } }),
      "row 0 contains NaN",
    ],
  ])("refuses %s and names the row", (_, act, message) => expectRefusal(act, "non-finite", message));
});

describe("a run", () => {
  it("refuses a batch of another program", () => {
    const other = compile(made, { observables: [z(0)] });
    expectRefusal(
      () => other.expectations({ weights: [0], batch }),
      "batch",
      "the batch was prepared by another program",
    );
  });

  it("refuses a wrong number of weights or cotangents", () => {
    expectRefusal(
      () => program.expectations({ weights: [], batch }),
      "shape",
      "there are 0 weights, but the circuit has 1",
    );
    expectRefusal(
      () => program.state({ weights: [1, 2], batch }),
      "shape",
      "there are 2 weights, but the circuit has 1",
    );
    expectRefusal(
      () => program.vjp({ weights: [1], batch, cotangents: numbers(1) }),
      "shape",
      "there are 1 cotangents, but there are 4 values",
    );
  });

  it("refuses to shift what is not a trained or fed angle", () => {
    const fixed = compile(circuit(1, [ry(weight(0), 0), ry(0, 0)]), { observables: [z(0)] });
    const shift = (operation: number, angle: number): unknown =>
      fixed.shifted({ weights: [0.3], batch: fixed.prepare({}), shifts: [{ operation, angle, delta: 1 }] });
    for (const [operation, angle] of [
      [1, 0],
      [2, 0],
      [0, 1],
    ]) {
      expectRefusal(
        () => shift(operation, angle),
        "shift",
        `a shift moves angle ${angle} of operation ${operation}, but it must be an angle that a weight or an input drives`,
      );
    }
  });

  it("refuses to differentiate a gate without a generator, but runs it", () => {
    const turn = defineGate({
      name: "turn",
      qubits: 1,
      angles: ["theta"],
      structure: "dense",
      matrix: (theta: number) =>
        realMatrix([
          [Math.cos(theta), -Math.sin(theta)],
          [Math.sin(theta), Math.cos(theta)],
        ]),
    });
    const odd = compile(circuit(1, [turn(weight(0), 0)]), { observables: [z(0)] });
    const run = { weights: [0.2], batch: odd.prepare({}) };
    expect(odd.expectations(run)[0]).toBeCloseTo(Math.cos(0.4), 14);
    expectRefusal(() => odd.jacobian(run), "derivative", "adjoint sweep: gate turn declares no generator");
  });
});

describe("compile", () => {
  it("refuses an observable beyond the qubits", () => {
    expectRefusal(
      () => compile(made, { observables: [z(2)] }),
      "observable",
      "simulator: an observable measures qubit 2, but the circuit has qubits 0 to 1.",
    );
  });

  it("says in words how much memory it would take, before it takes any", () => {
    const large = circuit(30, []);
    expectRefusal(
      () => compile(large, { observables: [z(0)] }),
      "memory",
      "simulator: 30 qubits and 1 rows take 16.0 GiB, but the limit is 4.0 GiB. Use fewer qubits or rows, or raise maxBytes.",
    );
    expectRefusal(
      () => compile(made, { observables: [z(0)], maxBytes: 500 }).prepare({ inputs: new Float64Array(20) }),
      "memory",
      "2 qubits and 10 rows take 640 B, but the limit is 500 B",
    );
    expectRefusal(() => circuit(40, []), "qubits", "circuit: it was asked for 40 qubits");
  });

  it("counts memory", () => {
    // ψ and λ, 16 bytes an amplitude, and the start; large states run row by row.
    expect(memoryNeeded(10, 3)).toBe(2 * 16 * 1024 * 3);
    expect(memoryNeeded(10, 3, { gradient: false, starts: true })).toBe(2 * 16 * 1024 * 3);
    expect(memoryNeeded(12, 3)).toBe(2 * 16 * 4096);
    expect([0, 1, 1023, 1024, 1536, 2 ** 20, 1.5 * 2 ** 40, 2 ** 70].map(formatBytes)).toEqual([
      ...["0 B", "1 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB", "1.5 TiB", "1024.0 EiB"],
    ]);
  });

  it("tells which weights can matter", () => {
    expect(compile(circuit(2, [ry(weight(0), 0), ry(weight(1), 1)]), { observables: [z(1)] }).liveWeights).toEqual([
      false,
      true,
    ]);
  });
});
