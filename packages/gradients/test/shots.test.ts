import {
  circuit,
  cnot,
  input,
  meanZ,
  measurementGroups,
  pauli,
  rx,
  ry,
  sum,
  weight,
  z,
  type Observable,
} from "@uphill/circuits";
import { isUphillError, streams, type Random } from "@uphill/core";
import { compile, type Program } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { apply, expectation, ground, observableMatrix, unitary } from "../../circuits/test/dense.js";
import {
  adjoint,
  finiteDifference,
  forwardDifference,
  gradientMethods,
  hadamardTest,
  parameterShift,
  sampleExpectations,
  sampleShifted,
  shotFrugal,
  SPLITS,
  type GradientFamily,
  type ShotEstimate,
  type Split,
} from "../src/index.js";
import { shotStreams, statistics } from "./cases.js";

const REPETITIONS = 2000;

/** An entangled state of two qubits with no symmetry: every Pauli word has a value of its own. */
const made = circuit(2, [
  ry(weight(0), 0),
  rx(weight(1), 1),
  cnot(0, 1),
  ry(weight(2), 1),
  rx(weight(0, { scale: 0.5, offset: 0.2 }), 0),
]);
const weights = Float64Array.of(0.9, -0.7, 0.4);
const end = apply(unitary(made, weights), ground(2));

/** ⟨G²⟩ − ⟨G⟩² of one shot, by dense matrices. */
function shotVariance(group: Observable): number {
  const moved = apply(observableMatrix(group, 2), end);
  const square = moved.re.reduce((s, re, j) => s + re * re + moved.im[j] * moved.im[j], 0);
  return square - expectation(group, end) ** 2;
}

function repeat(program: Program, shots: number, seed: number, split?: Split): ShotEstimate[] {
  const batch = program.prepare({});
  const random = shotStreams(seed);
  return Array.from({ length: REPETITIONS }, (_, k) =>
    sampleExpectations(program, { weights, batch, shots, split, random: random(k) }),
  );
}

/** Mean within four standard errors, variance within 10 %, and the estimated variance right on average. */
function expectTheory(observable: Observable, shots: number, variance: number, seed: number, split?: Split): void {
  const runs = repeat(compile(made, { observables: [observable] }), shots, seed, split);
  runs.slice(0, 20).forEach((run) => expect(run.standardErrors[0]).toBe(Math.sqrt(run.variances[0])));
  const [found] = statistics(runs.map(({ values }) => values));
  expect(Math.abs(found.mean - expectation(observable, end)), `seed ${seed}`).toBeLessThan(4 * found.error);
  expect(Math.abs(found.variance / variance - 1), `seed ${seed}`).toBeLessThan(0.1);
  const [estimated] = statistics(runs.map(({ variances }) => variances));
  expect(Math.abs(estimated.mean - variance), `seed ${seed}`).toBeLessThan(4 * estimated.error);
}

