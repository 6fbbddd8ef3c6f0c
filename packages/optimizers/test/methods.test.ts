import { isUphillError, norm, streams } from "@uphill/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adam,
  ask,
  cobyla,
  cmaEs,
  defineMethod,
  functionProblem,
  lbfgs,
  minimize,
  momentum,
  nelderMead,
  optimizers,
  perturbed,
  qng,
  qnspsa,
  restarts,
  rotoselect,
  rotosolve,
  sgd,
  shotAdaptive,
  spsa,
  strongWolfe,
  type Answer,
  type Optimizer,
  type Problem,
  type StepInfo,
} from "../src/index.js";
import { needOf } from "../src/ask.js";
import { matrixFunctions, multiply, naturalGradient } from "../src/matrix-functions.js";
import { bowl, noisy, recorded, scripted, valley } from "./problems.js";

const chance = streams(0).stream("methods");
const heights = (...values: number[]): Answer => values.map((value) => ({ value, standardError: 0 }));
const slope = (gradient: number[], shots?: number, value = 0): Answer => [
  { value, standardError: 0, shots, gradient: Float64Array.from(gradient) },
];
function caught(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}
function reports(optimizer: Optimizer, problem: Problem, start: number[], steps: number, random = 0): StepInfo[] {
  const all: StepInfo[] = [];
  const { error } = minimize({ optimizer, problem, start, steps, random, onStep: (info) => all.push(info) });
  expect(error).toBeUndefined();
  return all;
}

describe("line searches", () => {
  const search = (...answers: Answer[]) =>
    scripted(
      strongWolfe({ learningRate: 1, tries: 2 }).step(Float64Array.of(0), null, chance.at(0)),
      slope([-1]),
      ...answers,
    );

  it("stay where nothing falls enough", () => {
    const found = search(heights(1), heights(1), heights(1), heights(1));
    expect(found.result).toMatchObject({ theta: Float64Array.of(0), report: { raised: true, length: 0, value: 0 } });
    expect(found.requests.slice(1).every(({ phase }) => phase === "tentative")).toBe(true);
  });

  it("take the farthest point where the line still falls after the last trial", () => {
    const found = search(heights(-1), slope([-1], undefined, -1), heights(-2), slope([-1], undefined, -2));
    expect(found.result).toMatchObject({ theta: Float64Array.of(2), report: { raised: true, length: 2 } });
  });

  it("ask for value₀ anew where the trial has other shots", () => {
    const { requests } = scripted(
      strongWolfe({ learningRate: 1 }).step(Float64Array.of(3), null, chance.at(0)),
      slope([3], 10),
      [{ value: -9, standardError: 1, shots: 20 }],
      heights(0),
      slope([0], 10),
    );
    expect(requests.map(({ kind, thetas }) => `${kind} ${thetas[0][0]}`)).toEqual([
      "gradient 3",
      "values 0",
      "values 3",
      "gradient 0",
    ]);
  });

  it("hold the strong Wolfe conditions wherever they end, on random smooth functions", () => {
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(angle, angle, fc.double({ min: 0.01, max: 20, noNaN: true }), (x, y, learningRate) => {
        const problem = valley(1, 3);
        const optimizer = strongWolfe({ learningRate, curvature: 0.5, tries: 30 });
        const { theta } = minimize({ optimizer, problem, start: [x, y], steps: 1 });
        const at = ([a, b]: ArrayLike<number> & Iterable<number>) => ({
          value: 1 - Math.cos(a) + 3 * (1 - Math.cos(b)),
          gradient: [Math.sin(a), 3 * Math.sin(b)],
        });
        const [before, after] = [at([x, y]), at(theta)];
        const square = norm(before.gradient) ** 2;
        fc.pre(square > 1e-6);
        const rate = ((x - theta[0]) * before.gradient[0] + (y - theta[1]) * before.gradient[1]) / square;
        expect(rate).toBeGreaterThan(0);
        expect(after.value).toBeLessThanOrEqual(before.value - 1e-4 * rate * square + 1e-12);
        const left = before.gradient[0] * after.gradient[0] + before.gradient[1] * after.gradient[1];
        expect(Math.abs(left)).toBeLessThanOrEqual(0.5 * square + 1e-12);
      }),
    );
  });

  it("lbfgs finds a quadratic's minimum in a few steps, where descent crawls", () => {
    const problem = bowl(1, 30, 900);
    const height = (optimizer: Optimizer): number =>
      norm(minimize({ optimizer, problem, start: [3, -2, 1], steps: 25 }).theta);
    expect(height(lbfgs({ learningRate: 1e-3 }))).toBeLessThan(1e-6);
    expect(height(sgd({ learningRate: 1e-3 }))).toBeGreaterThan(1);
  });

  it("lbfgs forgets where its direction is no descent, and leaves out moves without curvature", () => {
    const optimizer = lbfgs({ learningRate: 0.5 });
    const odd = { pairs: [{ s: [1], y: [-1] }], last: null };
    const { result } = scripted(
      optimizer.step(Float64Array.of(2), odd, chance.at(0)),
      slope([2], undefined, 2),
      heights(0.5),
      slope([1], undefined, 0.5),
    );
    // −H·g would be +2; η·g = 1 instead.
    expect(result.theta).toEqual(Float64Array.of(1));
    expect(result.state).toEqual({ pairs: [{ s: [-1], y: [-1] }], last: null });
    const flat = scripted(
      optimizer.step(Float64Array.of(2), optimizer.init(1), chance.at(0)),
      slope([2], undefined, 2),
      heights(0),
      slope([2], undefined, 0),
      heights(2),
      ...Array.from({ length: 11 }, () => heights(2)),
    );
    expect(flat.result).toMatchObject({ theta: Float64Array.of(1), state: { pairs: [] } });
  });
});

