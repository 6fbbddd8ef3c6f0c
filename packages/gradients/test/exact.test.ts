import {
  circuit,
  cnot,
  crx,
  gates,
  h,
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
import { isUphillError, streams } from "@uphill/core";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { randomOperations } from "../../circuits/test/dense.js";
import {
  adjoint,
  finiteDifference,
  forwardDifference,
  gradientMethods,
  hadamardTest,
  parameterShift,
  randomSubset,
  shotFrugal,
  type GradientFamily,
} from "../src/index.js";
import { denseGradient, denseValues, randomCase, statistics, turn } from "./cases.js";

const parametrised = (Object.values(gates) as unknown as Gate[]).filter(({ angles }) => angles.length > 0);
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number, title: string): void {
  expect(found, title).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    expect(Math.abs(found[i] - wanted[i]), `${title}, number ${i}`).toBeLessThan(tolerance * (1 + Math.abs(wanted[i])));
  }
}

// Laws of every gradient method; a new one joins by standing in methods/index.ts.
describe.each(Object.values(gradientMethods) as GradientFamily[])("contract of $name", (family) => {
  it("keeps its name and options, with defaults that are allowed", () => {
    const method = family();
    expect(method.name).toBe(family.name);
    expect(Object.keys(method.options)).toEqual(Object.keys(family.options));
    for (const [name, field] of Object.entries(family.options)) {
      expect(field.schema["~standard"].validate(field.default)).not.toHaveProperty("issues");
      expect(method.options[name]).toEqual(field.default);
    }
    expect(() => family({ hh: 1 })).toThrow('there is an option "hh"');
  });

  it.runIf(family().needs.includes("chance"))("is right on average, and as random as its chance", () => {
    for (const seed of [1, 4, 7]) {
      const all = randomCase(seed);
      const exact = adjoint().estimate(all).gradient;
      const stream = streams(seed).stream("directions");
      const found = Array.from({ length: 2000 }, (_, k) => {
        return family().estimate({ ...all, chance: () => stream.at(k) }).gradient;
      });
      const live = all.program.liveWeights.filter(Boolean).length;
      expect(new Set(found.map((gradient) => gradient.join())).size > 1).toBe(live > 1);
      statistics(found).forEach(({ mean, error }, i) => {
        expect(Math.abs(mean - exact[i]), `seed ${seed}, weight ${i}`).toBeLessThan(4 * error + 1e-7);
      });
    }
  });

  it("refuses a request without what it needs, by name", () => {
    for (const need of family().needs) {
      const all = { ...randomCase(4), [need]: undefined };
      expect(() => family().estimate(all)).toThrow(`${family.name}: the request has no ${need}`);
    }
  });

  it("refuses a trained gate that it cannot serve, by name, or serves it", () => {
    const program = compile(circuit(1, [rx(weight(0), 0), turn(weight(1), 0)]), { observables: [z(0)] });
    const ask = {
      program,
      weights: Float64Array.of(0.2, 0.3),
      source: {},
      batch: program.prepare({}),
      chance: () => streams(1).stream("directions").at(),
      cotangents: () => Float64Array.of(1),
    };
    let found: Float64Array | undefined;
    try {
      found = family().estimate(ask).gradient;
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe("derivative");
      expect((error as Error).message).toContain("turn");
    }
    // RX(a) then a turn by b: ⟨Z⟩ = cos a · cos 2b.
    const exact = [-Math.sin(0.2) * Math.cos(0.6), -2 * Math.cos(0.2) * Math.sin(0.6)];
    if (found && family().needs.includes("chance")) {
      // The one set of signs drawn: ±(exact₀ ± exact₁) in both places.
      expect([1, -1].some((sign) => Math.abs(Math.abs(found[0]) - Math.abs(exact[0] + sign * exact[1])) < 1e-6)).toBe(
        true,
      );
    } else if (found) expectClose(found, exact, 1e-6, family.name);
  });

  it.runIf(!family().needs.includes("chance"))(
    "equals central differences of dense matrices on random circuits",
    () => {
      for (const seed of SEEDS) {
        const all = randomCase(seed);
        const { values, gradient, variances } = family().estimate(all);
        expectClose(values, denseValues(all, all.weights), 1e-12, `values, seed ${seed}`);
        expectClose(gradient, denseGradient(all), 1e-6, `gradient, seed ${seed}`);
        expect(variances).toBeUndefined();
      }
    },
  );

  it("gives the exact values, whatever becomes of the gradient", () => {
    for (const seed of [2, 3, 4]) {
      const all = randomCase(seed);
      expectClose(family().estimate(all).values, denseValues(all, all.weights), 1e-12, `seed ${seed}`);
    }
  });

  it("gives weights that the observables cannot see a derivative of exactly 0", () => {
    let dead = 0;
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const { gradient } = family().estimate(all);
      all.program.liveWeights.forEach((live, i) => {
        if (live) return;
        dead += 1;
        expect(Math.abs(gradient[i]), `seed ${seed}, weight ${i}`).toBe(0);
      });
    }
    expect(dead).toBeGreaterThan(5);
  });

  it("leaves the weights alone and gives the same bits again", () => {
    const all = randomCase(4);
    const before = all.weights.slice();
    expect(family().estimate(all)).toEqual(family().estimate(all));
    expect(all.weights).toEqual(before);
  });
});

