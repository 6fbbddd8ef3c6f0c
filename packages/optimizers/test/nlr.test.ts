import { norm, streams, ulp, type Random } from "@uphill/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adam,
  functionProblem,
  kick,
  minimize,
  momentum,
  nlr,
  sgd,
  stay,
  type Answer,
  type Optimizer,
  type TentativeReport as Report,
  type StepInfo,
  type Value,
} from "../src/index.js";
import { bowl, cosine, noisy, recorded, scripted } from "./problems.js";

const random = streams(1).stream("nlr");
/** Chance that must not be asked for. */
const noRandom = new Proxy({} as Random, {
  get: () => () => {
    throw new Error("randomness was asked for");
  },
});

interface Parts {
  value?: number;
  standardError?: number;
  shots?: number;
}
const valued = ({ value = 0, standardError = 0, ...parts }: Parts): Value => ({ value, standardError, ...parts });
const slope = (gradient: number[], parts: Parts = {}): Answer => [
  { ...valued(parts), gradient: Float64Array.from(gradient) },
];
const heights = (...all: Parts[]): Answer => all.map(valued);

interface State {
  base: unknown;
  steps: number;
  cooling: number;
  best: { theta: number[]; value: number } | null;
}

/** What its observer keeps. */
interface Seen {
  state?: unknown;
  raises: number;
  reversals: number;
  recent: Report[];
}

/** One step from θ = (1, 2) under a gradient of (3, 4): u = η·(3, 4). */
function step(
  optimizer: Optimizer,
  answers: Answer[],
  chance = noRandom,
): { theta: number[]; report: Report; state: State } {
  const theta = Float64Array.of(1, 2);
  const { result } = scripted(optimizer.step(theta, optimizer.init(2), chance), ...answers);
  return { theta: [...result.theta], report: result.report, state: result.state as State };
}

describe("reference numbers R2: cos t at t = 3", () => {
  const after = (learningRate: number, negativeLearningRate: number): { t: number; report?: Report } => {
    let report: Report | undefined;
    const optimizer = nlr({ learningRate, negativeLearningRate });
    const onStep = (info: StepInfo): void => void (report = info.report);
    const { theta } = minimize({ optimizer, problem: cosine, start: [0, 3, 0], steps: 1, onStep });
    expect([theta[0], theta[2]].map(Math.abs)).toEqual([0, 0]);
    return { t: theta[1], report };
  };

  it("η = 0.5 accepts 3.070560004030", () => {
    const { t, report } = after(0.5, 1);
    expect(t).toBeCloseTo(3.07056000403, 11);
    expect(report).toMatchObject({ raised: false, reversed: false, value: Math.cos(3), standardError: 0 });
    expect(report!.length).toBeCloseTo(0.5 * Math.sin(3), 14);
  });

  it("η = 5, η′ = 10 reverses to 1.588799919401", () => {
    const { t, report } = after(5, 10);
    expect(t).toBeCloseTo(1.588799919401, 11);
    expect(report).toMatchObject({ raised: true, reversed: true });
    expect(report!.length).toBeCloseTo(10 * Math.sin(3), 13);
    expect(report!.promised).toBeCloseTo(5 * Math.sin(3) ** 2, 13);
    expect(report!.change).toBeCloseTo(Math.cos(3 + 5 * Math.sin(3)) - Math.cos(3), 13);
  });
});

