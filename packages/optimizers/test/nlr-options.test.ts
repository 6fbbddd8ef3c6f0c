import { norm, streams, ulp, type Random } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  adam,
  armijo,
  chain,
  clipByNorm,
  kick,
  lion,
  minimize,
  nlr,
  optimizers,
  scheduled,
  type Answer,
  type Data,
  type Optimizer,
  type Phase,
  type TentativeReport as Report,
} from "../src/index.js";
import { noisy, recorded, scripted, valley } from "./problems.js";

type Options = NonNullable<Parameters<typeof nlr>[0]>;

/** Every way to choose one of each. */
function combinations(choices: Record<string, readonly unknown[]>): Options[] {
  return Object.entries(choices).reduce<Options[]>(
    (all, [name, values]) => all.flatMap((options) => values.map((value) => ({ ...options, [name]: value }))),
    [{}],
  );
}

/**
 * NLR once more, as a plain loop over a problem that answers at once: no generator, no shared helper, options by their
 * sentences in docs/nlr.md.
 */
function reference(options: Options, base: Optimizer, steps: number): { path: number[][]; asked: number } {
  const problem = noisy({ shots: 10, lossShots: 10 });
  const eta = 0.5;
  const { rule } = base;
  let theta = [1, 2, 3];
  let inner = rule!.init(3);
  let cooling = 0;
  let asked = 0;
  const path: number[][] = [];
  for (let step = 0; step < steps; step++) {
    const random: Random = streams(7).stream("optimizer").at(step);
    let ask = 0;
    const loss = (phase: Phase, points: number[][], data?: Data, shots?: number): Answer => {
      const answer = problem.answer(
        {
          kind: phase === "gradient" ? "gradient" : "values",
          thetas: points.map((point) => Float64Array.from(point)),
          phase,
          ...(data && { data }),
          ...(shots && { shots }),
        },
        { step, phase, ask: phase === "gradient" ? 0 : ask },
      ) as Answer;
      asked += 1;
      if (phase !== "gradient") ask += points.length;
      return answer;
    };
    const [first] = loss("gradient", [theta]);
    const made = rule!.update({
      theta: Float64Array.from(theta),
      gradient: first.gradient!,
      state: inner,
      count: step,
      learningRate: eta,
    });
    inner = made.state;
    const u = [...made.step];
    let next = theta.map((t, i) => t - u[i]);
    const shake = (point: number[]): number[] =>
      point.map((t) => t + ((options.noise! * norm(Float64Array.from(u))) / Math.sqrt(3)) * random.normal());
    const everyStep = options.noise! > 0 && options.noiseOn === "every";
    if (cooling > 0) {
      cooling -= 1;
      theta = everyStep ? shake(next) : next;
      path.push(theta);
      continue;
    }
    const data = options.compareOn!;
    const shots = options.compareShots!;
    const both = data === "batch" ? [] : loss("tentative", [theta, next], data, shots);
    const [after] = data === "batch" ? loss("tentative", [next], data, shots) : both.slice(1);
    const stale = data === "batch" && shots !== 0 && shots !== 10;
    const [before] = stale ? loss("tentative", [theta], data, shots) : [both.at(0) ?? first];
    const error = Math.hypot(before.standardError, after.standardError);
    const margin = options.threshold! + options.gate! * error + 4 * ulp(before.value);
    const raised = after.value - before.value > margin;
    if (!raised) theta = everyStep ? shake(next) : next;
    else {
      const annealed = options.anneal === "constant" ? 1 : 0.5 ** step;
      if (options.onRaise === "reverse") next = theta.map((t, i) => t + (1 / eta) * annealed * u[i]);
      if (options.onRaise === "quarter") next = theta.map((t, i) => t - u[i] / 4);
      if (options.onRaise === "stay") next = theta;
      if (everyStep || (options.noise! > 0 && options.onRaise === "reverse")) next = shake(next);
      if (!options.verify || options.onRaise === "stay") theta = next;
      else if (loss("tentative", [next], data, shots)[0].value < before.value) theta = next;
      cooling = options.coolDown!;
    }
    path.push(theta);
  }
  return { path, asked };
}

describe("the arithmetic of every combination of options, against a plain loop", () => {
  const bases: [string, Optimizer][] = [
    ["sgd", optimizers.sgd()],
    ["adam", adam({ beta1: 0.5 })],
    ["a chain", chain(clipByNorm(1), scheduled("exponential:0.9"), lion())],
  ];
  it.each(bases)("around %s", (_, base) => {
    const all = combinations({
      noise: [0, 0.4],
      noiseOn: ["reversal", "every"],
      onRaise: ["reverse", "stay", "quarter"],
      verify: [false, true],
      coolDown: [0, 2],
      anneal: ["constant", "exponential:0.5"],
      compareOn: ["batch", "next", "held-out", "all"],
      compareShots: [0, 10, 20],
      threshold: [0, 0.05],
      gate: [0, 0.2],
    });
    const seen = new Set<string>();
    for (const options of all) {
      const path: number[][] = [];
      const reports: Report[] = [];
      const { problem, exchanges } = recorded(noisy({ shots: 10, lossShots: 10 }));
      minimize({
        optimizer: nlr({ ...options, base, learningRate: 0.5, negativeLearningRate: 1 }),
        problem,
        start: [1, 2, 3],
        steps: 7,
        random: 7,
        onStep({ theta, report }) {
          path.push([...theta]);
          reports.push(report);
        },
      });
      const wanted = reference(options, base, 7);
      // To the bit, and with no question more or less.
      if (JSON.stringify(path) !== JSON.stringify(wanted.path))
        expect(path, JSON.stringify(options)).toEqual(wanted.path);
      expect(exchanges.length, JSON.stringify(options)).toBe(wanted.asked);
      for (const { raised, reversed, cooling } of reports) seen.add(`${raised} ${reversed} ${cooling}`);
    }
    expect(all).toHaveLength(2 * 2 * 3 * 2 * 2 * 2 * 4 * 3 * 2 * 2);
    // Accepted, turned, refused or quartered, and cooled steps have all been met.
    expect([...seen].sort()).toEqual([
      "false false undefined",
      "true false undefined",
      "true true undefined",
      "undefined false true",
    ]);
  });
});

