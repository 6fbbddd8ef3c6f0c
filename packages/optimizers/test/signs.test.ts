import { describe, expect, it } from "vitest";
import {
  failureSigns,
  minimize,
  nlr,
  summarize,
  type TentativeReport as Report,
  type TraceSummary,
} from "../src/index.js";
import { bowl } from "./problems.js";

const accepted: Report = { raised: false, change: -1, standardError: 0, promised: 2, length: 1 };
const raised: Report = { raised: true, change: 1, standardError: 0, promised: 2, length: 1 };
const options = { learningRate: 0.1, negativeLearningRate: 0.2, base: "sgd" };
const of = (reports: Report[], losses: number[] = [], given: object = options): TraceSummary =>
  summarize({ reports, options: given as Record<string, unknown>, losses });
const times = (count: number, report: Report): Report[] => Array.from({ length: count }, () => report);
const codes = (summaries: TraceSummary[], given: object = options): string[] =>
  failureSigns(given as Record<string, unknown>, summaries).map(({ code }) => code);

describe("summarize", () => {
  it("counts comparisons, raises and ties", () => {
    const tie = { ...accepted, change: 0 };
    expect(of([raised, accepted, raised, raised, tie, { length: 1 }, raised])).toMatchObject({
      steps: 7,
      compared: 6,
      raised: 4,
      ties: 1,
      medianRatio: null,
    });
    expect(of([])).toEqual({
      steps: 0,
      compared: 0,
      raised: 0,
      reversed: 0,
      ties: 0,
      medianRatio: null,
      reversalRate: null,
      growing: false,
      lossRise: false,
    });
  });

  it("takes the median of |change| ÷ standard error over noisy comparisons", () => {
    const ratios = [4, 1, 3, 2, 10];
    expect(of(ratios.map((ratio) => ({ ...accepted, change: -0.5 * ratio, standardError: 0.5 }))).medianRatio).toBe(3);
    expect(of([accepted, { ...raised, change: 6, standardError: 2 }]).medianRatio).toBe(3);
  });

  it("tells the rate 2/h at which reversals would begin, h = 2(value₁ − value₀ + η|g|²)/(η²|g|²)", () => {
    // η = 0.1, |g|² = 30 and curvature 8 along g: change = −η|g|² + ½η²·8·|g|².
    const eta = 0.1;
    const square = 30;
    const change = -eta * square + 0.5 * eta ** 2 * 8 * square;
    const h = (2 * (change + eta * square)) / (eta ** 2 * square);
    expect(h).toBeCloseTo(8, 12);
    const report = { ...accepted, change, promised: eta * square };
    expect(of([report]).reversalRate).toBeCloseTo(2 / 8, 12);
    // The smallest of a run counts; where h ≤ 0 no rate would reverse.
    const flat = { ...accepted, change: -eta * square, promised: eta * square };
    const bent = { ...report, change: -eta * square - 1 };
    expect(of([flat, bent]).reversalRate).toBeNull();
    expect(of([flat, report, bent]).reversalRate).toBeCloseTo(0.25, 12);
    expect(of([report], [], {}).reversalRate).toBeNull();
  });

  it("is right about a real run: just below that rate nothing reverses, just above it something does", () => {
    const run = (learningRate: number): TraceSummary => {
      const reports: Report[] = [];
      const optimizer = nlr({ learningRate });
      minimize({
        optimizer,
        problem: bowl(4, 4),
        start: [3, -2],
        steps: 5,
        onStep: ({ report }) => reports.push(report),
      });
      return summarize({ reports, options: optimizer.options, losses: [] });
    };
    const { reversalRate, raised: raises } = run(0.01);
    expect(raises).toBe(0);
    expect(reversalRate).toBeCloseTo(0.5, 9);
    expect(run(0.99 * reversalRate!).raised).toBe(0);
    expect(run(1.01 * reversalRate!).raised).toBe(5);
  });

  it("sees steps that grow over three reversals in a row, and no others", () => {
    const lengths = (...all: number[]): Report[] => all.map((length) => ({ ...raised, reversed: true, length }));
    expect(of(lengths(1, 1.5, 2)).growing).toBe(true);
    expect(of(lengths(1, 1.5)).growing).toBe(false);
    expect(of(lengths(1, 1.1, 1.2, 1.3)).growing).toBe(false);
    expect(of([...lengths(1, 2), accepted, ...lengths(4, 8)]).growing).toBe(false);
    expect(of(lengths(3, 1, 2, 4)).growing).toBe(true);
    // Refused steps that are not turned around (stay, armijo) do not diverge by growing.
    expect(of(lengths(1, 2, 4).map((report) => ({ ...report, reversed: false }))).growing).toBe(false);
  });

  it("sees a loss that ends far above its best and above its start", () => {
    expect(of([accepted], [1, 0.5, 2]).lossRise).toBe(true);
    expect(of([accepted], [1, 0.2, 0.9]).lossRise).toBe(false); // below its start
    expect(of([accepted], [1, 0.2, 5, 1.1]).lossRise).toBe(false); // near its best, by the span
    expect(of([accepted], [1, 1, 1]).lossRise).toBe(false);
    expect(of([accepted], [1]).lossRise).toBe(false);
  });
});