describe("the decision: value₁ − value₀ > τ + τ_rel·|value₀| + z·SE + 4 ulp(value₀)", () => {
  interface Verdict {
    options: NonNullable<Parameters<typeof nlr>[0]>;
    before: Parts;
    /** The largest rise that is accepted, and a little more. */
    margin: number;
    more: number;
  }
  const cases: [string, Verdict][] = [
    ["nothing: 4 ulp of 1", { options: {}, before: { value: 1 }, margin: 2 ** -50, more: 2 ** -52 }],
    ["nothing: 4 ulp of −8", { options: {}, before: { value: -8 }, margin: 2 ** -47, more: 2 ** -49 }],
    ["τ", { options: { threshold: 0.25 }, before: {}, margin: 0.25, more: 2 ** -50 }],
    ["τ_rel of a negative loss", { options: { relativeThreshold: 0.5 }, before: { value: -2 }, margin: 1, more: 1e-9 }],
    [
      "z standard errors, 3 and 4 at right angles",
      { options: { gate: 2 }, before: { standardError: 3 }, margin: 10, more: 1e-9 },
    ],
    [
      "all of them: 1 + ½·4 + 2·5",
      {
        options: { threshold: 1, relativeThreshold: 0.5, gate: 2 },
        before: { value: 4, standardError: 3 },
        margin: 13,
        more: 1e-9,
      },
    ],
  ];

  it.each(cases)("%s", (_, { options, before, margin, more }) => {
    const reversed = (rise: number): boolean | undefined => {
      const standardError = before.standardError ? 4 : 0;
      const value = (before.value ?? 0) + rise;
      return step(nlr(options), [slope([3, 4], before), heights({ value, standardError })]).report.reversed;
    };
    expect(reversed(margin)).toBe(false); // ties accept
    expect(reversed(margin + more)).toBe(true);
    expect(reversed(0)).toBe(false);
    expect(reversed(-1)).toBe(false);
  });

  it("holds for any numbers, and for every method that tries a step", () => {
    const size = fc.double({ min: 0, max: 3, noNaN: true });
    const value = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(size, size, size, size, size, value, value, (threshold, relativeThreshold, gate, e0, e1, v0, v1) => {
        const margin = threshold + relativeThreshold * Math.abs(v0) + gate * Math.hypot(e0, e1) + 4 * ulp(v0);
        const answers = [slope([3, 4], { value: v0, standardError: e0 }), heights({ value: v1, standardError: e1 })];
        for (const family of [nlr, stay, kick]) {
          const optimizer = family({ threshold, relativeThreshold, gate });
          const { report, state } = step(optimizer, answers, random.at(1));
          expect(report.raised).toBe(v1 - v0 > margin);
          expect(state).toEqual({ base: null, steps: 1, cooling: 0, best: null });
        }
      }),
    );
  });
});

const up = [slope([3, 4]), heights({ value: 1 })];
const down = [slope([3, 4]), heights({ value: -1 })];

describe("the step", () => {
  it("accepts θ − u, reverses to θ + (η′/η)·u", () => {
    const optimizer = nlr({ learningRate: 0.5, negativeLearningRate: 2 });
    expect(step(optimizer, down).theta).toEqual([-0.5, 0]);
    expect(step(optimizer, up).theta).toEqual([7, 10]);
    expect(step(optimizer, up).report).toMatchObject({ length: 10, promised: 12.5, change: 1, gradientNorm: 5 });
    expect(step(optimizer, down).report).toMatchObject({ length: 2.5, promised: 12.5, change: -1 });
  });

  it("is the paper's with the defaults", () => {
    expect(nlr().options).toEqual({
      learningRate: 0.01,
      negativeLearningRate: 0.02,
      threshold: 0,
      relativeThreshold: 0,
      gate: 0,
      noise: 0,
      noiseOn: "reversal",
      onRaise: "reverse",
      verify: false,
      coolDown: 0,
      anneal: "constant",
      compareOn: "batch",
      compareShots: 0,
      recommend: "last",
      base: "sgd",
    });
  });

  it.each(["last", "best"] as const)("counts, keeps a window of twenty, and judges the %s point", (recommend) => {
    const problem = noisy({ shots: 10, lossShots: 10 });
    const optimizer = nlr({ learningRate: 0.5, negativeLearningRate: 1, recommend });
    const reports: Report[] = [];
    const points: number[][] = [[1, 2, 3]];
    const { state, observers, theta, recommended, best } = minimize({
      optimizer,
      problem,
      start: points[0],
      steps: 30,
      onStep({ report, theta }) {
        reports.push(report);
        points.push([...theta]);
      },
    });
    const kept = state as State;
    expect(Object.keys(kept)).toEqual(["base", "steps", "cooling", "best"]);
    const seen = observers!.tentative as Seen;
    expect(seen).toMatchObject({ steps: 30, compared: 30, ties: 0 });
    expect(seen.raises).toBe(reports.filter(({ raised }) => raised).length);
    expect(seen.reversals).toBe(seen.raises);
    expect(seen.raises).toBeGreaterThan(2);
    expect(seen.recent.map((report) => ({ ...report, idle: 0 }))).toEqual(reports.slice(-20));
    const lowest = Math.min(...reports.map(({ value }) => value!));
    const where = points[reports.findIndex(({ value }) => value === lowest)];
    expect(kept.best).toEqual(recommend === "best" ? { value: lowest, theta: where } : null);
    expect([...recommended]).toEqual(recommend === "best" ? where : [...theta]);
    expect([...best!.theta]).toEqual(where);
  });
});

