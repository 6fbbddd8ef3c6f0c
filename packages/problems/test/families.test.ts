import { isUphillError } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import { adam } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import {
  classifierInstance,
  families,
  solve,
  type ProblemFamily,
  type ProblemInstance,
  type ProblemSpec,
} from "../src/index.js";

// What every family of problems promises.

const all: readonly ProblemFamily[] = Object.values(families);

/** Its defaults, made small where it has the usual options. */
function specOf(family: ProblemFamily): ProblemSpec {
  const small = { qubits: 2, layers: 1, train: 12, test: 8 };
  const options = Object.fromEntries(Object.entries(small).filter(([name]) => name in family.options));
  return family.plan({ options, data: {}, changes: new Map() });
}

describe.each(all.map((family) => [family.name, family] as const))("%s", (name, family) => {
  const spec = specOf(family);
  const make = (seed: number): ProblemInstance =>
    family.instance(spec, { seed, gradient: gradientMethods.adjoint() }, {});

  it("is plain data once it is planned, with all its options", () => {
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    expect(spec.name).toBe(name);
    expect(Object.keys(spec.options).sort()).toEqual(Object.keys(family.options).sort());
  });

  it("minimises one of its metrics, and says what each is", () => {
    const objective = family.metrics.find((metric) => metric.name === family.objective);
    expect(objective?.better).toBe("lower");
    for (const { about, name: metric } of family.metrics) {
      expect(about).toMatch(/^[A-Z].*[^.]$/);
      expect(metric).toMatch(/^[a-z][A-Za-z0-9]*$/);
    }
  });

  it("tells the same at the same point, within what its figures can be", () => {
    const [one, two] = [make(3), make(3)];
    const theta = one.start("uniform");
    expect(two.start("uniform")).toEqual(theta);
    expect(one.problem.size).toBe(theta.length);
    const figures = one.metrics(theta);
    expect(two.metrics(theta)).toEqual(figures);
    const trained = family.data ? `${family.objective}Train` : family.objective;
    expect(figures[trained]).toBe(one.loss(theta));
    for (const metric of family.metrics) {
      if (metric.applies?.(spec) === false) {
        expect(figures).not.toHaveProperty(metric.name);
        continue;
      }
      expect(figures).toHaveProperty(metric.name);
      const [least, most] = metric.possible?.(spec) ?? [-Infinity, Infinity];
      expect(figures[metric.name]).toBeGreaterThanOrEqual(least);
      expect(figures[metric.name]).toBeLessThanOrEqual(most);
    }
    expect(one.loss(theta)).toBeGreaterThanOrEqual(one.optimum ?? -Infinity);
  });

  it("has the gradient whose length it tells, by differences", () => {
    const instance = make(5);
    const theta = instance.start("uniform");
    const h = 1e-5;
    const slope = theta.map((_, i) => {
      const at = (shift: number): number => instance.loss(theta.map((t, k) => (k === i ? t + shift : t)));
      return (at(h) - at(-h)) / (2 * h);
    });
    const length = Math.hypot(...slope);
    expect(Math.abs(instance.gradientNorm(theta) - length)).toBeLessThan(1e-6 * (1 + length));
  });

  it("is solved, and refuses a start that there is none of", () => {
    const instance = make(1);
    const optimizer = adam({ learningRate: 0.05 });
    const { loss, history } = solve({ instance, optimizer, start: instance.start("uniform"), steps: 30, seed: 1 });
    expect(loss).toBeLessThan(history[0].loss);
    expect(() => instance.start("nowhere")).toThrow(
      expect.toSatisfy((error) => isUphillError(error) && error.code === "unknown") as Error,
    );
  });
});

it("function refuses a number of weights that a function cannot have", () => {
  const plan = (options: object): ProblemSpec =>
    families.functionFamily.plan({ options: { ...options }, data: {}, changes: new Map() });
  expect(plan({ of: "himmelblau" }).options.size).toBe(2);
  expect(() => plan({ of: "himmelblau", size: 3 })).toThrow(/size is 3, but himmelblau has 2 weights/);
});

describe("conditions that nothing can answer under are refused", () => {
  const made = (family: ProblemFamily, conditions: object) => () =>
    family.instance(family.plan({ options: {}, data: {}, changes: new Map() }), { seed: 1, ...conditions }, {});
  it.each<[string, object, RegExp]>([
    ["no seed", { seed: undefined }, /seed is missing, but it must be a whole number from 0/],
    [
      "shots below 0",
      { shots: -3 },
      /shots is -3, but it must be a whole number from 1. Leave it out for exact values/,
    ],
    ["0 shots for exact", { lossShots: 0 }, /lossShots is 0, but it must be a whole number from 1/],
    ["an unknown condition", { shot: 3 }, /Did you mean "shots"/],
    ["a gradient by name", { gradient: "adjoint" }, /gradient is "adjoint", but/],
    ["an exact gradient with shots", { shots: 100, gradient: gradientMethods.adjoint() }, /adjoint needs exact states/],
    ["a device by name", { device: "superconducting" }, /device is "superconducting", but/],
  ])("%s", (_, conditions, sentence) => {
    for (const family of [families.energyFamily, families.cutFamily, families.classifierFamily])
      expect(made(family, conditions), family.name).toThrow(sentence);
  });
  it("shots of a problem without circuits", () =>
    expect(made(families.functionFamily, { lossShots: 5 })).toThrow(
      /function: it is to answer from 5 shots, but it has no circuits/,
    ));
});

it("classifierInstance says what it takes", () => {
  const given = (options: object) => () =>
    classifierInstance({ seed: 1, ...options } as Parameters<typeof classifierInstance>[0]);
  expect(given({ lossshots: 3 })).toThrow(/classifierInstance: .*Did you mean "lossShots"/);
  expect(given({ shots: -1 })).toThrow(/classifierInstance: shots is -1, but it must be a whole number from 1/);
  expect(given({ batchSize: 0.5 })).toThrow(
    /classifierInstance: batchSize is 0.5, but it must be a whole number from 0/,
  );
});

it("solve says what it takes", () => {
  const solving = (options: object) => () => solve(options as Parameters<typeof solve>[0]);
  expect(solving({})).toThrow(/instance is .*, but it must be a problem that is ready to be solved/);
  expect(solving({ seeds: 2 })).toThrow(/Did you mean "seed"/);
});