const exactMethods = [parameterShift(), hadamardTest(), shotFrugal(), randomSubset({ weights: 100 })];

describe("exact methods", () => {
  it("agree to rounding on random circuits", () => {
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const wanted = adjoint().estimate(all).gradient;
      for (const method of exactMethods) {
        expectClose(method.estimate(all).gradient, wanted, 1e-11, `${method.name}, seed ${seed}`);
      }
    }
  });

  // Each gate several times in a circuit, with shared weights, scales and offsets.
  it.each(parametrised.map((gate): [string, Gate] => [gate.name, gate]))("agree on %s", (_, gate) => {
    let largest = 0;
    for (const seed of [0, 1, 2]) {
      const { made, observables } = randomCase(seed, [gate, h, cnot] as unknown as Gate[]);
      const qubits = Math.max(made.qubits, gate.qubits);
      const random = streams(seed).stream("every gate").at();
      const operations = randomOperations(random, [gate, gate, h, cnot] as unknown as Gate[], {
        qubits,
        length: 10,
        weights: 3,
        inputs: 2,
      });
      const spread = operations.flatMap((operation) => [ry(0.3 + random.uniform(), operation.qubits[0]), operation]);
      const program = compile(circuit(qubits, spread), { observables });
      const source =
        program.circuit.inputs > 0
          ? { inputs: Float64Array.from({ length: 2 * program.circuit.inputs }, () => random.normal()) }
          : {};
      const ask = {
        program,
        source,
        batch: program.prepare(source),
        weights: Float64Array.from({ length: program.circuit.weights }, () => random.normal()),
        cotangents: (values: Float64Array) => values.map((f) => f + 1),
        chance: () => streams(seed).stream("directions").at(),
      };
      const wanted = adjoint().estimate(ask).gradient;
      largest = wanted.reduce((most, slope) => Math.max(most, Math.abs(slope)), largest);
      for (const method of exactMethods) {
        expectClose(method.estimate(ask).gradient, wanted, 1e-10, `${method.name}, seed ${seed}`);
      }
    }
    expect(largest).toBeGreaterThan(0.01);
  });

  it("work from start states with inputs too", () => {
    const program = compile(circuit(2, [rx(input(0), 0), crx(weight(0), 0, 1), ry(weight(1), 1), cnot(1, 0)]), {
      observables: [sum(z(0), pauli("X1", 0.5), pauli("I", 2))],
    });
    const source = {
      states: { re: Float64Array.of(0.6, 0, 0, 0, 0.5, 0.5, 0.5, 0), im: Float64Array.of(0, 0.8, 0, 0, 0, 0, 0, 0.5) },
      inputs: Float64Array.of(0.4, 1.1),
    };
    const ask = {
      program,
      source,
      batch: program.prepare(source),
      weights: Float64Array.of(0.7, -0.3),
      cotangents: (values: Float64Array) => values,
      chance: () => streams(1).stream("directions").at(),
    };
    const wanted = adjoint().estimate(ask).gradient;
    for (const method of exactMethods) expectClose(method.estimate(ask).gradient, wanted, 1e-12, method.name);
  });
});

