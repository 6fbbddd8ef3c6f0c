import {
  circuit,
  cnot,
  cry,
  gates,
  hardwareEfficient,
  pauli,
  rx,
  ry,
  rz,
  rzz,
  weight,
  z,
  type Gate,
  type Matrix,
} from "@uphill/circuits";
import { eigenSymmetric, isUphillError } from "@uphill/core";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { apply, expectation, ground, observableMatrix, unitary } from "../../circuits/test/dense.js";
import {
  adjoint,
  classicalFisher,
  curvatures,
  hessian,
  hessianVector,
  hessianVectorCircuits,
  metricTensor,
  quantumFisher,
  type CurvatureFamily,
} from "../src/index.js";
import { randomCase, type Case, turn } from "./cases.js";

const SEEDS = Array.from({ length: 15 }, (_, seed) => seed);
const families = Object.values(curvatures) as CurvatureFamily[];

type State = Pick<Matrix, "re" | "im">;

/** The dense state of one row at weights moved from the case's. */
function stateAt({ made, inputs }: Case, row: number, weights: Float64Array): State {
  return apply(
    unitary(made, weights, inputs.subarray(row * made.inputs, (row + 1) * made.inputs)),
    ground(made.qubits),
  );
}

/** The case's weights with some of them moved. */
function movedBy({ weights }: Case, moves: readonly (readonly [number, number])[]): Float64Array {
  const at = Float64Array.from(weights);
  for (const [weight, move] of moves) at[weight] += move;
  return at;
}

const fidelity = (a: State, b: State): number => {
  const [re, im] = [0, 0].map((_, part) =>
    a.re.reduce((s, x, k) => s + (part ? x * b.im[k] - a.im[k] * b.re[k] : x * b.re[k] + a.im[k] * b.im[k]), 0),
  );
  return re * re + im * im;
};

/** ∂²f/∂i∂j by central differences, Richardson's step taken once: an error of about 1e-7. */
function mixed(f: (moves: [number, number][]) => number, i: number, j: number): number {
  const at = (step: number): number => {
    const value = (a: number, b: number): number =>
      f([
        [i, a * step],
        [j, b * step],
      ]);
    return (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / (4 * step * step);
  };
  return (4 * at(1e-3) - at(2e-3)) / 3;
}

const estimateOf = (family: CurvatureFamily, all: Case, options = {}): Float64Array => family(options).estimate(all);

// Laws of every curvature; a new one joins by standing in curvatures/index.ts.
describe.each(families)("contract of $name", (family) => {
  it("is a symmetric matrix a row, or a row and observable, the same bits again", () => {
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const before = all.weights.slice();
      const found = estimateOf(family, all);
      const size = all.made.weights;
      const matrices = all.rows * (family().perObservable ? all.observables.length : 1);
      expect(found).toHaveLength(matrices * size * size);
      for (let k = 0; k < found.length; k++) {
        const [matrix, i, j] = [Math.floor(k / size ** 2), Math.floor(k / size) % size, k % size];
        expect(found[k], `seed ${seed}`).toBe(found[matrix * size * size + j * size + i]);
      }
      expect(estimateOf(family, all)).toEqual(found);
      expect(all.weights).toEqual(before);
    }
  });

  it("has no eigenvalue below 0, unless it is a Hessian", () => {
    if (family().perObservable) return;
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const size = all.made.weights;
      for (const shape of family.name === "classical-fisher" ? [{}] : shapes.map((one) => ({ shape: one }))) {
        const found = estimateOf(family, all, shape);
        for (let row = 0; row < all.rows; row++) {
          const { values } = eigenSymmetric(found.slice(row * size * size, (row + 1) * size * size), size);
          expect(Math.min(0, ...values), `seed ${seed}`).toBeGreaterThan(-1e-12 * (1 + Math.max(0, ...values)));
        }
      }
    }
  });

  it("keeps its name and options, and refuses others", () => {
    const made = family();
    expect(made.name).toBe(family.name);
    expect(Object.keys(made.options)).toEqual(Object.keys(family.options));
    expect(() => family({ hh: 1 })).toThrow('there is an option "hh"');
  });

  it("refuses a trained gate without a spectrum, by name", () => {
    const program = compile(circuit(1, [turn(weight(0), 0)]), { observables: [z(0)] });
    for (const act of [() => family().estimate({ program, weights: [0.3] }), () => family().circuits(program)]) {
      let caught: unknown;
      try {
        act();
      } catch (error) {
        caught = error;
      }
      expect(isUphillError(caught) && caught.code).toBe("derivative");
      expect((caught as Error).message).toMatch(new RegExp(`^${family.name}: gate turn declares no spectrum`));
    }
  });

  it("does not mind a circuit without weights", () => {
    const program = compile(circuit(1, [rx(0.3, 0)]), { observables: [z(0)] });
    expect(family().estimate({ program, weights: [] })).toHaveLength(0);
  });
});

