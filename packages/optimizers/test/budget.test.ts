import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeError,
  minimize,
  minimizeAsync,
  optimizers,
  type Answer,
  type Asking,
  type Budget,
  type Cost,
  type Optimizer,
  type Problem,
  type Request,
  type RunResult,
  type StepResult,
} from "../src/index.js";
import { noisy } from "./problems.js";

type Unit = "circuits" | "shots" | "rounds" | "deviceSeconds";

/** The noisy problem, with a count of its own of what it was made to do; circuits, shots and device time differ in size. */
function counted(): { problem: Problem; spent: Record<Unit, number>; points: Float64Array[] } {
  const spent = { circuits: 0, shots: 0, rounds: 0, deviceSeconds: 0 };
  const points: Float64Array[] = [];
  const cost = ({ kind, thetas, shots = 4, data }: Request): Cost & Record<Unit, number> => {
    const rows = data === "all" ? 2 : 1;
    const circuits = thetas.length * rows * { values: 1, gradient: 7, metric: 5, overlap: 2 }[kind];
    return { circuits, shots: circuits * shots, rounds: 1, deviceSeconds: circuits * 0.25 };
  };
  const problem: Problem = {
    ...noisy(),
    price: cost,
    answer(request, place) {
      const now = cost(request);
      for (const unit of ["circuits", "shots", "rounds", "deviceSeconds"] as const) spent[unit] += now[unit];
      points.push(...request.thetas);
      return noisy().answer(request, place);
    },
  };
  return { problem, spent, points };
}

const START = [1.5, -2, 0.5];

const limits = fc.oneof(
  fc.record({ circuits: fc.nat(80) }),
  fc.record({ shots: fc.nat(300) }),
  fc.record({ rounds: fc.nat(12) }),
  fc.record({ deviceSeconds: fc.nat(40).map((k) => k / 2) }),
  fc.record({ circuits: fc.nat(80), rounds: fc.nat(12) }),
);

function expectWithin(budget: Budget, spent: Readonly<Record<Unit, number>>): void {
  for (const [unit, limit] of Object.entries(budget)) expect(spent[unit as Unit], unit).toBeLessThanOrEqual(limit);
}

describe.each(Object.entries(optimizers))("a budget of %s", (_, family) => {
  it("is never exceeded, and what was spent is what the account says", () => {
    fc.assert(
      fc.property(limits, fc.nat(1000), (budget, random) => {
        const { problem, spent } = counted();
        const { account, stopped } = minimize({
          optimizer: family(),
          problem,
          start: START,
          steps: 12,
          budget,
          random,
        });
        expectWithin(budget, spent);
        expect(account).toMatchObject({ circuits: spent.circuits, shots: spent.shots, rounds: spent.rounds });
        expect(account.deviceSeconds ?? 0).toBe(spent.deviceSeconds);
        expect(["steps", "budget"]).toContain(stopped);
      }),
      { numRuns: 40 },
    );
  });

  it("of seconds ends a run at its last whole step: nothing is asked, and no step taken, after the time", () => {
    for (const seconds of [0, 1, 2.5, 7, 30]) {
      let now = 1e6;
      const { problem } = counted();
      const late: number[] = [];
      const timed: Problem = {
        ...problem,
        answer(request, place) {
          if (now > 1e6 + 1000 * seconds) late.push(now);
          now += 1000 * request.thetas.length;
          return problem.answer(request, place);
        },
      };
      const ends: number[] = [];
      const result = minimize({
        optimizer: family(),
        problem: timed,
        start: START,
        steps: 12,
        budget: { seconds },
        clock: () => now,
        onStep: ({ account }) => ends.push(account.seconds!),
      });
      expect(late).toEqual([]);
      expect(Math.max(0, ...ends)).toBeLessThanOrEqual(seconds);
      expect(ends).toHaveLength(result.steps);
      expect(result.stopped).toBe(result.steps === 12 ? "steps" : "budget");
    }
  });
});

/** A plug-in that is made without `ask`, and does what it likes. */
function hostile(step: (theta: Float64Array, put: (request: unknown) => Asking<Answer>) => Asking<unknown>): Optimizer {
  function* put(request: unknown): Asking<Answer> {
    return yield request as Request;
  }
  return {
    name: "hostile",
    options: {},
    needs: ["value", "gradient", "metric", "overlap"],
    init: () => null,
    *step(theta) {
      yield* step(theta, put);
      return { theta, state: null, report: {} } satisfies StepResult;
    },
  };
}

