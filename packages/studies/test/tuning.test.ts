import { describe, expect, test } from "vitest";
import { candidatesOf, firstCandidates } from "../src/candidates.js";
import type { Experiment } from "../src/experiment.js";
import type { Change } from "../src/optimizer.js";
import { runsAt, type RunRecord } from "../src/run.js";
import { mayHave } from "../src/jobs.js";
import { weighAll, type Tuning } from "../src/tuning.js";
import { experimentOf, runOf } from "./records.js";

/** Losses of each optimizer at each rate, one a tuning seed. */
type Losses = Record<string, Record<number, readonly number[]>>;

function trials(losses: Losses): RunRecord[] {
  return Object.entries(losses).flatMap(([optimizer, rates]) =>
    Object.entries(rates).flatMap(([rate, values]) =>
      values.map((loss, seed) =>
        runOf({ optimizer, variant: "tuning", change: { learningRate: Number(rate) }, seed }, loss),
      ),
    ),
  );
}

function chosen(
  losses: Losses,
  changed: Partial<Parameters<typeof experimentOf>[0]> = {},
): ReadonlyMap<string, Tuning> {
  const experiment = experimentOf({
    optimizers: Object.keys(losses),
    rates: [0.1, 0.3, 1],
    widen: false,
    settings: { tuningSeeds: Object.values(Object.values(losses)[0])[0].length },
    ...changed,
  });
  return weighAll(experiment, runsAt(experiment, "tuning", trials(losses)));
}

describe("the choice of a rate", () => {
  const clear = { 0.1: [0.9, 0.9, 0.9], 0.3: [0.5, 0.51, 0.52], 1: [0.7, 0.7, 0.7] };

  test("is the lowest mean, for everyone who is clear about it", () => {
    const found = chosen({ sgd: clear, adam: { ...clear, 1: [0.3, 0.3, 0.3] } });
    expect(found.get("sgd")).toMatchObject({ rate: 0.3, ownBest: null, chosen: { learningRate: 0.3 } });
    expect(found.get("adam")).toMatchObject({ rate: 1, ownBest: null });
    expect(found.get("sgd")!.candidates.map(({ tied, chance }) => [tied, chance])).toEqual([
      [false, 0],
      [true, 1],
      [false, 0],
    ]);
  });

  test("follows the reference at a near tie, and says so", () => {
    // 0.3 and 1 differ by 0.01 on average, with seeds that disagree.
    const found = chosen({ sgd: clear, nlr: { ...clear, 0.3: [0.5, 0.56, 0.5], 1: [0.51, 0.5, 0.52] } });
    expect(found.get("nlr")).toMatchObject({ rate: 0.3, ownBest: { learningRate: 1 } });
    expect(found.get("nlr")!.candidates.map(({ tied }) => tied)).toEqual([false, true, true]);
    const { chance } = found.get("nlr")!.candidates[2];
    expect(chance).toBeGreaterThan(0.5);
    expect(chance).toBeLessThan(1);
  });

  test("a rate that fails on one seed is no tie, though its standard error is as large as its mean", () => {
    const found = chosen({
      sgd: { ...clear, 0.3: [0.6, 0.6, 0.6], 1: [0.5, 0.5, 0.5] },
      nlr: { ...clear, 1: [0.48, 0.5, 1.9] },
    });
    expect(found.get("sgd")).toMatchObject({ rate: 1 });
    expect(found.get("nlr")).toMatchObject({ rate: 0.3, ownBest: null });
    expect(found.get("nlr")!.candidates[2].tied).toBe(false);
  });

  test("does not follow where the own rate is better by more than chance", () => {
    const found = chosen({ sgd: clear, nlr: { ...clear, 0.3: [0.52, 0.53, 0.52], 1: [0.5, 0.51, 0.505] } });
    expect(found.get("nlr")).toMatchObject({ rate: 1, ownBest: null });
  });

  test("of the reference does not depend on anybody, and of the others on the reference alone", () => {
    const own = { ...clear, 1: [0.5, 0.5, 0.53] };
    const alone = chosen({ sgd: clear, nlr: own });
    const beside = chosen({ sgd: clear, nlr: own, adam: { 0.1: [0.1, 0.1, 0.1], 0.3: [9, 9, 9], 1: [NaN, 9, 9] } });
    for (const name of ["sgd", "nlr"]) expect(beside.get(name)).toEqual(alone.get(name));
  });

  test("with one tuning seed, only what is equal is a tie; of equals the smaller", () => {
    expect(chosen({ sgd: { 0.1: [0.5], 0.3: [0.5], 1: [0.51] } }).get("sgd")).toMatchObject({ rate: 0.1 });
    expect(chosen({ sgd: { 0.1: [0.6], 0.3: [0.5], 1: [0.51] } }).get("sgd")!.candidates[2].tied).toBe(false);
  });

  test("a rate that does not end in a finite loss on some seed is not chosen, and no tie", () => {
    const found = chosen({ sgd: { ...clear, 0.3: [0.1, NaN, 0.1] } }).get("sgd")!;
    expect(found).toMatchObject({ rate: 1 });
    expect(found.candidates[1]).toMatchObject({ lossTrain: null, tied: false });
  });

  test("charges all that was tried", () => {
    expect(chosen({ sgd: clear }).get("sgd")).toMatchObject({ runs: 9, circuits: 90, shots: 0 });
  });
});