describe("values from shots", () => {
  it("of a single Pauli word have variance c²(1 − ⟨P⟩²)/S", () => {
    for (const [word, coefficient, shots] of [
      ["Z1", 1, 10],
      ["X0 Z1", -1.5, 25],
      ["Y0", 0.3, 2],
    ] as const) {
      const exact = expectation(pauli(word), end);
      expect(Math.abs(exact)).toBeGreaterThan(0.05);
      expectTheory(pauli(word, coefficient), shots, (coefficient ** 2 * (1 - exact * exact)) / shots, 1);
    }
  });

  it("of terms measured together keep their covariance", () => {
    const grouped = sum(pauli("Z0", 0.7), pauli("Z1", 0.4), pauli("Z0 Z1", -0.5), pauli("I", 0.25));
    expect(measurementGroups(grouped)).toHaveLength(1);
    const together = shotVariance(grouped);
    const apart = grouped.terms.reduce((s, term) => s + shotVariance({ terms: [term] }), 0);
    expect(Math.abs(together / apart - 1)).toBeGreaterThan(0.2); // so that a lost covariance would be seen
    expectTheory(grouped, 12, together / 12, 2);
  });

  it("split their shots evenly over settings, the first ones taking what is left", () => {
    const mixed = sum(pauli("Z0", 0.8), pauli("X0", 0.6), pauli("X1", 0.5), pauli("Y0 Y1", 0.4), pauli("I", -1));
    const groups = measurementGroups(mixed);
    expect(groups.map(({ terms }) => terms.length)).toEqual([2, 1, 1]);
    // 11 shots over three settings: 4, 4 and 3.
    const theory = groups.reduce((s, { terms }, g) => s + shotVariance({ terms }) / [4, 4, 3][g], 0);
    expectTheory(mixed, 11, theory, 3);
  });

  it("split by weight follow the coefficients", () => {
    const mixed = sum(pauli("Z0", 0.8), pauli("X0", 0.6), pauli("X1", 0.5), pauli("Y0 Y1", 0.1), pauli("I", -1));
    const groups = measurementGroups(mixed);
    // Sizes 1.3 (Z₀ and X₁ go together), 0.6 and 0.1: of 40 shots 26, 12 and 2.
    const theory = groups.reduce((s, { terms }, g) => s + shotVariance({ terms }) / [26, 12, 2][g], 0);
    expectTheory(mixed, 40, theory, 13, "weighted");
  });

  describe("split by variance", () => {
    // Sizes 1.3, 0.6 and 0.1, but the first setting hardly scatters.
    const quiet = circuit(2, [rx(weight(0), 0), ry(weight(1), 1)]);
    const at = Float64Array.of(0.1, Math.PI / 2 - 0.2);
    const mixed = sum(pauli("Z0", 0.8), pauli("X0", 0.6), pauli("X1", 0.5), pauli("Y0 Y1", 0.1), pauli("I", -1));
    const program = compile(quiet, { observables: [mixed] });
    const groups = measurementGroups(mixed);
    const spreads = groups.map(({ terms }) => {
      const state = apply(unitary(quiet, at), ground(2));
      const moved = apply(observableMatrix({ terms }, 2), state);
      const square = moved.re.reduce((total, re, j) => total + re * re + moved.im[j] * moved.im[j], 0);
      return square - expectation({ terms }, state) ** 2;
    });
    const shots = 400;
    const found = (split: Split): ReturnType<typeof statistics>[number][] => {
      const random = shotStreams(21);
      const batch = program.prepare({});
      const runs = Array.from({ length: REPETITIONS }, (_, k) =>
        sampleExpectations(program, { weights: at, batch, shots, split, random: random(k) }),
      );
      return ["values", "variances"].map((field) => statistics(runs.map((run) => run[field as "values"]))[0]);
    };

    it("are unbiased and tell their spread, which is a quarter of the even and three quarters of the best one's", () => {
      const total = (values: readonly number[]): number => values.reduce((s, value) => s + value, 0);
      const theory: Record<Split, number> = {
        uniform: total(spreads.map((v) => (groups.length * v) / shots)),
        weighted: total(spreads.map((v, g) => v / (shots * [0.65, 0.3, 0.05][g]))),
        variance: 0,
      };
      const best = total(spreads.map(Math.sqrt)) ** 2 / shots;
      theory.variance = 0.25 * theory.uniform + 0.75 * best;
      // The test would see a wrong split.
      expect(best).toBeLessThan(0.8 * theory.uniform);
      expect(theory.variance).toBeLessThan(0.9 * Math.min(theory.uniform, theory.weighted));
      const exact = program.expectations({ weights: at })[0];
      const measured = SPLITS.map((split) => {
        const [value, variance] = found(split);
        expect(Math.abs(value.mean - exact), split).toBeLessThan(4 * value.error);
        // What the pilot gets wrong costs a little.
        expect(value.variance / theory[split], split).toBeGreaterThan(0.9);
        expect(value.variance / theory[split], split).toBeLessThan(split === "variance" ? 1.15 : 1.1);
        expect(Math.abs(variance.mean / value.variance - 1), split).toBeLessThan(0.1);
        return value.variance;
      });
      expect(measured[2]).toBeLessThan(Math.min(measured[0], measured[1]));
    });

    it("take as many shots as were given, and refuse fewer than four a setting", () => {
      let drawn = 0;
      const counting: Program = {
        ...program,
        sample(run) {
          drawn += run.shots;
          return program.sample(run);
        },
      };
      const ask = { weights: at, batch: program.prepare({}), random: shotStreams(22)(0), split: "variance" as const };
      for (const count of [12, 13, 57]) {
        drawn = 0;
        const { standardErrors } = sampleExpectations(counting, { ...ask, shots: count });
        expect(drawn).toBe(count);
        expect(standardErrors[0]).toBeGreaterThanOrEqual(0);
      }
      expect(() => sampleExpectations(program, { ...ask, shots: 11 })).toThrow(
        "shots: there are 11 shots, but the observables take 3 measurement settings, by variance four shots each at least.",
      );
    });

    it("serve derivatives by parameter shift, unbiased", () => {
      const random = shotStreams(23);
      const ask = {
        program,
        weights: at,
        batch: program.prepare({}),
        cotangents: (values: Float64Array) => values.map(() => 1),
      };
      const exact = adjoint().estimate(ask).gradient;
      const of = (split: Split) =>
        statistics(
          Array.from(
            { length: 500 },
            (_, k) => parameterShift().estimate({ ...ask, shots: 60, split, random: random(k) }).gradient,
          ),
        );
      const [even, split] = [of("uniform"), of("variance")];
      split.forEach(({ mean, error, variance }, i) => {
        expect(Math.abs(mean - exact[i]), `weight ${i}`).toBeLessThan(4 * error);
        expect(variance).not.toBe(even[i].variance);
      });
    });
  });

  it("of several observables are right one by one, also where they share a term", () => {
    const shared = pauli("Z0", 0.7);
    const observables = [shared, sum(shared, pauli("Z1", 0.4)), pauli("I", 2), sum(pauli("X0", 0.5), shared)];
    const runs = repeat(compile(made, { observables }), 20, 4);
    statistics(runs.map(({ values }) => values)).forEach(({ mean, error }, k) => {
      expect(Math.abs(mean - expectation(observables[k], end)), `observable ${k}`).toBeLessThan(4 * error + 1e-12);
    });
  });

  it("are what the outcomes are where there is no chance, with variance 0", () => {
    for (const observable of [z(0), meanZ(6), sum(pauli("Z0", 0.1), pauli("Z1", 0.2))]) {
      const idle = compile(circuit(6, [rx(weight(0), 5), rx(weight(0, { scale: -1 }), 5)]), {
        observables: [observable],
      });
      const ask = { weights: [0.7], batch: idle.prepare({}), shots: 7, random: shotStreams(5)(0) };
      const { values, variances } = sampleExpectations(idle, ask);
      expect(values[0]).toBeCloseTo(idle.expectations(ask)[0], 14);
      expect(variances[0]).toBeGreaterThanOrEqual(0);
      expect(variances[0]).toBeLessThan(1e-15);
    }
  });

  it("have an unknown variance from a single shot", () => {
    for (const observable of [z(0), meanZ(2)]) {
      const [{ values, variances }] = repeat(compile(made, { observables: [observable] }), 1, 6);
      expect(Math.abs(values[0])).toBeLessThanOrEqual(1);
      expect(variances[0]).toBeNaN();
    }
  });
});

