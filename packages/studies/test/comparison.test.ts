import { describe, expect, test } from "vitest";
import {
  allPairs,
  compareRuns,
  judge,
  NO_CONTROLS,
  type Comparison,
  type Controls,
  type Entry,
} from "../src/comparison.js";
import type { RunRecord } from "../src/run.js";
import { runOf } from "./records.js";

/** Runs that end at these losses, one a seed. */
function entry(
  alias: string,
  losses: readonly number[],
  rate: number | null = 0.1,
  changed: Partial<RunRecord> = {},
): Entry {
  return { alias, rate, runs: losses.map((loss, seed) => runOf({ optimizer: alias, seed }, loss, changed)) };
}

const SGD = [0.5, 0.52, 0.48, 0.55, 0.51, 0.49, 0.53, 0.5];
const times = (factor: number): number[] => SGD.map((loss, k) => loss * factor * (1 + 0.01 * (k % 3)));
const only = (own: Entry, other: Entry, controls: Partial<Controls> = {}): Comparison =>
  judge([{ figures: compareRuns(own, other), controls: { ...NO_CONTROLS, ...controls } }])[0];

describe("the measure", () => {
  test("is the mean logarithm of the ratios: half and double cancel", () => {
    const { measure, relative } = compareRuns(entry("a", [0.25, 1]), entry("sgd", [0.5, 0.5]));
    expect(measure).toBe("ratio");
    expect(relative.mean).toBeCloseTo(0, 12);
    expect(relative.low!).toBeGreaterThan(-1);
  });

  test("is the difference in loss where some loss is below 1 % of its start, and the ratio is left out", () => {
    const comparison = compareRuns(entry("a", [0.001, ...SGD.slice(1)]), entry("sgd", [0.009, ...SGD.slice(1)]));
    expect(comparison).toMatchObject({ measure: "difference", relative: { mean: null, low: null, high: null } });
    expect(comparison.difference.median).toBe(0);
    expect(
      compareRuns(
        entry(
          "a",
          SGD.map(() => 0),
        ),
        entry("sgd", SGD),
      ).measure,
    ).toBe("difference");
  });
});