describe("parameter-shift and adjoint", () => {
  it("are right for a shared weight with scales and an offset: f = cos(2θ − 3θ + 1) by hand", () => {
    const made = circuit(1, [ry(weight(0, { scale: 2 }), 0), ry(weight(0, { scale: -3, offset: 1 }), 0)]);
    const program = compile(made, { observables: [z(0)] });
    const ask = { program, weights: [0.4], batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
    for (const method of [parameterShift(), adjoint()]) {
      const { values, gradient } = method.estimate({ ...ask, weights: Float64Array.from(ask.weights) });
      expect(values[0]).toBeCloseTo(Math.cos(0.6), 14);
      expect(gradient[0]).toBeCloseTo(Math.sin(0.6), 14);
    }
  });

  it("leave idle weights of the paper's circuit at exactly 0", () => {
    const made = hardwareEfficient({ qubits: 6, layers: 5 });
    const weights = Float64Array.from({ length: made.weights }, (_, i) => Math.sin(i));
    for (const [qubit, alive] of [
      [5, 84],
      [0, 44],
    ]) {
      const program = compile(made, { observables: [z(qubit)] });
      const ask = { program, weights, batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
      for (const method of [parameterShift(), adjoint()]) {
        expect(method.estimate(ask).gradient.filter((g) => g !== 0)).toHaveLength(alive);
      }
    }
  });

  it("refuse a trained gate without a generator, and name the way out", () => {
    const program = compile(circuit(1, [rx(weight(0), 0), turn(weight(1), 0)]), { observables: [z(0)] });
    const weights = Float64Array.of(0.2, 0.3);
    const ask = { program, weights, batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
    for (const act of [() => parameterShift().estimate(ask), () => parameterShift().circuits(program)]) {
      expect(act).toThrow(
        "parameter-shift: gate turn declares no spectrum, but the rule needs a gate exp(−iθG) whose frequencies are multiples of the smallest. Use finite-difference for this circuit.",
      );
    }
    let code: unknown;
    try {
      adjoint().estimate(ask);
    } catch (error) {
      code = isUphillError(error) && error.code;
    }
    expect(code).toBe("derivative");
    // RX(a) then a turn by b: ⟨Z⟩ = cos a · cos 2b.
    const { gradient } = finiteDifference().estimate(ask);
    expect(gradient[0]).toBeCloseTo(-Math.sin(0.2) * Math.cos(0.6), 9);
    expect(gradient[1]).toBeCloseTo(-2 * Math.cos(0.2) * Math.sin(0.6), 9);
  });
});

describe("finite-difference", () => {
  it("has the error of central differences: −sin θ · sin(h)/h for cos θ", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const ask = { program, batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
    for (const step of [0.3, 0.01]) {
      const { gradient } = finiteDifference({ step }).estimate({ ...ask, weights: Float64Array.of(1.1) });
      expect(gradient[0]).toBeCloseTo((-Math.sin(1.1) * Math.sin(step)) / step, 12);
    }
  });

  it("keeps within h²/6 of the third derivative plus rounding on random circuits", () => {
    for (const seed of SEEDS) {
      const all = randomCase(seed);
      const exact = adjoint().estimate(all);
      const slopes = all.cotangents(exact.values);
      const sizes = all.observables.map(({ terms }) =>
        terms.reduce((s, { coefficient }) => s + Math.abs(coefficient), 0),
      );
      const scale = slopes.reduce((total, slope, k) => total + Math.abs(slope) * sizes[k % sizes.length], 0);
      for (const step of [6e-6, 1e-3, 0.05]) {
        const { gradient } = finiteDifference({ step }).estimate(all);
        gradient.forEach((found, i) => {
          // A weight's highest frequency is the sum of its scales.
          const frequency = all.made.operations
            .flatMap(({ angles }) => angles)
            .reduce(
              (s: number, a) => s + (typeof a === "object" && "weight" in a && a.weight === i ? Math.abs(a.scale) : 0),
              0,
            );
          const bound = scale * ((step * step * frequency ** 3) / 6 + 1e-14 / step) + 1e-13;
          expect(Math.abs(found - exact.gradient[i]), `seed ${seed}, weight ${i}, h ${step}`).toBeLessThan(bound);
        });
      }
    }
  });

  it.each([{ step: 0 }, { step: -1 }, { shotStep: 0 }, { step: NaN }])("refuses %o", (options) => {
    expect(() => finiteDifference(options)).toThrow("it must be a number > 0");
  });
});

describe("forward-difference", () => {
  it("has the error of forward differences: −sin(θ + h/2) · sin(h/2)/(h/2) for cos θ", () => {
    const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const ask = { program, batch: program.prepare({}), cotangents: () => Float64Array.of(1) };
    for (const step of [0.3, 0.01]) {
      const { gradient } = forwardDifference({ step }).estimate({ ...ask, weights: Float64Array.of(1.1) });
      expect(gradient[0]).toBeCloseTo((-Math.sin(1.1 + step / 2) * Math.sin(step / 2)) / (step / 2), 12);
    }
  });
});

it("does not mind a circuit without weights", () => {
  const program = compile(circuit(2, [rx(0.3, 0), cnot(0, 1), rz(1, 1)]), { observables: [z(1)] });
  const chance = () => streams(1).stream("directions").at();
  const ask = { program, weights: new Float64Array(0), batch: program.prepare({}), source: {}, chance };
  for (const family of Object.values(gradientMethods) as GradientFamily[]) {
    const { values, gradient } = family().estimate({ ...ask, cotangents: () => Float64Array.of(1) });
    expect(values[0]).toBeCloseTo(Math.cos(0.3), 14);
    expect(gradient).toHaveLength(0);
    expect(family().circuits(program)).toBe(1);
  }
});