// A few rows of inputs, so that rows have values of their own.
const fed = circuit(2, [rx(input(0), 0), ry(weight(0), 1), cnot(0, 1), ry(weight(1), 1)]);
const theta = Float64Array.of(0.6, -0.3);
const rowsOf = [0.2, 1.4, 2.3];
const observableSets: [string, Observable[]][] = [
  ["one Pauli word", [z(1)]],
  ["a sum", [sum(pauli("Z0", 0.5), pauli("X1", 0.3), pauli("Z1", 0.2))]],
  ["two observables", [z(0), pauli("X1")]],
];
const sampling = (Object.values(gradientMethods) as GradientFamily[]).filter(({ name }) => name !== adjoint.name);

const named = sampling.map((family): [string, GradientFamily] => [family.name, family]);

describe.each(observableSets)("addresses of %s", (_, observables) => {
  const program = compile(fed, { observables });
  const batch = program.prepare({ inputs: Float64Array.from(rowsOf) });
  const ones = (values: Float64Array): Float64Array => values.map(() => 1);
  const random = shotStreams(7)(0);
  const chance = (): Random => streams(7).stream("directions").at();
  const source = { inputs: Float64Array.from(rowsOf) };
  const ask = { program, weights: theta, batch, source, chance, shots: 19, random, cotangents: ones };

  it.each(named)("%s asks each row's stream of each circuit once and gets the same bits again", (__, family) => {
    const seen: string[] = [];
    const spy = (row: number, number: number): Random => {
      seen.push(`${row} ${number}`);
      return random(row, number);
    };
    const first = family().estimate({ ...ask, random: spy });
    expect(new Set(seen).size).toBe(seen.length);
    const circuits = family().circuits(program) / family().circuits(compile(circuit(2, [ry(0, 0)]), { observables }));
    expect(seen).toHaveLength(rowsOf.length * circuits);
    for (let row = 0; row < rowsOf.length; row++) expect(seen).toContain(`${row} ${circuits - 1}`);
    expect(family().estimate(ask)).toEqual(first);
    expect(family().estimate({ ...ask, random: shotStreams(8)(0) })).not.toEqual(first);
  });

  it("do not depend on the order of rows", () => {
    const shifts = [{ operation: 1, angle: 0, delta: 0.5 }];
    const turned = program.prepare({ inputs: Float64Array.from(rowsOf).reverse() });
    const turnedRandom = (row: number, number: number): Random => random(rowsOf.length - 1 - row, number);
    const byRow = (values: Float64Array): number[][] =>
      rowsOf.map((__, row) => [...values.slice(row * observables.length, (row + 1) * observables.length)]);
    const plain = { weights: theta, batch, shots: 9, random };
    const other = { ...plain, batch: turned, random: turnedRandom };
    for (const estimate of [
      (run: typeof plain) => sampleExpectations(program, run).values,
      (run: typeof plain) => sampleExpectations(program, run).variances,
      (run: typeof plain) => sampleShifted(program, run, shifts).values,
      (run: typeof plain) => sampleShifted(program, run, shifts).variances,
    ]) {
      expect(byRow(estimate(other)).reverse()).toEqual(byRow(estimate(plain)));
    }
  });
});