describe("rates beyond the list", () => {
  const wide = (changed: Partial<Parameters<typeof experimentOf>[0]> = {}): Experiment =>
    experimentOf({ rates: [0.1, 0.3, 1], ...changed });
  const [sgd, nlr] = wide().optimizers;

  /** Looks until nothing is missing; the loss falls towards a rate. */
  function reached(experiment: Experiment, towards: number, spec = sgd): number[] {
    const tried = new Map<number, number>();
    for (;;) {
      const { all } = candidatesOf(experiment, spec, (change) => tried.get(change.learningRate as number));
      const missing = all.filter(({ learningRate }) => !tried.has(learningRate as number));
      if (missing.length === 0) return all.map((change) => change.learningRate as number);
      for (const { learningRate } of missing)
        tried.set(learningRate as number, Math.abs(Math.log(learningRate as number) - Math.log(towards)));
    }
  }

  test("are tried one by one while the best lies at an edge, three on a side at most", () => {
    expect(reached(wide(), 0.3)).toEqual([0.1, 0.3, 1]);
    expect(reached(wide(), 2.9)).toEqual([0.1, 0.3, 1, 3, 10]);
    expect(reached(wide(), 1e6)).toEqual([0.1, 0.3, 1, 3, 10, 30]);
    expect(reached(wide(), 1e-9)).toEqual([0.003, 0.01, 0.03, 0.1, 0.3, 1]);
    expect(reached(wide({ rates: [0.07, 0.2] }), 1e6)).toEqual([0.07, 0.2, 0.3, 1, 3]);
    expect(reached(wide(), 1e6, nlr)).toEqual([0.1, 0.3, 1, 3, 10, 30]);
  });

  test("are not tried where the user says so, or gives one rate", () => {
    expect(reached(wide({ widen: false }), 1e6)).toEqual([0.1, 0.3, 1]);
    expect(reached(wide({ rates: [0.3] }), 1e6)).toEqual([0.3]);
  });
});

describe("an optimizer without a learning rate", () => {
  const experiment = experimentOf({ optimizers: ["sgd", "cobyla", "spsa", "rotosolve"] });
  const of = (alias: string): readonly Change[] =>
    firstCandidates(
      experiment,
      experiment.optimizers.find((spec) => spec.alias === alias)!,
    );

  test("gets as many trials, of the space that it declares: the given options first", () => {
    const radii = of("cobyla").map(({ radius }) => radius as number | undefined);
    expect(radii).toHaveLength(experiment.rates.length);
    expect(radii[0]).toBeUndefined();
    for (const radius of radii.slice(1)) {
      expect(radius).toBeGreaterThanOrEqual(0.05);
      expect(radius).toBeLessThanOrEqual(2);
    }
    expect(new Set(radii).size).toBe(radii.length);
    expect(Object.keys(of("spsa")[1])).toEqual(["firstStep", "perturbation"]);
    expect(of("cobyla")).toEqual(of("cobyla"));
  });

  test("is not tuned where it declares none", () => {
    expect(of("rotosolve")).toEqual([]);
  });
});

test("a log may hold what tuning can come to, and nothing else", () => {
  const experiment = experimentOf({ settings: { seeds: 2, tuningSeeds: 2 } });
  const job = { preset: "two-qubit", optimizer: "nlr", variant: "run" as const, change: null, seed: 1 };
  const widened = { learningRate: 30 };
  for (const mine of [
    job,
    { ...job, change: widened },
    { ...job, variant: "tuning" as const, change: widened, seed: 1 + 2 ** 41 },
    { ...job, variant: "ceiling" as const, optimizer: null },
  ])
    expect(mayHave(experiment, mine)).toBe(true);
  for (const foreign of [
    { ...job, preset: "paper" },
    { ...job, optimizer: "adam" },
    { ...job, seed: 3 },
    { ...job, change: { radius: 1 } },
    { ...job, variant: "tuning" as const, change: widened },
    { ...job, variant: "tuning" as const, change: null, seed: 1 + 2 ** 41 },
  ])
    expect(mayHave(experiment, foreign)).toBe(false);
});
