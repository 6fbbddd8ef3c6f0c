import { decode, encode, isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  minimize,
  minimizeAsync,
  optimizers,
  type Answer,
  type Checkpoint,
  type MinimizeOptions,
  type Optimizer,
  type Problem,
} from "../src/index.js";
import { bowl, noisy, recorded, valley } from "./problems.js";

function caught(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

const start = [1.5, -2, 0.5];

// Laws of every optimizer; a new one joins by standing in rules/index.ts or methods/index.ts.
describe.each(Object.entries(optimizers))("contract of optimizer %s", (key, family) => {
  const make = (rate = 0.4): Optimizer => family("learningRate" in family.options ? { learningRate: rate } : {});
  const ask = (options: Partial<MinimizeOptions> = {}): MinimizeOptions => ({
    optimizer: make(),
    problem: noisy(),
    start,
    steps: 12,
    random: 3,
    ...options,
  });
  /** An uninterrupted run and its checkpoints, the one before the first step included. */
  const checkpoints = (options: Partial<MinimizeOptions> = {}): Checkpoint[] => {
    const optimizer = make();
    const account = { circuits: 0, shots: 0, rounds: 0, unpriced: false, phases: {} };
    const all: Checkpoint[] = [
      { step: 0, theta: Float64Array.from(start), state: optimizer.init(start.length, noisy()), account, best: null },
    ];
    minimize(
      ask({
        ...options,
        onStep: ({ step, theta, state, account, best }) => all.push({ step, theta, state, account, best }),
      }),
    );
    return all;
  };

  it("is named as in the index; options have defaults that are allowed and say what they are", () => {
    expect(family.name).toBe(key);
    expect(family().name).toBe(key);
    for (const [name, field] of Object.entries(family.options)) {
      expect(field.schema["~standard"].validate(field.default)).not.toHaveProperty("issues");
      expect(field.about).not.toBe("");
      expect(family().options[name]).toEqual(field.default);
      if (field.scalesWith !== undefined) expect(Object.keys(family.options)).toContain(field.scalesWith);
    }
  });

  it("has pure init and step: frozen state, θ untouched, same answers, same result", () => {
    expect(make().init(3, noisy())).toStrictEqual(make().init(3, noisy()));
    const optimizer = make();
    const problem = noisy();
    let theta = Float64Array.from(start);
    let state = deepFreeze(optimizer.init(3, noisy()));
    for (let step = 0; step < 8; step++) {
      const run = (): { theta: Float64Array; state: unknown; report: unknown } => {
        const before = theta.slice();
        const asks = new Map<string, number>();
        const steps = optimizer.step(theta, state, streams(3).stream("optimizer").at(step));
        let turn = steps.next();
        while (!turn.done) {
          const number = asks.get(turn.value.phase) ?? 0;
          asks.set(turn.value.phase, number + 1);
          turn = steps.next(problem.answer(turn.value, { step, phase: turn.value.phase, ask: number }) as Answer);
        }
        expect(theta).toEqual(before);
        return turn.value;
      };
      const result = run();
      expect(run()).toStrictEqual(result);
      theta = result.theta.slice();
      state = deepFreeze(result.state);
    }
  });

  it("is deterministic to the bit", () => {
    expect(minimize(ask())).toStrictEqual(minimize(ask()));
  });

  it("keeps its state as plain data: JSON and the codec bring it back", () => {
    for (const { state } of checkpoints()) {
      expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
      expect(decode(encode(state))).toStrictEqual(state);
    }
  });

  it("resumes at any step, from a written checkpoint, as if nothing had happened", () => {
    const whole = minimize(ask());
    for (const checkpoint of checkpoints()) {
      const from = decode(encode(checkpoint)) as Checkpoint;
      expect(minimize(ask({ from })), `from step ${checkpoint.step}`).toStrictEqual(whole);
    }
  });

  it("pays for every ask, in the phase that it named", () => {
    const { problem, exchanges } = recorded(noisy());
    const { account } = minimize(ask({ problem }));
    expect(account.rounds).toBe(exchanges.length);
    expect(account.unpriced).toBe(false);
    const totals: Record<string, { circuits: number; shots: number; rounds: number }> = {};
    for (const { request } of exchanges) {
      const cost = problem.price(request);
      const sum = (totals[request.phase] ??= { circuits: 0, shots: 0, rounds: 0 });
      sum.circuits += cost.circuits;
      sum.shots += cost.shots!;
      sum.rounds += cost.rounds;
    }
    expect(account.phases).toEqual(totals);
    for (const unit of ["circuits", "shots", "rounds"] as const) {
      expect(Object.values(totals).reduce((total, phase) => total + phase[unit], 0)).toBe(account[unit]);
    }
    // Nothing is free but what is not asked, and no step goes on for nothing: a run without a limit of steps must end.
    expect(Object.keys(account.phases)).not.toContain("report");
    expect(new Set(exchanges.map(({ place }) => place.step)).size).toBe(12);
    // Places number the asks of a phase within a step.
    expect(new Set(exchanges.map(({ place }) => Object.values(place).join())).size).toBe(exchanges.length);
  });

  it("never oversteps a budget, and ends at its last whole step", () => {
    const all = checkpoints();
    for (const unit of ["circuits", "shots", "rounds"] as const) {
      for (let limit = 0; limit <= 40; limit++) {
        const { problem, exchanges } = recorded(noisy());
        const result = minimize(ask({ problem, budget: { [unit]: limit } }));
        const spent = exchanges.reduce((sum, { request }) => sum + (problem.price(request)[unit] ?? 0), 0);
        expect(result.account[unit]).toBe(spent);
        expect(spent).toBeLessThanOrEqual(limit);
        expect(result.stopped).toBe(result.steps === 12 ? "steps" : "budget");
        expect(result.theta, `${limit} ${unit}`).toEqual(all[result.steps].theta);
        expect(result.state).toStrictEqual(all[result.steps].state);
        // The next whole step would not have fitted.
        if (result.steps < 12) expect(all[result.steps + 1].account[unit]).toBeGreaterThan(limit);
      }
    }
  });

  it.each([NaN, Infinity, -Infinity])("ends as diverged at an answer of %d, and keeps its last whole step", (bad) => {
    const all = checkpoints();
    const total = recorded(noisy());
    minimize(ask({ problem: total.problem }));
    for (let at = 0; at < total.exchanges.length; at++) {
      const { kind } = total.exchanges[at].request;
      const parts = kind === "gradient" || kind === "metric" ? ["value", kind] : ["value"];
      for (const part of parts) {
        let asked = 0;
        const problem: Problem = {
          ...noisy(),
          answer(request, place) {
            const answer = noisy().answer(request, place) as Answer;
            if (asked++ !== at) return answer;
            const last = answer.length - 1;
            return answer.map((entry, k) =>
              k < last
                ? entry
                : part === "value"
                  ? { ...entry, value: bad }
                  : { ...entry, [part]: entry[part as "gradient"]!.with(1, bad) },
            );
          },
        };
        const result = minimize(ask({ problem }));
        expect(result.stopped, `answer ${at}`).toBe("diverged");
        expect(result.steps).toBe(total.exchanges[at].place.step);
        expect(result.theta).toEqual(all[result.steps].theta);
        expect(result).not.toHaveProperty("error");
      }
    }
  });

  it("ends as failed, with the error, when the problem throws", async () => {
    const reason = new Error("device lost");
    const { exchanges } = recorded(noisy());
    let asked = 0;
    const problem: Problem = {
      ...noisy(),
      answer(request, place) {
        if (asked++ === 5) throw reason;
        return noisy().answer(request, place);
      },
    };
    const all = checkpoints();
    const result = minimize(ask({ problem }));
    expect(result).toMatchObject({ stopped: "failed", error: reason });
    expect(result.theta).toEqual(all[result.steps].theta);
    expect(exchanges).toHaveLength(0);
    asked = 0;
    expect(await minimizeAsync(ask({ problem }))).toStrictEqual(result);
    asked = 0;
    const rejecting: Problem = {
      ...noisy(),
      answer: (...question) => (asked++ === 5 ? Promise.reject(reason) : noisy().answer(...question)),
    };
    expect(await minimizeAsync(ask({ problem: rejecting }))).toStrictEqual(result);
  });

  it("says what it needs before anything is asked", () => {
    const optimizer = make();
    for (const need of optimizer.needs) {
      const { problem, exchanges } = recorded({
        ...noisy(),
        capabilities: noisy().capabilities.filter((can) => can !== need),
      });
      const refused = caught(() => minimize(ask({ problem })));
      expect(refused.code).toBe("needs");
      expect(refused.message).toContain(`${key}: the problem gives `);
      expect(refused.message).toContain(`but it needs ${need}.`);
      expect(exchanges).toHaveLength(0);
    }
    const { exchanges, problem } = recorded(noisy());
    minimize(ask({ problem }));
    // And what it asks is among its needs.
    for (const { request } of exchanges)
      expect(optimizer.needs).toContain(request.kind === "values" ? "value" : request.kind);
  });

  it("where it is a rule, takes rate, schedule and clipping from outside, and does not mind who scales", () => {
    const { rule } = make();
    if (!rule) return;
    const loose = family as unknown as (options: object) => Optimizer;
    const update = (bound: Optimizer, gradient: number[], count: number, learningRate?: number): unknown =>
      bound.rule!.update({
        theta: Float64Array.from(start),
        gradient: Float64Array.from(gradient),
        state: bound.rule!.init(3),
        count,
        ...(learningRate !== undefined && { learningRate }),
      });
    const plain = update(make(0.25), [3, 0, -4], 1);
    expect(update(make(9), [3, 0, -4], 1, 0.25)).toStrictEqual(plain);
    expect(update(loose({ learningRate: 0.5, schedule: "step:1:0.5" }), [3, 0, -4], 1)).toStrictEqual(plain);
    expect(update(loose({ learningRate: 9, schedule: "step:1:0.5" }), [3, 0, -4], 1, 0.5)).toStrictEqual(plain);
    expect(update(loose({ learningRate: 0.25, clipValue: 4 }), [3, 0, -1000], 1)).toStrictEqual(plain);
    expect(update(loose({ learningRate: 0.25, clipNorm: 5 }), [6, 0, -8], 1)).toStrictEqual(plain);
  });

  it("stops between steps when it is told to", () => {
    const signal = { aborted: false };
    const all = checkpoints();
    const result = minimize(ask({ signal, onStep: ({ step }) => void (signal.aborted = step === 3) }));
    expect(result).toMatchObject({ stopped: "interrupted", steps: 3, account: all[3].account });
    expect(result.theta).toEqual(all[3].theta);
    expect(minimize(ask({ signal: { aborted: true } }))).toMatchObject({ stopped: "interrupted", steps: 0 });
    const { steps: step, theta, state, account, best } = result;
    expect(minimize(ask({ from: { step, theta, state, account, best } }))).toStrictEqual(minimize(ask()));
  });

  it("is the same, synchronous or not, to the bit", async () => {
    const later: Problem = { ...noisy(), answer: (...question) => Promise.resolve(noisy().answer(...question)) };
    expect(await minimizeAsync(ask({ problem: later }))).toStrictEqual(minimize(ask()));
    expect(await minimizeAsync(ask())).toStrictEqual(minimize(ask()));
  });

  it("goes downhill in a bowl of exact values, or in a valley of cosines that can tell more", () => {
    // At a rate of 0.05, or at the optimizer's own where that is larger.
    const own = "learningRate" in family.options ? Number(family.options.learningRate.default) : 0;
    const optimizer = make(Math.max(0.05, own));
    const plain = optimizer.needs.every((need) => bowl(1).capabilities.includes(need));
    const problem = plain ? bowl(1, 2, 0.5) : valley(1, 2, 0.5);
    const { theta, recommended, stopped } = minimize({ optimizer, problem, start, steps: 100 });
    const height = ([a, b, c]: ArrayLike<number> & Iterable<number>): number => a * a + 2 * b * b + (c * c) / 2;
    expect(stopped).toBe("steps");
    expect(height(theta)).toBeLessThan(0.1 * height(start));
    expect(recommended).toEqual(theta);
  });

  it("refuses bad options and suggests the nearest name", () => {
    const loose = family as unknown as (options: object) => unknown;
    for (const [name, field] of Object.entries(family.options)) {
      const refused = caught(() => loose({ [name]: {} }));
      expect(refused).toEqual({
        code: "options",
        message: `${key}: ${name} is {}, but it must be ${field.type}. ${field.about} (default ${JSON.stringify(field.default)}).`,
      });
      const typo = caught(() => loose({ [`${name}s`]: 1 }));
      expect(typo.code).toBe("options");
      expect(typo.message).toContain(
        `${key}: there is an option "${name}s", but it has no such option. Did you mean "${name}"?`,
      );
    }
    for (const [name, field] of Object.entries(family.options)) {
      if (typeof field.default !== "number") continue;
      for (const bad of [NaN, Infinity, -Infinity]) {
        expect(caught(() => loose({ [name]: bad })).message).toContain(`${key}: ${name} is ${bad}, but it must be a`);
      }
    }
    for (const bad of [0, -1, NaN, Infinity]) {
      if (!("learningRate" in family.options)) continue;
      expect(caught(() => loose({ learningRate: bad })).message).toContain(
        `${key}: learningRate is ${bad}, but it must be a number > 0.`,
      );
    }
  });
});
