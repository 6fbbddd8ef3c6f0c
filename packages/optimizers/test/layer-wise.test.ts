import { decode, encode } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  adam,
  layerWise,
  minimize,
  nlr,
  qng,
  rotoselect,
  rotosolve,
  sgd,
  type Checkpoint,
  type Optimizer,
  type StepInfo,
} from "../src/index.js";
import { bowl, recorded, valley } from "./problems.js";

const start = [1, 0.9, 0.8, 0.7, 0.6, 0.5];
const curved = bowl(1, 2, 3, 4, 5, 6);

function pathOf(optimizer: Optimizer, steps: number, from = start): number[][] {
  const path: number[][] = [from];
  minimize({ optimizer, problem: curved, start: from, steps, onStep: ({ theta }) => path.push([...theta]) });
  return path;
}
const movedIn = (path: number[][], step: number): number[] =>
  path[step].flatMap((t, i) => (Object.is(t, path[step + 1][i]) ? [] : [i]));

describe("layer-wise training", () => {
  const options = { learningRate: 0.05, layers: 3, stageSteps: 4, parts: 2 };

  it("moves one layer after the other, then the parts by turns; all else keeps its bits", () => {
    const path = pathOf(layerWise({ ...options, zeros: false }), 24);
    const stages = [
      [0, 1],
      [2, 3],
      [4, 5],
      [0, 1, 2],
      [3, 4, 5],
      [0, 1, 2],
    ];
    for (let step = 0; step < 24; step++)
      expect(movedIn(path, step), `step ${step}`).toEqual(stages[Math.floor(step / 4)]);
  });

  it("starts later layers at 0, and leaves the first as it is", () => {
    const path = pathOf(layerWise(options), 12);
    expect(path[1].slice(2)).toEqual([0, 0, 0, 0]);
    expect(path[1].slice(0, 2)).toEqual([1 - 0.05 * 1 * 1, 0.9 - 0.05 * 2 * 0.9]);
    // At the bottom of the bowl there is nothing left to move.
    expect(path[12].slice(2)).toEqual([0, 0, 0, 0]);
    const values: (number | undefined)[] = [];
    const onStep = ({ report }: StepInfo): void => void values.push(report.value);
    const { best } = minimize({ optimizer: layerWise(options), problem: curved, start, steps: 3, onStep });
    expect(values[0]).toBeUndefined(); // it began elsewhere
    expect([...best!.theta].slice(2)).toEqual([0, 0, 0, 0]);
  });

  it("is the base itself on the weights of a stage, begun anew in the next", () => {
    const optimizer = layerWise({ ...options, zeros: false, base: adam({ learningRate: 0.1 }) });
    const path = pathOf(optimizer, 12);
    for (const [layer, problem] of [bowl(1, 2), bowl(3, 4), bowl(5, 6)].entries()) {
      const own = start.slice(2 * layer, 2 * layer + 2);
      const { theta } = minimize({ optimizer: adam({ learningRate: 0.1 }), problem, start: own, steps: 4 });
      expect(path[4 * (layer + 1)].slice(2 * layer, 2 * layer + 2)).toEqual([...theta]);
    }
  });

  it("serves any optimizer: points are completed, metric and frequencies cut", () => {
    const heights = [1, 2, 3, 1, 2, 3];
    for (const base of [qng({ learningRate: 0.1 }), rotosolve(), nlr({ learningRate: 0.1 })]) {
      const { problem, exchanges } = recorded({
        ...valley(...heights),
        frequencies: (weight) => (weight < 2 ? [1] : [1, 2]),
      });
      const optimizer = layerWise({ layers: 3, stageSteps: 5, base, zeros: false });
      expect(optimizer.needs).toEqual(base.needs);
      const { stopped, theta } = minimize({ optimizer, problem, start, steps: 40 });
      expect(stopped).toBe("steps");
      for (const { request } of exchanges) for (const point of request.thetas) expect(point).toHaveLength(6);
      const loss = (point: ArrayLike<number>): number =>
        heights.reduce((s, h, i) => s + h * (1 - Math.cos(point[i])), 0);
      expect(loss(theta)).toBeLessThan(0.2 * loss(start));
      if (base.name === "rotosolve") {
        expect(exchanges.filter(({ place }) => place.step === 0).map(({ request }) => request.thetas.length)).toEqual([
          3, 3,
        ]);
        expect(exchanges.filter(({ place }) => place.step === 5).map(({ request }) => request.thetas.length)).toEqual([
          5, 5,
        ]);
      }
    }
  });

  it("numbers alternatives as the block does, and leaves out those that it cuts apart", () => {
    const groups = [
      [0, 1],
      [2, 3],
      [4, 5],
    ];
    const problem = { ...valley(1, 2, 3, 1, 2, 3), alternatives: () => groups };
    const optimizer = layerWise({ layers: 3, parts: 2, base: rotoselect() });
    const { fresh } = optimizer.init(6, problem) as { fresh: { gates: number[][] }[] };
    // Three layers of a group each; then weights 0 to 2 and 3 to 5, where the middle group stands apart.
    expect(fresh.map(({ gates }) => gates)).toEqual([[[0, 1]], [[0, 1]], [[0, 1]], [[0, 1], [2]], [[0], [1, 2]]]);
  });

  it("takes fewer weights than layers, and lengths that do not divide", () => {
    for (const size of [1, 2, 4, 7]) {
      const problem = bowl(...Array.from({ length: size }, () => 1));
      const optimizer = layerWise({ learningRate: 0.3, stageSteps: 2, zeros: false });
      const { theta } = minimize({ optimizer, problem, start: Array.from({ length: size }, () => 1), steps: 100 });
      for (const t of theta) expect(Math.abs(t)).toBeLessThan(1e-3);
    }
  });

  it("resumes in the middle of a stage and at its end, to the bit", () => {
    const run = (more: object = {}): ReturnType<typeof minimize> =>
      minimize({ optimizer: layerWise({ ...options, base: "adam" }), problem: curved, start, steps: 20, ...more });
    const checkpoints: Checkpoint[] = [];
    const whole = run({
      onStep: ({ step, theta, state, account, best }: StepInfo) =>
        checkpoints.push({ step, theta, state, account, best }),
    });
    for (const checkpoint of checkpoints) expect(run({ from: decode(encode(checkpoint)) })).toStrictEqual(whole);
  });

  it("refuses what is no optimizer", () => {
    expect(() => layerWise({ base: "sdg" })).toThrow(/layer-wise: base is "sdg", but it must be sgd \| /);
    expect(sgd().name).toBe("sgd");
  });
});