describe("noise", () => {
  it("does not touch an accepted step, nor any step at σ = 0", () => {
    expect(step(nlr({ learningRate: 0.5, noise: 3 }), down, noRandom).theta).toEqual([-0.5, 0]);
    expect(() => step(nlr({ noise: 0 }), up, noRandom)).not.toThrow();
    expect(() => step(nlr({ noise: 1 }), up, noRandom)).toThrow("randomness was asked for");
  });

  it("adds σ·|u|/√P · N(0, I) to a reversal: no bias, and σ²|u|² of mean square", () => {
    const optimizer = nlr({ learningRate: 0.5, negativeLearningRate: 1, noise: 0.8 });
    const draws = 4000;
    const sums = [0, 0];
    let square = 0;
    for (let k = 0; k < draws; k++) {
      const { theta } = step(optimizer, up, random.at(2, k));
      const away = [theta[0] - 4, theta[1] - 6];
      away.forEach((a, i) => (sums[i] += a));
      square += away[0] ** 2 + away[1] ** 2;
    }
    const perWeight = (0.8 * 2.5) / Math.SQRT2;
    sums.forEach((sum) => expect(Math.abs(sum / draws)).toBeLessThan((4 * perWeight) / Math.sqrt(draws)));
    expect(Math.abs(square / draws / (0.8 * 2.5) ** 2 - 1)).toBeLessThan(0.05);
  });

  it("is the same at the same address", () => {
    const optimizer = nlr({ noise: 1 });
    expect(step(optimizer, up, random.at(3))).toEqual(step(optimizer, up, random.at(3)));
    expect(step(optimizer, up, random.at(3))).not.toEqual(step(optimizer, up, random.at(4)));
  });
});

describe("the base rule", () => {
  it.each([adam, momentum])("$name makes the step; its state advances whatever the verdict", (family) => {
    const rule = family({ learningRate: 0.3 }).rule!;
    const optimizer = nlr({ base: family.name, learningRate: 0.3, negativeLearningRate: 0.6 });
    let theta: Float64Array = Float64Array.of(1, 2);
    let state = optimizer.init(2);
    let base = rule.init(2);
    for (const [count, rise] of [1, -1, 1, 1, -1].entries()) {
      const gradient = [3 - count, 4 + count];
      const wanted = rule.update({ theta, gradient: Float64Array.from(gradient), state: base, count });
      const answers = [slope(gradient), heights({ value: rise })];
      const { result } = scripted(optimizer.step(theta, state, noRandom), ...answers);
      base = wanted.state;
      expect((result.state as State).base).toStrictEqual(base);
      const factor = rise > 0 ? 0.6 / 0.3 : -1;
      expect([...result.theta]).toEqual([...theta].map((t, i) => t + factor * wanted.step[i]));
      ({ theta, state } = result);
    }
  });

  it("may be bound, with its own options; its learning rate is replaced", () => {
    const bound = adam({ learningRate: 9, beta1: 0.5 });
    const wanted = adam({ learningRate: 0.3, beta1: 0.5 }).rule!.update({
      theta: Float64Array.of(1, 2),
      gradient: Float64Array.of(3, 4),
      state: bound.rule!.init(2),
      count: 0,
    });
    const { theta } = step(nlr({ base: bound, learningRate: 0.3 }), [slope([3, 4]), heights({ value: -1 })]);
    expect(theta).toEqual([1 - wanted.step[0], 2 - wanted.step[1]]);
  });

  it("must be a rule", () => {
    const loose = nlr as unknown as (options: object) => unknown;
    for (const base of ["stay", nlr(), {}, 3]) {
      expect(() => loose({ base })).toThrow(
        /but it must be ([\w-]+ \| )+[\w-]+, or a bound rule \(in code: nlr\({ base: mine\(\) }\)\)\./,
      );
    }
  });
});

