import { circuit, cnot, input, rx, ry, rz, weight, type Operation } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { dataset, type Dataset } from "@uphill/datasets";
import { finiteDifference, parameterShift } from "@uphill/gradients";
import type { Answer, Request } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { assemble, classifierInstance, hybrid, maps, type HybridSpec, type ProblemInstance } from "../src/index.js";
import { chain } from "../src/hybrid/chain.js";
import type { MapStep } from "../src/hybrid/row-map.js";

const random = streams(1).stream("hybrid test");
const rotations = [rx, ry, rz];

/** What an instance answers at a point. */
function gradientOf({ problem }: ProblemInstance, theta: Float64Array, step = 0): Answer[number] {
  const request: Request = { kind: "gradient", thetas: [theta], phase: "gradient" };
  return (problem.answer(request, { step, phase: "gradient", ask: 0 }) as Answer)[0];
}

/** A random model, and rows for it. */
function chance(number: number): { model: HybridSpec; data: Dataset } {
  const r = random.at(number);
  const width = 1 + r.integer(3);
  const qubits = 1 + r.integer(3);
  const inputs = 1 + r.integer(4);
  const classes = 2 + r.integer(2);
  const before: MapStep[] = [
    [maps.linear({ outputs: inputs, bias: r.integer(2) === 1 }), maps.tanh({ scale: 1.3 })],
    [maps.scale({ copies: 2, start: "uniform" }), maps.linear({ outputs: inputs })],
    [maps.bias({ start: 0.2 }), maps.tanh(), maps.linear({ outputs: inputs })],
  ][r.integer(3)];
  const operations: Operation[] = [];
  for (let k = 0; k < 8; k++) {
    const rotation = rotations[r.integer(3)];
    const angle = k < inputs ? input(k, { scale: 1 + r.uniform() }) : weight(k - inputs, { offset: r.uniform() });
    operations.push(rotation(angle, r.integer(qubits)));
    if (qubits > 1 && k % 2) operations.push(cnot(k % qubits, (k + 1) % qubits));
  }
  // One weight stands twice.
  operations.push(ry(weight(0), 0), rx(input(0), qubits - 1));
  const observables = [`Z${qubits - 1}`, "0.5*X0 + 0.5*Z0", ...(qubits > 1 ? ["Z0 Z1"] : [])];
  const after = [
    [maps.linear({ outputs: classes })],
    [maps.probabilities(), maps.scale(), maps.linear({ outputs: classes }), maps.tanh({ scale: 2 })],
  ][r.integer(2)];
  const loss = (["cross-entropy", "mse"] as const)[r.integer(2)];
  const rows = 5;
  const model = hybrid({ before, circuit: circuit(qubits, operations), observables, after, loss });
  const features = Array.from({ length: rows }, () => Array.from({ length: width }, () => 2 * r.uniform() - 1));
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  return { model, data: dataset({ features, labels }) };
}

describe("hybrid models", () => {
  it("have the gradient of finite differences, on 40 random chains", () => {
    for (let number = 0; number < 40; number++) {
      const { model, data } = chance(number);
      const instance = classifierInstance({ assembly: assemble(model, data), train: data, seed: number });
      const theta = instance.start("uniform").map((value, k) => value + 0.01 * (k % 7));
      const { gradient, value } = gradientOf(instance, theta);
      expect(value).toBeCloseTo(instance.loss(theta), 14);
      expect(gradient).toHaveLength(instance.problem.size);
      const h = 1e-5;
      theta.forEach((_, k) => {
        const at = (move: number): number => instance.loss(theta.map((each, j) => (j === k ? each + move : each)));
        const wanted = (at(h) - at(-h)) / (2 * h);
        expect(Math.abs(gradient![k] - wanted), `chain ${number}, θ${k}`).toBeLessThan(1e-8 * (1 + Math.abs(wanted)));
      });
    }
  });

  it("have the same gradient by every method that a device could take", () => {
    const { model, data } = chance(3);
    const make = (gradient = parameterShift()): Float64Array => {
      const instance = classifierInstance({ assembly: assemble(model, data), train: data, seed: 1, gradient });
      const theta = instance.start("uniform");
      return gradientOf(instance, theta).gradient!;
    };
    const exact = classifierInstance({ assembly: assemble(model, data), train: data, seed: 1 });
    const theta = exact.start("uniform");
    const wanted = gradientOf(exact, theta);
    make().forEach((slope, k) => expect(slope).toBeCloseTo(wanted.gradient![k], 12));
    make(finiteDifference()).forEach((slope, k) => expect(slope).toBeCloseTo(wanted.gradient![k], 7));
  });

  it("answer from shots: right on average, with the error that they tell, at the price of a row's own gradient", () => {
    const { model, data } = chance(3);
    const shots = 400;
    const instance = classifierInstance({
      assembly: assemble(model, data),
      train: data,
      seed: 1,
      shots,
      lossShots: shots,
    });
    const exact = classifierInstance({ assembly: assemble(model, data), train: data, seed: 1 });
    const theta = exact.start("uniform");
    const runs = Array.from({ length: 60 }, (_, step) => gradientOf(instance, theta, step));
    const wanted = gradientOf(exact, theta);
    const spread = (values: number[]): { mean: number; deviation: number } => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1)) };
    };
    theta.forEach((_, k) => {
      const { mean, deviation } = spread(runs.map(({ gradient }) => gradient![k]));
      // Five standard errors of the mean, and the bias of a product of estimates.
      expect(Math.abs(mean - wanted.gradient![k])).toBeLessThan((5 * deviation) / Math.sqrt(60) + 0.01);
    });
    const values = spread(runs.map(({ value }) => value));
    const told = runs.reduce((sum, { standardError }) => sum + standardError / runs.length, 0);
    expect(told / values.deviation).toBeGreaterThan(0.7);
    expect(told / values.deviation).toBeLessThan(1.4);
    const price = instance.problem.price({ kind: "gradient", thetas: [theta], phase: "gradient" });
    const plain = exact.problem.price({ kind: "gradient", thetas: [theta], phase: "gradient" });
    expect(price.circuits).toBe(plain.circuits);
    // Two circuits for each use of a weight or an input, and one, in each setting of each row.
    expect(price.circuits % data.rows).toBe(0);
    expect(price.circuits).toBeGreaterThan(2 * data.rows * model.circuit.weights);
  });

  it("tell states only where nothing but the circuit is trained", () => {
    const data = dataset({ features: [[0.1], [0.9]], labels: [0, 1] });
    const whole = circuit(1, [rx(input(0), 0), ry(weight(0), 0)]);
    const plain = hybrid({ circuit: whole, observables: ["Z0"], loss: "mse" });
    const headed = hybrid({ circuit: whole, observables: ["Z0"], loss: "mse", after: [maps.bias()] });
    const capabilities = (model: HybridSpec): readonly string[] =>
      classifierInstance({ assembly: assemble(model, data), train: data, seed: 1 }).problem.capabilities;
    expect(capabilities(plain)).toContain("metric");
    expect(capabilities(headed)).toEqual(["value", "gradient"]);
  });
});

