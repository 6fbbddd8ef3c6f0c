import { circuit, cnot, input, ry, rx, weight } from "@uphill/circuits";
import { dataset, split } from "@uphill/datasets";
import { streams } from "@uphill/core";
import { adam } from "@uphill/optimizers";
import { classifier, hybrid, maps } from "@uphill/problems";
import { describe, expect, it } from "vitest";
import { fit, modelFromJSON } from "../src/index.js";

/** Three clouds of points in the plane. */
function clouds(rows: number, sizes: readonly number[] = [1, 1, 1]): ReturnType<typeof dataset> {
  const random = streams(3).stream("clouds").at(0);
  const bag = sizes.flatMap((size, label) => new Array<number>(size).fill(label));
  const labels = Array.from({ length: rows }, (_, row) => bag[row % bag.length]);
  const features = labels.map((label) => {
    const turn = (2 * Math.PI * label) / 3;
    return [Math.cos(turn) + 0.25 * random.normal(), Math.sin(turn) + 0.25 * random.normal()];
  });
  return dataset({ features, labels: labels.map((label) => `cloud ${label}`) });
}

const model = hybrid({
  before: [maps.linear({ outputs: 2 }), maps.tanh({ scale: Math.PI / 2 })],
  circuit: circuit(2, [
    ry(input(0), 0),
    ry(input(1), 1),
    cnot(0, 1),
    ...[0, 1].flatMap((q) => [rx(weight(2 * q), q), ry(weight(2 * q + 1), q)]),
  ]),
  observables: ["Z0", "Z1"],
  after: [maps.linear({ outputs: 3 })],
});

describe("several classes", () => {
  const { train, test } = split(clouds(90), { train: 45, test: 45, seed: 1 });
  const options = { train, test, optimizer: adam({ learningRate: 0.1 }), steps: 60, seed: 2 };

  it.each([
    ["one against the rest", classifier({ qubits: 3, layers: 3, encoding: "re-uploading", readout: "all" })],
    [
      "softmax",
      classifier({
        qubits: 3,
        layers: 3,
        encoding: "re-uploading",
        loss: "cross-entropy",
        head: "scale",
        readout: "last",
      }),
    ],
    ["a hybrid model", model],
  ])("are learnt: %s", (_, own) => {
    const result = fit({ ...options, model: own });
    expect(result.accuracy.test).toBeGreaterThan(0.9);
    expect(result.macroF1.test).toBeGreaterThan(0.9);
    const { confusion } = result;
    expect(confusion.test!.flat().reduce((sum, count) => sum + count, 0)).toBe(45);
    const predicted = result.model.predict(test.features);
    const right = predicted.filter((name, row) => name === test.classes[test.labels[row]]).length;
    expect(right / 45).toBe(result.accuracy.test);
    const probabilities = result.model.predictProbability(test.features);
    for (let row = 0; row < 45; row++) {
      const own = Array.from(probabilities.subarray(3 * row, 3 * row + 3));
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      expect(test.classes[own.indexOf(Math.max(...own))]).toBe(predicted[row]);
    }
  });

  it("count the same where they are asked to", () => {
    const rare = clouds(60, [9, 1, 2]);
    const of = (classWeights: "none" | "balanced"): ReturnType<typeof fit> =>
      fit({
        ...options,
        train: rare,
        test,
        steps: 1,
        model: classifier({ qubits: 3, layers: 1, encoding: "angle", readout: "all", classWeights }),
      });
    const [plain, balanced] = [of("none"), of("balanced")];
    expect(plain.loss.train).not.toBe(balanced.loss.train);
    // By hand: every row's loss times rows / (classes · rows of its class).
    const f = balanced.model.decide(rare.features);
    const counts = [45, 5, 10];
    const mean =
      Array.from(rare.labels).reduce((sum, label, row) => {
        const each = [0, 1, 2].reduce((total, k) => total + (f[3 * row + k] - (k === label ? 1 : -1)) ** 2 / 3, 0);
        return sum + (each * 60) / (3 * counts[label]);
      }, 0) / 60;
    expect(balanced.loss.train).toBeCloseTo(mean, 12);
  });
});

describe("a hybrid model", () => {
  const train = clouds(30);
  const options = { model, train, optimizer: adam({ learningRate: 0.1 }), steps: 12, seed: 5, batchSize: 10 };

  it("is saved and loaded, and answers to the same bit", () => {
    const { model: trained } = fit(options);
    const loaded = modelFromJSON(JSON.stringify(trained));
    expect(loaded.decide(train.features)).toEqual(trained.decide(train.features));
    expect(loaded.predict(train.features)).toEqual(trained.predict(train.features));
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(trained));
    const short = JSON.parse(JSON.stringify(trained)) as { weights: number[] };
    short.weights.pop();
    expect(() => modelFromJSON(short)).toThrow("there are 18 weights, but its circuit and maps have 19");
  });

  it("goes on from the middle of a training to the same bits, from plain JSON", () => {
    for (const shots of [undefined, 20]) {
      const own = { ...options, ...(shots && { shots, lossShots: shots }) };
      const whole = fit(own);
      const half = fit({ ...own, steps: 6 });
      const rest = fit({ ...own, from: JSON.parse(JSON.stringify(half.checkpoint)) as typeof half.checkpoint });
      expect(rest.model.weights).toEqual(whole.model.weights);
      expect(rest.account).toEqual(whole.account);
    }
  });

  it("begins where the maps and the named start say, the same for every optimizer", () => {
    const { model: zeros } = fit({ ...options, steps: 1, optimizer: adam({ learningRate: 1e-300 }), start: "zeros" });
    // Offsets and the circuit's weights begin at 0, matrices do not.
    for (const value of zeros.weights.subarray(4, 10)) expect(Math.abs(value)).toBeLessThan(1e-200);
    expect(zeros.weights.subarray(0, 4).every((value) => value !== 0)).toBe(true);
    expect(() => fit({ ...options, start: [1, 2] })).toThrow("the start has 2 numbers");
  });
});
