import { streams } from "@uphill/core";
import { dataset, type Dataset } from "@uphill/datasets";
import type { Answer, Request } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { assemble, classifierInstance, models, startWeights, type ModelSpec } from "../src/index.js";

/** Rows on both sides of a plane, none near it. */
function separable(width: number, rows = 6): Dataset {
  const random = streams(4).stream(`separable ${width}`).at(0);
  const features: number[][] = [];
  while (features.length < rows) {
    const row = Array.from({ length: width }, () => 2 * random.uniform() - 1);
    if (Math.abs(row.reduce((sum, x) => sum + x, 0)) > 0.04 * width) features.push(row);
  }
  return dataset({ features, labels: features.map((row) => (row.reduce((sum, x) => sum + x, 0) < 0 ? "a" : "b")) });
}

// Trained numbers by hand, from the shapes of the paper's own parameters.
const cases: [string, number, ModelSpec, number][] = [
  ["circuit-centric, one qubit", 2, models.circuitCentric({ features: 2, layers: 10, copies: 1 }), 10 * 1 * 3 + 1],
  ["circuit-centric, padded", 3, models.circuitCentric({ features: 3, layers: 2, copies: 1 }), 2 * 2 * 3 + 1],
  ["circuit-centric, two copies", 3, models.circuitCentric({ features: 3, layers: 2, copies: 2 }), 2 * 4 * 3 + 1],
  [
    "data re-uploading, one qubit",
    3,
    models.dataReuploading({ features: 3, layers: 4 }),
    // θ [qubits, layers + 1, 3], ω [layers + 1, features], α [2, read]
    5 * 3 + 5 * 3 + 2,
  ],
  [
    "data re-uploading, half of four qubits",
    10,
    models.dataReuploading({ features: 10, layers: 2, observables: "half" }),
    4 * 3 * 3 + 3 * 10 + 2 * 2,
  ],
  [
    "data re-uploading, all qubits",
    6,
    models.dataReuploading({ features: 6, layers: 3, observables: "full" }),
    2 * 4 * 3 + 4 * 6 + 2 * 2,
  ],
  ["variational IQP", 3, models.iqpVariational({ features: 3, layers: 2, repeats: 2 }), 2 * 3 * 3],
  ["dressed, two qubits", 2, models.dressed({ features: 2, layers: 1 }), 2 * 2 + 2 + 2 * 2],
  ["dressed", 3, models.dressed({ features: 3, layers: 2 }), 3 * 3 + 2 * 3 + 2 * 3],
];

describe.each(cases)("%s", (_, width, model, size) => {
  const data = separable(width);
  const assembly = assemble(model, data);
  const instance = classifierInstance({ assembly, train: data, seed: 3 });

  it("trains as many numbers as the paper", () => expect(instance.problem.size).toBe(size));

  it("has the gradient of finite differences", () => {
    const theta = startWeights(assembly, 3).map((value, k) => value + 0.01 * (k % 5));
    const request: Request = { kind: "gradient", thetas: [theta], phase: "gradient" };
    const [{ gradient }] = instance.problem.answer(request, { step: 0, phase: "gradient", ask: 0 }) as Answer;
    const h = 1e-5;
    theta.forEach((__, k) => {
      const at = (move: number): number => instance.loss(theta.map((each, j) => (j === k ? each + move : each)));
      const wanted = (at(h) - at(-h)) / (2 * h);
      expect(Math.abs(gradient![k] - wanted), `θ${k}`).toBeLessThan(1e-8 * (1 + Math.abs(wanted)));
    });
  });
});

describe("published models", () => {
  const gates = (model: ModelSpec, width: number): string[] =>
    assemble(model, separable(width)).circuit.operations.map(({ gate, qubits }) => `${gate.name} ${qubits.join(" ")}`);

  it("re-upload: CZ from the first qubit in even layers, from the second in odd ones, none at the end", () => {
    const found = gates(models.dataReuploading({ features: 12, layers: 2 }), 12).filter((text) =>
      text.startsWith("cz"),
    );
    expect(found).toEqual(["cz 0 1", "cz 2 3", "cz 1 2"]);
    const one = gates(models.dataReuploading({ features: 2, layers: 1 }), 2).map((text) => text.split(" ")[0]);
    expect(one).toEqual(["rz", "ry", "rz", "ry", "rz", "rz", "rz", "ry", "ry", "rz"]);
  });

  it("re-upload: angles and factors start in [0, 1), α at 1", () => {
    const data = separable(6);
    const model = models.dataReuploading({ features: 6, layers: 9, observables: "full" });
    const start = startWeights(assemble(model, data), 0);
    const drawn = start.subarray(0, start.length - 4);
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(drawn.some((value) => value > 0.9) && drawn.some((value) => value < 0.1)).toBe(true);
    expect([...start.subarray(-4)]).toEqual([1, 1, 1, 1]);
  });

  it("dress: two qubits have one CNOT a layer, three have a ring", () => {
    const cnots = (features: number): string[] =>
      gates(models.dressed({ features, layers: 1 }), features).filter((text) => text.startsWith("cnot"));
    expect([cnots(1), cnots(2), cnots(3)]).toEqual([[], ["cnot 0 1"], ["cnot 0 1", "cnot 1 2", "cnot 2 0"]]);
  });

  it("refuse what they cannot be made of", () => {
    expect(() => models.iqpVariational({ features: 1 })).toThrow("iqpVariational: features is 1");
    expect(() => models.dressed({ featurs: 2 } as object)).toThrow('Did you mean "features"?');
  });
});

describe("batches", () => {
  const data = separable(2, 9);
  const model = models.circuitCentric({ features: 2, layers: 1, copies: 1 });
  const make = (options: object): ReturnType<typeof classifierInstance> =>
    classifierInstance({ assembly: assemble(model, data), train: data, seed: 3, ...options });

  it("that are drawn hold a row more than once, also where they hold as many as there are", () => {
    const theta = make({}).start("uniform");
    const value = (options: object, step: number): number => {
      const request: Request = { kind: "values", thetas: [theta], phase: "gradient", data: "batch" };
      const { problem } = make(options);
      return (problem.answer(request, { step, phase: "gradient", ask: 0 }) as Answer)[0].value;
    };
    const whole = make({}).loss(theta);
    const drawn = Array.from({ length: 400 }, (_, step) => value({ batchSize: 9, batches: "replacement" }, step));
    expect(new Set(drawn.slice(0, 20)).size).toBeGreaterThan(15);
    expect(value({ batchSize: 9, batches: "replacement" }, 7)).toBe(drawn[7]);
    const mean = drawn.reduce((sum, each) => sum + each, 0) / 400;
    const spread = Math.sqrt(drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 399 / 400);
    expect(Math.abs(mean - whole)).toBeLessThan(4 * spread);
    expect(value({ batchSize: 9 }, 0)).toBeCloseTo(whole, 14);
  });

  it("that there are none of are refused, and drawn ones from shots", () => {
    expect(() => make({ batchSize: 4, batches: "random" })).toThrow("it must be permuted or replacement");
    expect(() => make({ batchSize: 4, batches: "replacement", shots: 5 })).toThrow("drawn batches need exact values");
  });
});