describe("maps", () => {
  it("come out as written: by hand", () => {
    const run = (step: MapStep, parameters: number[], x: number[], inputs = x.length): number[] =>
      Array.from(step.at(inputs).forward(Float64Array.from(parameters), Float64Array.from(x)));
    expect(run(maps.linear({ outputs: 2 }), [1, 2, 3, 4, 10, 20], [5, 6])).toEqual([27, 59]);
    expect(run(maps.scale({ copies: 2 }), [1, 2, 3, 4], [5, 6, 7, 8], 2)).toEqual([5, 12, 15, 24, 7, 16, 21, 32]);
    expect(run(maps.bias(), [1, -1], [5, 6, 7, 8], 2)).toEqual([6, 5, 8, 7]);
    expect(run(maps.probabilities(), [], [1, -0.5])).toEqual([0, 1, 0.75, 0.25]);
    [0.5, -2, 1e-6, 30, 0].forEach((x) =>
      expect(run(maps.tanh({ scale: 2 }), [], [x])[0]).toBeCloseTo(2 * Math.tanh(x), 14),
    );
  });

  it("are read from plain data, and refuse what is none", () => {
    const map = chain("test", [{ name: "linear", options: { outputs: 2 } }, { name: "tanh" }], 3)!;
    expect([map.inputs, map.outputs, map.parameters]).toEqual([3, 2, 8]);
    expect(() => chain("test", [{ name: "lineer" }], 1)).toThrow('Did you mean "linear"?');
    expect(() => chain("test", [{ name: "linear", options: { output: 2 } }], 1)).toThrow('Did you mean "outputs"?');
    expect(() => chain("test", [maps.tanh as never], 1)).toThrow("Call it: tanh()");
  });
});

describe("what cannot be", () => {
  const data = dataset({
    features: [
      [0.1, 0],
      [0.9, 1],
      [0.2, 1],
    ],
    labels: ["a", "b", "c"],
  });
  const whole = circuit(2, [rx(input(0), 0), rx(input(1), 1), ry(weight(0), 0)]);
  it.each([
    [{ circuit: whole, observables: ["Z0"] }, "the model puts out 1 number for a row"],
    [{ circuit: whole, observables: ["Z0", "Z1"], loss: "mse" as const }, "the model puts out 2 numbers for a row"],
    [
      {
        circuit: whole,
        observables: ["Z0"],
        before: [maps.linear({ outputs: 3 })],
        after: [maps.linear({ outputs: 3 })],
      },
      "put out 3 numbers, but the circuit has 2 inputs",
    ],
    [{ circuit: circuit(1, [rx(input(0), 0)]), observables: ["Z0"] }, "rows of dataset have 2 features"],
  ])("case %#", (options, message) => {
    expect(() => assemble(hybrid(options), data)).toThrow(message);
  });

  it("says which option is none", () => {
    const bad = (options: object): string => {
      try {
        hybrid({ circuit: whole, observables: ["Z0"], ...options });
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(bad({ observable: "Z0" })).toContain('Did you mean "observables"?');
    expect(bad({ loss: "cross-entrpy" })).toContain('Did you mean "cross-entropy"?');
    expect(bad({ targets: "signs" })).toContain("cross-entropy takes 1 and 0");
    expect(bad({ decide: "both" })).toContain("it must be outputs or readouts");
    expect(bad({ circuit: "x" })).toContain("it must be a circuit");
    expect(bad({ observables: [] })).toContain("something must be read out");
  });
});