describe("failureSigns", () => {
  it("has nothing to say of optimizers that compare nothing, and of none at all", () => {
    expect(codes([of([{ value: 1, length: 1 }], [2, 1])])).toEqual([]);
    expect(codes([])).toEqual([]);
  });

  it("no reversals: the steps are the base's own, and the rate at which they would begin", () => {
    const bent = { ...accepted, change: -1, promised: 2 };
    const [sign, ...others] = failureSigns({ ...options, base: "adam" }, [of(times(30, bent)), of(times(12, bent))]);
    expect(others).toEqual([]);
    expect(sign.code).toBe("no-reversal");
    // 0.1 · 2/(−1 + 2).
    expect(sign.text).toBe(
      "No step of 42 raised the loss: each was adam's own step; by the curvature met, the first would have come at a learning rate of about 0.200.",
    );
    const [straight] = failureSigns(options, [of(times(3, { ...accepted, change: -2 }))]);
    expect(straight.text).toContain("by the curvature met, no learning rate would have brought one.");
  });

  it("noise decides: more than 1/(1 + r) raised while changes are below their standard errors", () => {
    const noisy = (report: Report, size = 0.5): Report => ({
      ...report,
      reversed: report.raised,
      change: Math.sign(report.change!) * size,
      standardError: 1,
    });
    // r = 2, so the edge is a third.
    const run = (up: number, down: number, size?: number): TraceSummary =>
      of([...times(up, noisy(raised, size)), ...times(down, noisy(accepted, size))]);
    expect(codes([run(4, 6)])).toEqual(["noise-decided"]);
    expect(codes([run(3, 7)])).toEqual([]);
    // A kick does not go uphill.
    const kicked = [...times(4, { ...noisy(raised), reversed: false }), ...times(6, noisy(accepted))];
    expect(codes([of(kicked)])).toEqual([]);
    expect(codes([run(4, 6, 1.5)])).toEqual([]);
    expect(codes([of([...times(4, raised), ...times(6, accepted)])])).toEqual([]); // exact losses
    // All runs are judged together.
    expect(codes([run(4, 6), run(1, 9)])).toEqual([]);
    const [{ text }] = failureSigns(options, [run(4, 6)]);
    expect(text).toContain(
      "40.0 % of the steps were judged to raise the loss while the median change was 0.50 standard errors",
    );
    expect(text).toContain("η′/η = 2");
  });

  it("frozen: a method without a negative rate that refuses nine steps of ten", () => {
    const still = { learningRate: 0.1, base: "sgd" };
    const run = (up: number, down: number): TraceSummary =>
      of([...times(up, { ...raised, length: 0 }), ...times(down, accepted)]);
    expect(codes([run(19, 1)], still)).toEqual(["frozen"]);
    expect(codes([run(18, 2)], still)).toEqual([]);
    expect(codes([run(19, 1)])).toEqual([]);
  });

  it("diverging: steps that grow, or a loss that ends far up, also without comparisons", () => {
    const growing = of([1, 2, 4, 8].map((length) => ({ ...raised, reversed: true, length })));
    const calm = of([accepted, raised], [2, 1]);
    const [sign] = failureSigns(options, [growing, calm, calm]).filter(({ code }) => code === "diverging");
    expect(sign.text).toContain("1 of 3 runs");
    expect(codes([of([{ length: 1 }], [1, 0.5, 3])])).toEqual(["diverging"]);
    // Half of the range is nothing where the range is.
    expect(codes([of([{ length: 1 }], [1.07, 1.069, 1.071])])).toEqual([]);
    expect(codes([calm])).toEqual([]);
  });

  it("ties: more than a tenth of the comparisons", () => {
    const tie = { ...accepted, change: 0 };
    expect(codes([of([...times(2, tie), ...times(16, accepted), raised])])).toEqual(["ties"]);
    expect(codes([of([...times(2, tie), ...times(17, accepted), raised])])).toEqual([]);
    const signs = failureSigns(options, [of([...times(2, tie), ...times(16, accepted), raised])]);
    expect(signs[0].text).toBe("2 of 19 comparisons ended in a tie: the loss did not change at all.");
  });
});
