import { circuit, cnot, h, hardwareEfficient, ry, weight, z } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { compile } from "../src/index.js";

const bell = compile(circuit(3, [h(0), cnot(0, 2)]), { observables: [] });
const bellRun = { weights: [], batch: bell.prepare({}) };
const close = (found: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, k) => expect(found[k], `number ${k}`).toBeCloseTo(value, 14));
};

describe("probabilities", () => {
  it("are those of all qubits, or of some, in the order named", () => {
    close(bell.probabilities(bellRun), [0.5, 0, 0, 0, 0, 0.5, 0, 0]);
    close(bell.probabilities({ ...bellRun, qubits: [1] }), [1, 0]);
    close(bell.probabilities({ ...bellRun, qubits: [2, 1] }), [0.5, 0, 0.5, 0]);
  });

  it("refuse qubits that are not there, or none, or one twice", () => {
    const ask = (qubits: number[]) => () => bell.probabilities({ ...bellRun, qubits });
    expect(ask([3])).toThrow("the list of qubits names qubit 3, but the circuit has qubits 0 to 2");
    expect(ask([])).toThrow("must name at least one");
    expect(ask([1, 1])).toThrow("the list of qubits is [1, 1], but it must name at least one, and none twice");
  });
});

describe("reduced density matrix", () => {
  it("of half a Bell pair is I/2, and of a whole one pure", () => {
    const half = bell.reducedDensity({ ...bellRun, qubits: [0] });
    close(half.re, [0.5, 0, 0, 0.5]);
    close(half.im, [0, 0, 0, 0]);
    close(bell.reducedDensity({ ...bellRun, qubits: [2, 0] }).re, [
      ...[0.5, 0, 0, 0.5],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 0],
      ...[0.5, 0, 0, 0.5],
    ]);
  });

  it("has trace 1, is Hermitian, and its diagonal is the probabilities", () => {
    const made = hardwareEfficient({ qubits: 5, layers: 2 });
    const program = compile(made, { observables: [z(0)] });
    const random = streams(3).stream("density").at();
    const run = {
      weights: Float64Array.from({ length: made.weights }, () => random.normal()),
      batch: program.prepare({}),
    };
    const { re, im } = program.reducedDensity({ ...run, qubits: [3, 0] });
    const marginal = program.probabilities({ ...run, qubits: [3, 0] });
    for (let i = 0; i < 4; i++) {
      expect(re[5 * i]).toBeCloseTo(marginal[i], 14);
      for (let j = 0; j < 4; j++) {
        expect(re[4 * i + j]).toBeCloseTo(re[4 * j + i], 14);
        expect(im[4 * i + j]).toBeCloseTo(-im[4 * j + i], 14);
      }
    }
    // The conventions of rows and columns show where the matrix is not symmetric.
    expect(Math.max(...im.map(Math.abs))).toBeGreaterThan(1e-3);
  });
});

describe("overlaps", () => {
  const turned = compile(circuit(1, [ry(weight(0), 0)]), { observables: [] });
  const at = (theta: number, rows = 1) => ({ weights: [theta], batch: turned.prepare({ rows }) });

  it("of RY(a)|0⟩ and RY(b)|0⟩ are cos((a−b)/2)", () => {
    close(turned.overlaps({ ...at(0.3, 2), other: at(1.1, 2) }).re, [Math.cos(0.4), Math.cos(0.4)]);
    close(turned.fidelities({ ...at(0.3), other: at(1.1) }), [Math.cos(0.4) ** 2]);
  });

  it("are conjugate when the runs are exchanged", () => {
    const made = hardwareEfficient({ qubits: 4, layers: 2 });
    const program = compile(made, { observables: [] });
    const batch = program.prepare({});
    const [a, b] = [0.3, 0.8].map((value) => ({ weights: new Float64Array(made.weights).fill(value), batch }));
    const [there, back] = [program.overlaps({ ...a, other: b }), program.overlaps({ ...b, other: a })];
    close(there.re, [...back.re]);
    close(there.im, [-back.im[0]]);
    expect(Math.abs(there.im[0])).toBeGreaterThan(1e-3);
  });

  it("refuse runs of different sizes", () => {
    expect(() => turned.overlaps({ ...at(0, 2), other: at(0) })).toThrow("one run has 2 rows and the other 1");
  });
});
