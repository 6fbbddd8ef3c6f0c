import { readFileSync } from "node:fs";
import { encode, isUphillError } from "@uphill/core";
import { describe, expect, it, test } from "vitest";
import {
  adam,
  cmaEs,
  functionProblem,
  minimize,
  minimizeAsync,
  optimizers,
  sgd,
  spsa,
  stops,
  type Answer,
  type Checkpoint,
  type MinimizeOptions,
  type Problem,
  type Request,
  type RunResult,
  type Stop,
} from "../src/index.js";
import { bowl, valley } from "./problems.js";

const options = (more: Partial<MinimizeOptions> = {}): MinimizeOptions => ({
  optimizer: sgd({ learningRate: 0.1 }),
  problem: bowl(1, 2, 3),
  start: [1, 2, 3],
  steps: 60,
  random: 3,
  ...more,
});

/** The bowl with rows that are held out, whose loss has its lowest value at another point, and with shots. */
function held(at = 0.5): { problem: Problem; asked: Request[] } {
  const asked: Request[] = [];
  const training = bowl(1, 2, 3);
  const onHeldOut = functionProblem({ size: 3, value: (theta) => theta.reduce((sum, t) => sum + (t - at) ** 2, 0) });
  const problem: Problem = {
    ...training,
    heldOut: true,
    price: (request) => ({
      ...training.price(request),
      ...(request.data === "held-out" && { circuits: 7, shots: 70 }),
    }),
    answer(request, place) {
      if (request.data === "held-out") asked.push(request);
      return (request.data === "held-out" ? onHeldOut : training).answer(request, place);
    },
  };
  return { problem, asked };
}

const items = Object.values(stops);

test("the README lists every option, as the fields have it", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
  for (const { name, options: fields, required } of items) {
    for (const [option, { default: standard, about }] of Object.entries(fields)) {
      const shown = (required as readonly string[]).includes(option) ? "–" : `\`${String(standard)}\``;
      expect(readme).toContain(`| \`${name}\` | \`${option}\` | ${shown} | ${about} |`);
    }
  }
});

