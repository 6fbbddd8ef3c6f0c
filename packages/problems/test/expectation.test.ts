import { h2, heisenbergXxz, parseObservable, realAmplitudes, transverseFieldIsing } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import type { Answer } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { groundOf } from "../src/expectation/ground.js";
import { expectationProblem, type ExpectationOptions } from "../src/expectation/problem.js";

const circuit = realAmplitudes({ qubits: 2, layers: 2 });
const observable = h2({ qubits: 2 });
const make = (options: Partial<ExpectationOptions> = {}) =>
  expectationProblem({ circuit, observable, seed: 4, ...options });
const theta = Float64Array.from({ length: 6 }, (_, k) => 0.3 + 0.7 * k);
const place = { step: 0, phase: "gradient", ask: 0 } as const;
const answerOf = (problem: ReturnType<typeof make>, kind: "values" | "gradient", step = 0) =>
  (problem.answer({ kind, thetas: [theta], phase: "gradient" }, { ...place, step }) as Answer)[0];

describe("an expectation value", () => {
  it("has the same gradient by every method that is exact", () => {
    const wanted = answerOf(make(), "gradient");
    expect(wanted.value).toBe(make().value(theta));
    for (const method of ["parameterShift", "hadamardTest", "finiteDifference"] as const) {
      const found = answerOf(make({ gradient: gradientMethods[method]() }), "gradient");
      found.gradient!.forEach((slope, k) => expect(slope).toBeCloseTo(wanted.gradient![k], 8));
    }
    expect(make().gradientNorm(theta)).toBeCloseTo(Math.hypot(...wanted.gradient!), 12);
  });

  it("comes from shots that are split over two measurement groups, both charged", () => {
    const problem = make({ shots: 100, lossShots: 300 });
    const value = problem.price({ kind: "values", thetas: [theta], phase: "loss" });
    expect(value).toMatchObject({ circuits: 2, shots: 300, rounds: 1 });
    const gradient = problem.price({ kind: "gradient", thetas: [theta], phase: "gradient" });
    expect(gradient).toMatchObject({ circuits: 2 * 13, shots: 13 * 100 });
    const overlap = problem.price({ kind: "overlap", thetas: [theta], others: [theta], phase: "metric" });
    expect(overlap).toMatchObject({ circuits: 1, shots: 300 });
  });

  it("is right on average from shots, with the spread that it tells", () => {
    const problem = make({ lossShots: 64 });
    const found = Array.from({ length: 400 }, (_, step) => answerOf(problem, "values", step));
    const mean = found.reduce((sum, { value }) => sum + value, 0) / 400;
    const told = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError * standardError, 0)) / 400;
    expect(Math.abs(mean - problem.value(theta))).toBeLessThan(3 * told);
    const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / 399) / 20;
    expect(spread / told).toBeGreaterThan(0.85);
    expect(spread / told).toBeLessThan(1.15);
  });

  it("knows the metric of its state and its overlaps", () => {
    const problem = make();
    const [{ metric }] = problem.answer({ kind: "metric", thetas: [theta], phase: "metric" }, place) as Answer;
    const other = theta.map((t, k) => t + (k === 2 ? 1e-3 : 0));
    const [{ value }] = problem.answer(
      { kind: "overlap", thetas: [theta], others: [other], phase: "metric" },
      place,
    ) as Answer;
    expect((1 - value) / 1e-6).toBeCloseTo(metric![2 * 6 + 2], 4);
    expect(problem.frequencies!(0)).toEqual([1]);
  });

  it("refuses fewer shots than there are groups", () => {
    for (const options of [{ shots: 1 }, { lossShots: 1 }]) {
      expect(() => make(options)).toThrow(
        "shots: 1 shot is to be taken for a value, but the observable has 2 measurement groups",
      );
    }
  });
});

describe("the ground level", () => {
  const state = (...amplitudes: number[]) => ({
    re: Float64Array.from(amplitudes),
    im: new Float64Array(amplitudes.length),
  });

  it("is that of closed forms, up to 12 qubits", () => {
    for (const qubits of [2, 3, 7, 12]) {
      const chain = transverseFieldIsing({ qubits, boundary: "periodic" });
      expect(groundOf(chain, qubits)!.energy).toBeCloseTo(-2 / Math.sin(Math.PI / (2 * qubits)), 10);
    }
    expect(groundOf(heisenbergXxz({ qubits: 4 }), 4)!.energy).toBeCloseTo(-6.464101615137754, 11);
    expect(groundOf(parseObservable("X0 + Y0 - 0.25"), 1)!.energy).toBeCloseTo(-Math.SQRT2 - 0.25, 12);
    expect(groundOf(parseObservable("Z0"), 13)).toBeNull();
  });

  it("tells how much of a state lies in it, however many states span it", () => {
    const { fidelity } = groundOf(parseObservable("Z0 Z1"), 2)!;
    expect(fidelity(state(0, Math.SQRT1_2, Math.SQRT1_2, 0))).toBeCloseTo(1, 14);
    expect(fidelity(state(0, 0.6, -0.8, 0))).toBeCloseTo(1, 14);
    expect(fidelity(state(0.5, 0.5, 0.5, 0.5))).toBeCloseTo(0.5, 14);
    expect(fidelity(state(1, 0, 0, 0))).toBe(0);
    // Three spins: the lowest level of a Heisenberg chain has two states.
    const random = streams(1).stream("test").at(0);
    const one = { re: Float64Array.from({ length: 8 }, () => random.uniform() - 0.5), im: new Float64Array(8) };
    const length = Math.hypot(...one.re);
    one.re.forEach((x, k) => (one.re[k] = x / length));
    // S = ½ of both mirror images: (|↑⟩ triplet on 0 and 2) less … as vectors, orthonormal.
    const basis = [
      [0, 1, -2, 0, 1, 0, 0, 0],
      [0, 0, 0, 1, 0, -2, 1, 0],
    ].map((vector) => vector.map((x) => x / Math.sqrt(6)));
    const share = basis.reduce((sum, vector) => sum + vector.reduce((dot, x, k) => dot + x * one.re[k], 0) ** 2, 0);
    expect(groundOf(heisenbergXxz({ qubits: 3 }), 3)!.fidelity(one)).toBeCloseTo(share, 12);
  });
});