const values = (theta: Float64Array, more: object = {}): object => ({
  kind: "values",
  thetas: [theta],
  phase: "loss",
  ...more,
});

/** A list that says it is short and is long. */
class Liar extends Array<Float64Array> {
  override map<U>(each: (value: Float64Array, index: number, array: Float64Array[]) => U): U[] {
    return Array.from({ length: 50 }, () => each(this[0], 0, this));
  }
}

const tricks: Record<string, Optimizer> = {
  "asks again in finally": hostile(function* (theta, put) {
    try {
      for (;;) yield* put(values(theta));
    } finally {
      for (let k = 0; k < 50; k++) yield* put(values(theta));
    }
  }),
  "catches everything and goes on": hostile(function* (theta, put) {
    for (let k = 0; k < 200; k++) {
      try {
        yield* put(values(theta, k % 2 ? {} : { shots: -5 }));
      } catch {
        // And on.
      }
    }
  }),
  "asks for reports": hostile(function* (theta, put) {
    for (let k = 0; k < 200; k++) yield* put(values(theta, { phase: "report" }));
  }),
  "changes what it asked for while it is read": hostile(function* (theta, put) {
    let reads = 0;
    for (let k = 0; k < 200; k++) {
      const sly = {
        ...values(theta),
        get shots() {
          return reads++ % 2 ? 1000 : 1;
        },
        get thetas() {
          return reads++ % 2 ? Array.from({ length: 99 }, () => theta) : [theta];
        },
      };
      yield* put(sly);
    }
  }),
  "gives a list that lies about its length": hostile(function* (theta, put) {
    for (let k = 0; k < 200; k++) yield* put(values(theta, { thetas: Liar.from([theta]) }));
  }),
};

const forged: Record<string, object> = {
  "no shots": { shots: 0 },
  "shots below 0": { shots: -5 },
  "half a shot": { shots: 0.5 },
  "NaN shots": { shots: NaN },
  "endless shots": { shots: Infinity },
  "shots beyond counting": { shots: 1e300 },
  "shots in words": { shots: "3" },
  "shots of null": { shots: null },
  "no points": { thetas: [] },
  "no list": { thetas: { length: 0, map: () => [1] } },
  "a short point": { thetas: [Float64Array.of(1)] },
  "no point": { thetas: [[1, 2, 3]] },
  "unknown data": { data: "everything" },
  "an unknown phase": { phase: "__proto__" },
  "an unknown kind": { kind: "constructor" },
  "a kind in a list": { kind: ["values"] },
  "a kind that turns": { kind: { toString: () => "values" } },
  "overlaps with nothing": { kind: "overlap" },
  "overlaps with too much": { kind: "overlap", others: Array.from({ length: 9 }, () => new Float64Array(3)) },
};