describe("every rule", () => {
  const made: readonly Stop[] = [
    stops.goal({ loss: 0.2 }),
    stops.time({ seconds: 4, of: "device" }),
    stops.patience({ checks: 2, every: 3 }),
    stops.steady({ window: 4 }),
  ];

  it("says in a sentence what it does", () => {
    expect(made.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
    for (const { about } of items) expect(about).toMatch(/^Ends a run .*[^.]$/);
    for (const { words } of made) expect(words).toMatch(/^stopped (at|after|once) /);
  });

  it("keeps plain data, and a run that goes on from anywhere ends the same, to the bit", async () => {
    // It learns, and its held-out loss has its lowest value on the way.
    const { problem } = held(0.9);
    const timed: Problem = {
      ...problem,
      price: (request) => ({ ...problem.price(request), deviceSeconds: 0.2 }),
      // Batches make the losses of steps go up and down.
      answer: (request, place) =>
        (problem.answer(request, place) as Answer).map((entry) => ({
          ...entry,
          value: entry.value + (place.step % 3),
        })),
    };
    for (const stop of made) {
      const run = options({ problem: timed, stops: [stop] });
      const seen: Checkpoint[] = [];
      const whole = minimize({ ...run, onStep: (info) => seen.push(info) });
      expect(whole.stopped).toBe(stop.name);
      expect(whole.steps).toBeLessThan(60);
      expect(encode(await minimizeAsync(run))).toBe(encode(whole));
      for (const info of seen) {
        const from = JSON.parse(JSON.stringify(info)) as Checkpoint;
        expect(encode(minimize({ ...run, from }))).toBe(encode(whole));
      }
    }
  });

  it("changes nothing of the way, whatever the optimizer", () => {
    for (const name of Object.keys(optimizers)) {
      const run = options({ optimizer: optimizers[name](), problem: valley(1, 2, 3), steps: 6 });
      const plain = minimize(run);
      const ruled = minimize({ ...run, stops: [stops.goal({ loss: -1 }), stops.steady()] });
      const { checkpoint, stops: kept, ...rest } = ruled;
      const { checkpoint: before, ...same } = plain;
      expect(encode(rest)).toBe(encode(same));
      expect(encode({ ...checkpoint, stops: undefined })).toBe(encode({ ...before, stops: undefined }));
      expect(Object.keys(kept!)).toEqual(["goal", "steady"]);
    }
  });
});

describe("goal", () => {
  it("ends behind the step that saw such a loss, and recommends the point where it saw it", () => {
    const all: { theta: Float64Array; value: number }[] = [];
    minimize(options({ onStep: ({ theta, report }) => all.push({ theta, value: report.value! }) }));
    const first = all.findIndex(({ value }) => value <= 1);
    const result = minimize(options({ stops: [stops.goal({ loss: 1 })] }));
    expect(result).toMatchObject({ stopped: "goal", steps: first + 1 });
    expect(result.recommended).toEqual(all[first - 1].theta);
    expect(result.theta).toEqual(all[first].theta);
    expect(result.account.circuits).toBe(2 * (first + 1));
  });

  it.each([spsa(), cmaEs()])("is met by optimizers that report no loss: %o", (optimizer) => {
    const told: number[] = [];
    const problem = bowl(1, 1);
    const watched: Problem = {
      ...problem,
      answer(request, place) {
        const answer = problem.answer(request, place);
        if (!(answer instanceof Promise)) told.push(...answer.map(({ value }) => value));
        return answer;
      },
    };
    const run = options({ optimizer, problem: watched, start: [1, 1], stops: [stops.goal({ loss: 0.5 })], steps: 400 });
    const { stopped, recommended } = minimize(run);
    expect(stopped).toBe("goal");
    const [{ value }] = problem.answer(
      { kind: "values", thetas: [recommended], phase: "loss" },
      { step: 0, phase: "loss", ask: 0 },
    ) as Answer;
    expect(value).toBe(Math.min(...told));
    expect(value).toBeLessThanOrEqual(0.5);
  });

  it("that is met at the last step is said, and one that is not is not", () => {
    const { steps } = minimize(options({ stops: [stops.goal({ loss: 1 })] }));
    expect(minimize(options({ steps, stops: [stops.goal({ loss: 1 })] })).stopped).toBe("goal");
    expect(minimize(options({ steps: steps - 1, stops: [stops.goal({ loss: 1 })] })).stopped).toBe("steps");
  });

  it("may be set lower for a run that goes on", () => {
    const near = minimize(options({ stops: [stops.goal({ loss: 1 })] }));
    const further = minimize(options({ stops: [stops.goal({ loss: 0.1 })], from: near.checkpoint }));
    expect(encode(further)).toBe(encode(minimize(options({ stops: [stops.goal({ loss: 0.1 })] }))));
  });
});

describe("patience", () => {
  it("charges its checks, ends after so many in vain, and recommends the best one's point", () => {
    const { problem, asked } = held(0.9);
    const result = minimize(options({ problem, stops: [stops.patience({ checks: 2, every: 3 })] }));
    const losses = asked.map(({ thetas: [theta] }) => theta.reduce((sum, t) => sum + (t - 0.9) ** 2, 0));
    const best = losses.indexOf(Math.min(...losses));
    expect(result.stopped).toBe("patience");
    expect(losses).toHaveLength(best + 3);
    expect(result.steps).toBe(3 * losses.length);
    expect(result.recommended).toEqual(asked[best].thetas[0]);
    expect(result.recommended).not.toEqual(result.theta);
    expect(result.account.phases.stopping).toEqual({
      circuits: 7 * losses.length,
      shots: 70 * losses.length,
      rounds: losses.length,
    });
    expect(result.account.circuits).toBe(2 * result.steps + 7 * losses.length);
    expect(result.stops).toEqual({
      patience: {
        best: { theta: result.recommended, value: losses[best], step: 3 * (best + 1) },
        last: losses.at(-1),
        waited: 2,
      },
    });
  });

  it("recommends the best point where something else ends the run", () => {
    const { problem, asked } = held(0.9);
    const { stopped, recommended } = minimize(
      options({ problem, steps: 9, stops: [stops.patience({ checks: 50, every: 1 })] }),
    );
    expect(stopped).toBe("steps");
    expect(asked).toHaveLength(9);
    expect(recommended).not.toEqual(asked.at(-1)!.thetas[0]);
  });

  it("counts a loss as lower only by the least improvement", () => {
    const run = (leastImprovement: number): number => {
      const { problem } = held(0);
      return minimize(options({ problem, stops: [stops.patience({ checks: 1, every: 1, leastImprovement })] })).steps;
    };
    expect(run(1)).toBeLessThan(run(0.1));
    expect(run(0.1)).toBeLessThan(60);
    expect(run(0)).toBe(60);
  });

  it("whose check does not fit the budget ends the run at the step before", () => {
    const { problem } = held();
    const result = minimize(options({ problem, budget: { circuits: 6 + 6 }, stops: [stops.patience({ every: 3 })] }));
    expect(result).toMatchObject({ stopped: "budget", steps: 2, account: { circuits: 6 } });
  });

  it("refuses a problem without held-out rows", () => {
    expect(() => minimize(options({ stops: [stops.patience()] }))).toThrow(
      /^patience: there are no held-out rows, but it asks for the loss on rows that are neither trained nor tested on\. /,
    );
  });
});

describe("time", () => {
  const clock = (): (() => number) => {
    let now = 0;
    return () => (now += 1000);
  };

  it("on the clock ends behind the first step that ends so late, and counts it", () => {
    const hard = minimize(options({ clock: clock(), budget: { seconds: 20 } }));
    const soft = minimize(options({ clock: clock(), stops: [stops.time({ seconds: 20 })] }));
    expect(hard.stopped).toBe("budget");
    expect(soft).toMatchObject({ stopped: "time", checkpoint: { step: soft.steps } });
    expect(soft.account.seconds).toBeGreaterThanOrEqual(20);
    expect(soft.checkpoint.account.seconds).toBeLessThan(20 + 6);
    expect((soft.stops as { time: { seconds: number } }).time.seconds).toBeGreaterThanOrEqual(20);
  });

  it("of a device reads no clock", () => {
    const problem = bowl(1, 2, 3);
    const priced: Problem = { ...problem, price: (request) => ({ ...problem.price(request), deviceSeconds: 3 }) };
    const never = (): number => {
      throw new Error("a clock was read");
    };
    const { stopped, steps } = minimize(
      options({ problem: priced, clock: never, stops: [stops.time({ seconds: 10, of: "device" })] }),
    );
    expect({ stopped, steps }).toEqual({ stopped: "time", steps: 4 });
  });
});

describe("steady", () => {
  /** Losses as they are given, whatever the point. */
  const ofLosses = (losses: (step: number) => number, window: number, steps = 300): RunResult => {
    const problem: Problem = {
      ...bowl(1),
      answer: (_, { step }) => [{ value: losses(step), standardError: 0, gradient: Float64Array.of(0) }],
    };
    return minimize(options({ problem, start: [1], steps, stops: [stops.steady({ window })] }));
  };

  test.each([
    // The rule as its source has it, in NumPy: np.mean, np.std, steps from 0.
    ["a fall that ends", (step: number) => Math.max(0, 1 - step / 30), 10],
    ["waves", (step: number) => 1 / (1 + step) + 0.1 * ((step * 7) % 5), 8],
    ["a slow fall with waves", (step: number) => 1 - step / 100 + 0.1 * ((step * 3) % 7), 6],
  ])("ends where the rule of its source does: %s", (_, losses, window) => {
    const history: number[] = [];
    const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    let expected = 300;
    for (let step = 0; step < 300; step++) {
      history.push(losses(step));
      if (step <= 2 * window) continue;
      const last = history.slice(-window);
      const average = mean(last);
      const deviation = Math.sqrt(mean(last.map((loss) => (loss - average) ** 2)));
      if (Math.abs(mean(history.slice(-2 * window, -window)) - average) > deviation / Math.sqrt(window) / 2) continue;
      expected = step + 1;
      break;
    }
    const { stopped, steps } = ofLosses(losses, window);
    expect(steps).toBe(expected);
    expect(stopped).toBe(expected < 300 ? "steady" : "steps");
  });

  it("looks first behind more than two windows, and never ends a steady fall", () => {
    expect(ofLosses(() => 1, 5)).toMatchObject({ stopped: "steady", steps: 12 });
    expect(ofLosses((step) => -step, 5)).toMatchObject({ stopped: "steps", steps: 300 });
  });
});

describe("several rules", () => {
  it("end a run by the first that is met, whose point goes before others", () => {
    const { problem } = held(0.9);
    const patient = stops.patience({ checks: 50, every: 1 });
    const both = minimize(options({ problem, stops: [patient, stops.goal({ loss: 0.5 })] }));
    expect(both.stopped).toBe("goal");
    expect(both.recommended).toEqual((both.stops as { goal: { lowest: { theta: Float64Array } } }).goal.lowest.theta);
  });

  it("may change when a run goes on: a new one begins anew", () => {
    const half = minimize(options({ steps: 10, stops: [stops.goal({ loss: -1 })] }));
    const from = JSON.parse(JSON.stringify(half.checkpoint)) as Checkpoint;
    expect(minimize(options({ steps: 60, from })).stops).toBeUndefined();
    const { steps } = minimize(
      options({ stops: [stops.steady({ window: 2 })], from, optimizer: sgd({ learningRate: 0.1 }) }),
    );
    expect(steps).toBeGreaterThanOrEqual(10 + 6);
  });
});

describe("refused in one sentence", () => {
  const refused = (given: unknown): string => {
    try {
      minimize(options({ stops: given as Stop[] }));
    } catch (error) {
      if (isUphillError(error)) return error.message;
      throw error;
    }
    throw new Error("nothing was refused");
  };

  test.each<[string, unknown, RegExp]>([
    ["no list", stops.steady(), /^minimize: stops is .*, but it must be a list of stopping rules/],
    ["no rule", ["steady"], /one of the stops is "steady", but each must be what a call such as/],
    ["nothing", [null], /one of the stops is null/],
    ["a rule that was not called", [stops.steady], /Call it: stops\.steady\(…\)\.$/],
    ["one twice", [stops.steady(), stops.steady({ window: 3 })], /stops has steady twice/],
  ])("%s", (_, given, sentence) => expect(refused(given)).toMatch(sentence));

  it("an option that is missing or misspelt", () => {
    const bad = stops.goal as unknown as (given?: object) => Stop;
    expect(() => bad()).toThrow(/^goal: loss is missing, but it must be a number\. The loss to come to\.$/);
    expect(() => bad({ los: 1 })).toThrow(/Did you mean "loss"/);
    expect(() => stops.patience({ checks: 0 })).toThrow(/^patience: checks is 0, but it must be an integer ≥ 1/);
  });

  it("a checkpoint whose rules kept something else", () => {
    const { checkpoint } = minimize(options({ steps: 3, stops: [stops.steady()] }));
    const from = { ...checkpoint, stops: { steady: { losses: 3, steps: 1 } } } as Checkpoint;
    expect(() => minimize(options({ stops: [stops.steady()], from }))).toThrow(
      /stops\.steady\.losses is 3 in the checkpoint/,
    );
  });

  it("an optimizer that asks in the phase of the rules", () => {
    const optimizer = adam();
    const cheating: typeof optimizer = {
      ...optimizer,
      *step(theta, state) {
        yield { kind: "gradient", thetas: [theta], phase: "stopping" };
        return { theta, state, report: {} };
      },
    };
    expect(String(minimize(options({ optimizer: cheating })).error)).toMatch(/which is that of stopping rules/);
  });
});