describe("spsa", () => {
  it("calibrates once, in phase calibration, so that the first step moves each weight by firstStep", () => {
    // |ĝᵢ| = |slope| is 3 in every direction of a line.
    const line = functionProblem({ size: 1, value: ([x]) => 3 * x });
    const { problem, exchanges } = recorded(line);
    const found = reports(spsa({ firstStep: 0.25, pairs: 4 }), problem, [7], 3);
    expect(found[0].theta[0]).toBeCloseTo(6.75, 12);
    const asked = exchanges.map(({ request, place }) => `${place.step} ${request.phase} ${request.thetas.length}`);
    expect(asked).toEqual(["0 calibration 8", "0 gradient 2", "1 gradient 2", "2 gradient 2"]);
    expect(found[2].account.phases).toMatchObject({
      calibration: { circuits: 8, rounds: 1 },
      gradient: { circuits: 6 },
    });
    // a = 0.25·11^0.602/3; the second gain is a/12^0.602.
    expect((found[2].state as { gain: number }).gain).toBeCloseTo((0.25 * 11 ** 0.602) / 3, 12);
    expect(6.75 - found[1].theta[0]).toBeCloseTo(0.25 * (11 / 12) ** 0.602, 12);
  });

  it("perturbs by c/(k + 1)^γ in directions of −1 and 1", () => {
    const { problem, exchanges } = recorded(bowl(1, 1, 1));
    reports(spsa({ gain: 0.1, perturbation: 0.4 }), problem, [0, 0, 0], 20);
    const seen = new Set<number>();
    exchanges.forEach(({ request: { thetas } }, k) => {
      const half = thetas[0].map((t, i) => (t - thetas[1][i]) / 2);
      for (const h of half) {
        expect(Math.abs(h)).toBeCloseTo(0.4 / (k + 1) ** 0.101, 12);
        seen.add(Math.sign(h));
      }
    });
    expect(seen.size).toBe(2);
  });

  it("does not fail where nothing moves the loss", () => {
    const { theta } = minimize({
      optimizer: spsa(),
      problem: functionProblem({ size: 2, value: () => 1 }),
      start: [1, 2],
      steps: 3,
    });
    expect(theta).toEqual(Float64Array.of(1, 2));
  });
});