describe("telemetry of a step", () => {
  const slope: Answer = [{ value: 0, standardError: 0, gradient: Float64Array.of(3, 0) }];
  const height = (value: number): Answer => [{ value, standardError: 0 }];
  const report = (options: Options, ...answers: Answer[]): Report => {
    const optimizer = nlr({ learningRate: 0.5, negativeLearningRate: 2, ...options });
    const random = streams(1).stream("telemetry").at(0);
    return scripted(optimizer.step(Float64Array.of(1, 2), optimizer.init(2), random), ...answers).result.report;
  };

  it("has the figures of the verdict", () => {
    expect(report({ threshold: 0.25 }, slope, height(1))).toEqual({
      value: 0,
      gradientNorm: 3,
      raised: true,
      reversed: true,
      change: 1,
      standardError: 0,
      margin: 0.25 + 4 * ulp(0),
      promised: 4.5,
      length: 6,
      ratio: 4,
    });
    expect(report({}, slope, height(-1))).not.toHaveProperty("ratio");
  });

  it("says what a verified reversal promised, and that it was not taken", () => {
    const [lower, higher] = [-0.5, 0.5].map((value) => report({ verify: true }, slope, height(1), height(value)));
    expect(lower).toMatchObject({ raised: true, reversed: true, reversedChange: -0.5, length: 6 });
    expect(higher).toMatchObject({ raised: true, reversed: false, reversedChange: 0.5, length: 0 });
    // A tie is not lower.
    expect(report({ verify: true }, slope, height(1), height(0)).length).toBe(0);
  });

  it("says that a step was not compared, and reports no loss of it", () => {
    const reports: Report[] = [];
    const { account } = minimize({
      optimizer: nlr({ learningRate: 3, negativeLearningRate: 0.3, coolDown: 2 }),
      problem: valley(1),
      start: [1],
      steps: 4,
      onStep: ({ report }) => reports.push(report),
    });
    expect(reports[0]).toMatchObject({ raised: true, reversed: true });
    for (const cooled of reports.slice(1, 3)) {
      expect(cooled).toMatchObject({ cooling: true, reversed: false });
      expect(cooled).not.toHaveProperty("value");
      expect(cooled).not.toHaveProperty("change");
    }
    expect(reports[3]).toHaveProperty("change");
    expect(account.rounds).toBe(4 + 2);
  });
});

it("with nothing raised NLR is its base, to the bit, whatever the base", () => {
  const rules = Object.values(optimizers).filter((family) => family().rule);
  expect(rules).toHaveLength(11);
  const path = (optimizer: Optimizer): Float64Array[] => {
    const points: Float64Array[] = [];
    minimize({ optimizer, problem: noisy(), start: [1, -2, 3], steps: 15, onStep: ({ theta }) => points.push(theta) });
    return points;
  };
  const bases = [
    ...rules.map((family) => family({ learningRate: 0.3 })),
    chain(clipByNorm(1), scheduled("cosine:10"), adam({ learningRate: 0.3 })),
  ];
  for (const base of bases) {
    const plain = path(base);
    expect(path(nlr({ base, learningRate: 0.3, threshold: 1e9, noise: 1, verify: true }))).toEqual(plain);
    // By name it is the rule at its defaults.
    if (optimizers[base.name]().options.learningRate && !("chain" in base.options)) {
      expect(path(nlr({ base: base.name, learningRate: 0.3, threshold: 1e9 }))).toEqual(plain);
    }
  }
});

it("a kick anneals and is verified like a reversal, and has its length", () => {
  const run = (optimizer: Optimizer): Report[] => {
    const reports: Report[] = [];
    minimize({
      optimizer,
      problem: valley(1, 1),
      start: [1, 0.7],
      steps: 4,
      onStep: ({ report }) => reports.push(report),
    });
    return reports;
  };
  const options = { learningRate: 4, negativeLearningRate: 2, anneal: "exponential:0.5" };
  const [turned] = run(nlr(options));
  const [kicked] = run(kick(options));
  expect(kicked.length).toBeCloseTo(turned.length!, 12);
  const reports = run(kick({ ...options, verify: true }));
  for (const { reversedChange, length, raised } of reports.filter(({ raised }) => raised)) {
    expect(raised && reversedChange !== undefined).toBe(true);
    if (reversedChange! >= 0) expect(length).toBe(0);
    else expect(length).toBeGreaterThan(0);
  }
  expect(reports.some(({ raised }) => raised)).toBe(true);
});

it("armijo compares with its own shots as well, and asks for value₀ anew where the gradient has others", () => {
  for (const [compareShots, before] of [
    [10, 0],
    [20, 1],
  ]) {
    const { problem, exchanges } = recorded(noisy({ shots: 10, lossShots: 5 }));
    minimize({ optimizer: armijo({ compareShots, tries: 1 }), problem, start: [1, 2, 3], steps: 1 });
    const shots = exchanges.map(({ request }) => request.shots);
    expect(shots).toEqual([undefined, compareShots, ...Array.from({ length: before }, () => compareShots)]);
  }
});