describe("gradients from shots", () => {
  it.each(observableSets)("by parameter shift are unbiased for a quadratic loss of %s", (_, observables) => {
    const program = compile(fed, { observables });
    const batch = program.prepare({ inputs: Float64Array.from(rowsOf) });
    // L = Σ (f − ½)²: values and shifts must be drawn independently, or 2(f̂ − ½)·∂f̂ has a bias.
    const cotangents = (values: Float64Array): Float64Array => values.map((f) => 2 * (f - 0.5));
    const ask = { program, weights: theta, batch, cotangents };
    const exact = adjoint().estimate(ask).gradient;
    const random = shotStreams(9);
    const runs = Array.from(
      { length: REPETITIONS },
      (__, k) => parameterShift().estimate({ ...ask, shots: 3, random: random(k) }).gradient,
    );
    statistics(runs).forEach(({ mean, error }, i) => {
      expect(Math.abs(mean - exact[i]), `weight ${i}`).toBeLessThan(4 * error);
    });
  });

  it("by parameter shift have the variance of 2 · uses independent values: s²(1 − f₊² + 1 − f₋²)/S", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const ask = { program, weights: Float64Array.of(0.8), batch: program.prepare({}), shots: 8 };
    const random = shotStreams(10);
    const runs = Array.from(
      { length: REPETITIONS },
      (_, k) => parameterShift().estimate({ ...ask, random: random(k), cotangents: () => Float64Array.of(1) }).gradient,
    );
    const [{ mean, variance, error }] = statistics(runs);
    expect(Math.abs(mean + Math.sin(0.8))).toBeLessThan(4 * error);
    // f± = cos(0.8 ± π/2) = ∓sin 0.8 and s = ½.
    expect(Math.abs(variance / ((0.25 * 2 * Math.cos(0.8) ** 2) / 8) - 1)).toBeLessThan(0.1);
  });

  it("by finite differences have the bias of their step and no other", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const ask = { program, weights: Float64Array.of(0.8), batch: program.prepare({}), shots: 8 };
    const random = shotStreams(11);
    const runs = Array.from(
      { length: REPETITIONS },
      (_, k) =>
        finiteDifference({ shotStep: 0.5 }).estimate({
          ...ask,
          random: random(k),
          cotangents: () => Float64Array.of(1),
        }).gradient,
    );
    const [{ mean, error }] = statistics(runs);
    expect(Math.abs(mean + (Math.sin(0.8) * Math.sin(0.5)) / 0.5)).toBeLessThan(4 * error);
  });
});

