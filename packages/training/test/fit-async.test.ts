import { encode } from "@uphill/core";
import { gaussian } from "@uphill/datasets";
import { finiteDifference, hadamardTest, parameterShift, shotFrugal } from "@uphill/gradients";
import { adam, nlr, qng, rotosolve } from "@uphill/optimizers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { classifier } from "@uphill/problems";
import { fit, fitAsync, type FitCheckpoint, type FitOptions, type FitResult } from "../src/index.js";
import { caught, randomTable } from "../../problems/test/data.js";

afterEach(() => vi.restoreAllMocks());

/** A clock on which every look takes longer than a slice. */
function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 50));
}

const base = (more: Partial<FitOptions> = {}): FitOptions => ({
  model: classifier({ qubits: 2, layers: 1, encoding: "angle" }),
  train: randomTable(6, 2),
  test: randomTable(4, 2, 9),
  optimizer: nlr({ learningRate: 0.3 }),
  steps: 12,
  seed: 4,
  ...more,
});
const bits = ({ model, ...rest }: FitResult): string => encode({ ...rest, model: model.toJSON() });
const json = (checkpoint: FitCheckpoint): FitCheckpoint => JSON.parse(JSON.stringify(checkpoint)) as FitCheckpoint;

describe("fitAsync", () => {
  it.each<[string, Partial<FitOptions>]>([
    ["exact values", {}],
    ["shots", { shots: 5, lossShots: 7, batchSize: 2 }],
    ["shots on two settings", { shots: 8, lossShots: 8, model: classifier({ qubits: 2, layers: 1, readout: "mean" }) }],
    ["finite differences", { gradient: finiteDifference() }],
    ["Hadamard tests", { gradient: hadamardTest() }],
    ["frugal shots", { gradient: shotFrugal(), shots: 20 }],
    ["parameter shift", { gradient: parameterShift() }],
    ["the metric", { optimizer: qng() }],
    ["many questions a step", { optimizer: rotosolve(), steps: 2 }],
  ])("comes to the bits of fit: %s", async (_, more) => {
    const now = fit(base(more));
    slowClock();
    expect(bits(await fitAsync(base(more)))).toBe(bits(now));
  });

  it("lets timers in, ends at an abort that one of them gives, and goes on from there to the same bits", async () => {
    const options = base({ steps: 60, shots: 5 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    slowClock();
    const part = await fitAsync({ ...options, signal: controller.signal });
    expect(part.stopped).toBe("interrupted");
    expect(part.steps).toBeLessThan(60);
    vi.restoreAllMocks();
    expect(bits(await fitAsync({ ...options, from: json(part.checkpoint) }))).toBe(bits(fit(options)));
  });

  it("rejects what fit refuses", async () => {
    await expect(fitAsync(base({ steps: -1 }))).rejects.toThrow("fitAsync: steps is -1");
    await expect(fitAsync(base({ start: [1] }))).rejects.toThrow("the start has 1 numbers");
  });
});

describe("a training that goes on", () => {
  it("comes to the bits of one that was not left, whichever step it was left at", () => {
    const options = base({ shots: 5 });
    const whole = bits(fit(options));
    for (const stop of [0, 1, 7, 12]) {
      const signal = { aborted: stop === 0 };
      const onStep = ({ step }: { step: number }): void => void (signal.aborted = step === stop);
      const { checkpoint } = fit({ ...options, signal, onStep });
      for (const from of [checkpoint, json(checkpoint), structuredClone(checkpoint)])
        expect(bits(fit({ ...options, from }))).toBe(whole);
    }
  });

  it("is refused where the checkpoint is broken or another's", () => {
    const { checkpoint } = fit(base({ steps: 2 }));
    const refused = (from: unknown, more: Partial<FitOptions> = {}): string =>
      caught(() => fit(base({ from: from as FitCheckpoint, ...more }))).message;
    expect(refused("text")).toContain('from is "text"');
    expect(refused({})).toContain("from is {}");
    expect(refused({ ...checkpoint, record: null })).toContain("its history is missing or malformed");
    const record = { ...checkpoint.record, reports: [] };
    expect(refused({ ...checkpoint, record })).toContain("its reports are missing, or not those of 2 steps");
    expect(refused(checkpoint, { optimizer: adam() })).toContain('the checkpoint is one of "nlr"');
    expect(refused(checkpoint, { steps: 1 })).toContain("behind step 2");
  });
});

describe("what fit is given", () => {
  it.each<[string, object, string]>([
    ["an unknown option", { epochs: 3 }, 'there is an option "epochs"'],
    ["a misspelt option", { bathSize: 3 }, 'Did you mean "batchSize"?'],
    ["no steps", { steps: undefined }, "steps is missing"],
    ["negative steps", { steps: -3 }, "steps is -3"],
    ["an optimizer's name", { optimizer: "adam" }, 'optimizer is "adam"'],
    ["an uncalled optimizer", { optimizer: adam }, "Call it: adam()."],
    ["a part of a model", { model: { qubits: 2 } }, 'Write classifier({"qubits":2}).'],
    ["no model", { model: undefined }, "model is missing"],
    ["an uncalled model", { model: classifier }, "model is the function classifier"],
    ["a number of qubits for a model", { model: 4 }, "model is 4"],
    ["no rows", { train: undefined }, "train is missing"],
    ["an uncalled set", { train: gaussian }, "train is the function gaussian"],
    ["the name of a set", { train: "iris" }, 'train is "iris"'],
    ["a gradient's name", { gradient: "adjoint" }, 'gradient is "adjoint"'],
    ["an uncalled gradient", { gradient: parameterShift }, "Call it: "],
    ["a number to start from", { start: 3 }, "start is 3"],
    ["a device's name", { device: "superconducting" }, 'device is "superconducting"'],
    ["a number for a budget", { budget: 5 }, "it was given 5"],
    ["a signal that is none", { signal: true }, "controller.signal"],
  ])("%s is refused in one sentence", (_, more, sentence) => {
    expect(caught(() => fit(base(more))).message).toContain(sentence);
  });
});