const shapes = ["full", "block-diagonal", "diagonal"] as const;

describe("slow truth: dense matrices and differences", () => {
  it("of the Hessian", () => {
    let largest = 0;
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const { made, observables } = all;
      const found = hessian().estimate(all);
      const size = made.weights;
      for (let k = 0; k < found.length; k++) {
        const [value, i, j] = [Math.floor(k / size ** 2), Math.floor(k / size) % size, k % size];
        const [row, observable] = [Math.floor(value / observables.length), observables[value % observables.length]];
        const wanted = mixed((moves) => expectation(observable, stateAt(all, row, movedBy(all, moves))), i, j);
        largest = Math.max(largest, Math.abs(wanted));
        expect(Math.abs(found[k] - wanted), `seed ${seed}, ${i} ${j}`).toBeLessThan(3e-7 * (1 + Math.abs(wanted)));
      }
    }
    expect(largest).toBeGreaterThan(1);
  });

  it("of the metric tensor: −½ of the fidelity's Hessian", () => {
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const size = all.made.weights;
      const found = metricTensor().estimate(all);
      for (let k = 0; k < found.length; k++) {
        const [row, i, j] = [Math.floor(k / size ** 2), Math.floor(k / size) % size, k % size];
        const here = stateAt(all, row, all.weights);
        const wanted = -0.5 * mixed((moves) => fidelity(here, stateAt(all, row, movedBy(all, moves))), i, j);
        expect(Math.abs(found[k] - wanted), `seed ${seed}, ${i} ${j}`).toBeLessThan(3e-7 * (1 + Math.abs(wanted)));
      }
      expect(quantumFisher().estimate(all)).toEqual(found.map((value) => 4 * value));
    }
  });

  it("of the classical Fisher information: Σ ∂ᵢp·∂ⱼp/p", () => {
    const step = 1e-5;
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const size = all.made.weights;
      const found = classicalFisher().estimate(all);
      const quantum = quantumFisher().estimate(all);
      for (let row = 0; row < all.rows; row++) {
        const probabilities = (moves: [number, number][]): number[] => {
          const { re, im } = stateAt(all, row, movedBy(all, moves));
          return Array.from(re, (x, k) => x * x + im[k] * im[k]);
        };
        const here = probabilities([]);
        const slopes = Array.from({ length: size }, (_, i) => {
          const [up, down] = [probabilities([[i, step]]), probabilities([[i, -step]])];
          return up.map((p, k) => (p - down[k]) / (2 * step));
        });
        // Rounding decides where an outcome hardly occurs.
        if (here.some((p) => p > 1e-28 && p < 1e-5)) continue;
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            const wanted = here.reduce((s, p, k) => (p > 1e-28 ? s + (slopes[i][k] * slopes[j][k]) / p : s), 0);
            const value = found[(row * size + i) * size + j];
            expect(Math.abs(value - wanted), `seed ${seed}`).toBeLessThan(1e-5 * (1 + Math.abs(wanted)));
          }
          const at = (row * size + i) * size + i;
          expect(found[at]).toBeLessThan(quantum[at] + 1e-9 * (1 + quantum[at]));
        }
      }
    }
  });

  // Random phases in front make every eigenvalue of the generator count.
  it.each(
    (Object.values(gates) as unknown as Gate[])
      .filter(({ angles }) => angles.length === 1)
      .map((gate): [string, Gate] => [gate.name, gate]),
  )("of the metric and Hessian of %s, from its generator", (_, gate) => {
    const qubits = gate.qubits;
    const on = Array.from({ length: qubits }, (__, q) => q);
    const before = on.map((q) => ry(0.7 + 0.3 * q, q));
    const after = [...on.map((q) => rx(0.4 - 0.5 * q, q)), ...on.map((q) => ry(1.1 + q, q))];
    const [scale, offset, theta] = [-1.3, 0.4, 0.8];
    const operation = (gate as (...all: unknown[]) => ReturnType<Gate>)(weight(0, { scale, offset }), ...on);
    const program = compile(circuit(qubits, [...before, operation, ...after]), { observables: [z(0)] });
    // G as a dense matrix: the metric is s²·Var G in the state in front of the gate.
    const generator = {
      terms: gate.generator!.map(({ pauli: word, coefficient }) => ({
        coefficient,
        paulis: Array.from(word).flatMap((letter, q) => (letter === "I" ? [] : [[q, letter as "X"] as const])),
      })),
    };
    const state = apply(unitary(circuit(qubits, before), []), ground(qubits));
    const moved = apply(observableMatrix(generator, qubits), state);
    const square = moved.re.reduce((s, re, k) => s + re * re + moved.im[k] * moved.im[k], 0);
    const variance = square - expectation(generator, state) ** 2;
    expect(variance).toBeGreaterThan(1e-3);
    expect(metricTensor().estimate({ program, weights: [theta] })[0]).toBeCloseTo(scale * scale * variance, 11);
    // The second derivative is the first derivative of adjoint's gradient.
    const ask = { program, batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
    const slope = (move: number): number =>
      adjoint().estimate({ ...ask, weights: Float64Array.of(theta + move) }).gradient[0];
    const second = (8 * (slope(1e-3) - slope(-1e-3)) - (slope(2e-3) - slope(-2e-3))) / 12e-3;
    expect(hessian().estimate({ program, weights: [theta] })[0]).toBeCloseTo(second, 8);
  });
});