describe("natural gradients", () => {
  it("matrix functions agree with products, on random symmetric matrices", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = chance.at(1, seed);
      const size = 1 + random.integer(7);
      const root = Float64Array.from({ length: size * size }, () => random.normal());
      const square = root.map((_, k) => {
        const [i, j] = [Math.floor(k / size), k % size];
        return Array.from({ length: size }, (_, l) => root[i * size + l] * root[j * size + l]).reduce(
          (a, b) => a + b,
          0,
        );
      });
      const [same, half] = matrixFunctions(square, (x) => x, Math.sqrt);
      const x = Float64Array.from({ length: size }, () => random.normal());
      const wanted = multiply(square, x);
      multiply(same, x).forEach((y, i) => expect(y, `seed ${seed}`).toBeCloseTo(wanted[i], 10));
      multiply(half, multiply(half, x)).forEach((y, i) => expect(y, `seed ${seed}`).toBeCloseTo(wanted[i], 10));
      const natural = naturalGradient(square, x, 0.1);
      multiply(square, natural).forEach((y, i) => expect(y + 0.1 * natural[i], `seed ${seed}`).toBeCloseTo(x[i], 9));
    }
  });

  it("with λ = 0 leaves out directions that move nothing, by hand: G = [[2, 2], [2, 2]] has pseudo-inverse G/16", () => {
    const found = naturalGradient(Float64Array.of(2, 2, 2, 2), Float64Array.of(3, 5), 0);
    found.forEach((x) => expect(x).toBeCloseTo(1, 14));
    expect([...naturalGradient(new Float64Array(4), Float64Array.of(3, 5), 0)]).toEqual([0, 0]);
    // Noise can make an eigenvalue negative: it counts as 0.
    expect(naturalGradient(Float64Array.of(-3), Float64Array.of(2), 0.5)[0]).toBeCloseTo(4, 14);
    // What overflowed is told by NaN, which ends a run as diverged.
    expect([...naturalGradient(Float64Array.of(Infinity), Float64Array.of(2), 0.5)]).toEqual([NaN]);
  });

  it("qng by hand: (¼ + λ)⁻¹·g in a valley, metric charged to its phase", () => {
    const [{ theta, account }] = reports(qng({ learningRate: 0.1, regularization: 0.25 }), valley(1, 2), [1, -0.5], 1);
    expect(theta[0]).toBeCloseTo(1 - 0.2 * Math.sin(1), 14);
    expect(theta[1]).toBeCloseTo(-0.5 + 0.4 * Math.sin(0.5), 14);
    expect(account.phases).toEqual({
      gradient: { circuits: 2, shots: 0, rounds: 1 },
      metric: { circuits: 1, shots: 0, rounds: 1 },
    });
  });

  it("qnspsa asks for two losses and four overlaps for each estimate, and two losses for blocking", () => {
    const cost = (options: Parameters<typeof qnspsa>[0]) =>
      reports(qnspsa(options), valley(1, 2), [1, 1], 1)[0].account.phases;
    expect(cost({ resamplings: 3 })).toEqual({
      gradient: { circuits: 6, shots: 0, rounds: 3 },
      metric: { circuits: 12, shots: 0, rounds: 3 },
      tentative: { circuits: 2, shots: 0, rounds: 1 },
    });
    expect(cost({ blocking: false })).not.toHaveProperty("tentative");
  });

  it("qnspsa refuses a rise of more than two standard deviations of the last five losses", () => {
    const after = (rise: number) =>
      scripted(
        // Of the last five, 4, 0 and 2 three times, the deviation is √(8/5): 100 is too long ago.
        qnspsa().step(Float64Array.of(1), { count: 3, metric: [1], losses: [100, 4, 0, 2, 2] }, chance.at(3)),
        heights(1, 0),
        heights(1, 1, 1, 1),
        heights(2, 2 + rise),
      ).result;
    const edge = 2 * Math.sqrt(8 / 5);
    expect(after(edge - 1e-9).report).toMatchObject({ raised: false, value: 2 });
    expect(after(edge + 1e-9)).toMatchObject({ theta: Float64Array.of(1), report: { raised: true, length: 0 } });
    expect(after(9).state).toMatchObject({ count: 4, losses: [4, 0, 2, 2, 2] });
  });
});

