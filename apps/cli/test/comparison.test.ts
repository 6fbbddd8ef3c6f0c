import { describe, expect, test } from "vitest";
import { allPairs, compareRuns, judge, type Comparison, type Entry } from "../src/compare/comparison.js";
import type { RunRecord } from "../src/compare/run.js";
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
const only = (
  own: Entry,
  other: Entry,
  equalRates: Parameters<typeof judge>[0][number]["equalRates"] = null,
): Comparison => judge([{ comparison: compareRuns(own, other), equalRates }])[0];

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
    // Who gets off it is ranked.
    expect(only(flat("a", 0.5), flat("sgd", 0.996)).judgement).toBe("better");
  });

  test("shows no difference to an optimizer that takes the same steps at its own rate", () => {
    const [own, sgd] = [entry("nlr", times(3), 0.3), entry("sgd", SGD, 1)];
    const equalRates = {
      own: compareRuns(own, { ...own, alias: "sgd" }),
      reference: compareRuns(entry("nlr", times(2), 1), sgd),
    };
    expect(only(own, sgd, equalRates)).toMatchObject({
      judgement: "same-steps",
      pValue: null,
      pHolm: null,
      relative: { mean: null },
      difference: { median: null },
    });
  });

  test("blames the rate where the loser does not lose at the winner's rate", () => {
    const [own, sgd] = [entry("a", times(1.3), 0.3), entry("sgd", SGD, 1)];
    const lost = compareRuns(entry("a", times(1.2), 1), sgd);
    const even = compareRuns(
      entry(
        "a",
        SGD.map((loss, k) => loss * (k % 2 ? 1.01 : 0.99)),
        1,
      ),
      sgd,
    );
    const irrelevant = compareRuns(own, entry("sgd", times(1.4), 0.3));
    expect(only(own, sgd, { own: irrelevant, reference: lost }).judgement).toBe("worse");
    expect(only(own, sgd, { own: irrelevant, reference: even }).judgement).toBe("rate-decides");
    expect(only(own, sgd, { own: irrelevant, reference: null }).judgement).toBe("rate-decides");
    // The other way round, sgd gets the winner's rate.
    const better = entry("a", times(0.7), 0.3);
    expect(
      only(better, sgd, { own: compareRuns(better, entry("sgd", times(0.9), 0.3)), reference: lost }).judgement,
    ).toBe("better");
    expect(
      only(better, sgd, { own: compareRuns(better, entry("sgd", times(0.7), 0.3)), reference: lost }).judgement,
    ).toBe("same-steps");
    const shaken = times(0.7).map((loss, k) => loss * (k % 2 ? 1.01 : 0.99));
    expect(only(better, sgd, { own: compareRuns(better, entry("sgd", shaken, 0.3)), reference: lost }).judgement).toBe(
      "rate-decides",
    );
  });

  test("rests on Holm's correction over the group, in which those that take the same steps do not count", () => {
    const sgd = entry("sgd", SGD, 1);
    const weak = entry(
      "a",
      SGD.map((loss, k) => loss * (k === 0 ? 1.001 : 0.9 + 0.001 * k)),
      1,
    );
    const many = Array.from({ length: 5 }, () => ({ comparison: compareRuns(weak, sgd), equalRates: null }));
    expect(judge(many.slice(0, 1))[0]).toMatchObject({ pValue: 0.015625, pHolm: 0.015625, judgement: "better" });
    expect(judge(many)[0]).toMatchObject({ pValue: 0.015625, pHolm: 5 * 0.015625, judgement: "undecided" });
    const own = entry("nlr", times(3), 0.3);
    const same = {
      comparison: compareRuns(own, sgd),
      equalRates: { own: compareRuns(own, { ...own, alias: "sgd" }), reference: null },
    };
    expect(judge([...many.slice(0, 1), same])[0].pHolm).toBe(0.015625);
  });
});

test("pairs are everyone against everyone once, under one correction and without a judgement", () => {
  const pairs = allPairs([entry("sgd", SGD), entry("a", times(0.8)), entry("b", times(0.9))]);
  expect(pairs.map(({ optimizer, reference }) => `${optimizer}-${reference}`)).toEqual(["a-sgd", "b-sgd", "b-a"]);
  for (const pair of pairs) {
    expect(pair.pHolm).toBeCloseTo(3 * pair.pValue!, 12);
    expect(JSON.stringify(pair)).not.toContain("judgement");
  }
});