describe("shifted values from shots", () => {
  it("have the mean and variance of their circuits", () => {
    const observable = sum(pauli("Z0", 0.5), pauli("Z1", 0.3), pauli("X1", 0.2));
    const program = compile(made, { observables: [observable] });
    const shifts = [
      { operation: 0, angle: 0, delta: 0.7 },
      { operation: 3, angle: 0, delta: -1.1 },
    ];
    const ask = { weights, batch: program.prepare({}), shots: 10 };
    const exact = program.shifted({ ...ask, shifts });
    const random = shotStreams(14);
    const runs = Array.from({ length: REPETITIONS }, (_, k) =>
      sampleShifted(program, { ...ask, random: random(k) }, shifts),
    );
    const estimated = statistics(runs.map(({ variances }) => variances));
    statistics(runs.map(({ values }) => values)).forEach(({ mean, error, variance }, k) => {
      expect(Math.abs(mean - exact[k]), `shift ${k}`).toBeLessThan(4 * error);
      expect(Math.abs(estimated[k].mean / variance - 1), `shift ${k}`).toBeLessThan(0.1);
    });
  });
});

describe("variances of derivatives", () => {
  const linear = (values: Float64Array): Float64Array => values.map(() => 0.7);
  const observable = sum(pauli("Z0", 0.5), pauli("X1", 0.3), pauli("Z1", 0.2));
  const program = compile(fed, { observables: [observable] });
  const source = { inputs: Float64Array.from(rowsOf) };
  const ask = { program, weights: theta, batch: program.prepare(source), source, cotangents: linear, shots: 24 };
  const exact = adjoint().estimate({ ...ask, shots: undefined }).gradient;

  it.each([parameterShift(), hadamardTest(), shotFrugal(), shotFrugal({ pilot: 0.5 })])(
    "come back with them, and means are right: $name",
    (method) => {
      const random = shotStreams(15);
      const runs = Array.from({ length: REPETITIONS }, (_, k) => method.estimate({ ...ask, random: random(k) }));
      const estimated = statistics(runs.map(({ gradientVariances }) => gradientVariances!));
      statistics(runs.map(({ gradient }) => gradient)).forEach(({ mean, error, variance }, i) => {
        expect(Math.abs(mean - exact[i]), `weight ${i}`).toBeLessThan(4 * error);
        expect(Math.abs(estimated[i].mean / variance - 1), `weight ${i}`).toBeLessThan(0.1);
      });
    },
  );

  it("are right for forward differences, whose derivatives share the unshifted circuit", () => {
    const random = shotStreams(16);
    const runs = Array.from({ length: REPETITIONS }, (_, k) =>
      forwardDifference().estimate({ ...ask, random: random(k) }),
    );
    const estimated = statistics(runs.map(({ gradientVariances }) => gradientVariances!));
    statistics(runs.map(({ gradient }) => gradient)).forEach(({ variance }, i) => {
      expect(Math.abs(estimated[i].mean / variance - 1), `weight ${i}`).toBeLessThan(0.1);
    });
  });

  it("of a Hadamard test are 4g²(1 − h²)/S: by hand for RY", () => {
    const one = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const single = { program: one, source: {}, weights: Float64Array.of(0.8), batch: one.prepare({}), shots: 8 };
    const random = shotStreams(17);
    const runs = Array.from(
      { length: REPETITIONS },
      (_, k) =>
        hadamardTest().estimate({ ...single, random: random(k), cotangents: () => Float64Array.of(1) }).gradient,
    );
    const [{ mean, variance, error }] = statistics(runs);
    expect(Math.abs(mean + Math.sin(0.8))).toBeLessThan(4 * error);
    // g = ½ and h = −sin 0.8.
    expect(Math.abs(variance / (Math.cos(0.8) ** 2 / 8) - 1)).toBeLessThan(0.1);
  });

  it("are not told where several observables are read from the same shots", () => {
    const two = compile(fed, { observables: [z(0), z(1)] });
    const all = { ...ask, program: two, batch: two.prepare(source), random: shotStreams(18)(0) };
    expect(parameterShift().estimate(all)).not.toHaveProperty("gradientVariances");
    expect(parameterShift().estimate(all).standardErrors).toHaveLength(6);
  });
});