describe("rotosolve", () => {
  const wave = (terms: [amplitude: number, frequency: number, offset: number][]) =>
    functionProblem({
      size: 1,
      value: ([x]) => 2 + terms.reduce((sum, [a, f, o]) => sum + a * Math.cos(f * x + o), 0),
      frequencies: () => terms.map(([, frequency]) => frequency),
    });

  it("goes to the lowest point of random sums of waves in one step", () => {
    const amplitude = fc.double({ min: -1, max: 1, noNaN: true });
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        amplitude,
        angle,
        amplitude,
        angle,
        amplitude,
        angle,
        fc.constantFrom(0.5, 1, 3),
        (a, p, b, q, c, r, base) => {
          const terms: [number, number, number][] = [
            [a, base, p],
            [b, 2 * base, q],
            [c, 4 * base, r],
          ];
          const problem = wave(terms);
          const { theta } = minimize({ optimizer: rotosolve(), problem, start: [0.3], steps: 1 });
          const height = (x: number): number => terms.reduce((sum, [a, f, o]) => sum + a * Math.cos(f * x + o), 0);
          let lowest = Infinity;
          for (let k = 0; k < 20_000; k++) lowest = Math.min(lowest, height((2 * Math.PI * k) / 20_000 / base));
          expect(height(theta[0])).toBeLessThan(lowest + 1e-9);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("does not move a weight that moves nothing, nor ask for it; a flat one stays", () => {
    const idle = functionProblem({ size: 2, value: ([, y]) => Math.cos(y), frequencies: (w) => (w ? [1] : []) });
    const { problem, exchanges } = recorded(idle);
    const { theta } = minimize({ optimizer: rotosolve(), problem, start: [5, 1], steps: 1 });
    expect(theta[0]).toBe(5);
    expect(theta[1]).toBeCloseTo(Math.PI, 12);
    expect(exchanges).toHaveLength(1);
    expect(minimize({ optimizer: rotosolve(), problem: wave([[0, 1, 0]]), start: [5], steps: 2 }).theta[0]).toBe(5);
  });

  it.each([
    [null, "those of weight 0 are unknown"],
    [[1, 1.5], "the loss has frequencies 1, 1.5 in weight 0"],
    [[0, 1], "the loss has frequencies 0, 1 in weight 0"],
  ])("refuses frequencies %o before anything is asked", (frequencies, got) => {
    const { problem, exchanges } = recorded(
      functionProblem({ size: 1, value: () => 0, frequencies: () => frequencies }),
    );
    const refused = caught(() => minimize({ optimizer: rotosolve(), problem, start: [0], steps: 1 }));
    expect(refused.code).toBe("frequencies");
    expect(refused.message).toBe(
      `rotosolve: ${got}, but it needs frequencies that are multiples of their smallest. Choose another optimizer, such as spsa or nelder-mead.`,
    );
    expect(exchanges).toHaveLength(0);
  });
});

describe("rotoselect", () => {
  /** Squares of waves of weights 0 and 2, of which one may move, beside a wave of weight 1. */
  const squared = (a: number, c: number) =>
    functionProblem({
      size: 3,
      value: ([x, y, z]) => (3 + a * Math.sin(x) + c * Math.sin(z)) ** 2 + Math.cos(y),
      frequencies: (weight) => (weight === 1 ? [1] : [1, 2]),
      alternatives: () => [[0, 2]],
    });

  it("by hand: keeps the better of two weights at its best angle, and sets a lone one", () => {
    const { problem, exchanges } = recorded(squared(1, 2));
    const [found] = reports(rotoselect(), problem, [0.5, 1, -0.7], 1);
    // Alone, weight 0 comes down to (3 − 1)², weight 2 to (3 − 2)².
    [0, Math.PI, -Math.PI / 2].forEach((t, i) => expect(found.theta[i]).toBeCloseTo(t, 7));
    expect(found.theta[0]).toBe(0);
    // θ; then all at 0 with four angles of either weight; then three of the lone one.
    expect(exchanges.map(({ request }) => request.thetas.length)).toEqual([1, 9, 3]);
    expect([...exchanges[1].request.thetas[0]]).toEqual([0, 1, 0]);
    expect(found.report.value).toBeCloseTo((3 + Math.sin(0.5) + 2 * Math.sin(-0.7)) ** 2 + Math.cos(1), 14);
  });

  it("takes the first of equals, and leaves a group that moves nothing", () => {
    const [equal] = reports(rotoselect(), squared(2, 2), [0.5, 1, -0.7], 1);
    expect(equal.theta[0]).toBeCloseTo(-Math.PI / 2, 7);
    expect(equal.theta[2]).toBe(0);
    const idle = functionProblem({
      size: 2,
      value: () => 1,
      frequencies: () => [],
      alternatives: () => [[0, 1]],
    });
    expect(reports(rotoselect(), idle, [0.5, 1], 1)[0].theta).toEqual(Float64Array.of(0.5, 1));
  });

  it("refuses a problem without alternatives before anything is asked", () => {
    const { problem, exchanges } = recorded({ ...squared(1, 2), alternatives: () => [] });
    const refused = caught(() => minimize({ optimizer: rotoselect(), problem, start: [0, 0, 0], steps: 1 }));
    expect(refused.code).toBe("alternatives");
    expect(refused.message).toBe(
      "rotoselect: no weights of this problem are alternatives, but it chooses among weights that turn the same qubit about different axes, one right after the other. Choose an ansatz that has them, such as hardware-efficient with rotations rx, ry, rz, or use rotosolve.",
    );
    expect(exchanges).toHaveLength(0);
  });
});

describe("cobyla", () => {
  it("by hand: on a plane the model is exact, and a step is ρ long down the slope", () => {
    const plane = functionProblem({ size: 2, value: ([x, y]) => 3 * x + 4 * y });
    const [first, second] = reports(cobyla({ radius: 1 }), plane, [0, 0], 2);
    // The simplex (0,0), (1,0), (0,1): θ stays, its loss of 0 is the lowest.
    expect(first).toMatchObject({
      theta: Float64Array.of(0, 0),
      report: { value: 0, length: 0 },
      account: { circuits: 3, rounds: 1 },
    });
    [0.6, 0.8].forEach((x, i) => expect(second.theta[i]).toBeCloseTo(-x, 14));
    // It replaced (0, 1), to which it is most opposite; θ and (1, 0) are seen from the new best.
    const { radius, value, vertices } = second.state as {
      radius: number;
      value: number;
      vertices: { offset: number[]; value: number }[];
    };
    expect([radius, vertices.map((vertex) => vertex.value)]).toEqual([1, [3, 0]]);
    expect(value).toBeCloseTo(-5, 14);
    [1.6, 0.8, 0.6, 0.8].forEach((x, i) => expect(vertices.flatMap(({ offset }) => offset)[i]).toBeCloseTo(x, 14));
    expect(second.account.circuits).toBe(4);
  });

  it("halves ρ where the fall is less than a tenth of what was promised, never below the smallest", () => {
    const found = reports(cobyla({ radius: 1, smallest: 0.01 }), bowl(1, 1), [0, 0], 40);
    const radii = found.map(({ state }) => (state as { radius: number }).radius);
    expect(Math.min(...radii)).toBe(0.01);
    radii.slice(1).forEach((radius, k) => expect([radii[k], radii[k] / 2, 0.01]).toContain(radius));
  });

  it("repairs a simplex that is too long or too flat, and builds a new one where it has none", () => {
    const theta = Float64Array.of(0, 0);
    const asked = (vertices: { offset: number[]; value: number }[], repair = true): number[][] => {
      const step = cobyla().step(theta, { radius: 1, value: 0, vertices, repair }, chance.at(0));
      const turn = step.next();
      return turn.done ? [] : turn.value.thetas.map((point) => [...point]);
    };
    const low = { offset: [1, 0], value: 1 };
    // Vertex 1 is 3 away: it comes back to ½ from the axis, to the side where the model falls.
    expect(asked([low, { offset: [0, 3], value: 1 }])).toEqual([[0, -0.5]]);
    expect(asked([low, { offset: [0, 3], value: -1 }])).toEqual([[0, 0.5]]);
    // Before a trial has failed, the model is tried: 1 down the slope (1, 1/3).
    const [[down, aside]] = asked([low, { offset: [0, 3], value: 1 }], false);
    expect([down, aside].map((x) => x * Math.sqrt(10))).toEqual([expect.closeTo(-3, 12), expect.closeTo(-1, 12)]);
    // Vertex 0 is 0.1/√1.01 from the line through vertex 1: it goes to ½ from it, at right angles.
    const [[x, y]] = asked([low, { offset: [1, 0.1], value: 1 }]);
    expect(Math.abs(x)).toBeCloseTo(0.05 / Math.sqrt(1.01), 14);
    expect(Math.abs(y)).toBeCloseTo(0.5 / Math.sqrt(1.01), 14);
    expect(asked([low, { offset: [2, 0], value: 1 }])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  it("finds a curved valley's end, for one loss a step", () => {
    const rosenbrock = functionProblem({ size: 2, value: ([x, y]) => (1 - x) ** 2 + 10 * (y - x * x) ** 2 });
    const { theta, account } = minimize({ optimizer: cobyla(), problem: rosenbrock, start: [-1.2, 1], steps: 2000 });
    expect(Math.hypot(theta[0] - 1, theta[1] - 1)).toBeLessThan(0.02);
    expect(account.circuits).toBeLessThan(2020);
  });
});

describe("methods by losses alone", () => {
  it.each([nelderMead(), cmaEs(), spsa(), cobyla()])(
    "$name ask for no gradient and find a bowl's bottom",
    (optimizer) => {
      expect(optimizer.needs).toEqual(["value"]);
      const blind = functionProblem({ size: 3, value: ([x, y, z]) => (x - 1) ** 2 + 2 * (y + 1) ** 2 + (z - x) ** 2 });
      const { theta } = minimize({ optimizer, problem: blind, start: [0, 0, 0], steps: 400 });
      expect(norm([theta[0] - 1, theta[1] + 1, theta[2] - 1])).toBeLessThan(0.05);
    },
  );

  it("cma-es asks for one generation a step, in one round; its size is 4 + ⌊3 ln P⌋ unless given", () => {
    const circuits = (options: Parameters<typeof cmaEs>[0], size: number): number =>
      reports(cmaEs(options), bowl(...new Array<number>(size).fill(1)), new Array<number>(size).fill(1), 1)[0].account
        .circuits;
    expect([circuits({}, 1), circuits({}, 3), circuits({}, 20), circuits({ population: 9 }, 3)]).toEqual([4, 7, 12, 9]);
  });
});

describe("perturbed", () => {
  it("is gradient descent where it is steep", () => {
    const run = (optimizer: Optimizer) => minimize({ optimizer, problem: bowl(1, 2), start: [3, -2], steps: 5 }).theta;
    expect(run(perturbed({ learningRate: 0.1, threshold: 1e-3 }))).toEqual(run(sgd({ learningRate: 0.1 })));
  });

  it("leaves a saddle that descent never leaves; asks for the gradient where it was pushed to", () => {
    const saddle = functionProblem({
      size: 2,
      value: ([x, y]) => x * x - y * y + y ** 4 / 2,
      gradient: ([x, y]) => [2 * x, -2 * y + 2 * y ** 3],
    });
    const run = { problem: saddle, start: [1, 0], steps: 200 };
    expect(minimize({ ...run, optimizer: sgd({ learningRate: 0.1 }) }).theta[1]).toBe(0);
    expect(Math.abs(minimize({ ...run, optimizer: perturbed({ learningRate: 0.1 }) }).theta[1])).toBeCloseTo(1, 1);
    const { problem, exchanges } = recorded(saddle);
    const [{ theta, state }] = reports(perturbed({ learningRate: 0.5, radius: 0.3 }), problem, [0, 0], 1);
    const pushed = exchanges[1].request.thetas[0];
    expect(exchanges).toHaveLength(2);
    expect(norm(pushed)).toBeLessThanOrEqual(0.3);
    expect([...theta]).toEqual([pushed[0] - pushed[0], pushed[1] - 0.5 * (-2 * pushed[1] + 2 * pushed[1] ** 3)]);
    expect(state).toEqual({ since: 1 });
  });

  it("waits `interval` steps between pushes", () => {
    const { problem, exchanges } = recorded(functionProblem({ size: 1, value: () => 0, gradient: () => [0] }));
    minimize({ optimizer: perturbed({ interval: 3 }), problem, start: [0], steps: 10 });
    const asks = Array.from({ length: 10 }, (_, step) => exchanges.filter(({ place }) => place.step === step).length);
    expect(asks).toEqual([2, 1, 1, 2, 1, 1, 2, 1, 1, 2]);
  });

  it("pushes uniformly in the ball: the mean square is P/(P + 2) of its radius's", () => {
    const { problem, exchanges } = recorded(functionProblem({ size: 3, value: () => 0, gradient: () => [0, 0, 0] }));
    minimize({
      optimizer: perturbed({ interval: 1, radius: 2, learningRate: 1 }),
      problem,
      start: [0, 0, 0],
      steps: 3000,
      random: 5,
    });
    let square = 0;
    for (let k = 0; k < exchanges.length; k += 2) {
      const [from, to] = [exchanges[k].request.thetas[0], exchanges[k + 1].request.thetas[0]];
      square += norm(to.map((t, i) => t - from[i])) ** 2 / 3000;
    }
    expect(Math.abs(square / (4 * 0.6) - 1)).toBeLessThan(0.03);
  });
});

describe("restarts", () => {
  it("is its base while there is progress, to the bit", () => {
    for (const [base, plain] of [
      ["adam", adam({ learningRate: 0.1 })],
      [momentum({ learningRate: 0.05 }), momentum({ learningRate: 0.05 })],
    ] as const) {
      const run = (optimizer: Optimizer) => minimize({ optimizer, problem: bowl(1, 2), start: [3, -2], steps: 30 });
      expect(run(restarts({ base, learningRate: 0.1 })).theta).toEqual(run(plain).theta);
    }
  });

  it("starts again after `patience` steps without progress, within the width, and remembers the best point", () => {
    const found = reports(
      restarts({ base: adam({ learningRate: 0.3 }), patience: 7, width: 2 }),
      bowl(1, 1),
      [1, 1],
      300,
      4,
    );
    const lives = found.map(({ state }) => (state as { restarts: number }).restarts);
    const starts = found.filter((_, k) => lives[k] > (lives[k - 1] ?? 0));
    expect(starts.length).toBeGreaterThan(3);
    for (const { theta, state } of starts) {
      expect(Math.max(...theta.map(Math.abs))).toBeLessThanOrEqual(2);
      expect(state).toMatchObject({ since: 0, low: null, best: null, base: adam().init(2) });
    }
    const kept = found.map(({ state }) => (state as { kept: { value: number } | null }).kept?.value ?? Infinity);
    kept.slice(1).forEach((value, k) => expect(value).toBeLessThanOrEqual(kept[k]));
    const seen = found.map(({ report }) => report.value!);
    expect(kept.at(-1)).toBe(Math.min(...seen.slice(0, found.indexOf(starts.at(-1)!) + 1)));
  });

  it("recommends an earlier life's best where the present one is worse", () => {
    const optimizer = restarts();
    const kept = { theta: [7], value: 1 };
    const told = (best: object | null) =>
      optimizer.recommend!(Float64Array.of(3), { ...(optimizer.init(1) as object), kept, best });
    expect(told(null)).toEqual(Float64Array.of(7));
    expect(told({ theta: [3], value: 2 })).toEqual(Float64Array.of(7));
    expect(told({ theta: [3], value: 1 })).toEqual(Float64Array.of(3));
    expect(optimizer.recommend!(Float64Array.of(3), optimizer.init(1))).toEqual(Float64Array.of(3));
  });

  it("needs what its base needs, hands it the problem's facts, and may hold any method", () => {
    expect(restarts({ base: rotosolve() }).needs).toEqual(["value", "frequencies"]);
    const { theta } = minimize({
      optimizer: restarts({ base: rotosolve() }),
      problem: valley(1, 2),
      start: [2, 1],
      steps: 2,
    });
    expect(norm(theta)).toBeLessThan(1e-7);
    const loose = restarts as unknown as (options: object) => unknown;
    expect(() => loose({ base: "nlr" })).toThrow(/base is "nlr", but it must be sgd \| .*, or an optimizer\./);
  });
});

describe("shot-adaptive", () => {
  it("is gradient descent on exact answers, for one gradient a step", () => {
    const [{ theta, account, state }] = reports(shotAdaptive({ learningRate: 0.1 }), bowl(2), [3], 1);
    expect(theta[0]).toBeCloseTo(3 - 0.6, 14);
    expect(account.rounds).toBe(1);
    expect(state).toMatchObject({ shots: 10, power: 1 });
  });

  it("by hand: halves of 10 shots with gradients 3 and 5 have a variance of 10 a shot", () => {
    const optimizer = shotAdaptive({ learningRate: 0.5, least: 20, memory: 0 });
    const { result, requests } = scripted(
      optimizer.step(Float64Array.of(1), optimizer.init(1), chance.at(0)),
      slope([3], 10, 7),
      slope([5], 10, 8),
    );
    expect(requests.map(({ shots, kind }) => [kind, shots])).toEqual([
      ["gradient", 10],
      ["gradient", 10],
    ]);
    expect(result.theta).toEqual(Float64Array.of(1 - 0.5 * 4));
    expect(result.report).toEqual({ value: 7.5, gradientNorm: 4, length: 2 });
    // 2Lη/(2 − Lη) = 2/3; σ² = 10·(3 − 5)²/2 = 20; 2/3 · 20/(16 + b).
    expect(result.state).toEqual({ shots: 20, power: 0, mean: [4], variance: [20] });
    // With halves of 100 the variance is 200: 2/3 · 200/16 = 8.3.
    const few = shotAdaptive({ learningRate: 0.5, least: 2, memory: 0 });
    const cheap = scripted(
      few.step(Float64Array.of(1), { shots: 199, power: 1, mean: [0], variance: [0] }, chance.at(0)),
      slope([3], 100),
      slope([5], 100),
    );
    expect((cheap.result.state as { shots: number }).shots).toBe(9);
  });

  it("pays for the shots it asks for, more of them near the bottom, and no more than the most", () => {
    const { problem, exchanges } = recorded(noisy({ size: 2, noise: 1, shots: 10, lossShots: 10 }));
    const optimizer = shotAdaptive({ learningRate: 0.3, most: 500, memory: 0.5 });
    const { account } = minimize({ optimizer, problem, start: [30, -30], steps: 60, random: 2 });
    const shots = exchanges.map(({ request }) => request.shots!);
    expect(account.shots).toBe(shots.reduce((sum, s) => sum + s, 0));
    expect(Math.max(...shots.slice(0, 6))).toBe(5);
    expect(Math.max(...shots.slice(60))).toBeGreaterThan(20);
    expect(Math.max(...shots)).toBeLessThanOrEqual(250);
  });
});

describe("what the driver refuses", () => {
  it("an optimizer that asks for what it did not declare, by name, without paying for it", () => {
    const sly = defineMethod({
      name: "sly",
      needs: ["value"],
      options: {},
      init: () => null,
      *step({ theta, state }) {
        yield* ask.value(theta);
        const { gradient } = yield* ask.valueAndGradient(theta);
        return { theta: gradient, state, report: {} };
      },
    });
    const { problem, exchanges } = recorded(bowl(1));
    const result = minimize({ optimizer: sly(), problem, start: [1], steps: 1 });
    expect(result).toMatchObject({ stopped: "failed", steps: 0, account: { circuits: 1 } });
    expect((result.error as Error).message).toBe(
      'sly: it asks for gradient, but it declares value. Add "gradient" to its needs.',
    );
    expect(exchanges).toHaveLength(1);
  });

  it("a problem that lacks what a method needs, in a sentence", () => {
    const refused = caught(() => minimize({ optimizer: qng(), problem: bowl(1), start: [1], steps: 1 }));
    expect(refused).toEqual({
      code: "needs",
      message:
        "qng: the problem gives value and gradient, but it needs metric. Choose another optimizer, or give the problem what is missing.",
    });
  });

  it.each([NaN, Infinity])("a start with %d in it", (bad) => {
    const { problem, exchanges } = recorded(bowl(1, 1));
    const refused = caught(() => minimize({ optimizer: sgd(), problem, start: [1, bad], steps: 1 }));
    expect(refused.code).toBe("start");
    expect(exchanges).toHaveLength(0);
  });
});

it("every kind of request has its need, and every optimizer is found by its name", () => {
  expect(needOf).toEqual({ values: "value", gradient: "gradient", metric: "metric", overlap: "overlap" });
  for (const [name, family] of Object.entries(optimizers)) expect(family().name).toBe(name);
});