describe("a hostile plug-in", () => {
  it.each(Object.entries(tricks))("that %s never gets more than k", (_, optimizer) => {
    fc.assert(
      fc.property(limits, (budget) => {
        const { problem, spent } = counted();
        const { account, steps } = minimize({ optimizer, problem, start: START, steps: 5, budget });
        expectWithin(budget, spent);
        expect(account.circuits).toBe(spent.circuits);
        expect(account.shots).toBe(spent.shots);
        expect(steps).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(forged))("is refused %s, by name, before anything is run", (_, more) => {
    const optimizer = hostile(function* (theta, put) {
      for (let k = 0; k < 200; k++) yield* put(values(theta, more));
    });
    for (const budget of [{}, { circuits: 5 }, { shots: 5 }, { rounds: 5 }] as Budget[]) {
      const { problem, spent } = counted();
      const { stopped, error } = minimize({ optimizer, problem, start: START, steps: 5, budget });
      expect(stopped).toBe("failed");
      expect(describeError(error)).toMatch(/^hostile: /);
      expect(spent.circuits).toBe(0);
    }
  });

  it("that asks for more shots than there are is not answered", () => {
    const optimizer = hostile(function* (theta, put) {
      yield* put(values(theta, { shots: 1e15 }));
    });
    const { problem, spent } = counted();
    expect(minimize({ optimizer, problem, start: START, steps: 1, budget: { shots: 1000 } }).stopped).toBe("budget");
    expect(spent.circuits).toBe(0);
  });

  it("that changes its request while a device thinks gets what it paid for", async () => {
    const optimizer = hostile(function* (theta, put) {
      for (;;) {
        const request = { kind: "values", thetas: [theta], phase: "loss", shots: 1 };
        queueMicrotask(() => {
          request.thetas.push(...Array.from({ length: 99 }, () => theta));
          request.shots = 1e6;
        });
        yield* put(request);
      }
    });
    for (const shots of [0, 1, 7, 20]) {
      const { problem, spent } = counted();
      const slow: Problem = {
        ...problem,
        answer: async (request, place) => {
          await Promise.resolve();
          await Promise.resolve();
          return problem.answer(request, place);
        },
      };
      await minimizeAsync({ optimizer, problem: slow, start: START, steps: 1, budget: { shots } });
      expect(spent.shots).toBe(shots);
    }
  });

  it("learns nothing from init, and asks nothing in recommend", () => {
    const { problem, spent } = counted();
    let told: object = {};
    function* asking(theta: Float64Array): Asking<void> {
      for (;;) yield values(theta) as Request;
    }
    const optimizer: Optimizer = {
      ...hostile(function* (theta, put) {
        yield* put(values(theta));
      }),
      init(_, facts) {
        told = facts!;
        return null;
      },
      recommend: asking as unknown as NonNullable<Optimizer["recommend"]>,
    };
    const result = minimize({ optimizer, problem, start: START, steps: 3, budget: { circuits: 2 } });
    expect(Object.keys(told).sort()).toEqual(["alternatives", "frequencies"]);
    expect(spent.circuits).toBe(2);
    expect(result).toMatchObject({ stopped: "failed", steps: 2, recommended: Float64Array.from(START) });
    expect(describeError(result.error)).toBe(
      "hostile: the point that it recommends is no Float64Array of 3 numbers, but a point has a number for each weight. Make it from θ: theta.map(…).",
    );
  });

  it("cannot change the point that it returned", () => {
    let kept: Float64Array | undefined;
    const optimizer: Optimizer = {
      ...hostile(function* () {
        // Asks nothing.
      }),
      // eslint-disable-next-line require-yield
      *step(theta) {
        kept?.fill(99);
        kept = theta.map((t) => t + 1);
        return { theta: kept, state: null, report: {} };
      },
    };
    const result: RunResult = minimize({ optimizer, problem: noisy(), start: START, steps: 2 });
    kept!.fill(99);
    expect(result.theta).toEqual(Float64Array.from(START, (t) => t + 2));
  });
});

describe("a budget in seconds", () => {
  const clocked = (optimizer: Optimizer, budget: Budget, tick: () => number): RunResult =>
    minimize({ optimizer, problem: noisy(), start: START, steps: 50, budget, clock: tick });

  it("binds an optimizer that never asks: a step that ends too late is not taken", () => {
    let now = 0;
    const thinker: Optimizer = {
      ...hostile(function* () {
        // Asks nothing.
      }),
      // eslint-disable-next-line require-yield
      *step(theta) {
        now += 400;
        return { theta: theta.map((t) => t + 1), state: null, report: {} };
      },
    };
    const result = clocked(thinker, { seconds: 1 }, () => now);
    expect(result).toMatchObject({ stopped: "budget", steps: 2, theta: Float64Array.from(START, (t) => t + 2) });
    expect(result.account.seconds).toBeCloseTo(1.2, 12);
  });

  it("does not count observers, and goes on from where a checkpoint stood", () => {
    let now = 5;
    const step = 100;
    const problem: Problem = {
      ...noisy(),
      answer(request, place) {
        now += step;
        return noisy().answer(request, place);
      },
    };
    const run = { optimizer: optimizers.sgd(), problem, start: START, steps: 50, clock: () => now };
    const infos: Parameters<NonNullable<Parameters<typeof minimize>[0]["onStep"]>>[0][] = [];
    const whole = minimize({
      ...run,
      budget: { seconds: 1 },
      onStep(info) {
        infos.push(info);
        now += 10_000;
      },
    });
    expect(whole).toMatchObject({ stopped: "budget", steps: 10 });
    expect(infos[3].account.seconds).toBeCloseTo(0.4, 12);
    const rest = minimize({ ...run, budget: { seconds: 1 }, from: infos[3] });
    expect(rest).toMatchObject({ stopped: "budget", steps: 10, theta: whole.theta });
  });

  it("alone has a clock read; without one, accounts tell no time", () => {
    let read = 0;
    const clock = (): number => (read += 1);
    const run = { optimizer: optimizers.sgd(), problem: noisy(), start: START, steps: 3, clock };
    expect(minimize(run).account).not.toHaveProperty("seconds");
    expect(read).toBe(0);
    minimize({ ...run, budget: { seconds: 1 } });
    expect(read).toBeGreaterThan(0);
  });
});