describe("value₀", () => {
  const theta = [0.5, 0.5, 0.5];
  const questions = (options: Parameters<typeof nlr>[0], problem: ReturnType<typeof noisy>): string[] => {
    const record = recorded(problem);
    minimize({ optimizer: nlr(options), problem: record.problem, start: theta, steps: 1 });
    return record.exchanges.map(({ request: { kind, phase, data, thetas }, place }) => {
      const where = thetas.map((t) => (t.every((value, i) => value === theta[i]) ? "θ" : "θ′")).join();
      return `${kind} of ${where} on ${data ?? "batch"} as ${phase} ${place.ask}`;
    });
  };

  it("is the gradient's own where rows and shots agree", () => {
    for (const shots of [undefined, 10]) {
      expect(questions({}, noisy({ shots, lossShots: shots }))).toEqual([
        "gradient of θ on batch as gradient 0",
        "values of θ′ on batch as tentative 0",
      ]);
    }
  });

  it.each([
    [10, undefined],
    [10, 20],
    [undefined, 20],
  ])("is asked for anew where the gradient has %s shots and losses %s", (shots, lossShots) => {
    expect(questions({}, noisy({ shots, lossShots }))).toEqual([
      "gradient of θ on batch as gradient 0",
      "values of θ′ on batch as tentative 0",
      "values of θ on batch as tentative 1",
    ]);
  });

  it.each(["next", "held-out", "all"] as const)(
    "is asked for together with value₁ on %s rows, in one round",
    (compareOn) => {
      expect(questions({ compareOn }, noisy({}))).toEqual([
        "gradient of θ on batch as gradient 0",
        `values of θ,θ′ on ${compareOn} as tentative 0`,
      ]);
    },
  );

  it.each(["batch", "next", "held-out", "all"] as const)(
    "is never stale: both losses come from this step's %s rows",
    (compareOn) => {
      for (const lossShots of [undefined, 20]) {
        const record = recorded(noisy({ shots: 10, lossShots }));
        const reports: Report[] = [];
        const optimizer = nlr({ compareOn, learningRate: 0.7 });
        const onStep = ({ report }: StepInfo): void => void reports.push(report);
        minimize({ optimizer, problem: record.problem, start: theta, steps: 15, onStep });
        reports.forEach(({ value, change, raised }, step) => {
          const own = record.exchanges.filter(
            ({ place, request }) => place.step === step && request.phase === "tentative",
          );
          const entries = own.flatMap(({ answer }) => answer.map(({ value }) => value));
          const [before, after] = compareOn === "batch" ? entries.reverse() : entries;
          expect([value, change, raised]).toEqual([before, after - before, after - before > 4 * ulp(before)]);
        });
      }
    },
  );
});

describe("controls", () => {
  it("stay is NLR with η′ = 0, to the bit", () => {
    for (const base of ["sgd", "momentum", "adam"] as const) {
      for (const compareOn of ["batch", "next"] as const) {
        const shared = { learningRate: 0.6, base, compareOn, threshold: 0.01 };
        const run = (optimizer: Optimizer): [Float64Array[], Seen] => {
          const path: Float64Array[] = [];
          const { state, observers } = minimize({
            optimizer,
            problem: noisy({ shots: 10, lossShots: 5 }),
            start: [1, 2, 3],
            steps: 25,
            onStep: ({ theta }) => path.push(theta),
          });
          return [path, { state, ...(observers!.tentative as Seen) }];
        };
        const [path, seen] = run(stay(shared));
        expect(run(nlr({ ...shared, negativeLearningRate: 0 }))[0]).toEqual(path);
        const bare = ([steps, all]: [Float64Array[], Seen]): unknown => [
          steps,
          { ...all, recent: all.recent.map((report) => ({ ...report, reversed: null })) },
        ];
        expect(bare(run(nlr({ ...shared, onRaise: "stay" })))).toEqual(bare([path, seen]));
        expect(seen.raises).toBeGreaterThan(0);
      }
    }
  });

  it("stay reports a refused step as no motion", () => {
    expect(step(stay(), up)).toMatchObject({ theta: [1, 2], report: { raised: true, length: 0 } });
    expect(step(stay({ learningRate: 0.5 }), down)).toMatchObject({
      theta: [-0.5, 0],
      report: { raised: false, length: 2.5 },
    });
  });

  it("kick moves by r·|u| in a direction without preference", () => {
    const optimizer = kick({ learningRate: 0.5, negativeLearningRate: 1.5 });
    const draws = 2000;
    const mean = [0, 0];
    for (let k = 0; k < draws; k++) {
      const { theta, report } = step(optimizer, up, random.at(5, k));
      const away = [theta[0] - 1, theta[1] - 2];
      expect(norm(away)).toBeCloseTo(7.5, 12);
      expect(report.length).toBeCloseTo(7.5, 12);
      away.forEach((a, i) => (mean[i] += a / draws));
    }
    // Each coordinate has variance 7.5²/2.
    for (const m of mean) expect(Math.abs(m)).toBeLessThan((4 * 7.5) / Math.sqrt(2 * draws));
    expect(step(optimizer, down, noRandom).theta).toEqual([-0.5, 0]);
  });
});

