import { angle, zzFeatureMap } from "@uphill/encodings";
import { hardwareEfficient } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import { alignment, encodingCircuit, fidelityKernel, kernelMatrix, projectedKernel } from "@uphill/kernels";
import { adam, spsa } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import {
  devices,
  families,
  partsFor,
  solve,
  type Conditions,
  type ProblemInstance,
  type ProblemSpec,
} from "../src/index.js";

const family = families.kernelAlignmentFamily;
const planned = (options: object, changes: [string, Record<string, unknown>][] = []): ProblemSpec =>
  family.plan({
    options: { qubits: 2, layers: 1, train: 8, test: 8, ...options },
    data: { dataset: "moons" },
    changes: new Map(changes),
  });
const made = (spec: ProblemSpec, conditions: Partial<Conditions> = {}): ProblemInstance =>
  family.instance(spec, { seed: 1, ...conditions }, {});
const code = (wanted: string): Error =>
  expect.toSatisfy((error) => isUphillError(error) && error.code === wanted) as Error;
const place = { step: 0, phase: "gradient", ask: 0 } as const;

describe("kernel-alignment", () => {
  it.each([
    ["fidelity", { kernel: "fidelity" }, fidelityKernel],
    [
      "projected",
      { kernel: "projected", gamma: 0.6 },
      (c: Parameters<typeof projectedKernel>[0]) => projectedKernel(c, { gamma: 0.6 }),
    ],
  ] as const)("of a %s kernel is that of its matrix", (_, options, kernelOf) => {
    const spec = planned(options);
    const instance = made(spec);
    const layers = hardwareEfficient.layered({ qubits: 2, layers: 1 });
    const kernel = kernelOf(encodingCircuit({ qubits: 2, width: 2, encoding: angle, layers }));
    const { train, test } = partsFor(
      { model: {} as never, data: spec.data!, sizes: { train: 8, test: 8, heldOut: 0 } },
      {},
      1,
    );
    const theta = instance.start("uniform");
    const of = (rows: Float64Array) => kernelMatrix(kernel, { rows, weights: theta }).values;
    expect(instance.loss(theta)).toBeCloseTo(1 - alignment(of(train.features), train.labels), 12);
    const figures = instance.metrics(theta);
    expect(figures.alignmentTrain).toBeCloseTo(1 - figures.lossTrain, 14);
    expect(figures.alignment).toBeCloseTo(alignment(of(test.features), test.labels), 12);
    expect(Math.round(8 * figures.accuracy)).toBeCloseTo(8 * figures.accuracy, 12);
    expect(made(planned({ ...options, centred: false })).loss(theta)).toBeCloseTo(
      1 - alignment(of(train.features), train.labels, { centred: false }),
      12,
    );
  });

  it("takes options of its encoding and ansatz, and refuses those of others", () => {
    const spec = planned({}, [["angle", { scale: 2 }]]);
    expect(spec.parts).toMatchObject({ angle: { scale: 2 } });
    const theta = made(spec).start("uniform");
    expect(made(spec).loss(theta)).not.toBe(made(planned({})).loss(theta));
    expect(() => planned({}, [[zzFeatureMap.name, { repeats: 1 }]])).toThrow(code("options"));
    expect(planned({}, [["moons", { noise: 0.3 }]]).data!.options).toMatchObject({ noise: 0.3 });
    expect(() => planned({ encoding: "amplitude" })).toThrow(code("options"));
  });

  it("answers from shots, right on average, at the price of its circuits", async () => {
    const spec = planned({ train: 6 });
    const exact = made(spec);
    const theta = exact.start("uniform");
    const shots = 4000;
    const { problem } = made(spec, { shots, lossShots: shots, device: devices.superconducting });
    const request = { kind: "values", phase: "gradient", thetas: [theta] } as const;
    const [{ value, standardError, shots: used }] = await problem.answer(request, place);
    expect(used).toBe(shots);
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(value - exact.loss(theta))).toBeLessThan(5 * standardError);
    expect(problem.price(request)).toMatchObject({ circuits: 15, shots: 15 * shots, rounds: 1 });
    expect(problem.price(request).deviceSeconds).toBeGreaterThan(0);
    const asked = { kind: "gradient", phase: "gradient", thetas: [theta] } as const;
    expect(problem.price(asked)).toMatchObject({ circuits: 15 * (1 + 4 * 6), shots: 15 * 25 * shots });
    const [found] = await problem.answer(asked, place);
    const [wanted] = await exact.problem.answer(asked, place);
    expect(exact.problem.price(asked)).toEqual({ circuits: 15 * 25, rounds: 1 });
    wanted.gradient!.forEach((slope, k) => expect(Math.abs(found.gradient![k] - slope)).toBeLessThan(0.1));
    expect(found.gradient).not.toEqual(wanted.gradient);
    expect(await problem.answer(asked, place)).toEqual(await problem.answer(asked, place));
    expect(await problem.answer(request, { ...place, step: 1 })).not.toEqual(await problem.answer(request, place));
  });

  it("is trained exactly and from shots, by methods that need no gradient too", () => {
    for (const [options, conditions, optimizer] of [
      [{ kernel: "fidelity" }, {}, adam({ learningRate: 0.1 })],
      [{ kernel: "projected" }, { gradient: gradientMethods.finiteDifference() }, adam({ learningRate: 0.1 })],
      [{ kernel: "fidelity" }, { shots: 200 }, adam({ learningRate: 0.1 })],
      [{ kernel: "projected" }, { lossShots: 2000 }, spsa()],
    ] as const) {
      const instance = made(planned({ ...options, train: 6 }), conditions);
      const { loss, history } = solve({ instance, optimizer, start: instance.start("uniform"), steps: 15, seed: 1 });
      expect(loss).toBeLessThan(history[0].loss);
    }
  });

  it("says what it cannot do", () => {
    expect(() => made(planned({}), { gradient: gradientMethods.finiteDifference() })).toThrow(code("gradient"));
    const { problem } = made(planned({}));
    const theta = new Float64Array(problem.size);
    expect(() =>
      problem.answer({ kind: "values", phase: "gradient", thetas: [theta], data: "held-out" }, place),
    ).toThrow(code("held-out"));
    expect(() => family.checkOptimizer!(planned({}), "nlr", { compareOn: "held-out" })).toThrow(code("options"));
  });
});
