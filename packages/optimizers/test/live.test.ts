import { decode, encode, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  functionProblem,
  liveSigns,
  liveSummary,
  minimize,
  nlr,
  sgd,
  stay,
  summarize,
  type Checkpoint,
  type Optimizer,
  type Problem,
  type Report,
  type Sign,
} from "../src/index.js";
import { bowl, noisy, valley } from "./problems.js";

/** Signs after each step, as somebody who watches sees them. */
function watch(optimizer: Optimizer, problem: Problem, start: number[], steps: number): Sign[][] {
  const all: Sign[][] = [];
  minimize({ optimizer, problem, start, steps, onStep: (info) => all.push(liveSigns(optimizer, info)) });
  return all;
}
const codes = (signs: readonly Sign[]): string[] => signs.map(({ code }) => code);

describe("signs of a run that is under way", () => {
  it("no reversal, from the first step on, with the rate at which it would begin", () => {
    const all = watch(nlr({ learningRate: 0.01 }), bowl(4, 4), [3, -2], 25);
    for (const signs of all) expect(codes(signs)).toEqual(["no-reversal"]);
    expect(all[24][0].text).toContain("No step of 25 raised the loss");
    expect(all[24][0].text).toContain("a learning rate of about 0.50");
  });

  it("divergence after three growing reversals, with their lengths", () => {
    const all = watch(nlr({ learningRate: 1, negativeLearningRate: 2 }), bowl(5), [1], 4);
    expect(all.map(codes)).toEqual([[], [], ["diverging"], ["diverging"]]);
    expect(all[2][0].text).toContain("(reversals of length 10.0, 110, 1.21e+3)");
  });

  it("divergence where the mean loss is far above the lowest, beyond chance, with both", () => {
    // A hill: every step down the wrong gradient leads up, and the comparison is told to mind nothing.
    const hill = functionProblem({ size: 1, value: ([t]) => t * t, gradient: ([t]) => [-t] });
    const all = watch(nlr({ learningRate: 0.02, threshold: 100 }), hill, [1], 60);
    const last = all[59].find(({ code }) => code === "diverging");
    expect(last?.text).toMatch(/from a loss of 1\.\d+ to \d+/);
    expect(codes(all[10])).not.toContain("diverging");
    // Noise about a constant is no rise.
    const flat: Problem = {
      ...noisy(),
      answer: (request, { step, ask }) =>
        request.thetas.map(() => ({
          value: streams(3).stream("flat").at(step, ask).normal(),
          standardError: 1,
          shots: 10,
          ...(request.kind === "gradient" && { gradient: Float64Array.of(0.1, 0.1, 0.1) }),
        })),
    };
    const noise = watch(nlr({ learningRate: 0.1, gate: 2 }), flat, [1, 2, 3], 300);
    expect(noise.filter((signs) => codes(signs).includes("diverging")).length).toBeLessThanOrEqual(6);
  });

  it("frozen, with the share that was refused, while it lasts", () => {
    const optimizer = stay({ learningRate: 5 });
    const all = watch(optimizer, bowl(1), [1], 25);
    expect(codes(all[18])).toEqual([]);
    expect(all[24]).toEqual([expect.objectContaining({ code: "frozen" })]);
    expect(all[24][0].text).toContain("100.0 % of the steps were refused");
    for (const options of [{ onRaise: "stay" }, { verify: true }] as const) {
      const nlrSigns = watch(nlr({ learningRate: 5, ...options }), bowl(1), [1], 25)[24];
      expect(codes(nlrSigns)).toContain("frozen");
    }
    expect(codes(watch(nlr({ learningRate: 5, onRaise: "quarter" }), bowl(1), [1], 25)[24])).not.toContain("frozen");
  });

  it("decided by noise, with the share and the median", () => {
    const problem = noisy({ noise: 5, shots: 10, lossShots: 10 });
    const all = watch(nlr({ learningRate: 0.05, negativeLearningRate: 0.2 }), problem, [0.5, 0.5, 0.5], 60);
    const [sign] = all.flat().filter(({ code }) => code === "noise-decided");
    expect(sign.text).toMatch(/\d % of the steps were judged to raise the loss while the median change was 0\.\d\d/);
    expect(all.slice(0, 19).flatMap(codes)).not.toContain("noise-decided");
  });

  it("ties and idle weights, with counts", () => {
    const still = functionProblem({ size: 3, value: () => 1, gradient: () => [0, 0, 0] });
    const signs = watch(nlr(), still, [1, 2, 3], 30)[29];
    expect(codes(signs)).toEqual(["no-reversal", "ties", "idle-weights"]);
    expect(signs[1].text).toContain("30 of 30 comparisons ended in a tie");
    expect(signs[2].text).toBe("3 of the weights had a gradient of exactly 0 in every step (0, 1, 2).");
  });

  it("nothing of optimizers that try no step", () => {
    const { checkpoint } = minimize({ optimizer: sgd(), problem: bowl(1), start: [1], steps: 3 });
    expect(checkpoint).not.toHaveProperty("observers");
    expect(liveSigns(sgd(), checkpoint)).toEqual([]);
    expect(liveSummary(sgd(), checkpoint)).toBeNull();
  });
});

it("agrees with the summary of all reports, and a checkpoint read from a file says the same", () => {
  const optimizer = nlr({ learningRate: 1, negativeLearningRate: 0.5, coolDown: 1 });
  const reports: Report[] = [];
  const { checkpoint: last } = minimize({
    optimizer,
    problem: valley(1, 3),
    start: [1, 2],
    steps: 50,
    onStep: ({ report }) => void reports.push(report),
  });
  const { steps, compared, raised, reversed, ties, reversalRate } = summarize({
    reports,
    options: optimizer.options,
    losses: [],
  });
  const { whole, recent } = liveSummary(optimizer, last)!;
  expect(whole).toMatchObject({ steps, compared, raised, reversed, ties, reversalRate });
  expect(reversed).toBeGreaterThan(0);
  const window = summarize({ reports: reports.slice(-20), options: optimizer.options, losses: [] });
  expect(recent).toMatchObject({ raised: window.raised, medianRatio: window.medianRatio, steps: 20 });
  expect(liveSigns(optimizer, decode(encode(last)) as Checkpoint)).toEqual(liveSigns(optimizer, last));
});