/** θ after each step, until the promised fall is within reach of rounding. */
function pathOf(optimizer: Optimizer, problem: ReturnType<typeof bowl>, start: number[]): number[][] {
  const path: number[][] = [];
  const signal = { aborted: false };
  minimize({
    optimizer,
    problem,
    start,
    steps: 40,
    signal,
    onStep({ theta, report }) {
      path.push([...theta]);
      if (report.gradientNorm! ** 2 * Number(optimizer.options.learningRate) < 1e-12) signal.aborted = true;
    },
  });
  return path;
}

describe("below the curvature's bound NLR is its base rule, to the bit", () => {
  const angle = fc.double({ min: -3, max: 3, noNaN: true });

  it("on quadratic bowls with η ≤ 2/h", () => {
    const curvatures = fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        curvatures,
        fc.tuple(angle, angle, angle),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        (h, start, share) => {
          const learningRate = (2 * share) / Math.max(...h);
          const problem = bowl(...h);
          const plain = pathOf(sgd({ learningRate }), problem, start);
          expect(pathOf(nlr({ learningRate, negativeLearningRate: 2 * learningRate }), problem, start)).toEqual(plain);
        },
      ),
    );
  });

  it("on sums of products of cosines, which every circuit's loss is, with η ≤ 4/(P(λmax − λmin))", () => {
    const terms = fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), angle, angle, angle), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(terms, fc.tuple(angle, angle, angle), (sum, start) => {
        const problem = functionProblem({
          size: 3,
          value: (theta) => sum.reduce((s, [a, ...p]) => s + theta.reduce((f, t, i) => f * Math.cos(t + p[i]), a), 0),
          gradient: (theta) =>
            theta.map((_, j) =>
              sum.reduce(
                (s, [a, ...p]) =>
                  s + theta.reduce((f, t, i) => f * (i === j ? -Math.sin(t + p[i]) : Math.cos(t + p[i])), a),
                0,
              ),
            ),
        });
        // |λ| ≤ Σ|a|.
        const size = sum.reduce((s, [a]) => s + Math.abs(a), 0);
        const learningRate = Math.min(10, 4 / (3 * 2 * size));
        fc.pre(Number.isFinite(learningRate));
        const plain = pathOf(sgd({ learningRate }), problem, start);
        expect(pathOf(nlr({ learningRate, negativeLearningRate: 2 * learningRate }), problem, start)).toEqual(plain);
      }),
    );
  });
});

it("in a bowl with ηh > 2 every step reverses and |θ| grows by 1 + rηh", () => {
  for (const [learningRate, h, r] of [
    [0.5, 5, 2],
    [1, 2.1, 0.5],
    [3, 1, 1],
  ]) {
    const optimizer = nlr({ learningRate, negativeLearningRate: r * learningRate });
    const lengths = [1];
    const onStep = ({ theta, report }: StepInfo): void => {
      lengths.push(norm(theta));
      expect(report.reversed).toBe(true);
    };
    minimize({ optimizer, problem: bowl(h, h), start: [0.6, -0.8], steps: 10, onStep });
    for (let k = 1; k < lengths.length; k++)
      expect(lengths[k] / lengths[k - 1]).toBeCloseTo(1 + r * learningRate * h, 12);
  }
});

it("refuses negativeLearningRate = −1", () => {
  expect(() => nlr({ negativeLearningRate: -1 })).toThrow(
    "nlr: negativeLearningRate is -1, but it must be a number ≥ 0.",
  );
  expect(() => nlr({ negativeLearningRte: 1 } as object)).toThrow('Did you mean "negativeLearningRate"?');
});