describe("shot-frugal", () => {
  // One derivative is noisy (⟨Z⟩ near 0 when shifted), the other hardly: its shifted values are near ±1.
  const program = compile(circuit(2, [ry(weight(0), 0), ry(weight(1), 1)]), {
    observables: [sum(pauli("Z0"), pauli("Z1", 0.05))],
  });
  const ask = { program, weights: Float64Array.of(0.1, 1.4), batch: program.prepare({}), shots: 40 };
  const cotangents = (): Float64Array => Float64Array.of(1);

  it("spends as many shots as parameter shift", () => {
    for (const method of [parameterShift(), shotFrugal()]) {
      let spent = 0;
      const counting: Program = {
        ...program,
        sample: (run) => {
          spent += run.shots;
          return program.sample(run);
        },
      };
      method.estimate({ ...ask, program: counting, random: shotStreams(19)(0), cotangents });
      expect(spent).toBe(40 * 5);
      expect(method.circuits(program)).toBe(5);
    }
  });

  it("has less variance in all where the noise is uneven", () => {
    const uneven = { ...ask, program: lopsided, batch: lopsided.prepare({}), weights: Float64Array.of(0.1, 1.4) };
    const total = (method: ReturnType<typeof parameterShift>): number => {
      const random = shotStreams(20);
      const runs = Array.from(
        { length: REPETITIONS },
        (_, k) => method.estimate({ ...uneven, random: random(k), cotangents }).gradient,
      );
      return statistics(runs).reduce((s, { variance }) => s + variance, 0);
    };
    expect(total(shotFrugal())).toBeLessThan(0.8 * total(parameterShift()));
  });

  it("refuses fewer shots than both stages need", () => {
    const few = { ...ask, random: shotStreams(19)(0), cotangents };
    expect(() => shotFrugal().estimate({ ...few, shots: 3 })).toThrow(
      "shot-frugal: there are 3 shots, but it takes 4: two a measurement setting to find out, and two to use.",
    );
    expect(() => shotFrugal().estimate({ ...few, shots: 4 })).not.toThrow();
  });
});

/** Weight 0 has scale 3, so that its derivative's noise counts nine times. */
const lopsided = compile(circuit(2, [ry(weight(0, { scale: 3 }), 0), ry(weight(1, { scale: 0.2 }), 0)]), {
  observables: [z(0)],
});

describe("refusals", () => {
  const caught = (act: () => unknown): [code: string, message: string] => {
    try {
      act();
    } catch (error) {
      if (isUphillError(error)) return [error.code, error.message];
    }
    throw new Error("nothing was refused");
  };
  const random = shotStreams(12)(0);

  it("adjoint does not work from shots", () => {
    const program = compile(made, { observables: [z(0)] });
    const ask = {
      program,
      weights,
      batch: program.prepare({}),
      shots: 5,
      random,
      cotangents: () => Float64Array.of(1),
    };
    expect(caught(() => adjoint().estimate(ask))).toEqual([
      "shots",
      "adjoint: it was asked for 5 shots, but it needs the exact state. Use parameter-shift or finite-difference with shots.",
    ]);
  });

  it.each([0, -1, 2.5, NaN, Infinity])("%d shots are none", (shots) => {
    for (const observable of [z(0), meanZ(2)]) {
      const program = compile(made, { observables: [observable] });
      const ask = { weights, batch: program.prepare({}), shots, random };
      expect(caught(() => sampleExpectations(program, ask))).toEqual([
        "shots",
        `shots: there are ${shots} shots, but the observables take 1 measurement setting, one shot each at least. Give a whole number of shots, 1 or more.`,
      ]);
      for (const family of sampling) {
        const chance = (): Random => streams(7).stream("directions").at();
        const all = { ...ask, source: {}, chance, program, cotangents: (f: Float64Array) => f };
        expect(caught(() => family().estimate(all))[0]).toBe("shots");
      }
    }
  });

  it("every setting needs a shot", () => {
    const program = compile(made, { observables: [sum(pauli("X0"), pauli("Y0"), pauli("Z0"))] });
    const ask = { weights, batch: program.prepare({}), random };
    expect(caught(() => sampleExpectations(program, { ...ask, shots: 2 }))[1]).toContain(
      "there are 2 shots, but the observables take 3 measurement settings",
    );
    expect(() => sampleExpectations(program, { ...ask, shots: 3 })).not.toThrow();
  });

  it("shots need a source of chance", () => {
    const program = compile(made, { observables: [z(0)] });
    const ask = { program, weights, batch: program.prepare({}), shots: 5, cotangents: () => Float64Array.of(1) };
    for (const family of sampling) {
      expect(caught(() => family().estimate(ask))).toEqual([
        "shots",
        `${family.name}: it was asked for 5 shots without a random stream, but shots are drawn from one. Give \`random\`, or leave \`shots\` out for exact values.`,
      ]);
    }
  });
});