describe("golden values", () => {
  it("Hessian of RX(0.5) and CRY(0.2), ⟨ZZ⟩", () => {
    const program = compile(circuit(2, [rx(weight(0), 0), cry(weight(1), 0, 1)]), { observables: [pauli("Z0 Z1")] });
    const found = hessian().estimate({ program, weights: [0.5, 0.2] });
    [-0.86883595, 0.04762358, 0.04762358, 0.05998862].forEach((value, k) => {
      expect(found[k]).toBeCloseTo(value, 8);
    });
  });

  it("metric of RX(0.1), RY(0.2), CNOT, RZ(0.4) and RZ(0.5): 0.25 and 0.2475 first, by hand for the rest", () => {
    const program = compile(
      circuit(2, [rx(weight(0), 0), ry(weight(1), 0), cnot(0, 1), rz(weight(2), 1), rz(weight(3), 0)]),
      { observables: [z(0)] },
    );
    const found = metricTensor().estimate({ program, weights: [0.1, 0.2, 0.4, 0.5] });
    expect(found[0]).toBeCloseTo(0.25, 12);
    expect(found[5]).toBeCloseTo(Math.cos(0.1) ** 2 / 4, 12);
    expect(found[5]).toBeCloseTo(0.2475, 4);
    // Both RZ see Z₀ of the state in front of CNOT: (1 − ⟨Z⟩²)/4 and its square's covariance.
    const z0 = Math.cos(0.1) * Math.cos(0.2);
    expect(found[10]).toBeCloseTo((1 - z0 * z0) / 4, 12);
    expect(found[15]).toBeCloseTo((1 - z0 * z0) / 4, 12);
    expect(found[11]).toBeCloseTo((1 - z0 * z0) / 4, 12);
    // The real part of ⟨XY⟩ is 0, and so is ⟨X⟩ behind RX.
    expect(found[1]).toBeCloseTo(0, 12);
  });

  it("blocks are trained gates side by side, in the paper's circuit one kind of rotation a layer", () => {
    const made = hardwareEfficient({ qubits: 2, layers: 2 });
    const program = compile(made, { observables: [z(1)] });
    const weights = Array.from({ length: 12 }, (_, k) => 0.3 + 0.17 * k);
    const [full, blocks, diagonal] = shapes.map((shape) => metricTensor({ shape }).estimate({ program, weights }));
    const block = (k: number): number => 3 * Math.floor(k / 6) + (k % 3);
    for (let k = 0; k < full.length; k++) {
      const [i, j] = [Math.floor(k / 12), k % 12];
      expect(diagonal[k]).toBe(i === j ? full[k] : 0);
      expect(blocks[k]).toBe(block(i) === block(j) ? full[k] : 0);
    }
  });

  it("blocks that share a weight are one", () => {
    const made = circuit(2, [
      rx(weight(0), 0),
      rx(weight(1), 1),
      rzz(weight(2), 0, 1),
      ry(weight(0), 0),
      ry(weight(3), 1),
    ]);
    const ask = { program: compile(made, { observables: [z(0)] }), weights: [0.3, 0.5, 0.7, 0.2] };
    const found = metricTensor({ shape: "block-diagonal" }).estimate(ask);
    const full = metricTensor().estimate(ask);
    // Weight 0 joins the first layer and the last; weight 2 is alone between its uses.
    const alone = (k: number): boolean => (Math.floor(k / 4) === 2) !== (k % 4 === 2);
    expect(found).toEqual(full.map((value, k) => (alone(k) ? 0 : value)));
    expect(Math.abs(full[7])).toBeGreaterThan(1e-3);
  });

  it("one qubit, RY(θ): both Fisher informations are 1; RZ behind it is seen by the state alone", () => {
    const program = compile(circuit(1, [ry(weight(0), 0), rz(weight(1), 0)]), { observables: [z(0)] });
    const ask = { program, weights: [0.8, 0.3] };
    const [quantum, classical] = [quantumFisher().estimate(ask), classicalFisher().estimate(ask)];
    [1, 0, 0, Math.sin(0.8) ** 2].forEach((value, k) => expect(quantum[k]).toBeCloseTo(value, 12));
    [1, 0, 0, 0].forEach((value, k) => expect(classical[k]).toBeCloseTo(value, 12));
  });

  it("leaves out outcomes that do not occur", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    expect(classicalFisher().estimate({ program, weights: [0] })[0]).toBeCloseTo(0, 12);
  });
});

describe("Hessian times a vector", () => {
  it("is the product with the Hessian, at no more than its price", () => {
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const size = all.made.weights;
      for (const vector of [all.weights, all.weights.map((_, k) => (k === 1 ? 2 : 0)), new Float64Array(size)]) {
        const full = hessian().estimate(all);
        const found = hessianVector({ ...all, vector });
        expect(found).toHaveLength(size > 0 ? full.length / size : 0);
        found.forEach((value, k) => {
          const wanted = vector.reduce((s, x, j) => s + full[k * size + j] * x, 0);
          expect(Math.abs(value - wanted), `seed ${seed}`).toBeLessThan(1e-11 * (1 + Math.abs(wanted)));
        });
        const price = hessianVectorCircuits(all.program, vector);
        expect(price).toBeLessThanOrEqual(hessian().circuits(all.program));
        if (vector === all.weights) expect(price).toBe(hessian().circuits(all.program));
      }
    }
  });
});