describe("the judgement", () => {
  test("is better, worse, undecided or identical at equal rates", () => {
    const sgd = entry("sgd", SGD);
    expect(only(entry("a", times(0.8)), sgd).judgement).toBe("better");
    expect(only(entry("a", times(1.2)), sgd).judgement).toBe("worse");
    expect(
      only(
        entry(
          "a",
          SGD.map((loss, k) => loss * (k % 2 ? 1.02 : 0.98)),
        ),
        sgd,
      ).judgement,
    ).toBe("undecided");
    expect(only(entry("a", SGD), sgd)).toMatchObject({ judgement: "identical", identical: true, pValue: null });
  });

  test("is none below six pairs, and where runs failed or diverged: then there is no p-value either", () => {
    expect(only(entry("a", [0.1, 0.2]), entry("sgd", [0.5, 0.6]))).toMatchObject({
      judgement: "untested",
      pValue: null,
    });
    for (const stopped of ["failed", "diverged"] as const) {
      const [first, ...rest] = entry("a", times(0.5)).runs;
      const bad: Entry = { alias: "a", rate: 0.1, runs: [{ ...first, stopped }, ...rest] };
      const nothing = { judgement: "untested", pValue: null, pHolm: null, relative: { mean: null } };
      expect(only(bad, entry("sgd", SGD))).toMatchObject(nothing);
      expect(only(entry("sgd", SGD), bad)).toMatchObject(nothing);
      expect(only(bad, bad).identical).toBe(false);
    }
  });

  test("ranks nobody on a plateau", () => {
    const flat = (alias: string, loss: number): Entry => {
      const { rate, runs } = entry(
        alias,
        SGD.map((_, k) => loss - 0.0001 * k),
      );
      const history = (run: RunRecord): RunRecord["history"] =>
        run.history.map((point) => ({ ...point, gradientNorm: point.gradientNorm === null ? null : 0.01 }));
      return { alias, rate, runs: runs.map((run) => ({ ...run, history: history(run) })) };
    };
    expect(only(flat("a", 0.995), flat("sgd", 0.996))).toMatchObject({
      judgement: "plateau",
      pValue: null,
      pHolm: null,
    });
    // Runs that diverge beside it are no plateau.
    const [first, ...rest] = flat("a", 0.995).runs;
    const diverged: Entry = { alias: "a", rate: 0.1, runs: [{ ...first, stopped: "diverged" }, ...rest] };
    expect(only(diverged, flat("sgd", 0.996))).toMatchObject({ judgement: "untested", why: "runs of a diverged" });
    // Who gets off it is ranked.
    expect(only(flat("a", 0.5), flat("sgd", 0.996)).judgement).toBe("better");
  });

  test("shows no difference to an optimizer that takes the same steps at its own rate", () => {
    const [own, sgd] = [entry("nlr", times(3), 0.3), entry("sgd", SGD, 1)];
    const atOwnRate = compareRuns(own, { ...own, alias: "sgd" });
    const atReferenceRate = compareRuns(entry("nlr", times(2), 1), sgd);
    expect(only(own, sgd, { atOwnRate, atReferenceRate })).toMatchObject({
      judgement: "same-steps",
      pValue: null,
      pHolm: null,
      relative: { mean: null },
      difference: { median: null },
    });
  });

  test("is a tie where all end at the same loss on other ways, and says so", () => {
    const shifted = entry("a", SGD).runs.map((run) => ({
      ...run,
      history: run.history.map((point, k) => (k === 7 ? { ...point, loss: 2 } : point)),
    }));
    expect(only({ alias: "a", rate: 0.1, runs: shifted }, entry("sgd", SGD))).toMatchObject({
      judgement: "tied",
      why: "both end at the very same loss on every seed",
    });
  });

  test("names the reason where there is no p-value", () => {
    const [first, ...rest] = entry("sgd", SGD).runs;
    const why = (stopped: RunRecord["stopped"]): string | null =>
      only(entry("a", SGD), { alias: "sgd", rate: 0.1, runs: [{ ...first, stopped }, ...rest] }).why;
    expect(why("failed")).toBe("runs of sgd failed");
    expect(why("diverged")).toBe("runs of sgd diverged");
    expect(only(entry("a", [0.1, 0.2]), entry("sgd", [0.5, 0.6])).why).toBe("fewer than 6 pairs give no p-value");
    expect(only(entry("a", times(0.8)), entry("sgd", SGD)).why).toBeNull();
  });

  test("needs the control: the loser at the winner's rate", () => {
    const [own, sgd] = [entry("a", times(1.3), 0.3), entry("sgd", SGD, 1)];
    const even = (factor: number): number[] => times(factor).map((loss, k) => loss * (k % 2 ? 1.03 : 0.97));
    const lost = compareRuns(entry("a", times(1.2), 1), sgd);
    const atOwnRate = compareRuns(own, entry("sgd", times(1.4), 0.3));
    expect(only(own, sgd, { atOwnRate, atReferenceRate: lost }).judgement).toBe("worse");
    const drawn = compareRuns(entry("a", even(1), 1), sgd);
    expect(only(own, sgd, { atOwnRate, atReferenceRate: drawn })).toMatchObject({ judgement: "not-separated" });
    expect(only(own, sgd, { atOwnRate, atReferenceRate: null }).judgement).toBe("not-separated");
    // The other way round, sgd gets the winner's rate.
    const better = entry("a", times(0.7), 0.3);
    const beside = (losses: number[]): Comparison["judgement"] =>
      only(better, sgd, { atOwnRate: compareRuns(better, entry("sgd", losses, 0.3)), atReferenceRate: lost }).judgement;
    expect(beside(times(0.9))).toBe("better");
    expect(beside(times(0.7))).toBe("same-steps");
    expect(beside(even(0.7))).toBe("not-separated");
  });

  test("needs the own best rate too before one that followed the reference's is called worse", () => {
    const sgd = entry("sgd", SGD, 0.1);
    const own = entry("a", times(1.3), 0.1);
    const best = (factor: number): Partial<Controls> => ({
      atOwnBest: compareRuns(entry("a", times(factor), 0.3), sgd),
    });
    expect(only(own, sgd, best(1.1)).judgement).toBe("worse");
    expect(only(own, sgd, best(0.9)).judgement).toBe("not-separated");
    // Better without its best is better.
    expect(only(entry("a", times(0.7), 0.1), sgd, best(1.1)).judgement).toBe("better");
  });

  test("rests on Holm's correction over all comparisons of the table, and over the larger p-value with a control", () => {
    const sgd = entry("sgd", SGD, 1);
    const weak = entry("a", SGD.map((loss, k) => loss * (k === 0 ? 1.001 : 0.9 + 0.001 * k)), 1); // prettier-ignore
    const one = { figures: compareRuns(weak, sgd), controls: NO_CONTROLS };
    expect(judge([one])[0]).toMatchObject({ pValue: 0.015625, pHolm: 0.015625, judgement: "better" });
    const identical = { figures: compareRuns(entry("b", SGD, 1), sgd), controls: NO_CONTROLS };
    // Who turns out to be identical does not make it easier for the others.
    expect(judge([one, identical, identical, identical])[0]).toMatchObject({
      pHolm: 4 * 0.015625,
      judgement: "undecided",
    });
    // The control's p-value is corrected like its own.
    const strong = entry("a", times(0.7), 0.3);
    const control = compareRuns(strong, { ...entry("sgd", weak.runs.map(() => 1), 0.3), runs: weak.runs.map((run, k) => ({ ...run, loss: { train: strong.runs[k].loss.train * (k === 0 ? 0.999 : 1.1), test: 0 } })) }); // prettier-ignore
    expect(control.pValue).toBe(0.015625);
    const judged = judge([
      { figures: compareRuns(strong, sgd), controls: { ...NO_CONTROLS, atOwnRate: control, atReferenceRate: control } },
      ...[identical, identical, identical],
    ]);
    expect(judged[0]).toMatchObject({ pValue: 0.0078125, pHolm: 4 * 0.015625, judgement: "not-separated" });
  });
});

test("pairs are everyone against everyone once, under one correction and without a judgement", () => {
  const pairs = allPairs([entry("sgd", SGD), entry("a", times(0.8)), entry("b", times(0.9))]);
  expect(pairs.map(({ optimizer, reference }) => `${optimizer}-${reference}`)).toEqual(["a-sgd", "b-sgd", "b-a"]);
  for (const pair of pairs) {
    expect(pair.pHolm).toBeCloseTo(3 * pair.pValue!, 12);
    expect(pair).not.toHaveProperty("judgement");
  }
});
