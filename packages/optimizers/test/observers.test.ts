import { describe, expect, it } from "vitest";
import { decode, encode } from "@uphill/core";
import {
  ask,
  chain,
  checkLaw,
  clipByNorm,
  countOf,
  countReport,
  defineMethod,
  defineObserver,
  defineRule,
  figuresOf,
  guarded,
  laws,
  liveSigns,
  minimize,
  nlr,
  noCounts,
  observers,
  sgd,
  sharedFigures,
  type Checkpoint,
  type Optimizer,
  type Report,
  type Sign,
} from "../src/index.js";
import { learningRate } from "../src/learning-rate.js";
import { bowl, valley } from "./problems.js";

/** Walks along one axis, and reports what it is told to. */
const walker = (report: (count: number) => object, watching: object = {}): Optimizer =>
  defineMethod({
    name: "walker",
    needs: ["value"],
    options: {},
    ...watching,
    init: () => 0,
    *step({ theta, state }) {
      yield* ask.value(theta);
      return { theta: theta.map((t) => t + 1), state: state + 1, report: report(state) as Report };
    },
  })();
const start = [1, 2];
const run = (optimizer: Optimizer, steps = 3) => minimize({ optimizer, problem: bowl(1, 1), start, steps });
const told = (optimizer: Optimizer): Sign[][] => {
  const all: Sign[][] = [];
  const onStep = (info: Parameters<typeof liveSigns>[1]): void => void all.push(liveSigns(optimizer, info));
  const { error } = minimize({ optimizer, problem: bowl(1, 1), start, steps: 3, onStep });
  if (error !== undefined) throw error as Error;
  return all;
};

describe("signs that a step tells", () => {
  it("are live signs of any optimizer, with one line of text", () => {
    const sign = { code: "far-out", text: "θ is far\nout \u001b[31m." };
    const optimizer = walker((count) => (count > 0 ? { signs: [sign] } : {}));
    const clean = { code: "far-out", text: "θ is far out  [31m." };
    expect(told(optimizer)).toEqual([[], [clean], [clean]]);
    expect(told(guarded(optimizer))).toEqual([[], [clean], [clean]]);
    const long = walker(() => ({ signs: [{ code: "long", text: "x".repeat(5000) }] }));
    expect(told(long)[0][0].text).toHaveLength(301);
  });

  it.each([
    ["no list", "none", 'signs that are "none"'],
    ["too many", Array.from({ length: 17 }, () => ({ code: "a", text: "b" })), "signs that are 17"],
    ["a code of several words", [{ code: "Far out", text: "b" }], 'whose code is "Far out"'],
    ["no text", [{ code: "far-out" }], "a sign far-out whose text is undefined"],
    ["nothing", [null], "whose code is undefined"],
  ])("end the run where they are none: %s", (_, signs, message) => {
    for (const optimizer of [walker(() => ({ signs })), guarded(walker(() => ({ signs })))]) {
      const { stopped, error } = run(optimizer);
      expect(stopped).toBe("failed");
      expect(String(error)).toContain(message);
    }
  });

  it("come from rules too, through modifiers", () => {
    const rule = defineRule({
      name: "telling",
      options: { learningRate },
      reports: { cut: { kind: "count", about: "steps that were cut" } },
      init: () => null,
      step: ({ gradient }) => ({
        step: gradient.map((g) => 0.1 * g),
        state: null,
        report: { cut: true, value: 7, signs: [{ code: "cut", text: "Cut." }] },
      }),
    });
    for (const optimizer of [rule(), chain(clipByNorm(1), rule())]) {
      expect(told(optimizer)[0]).toEqual([{ code: "cut", text: "Cut." }]);
      expect(optimizer.reports).toHaveProperty("cut");
    }
    // Its report does not stand in for what the driver's own figures say.
    const reports: Report[] = [];
    minimize({ optimizer: rule(), problem: bowl(1, 1), start, steps: 1, onStep: ({ report }) => reports.push(report) });
    expect(reports[0]).toMatchObject({ value: 2.5, cut: true });
  });
});

describe("observers", () => {
  it("see each whole step, the first gradient of it, and the options; what they keep is in the checkpoint", () => {
    const counting = defineObserver({
      name: "counting",
      init: () => ({ seen: [] as string[] }),
      see: ({ seen }, { report, gradient, options }) => ({
        seen: [...seen, `${report.value} ${String(gradient?.[0])} ${String(options.learningRate)}`],
      }),
      signs: ({ seen }) => (seen.length > 1 ? [{ code: "seen", text: `${seen.length} steps.` }] : []),
      summary: ({ seen }) => seen.length,
      adds: ({ seen }) => ({ seen: seen.length }),
    });
    const optimizer = { ...sgd({ learningRate: 0.5 }), observers: [counting] };
    const added: unknown[] = [];
    const whole = minimize({
      optimizer,
      problem: bowl(1, 1),
      start: [2, 0],
      steps: 3,
      onStep: ({ report }) => added.push(report.seen),
    });
    expect(whole.observers).toEqual({ counting: { seen: ["2 2 0.5", "0.5 1 0.5", "0.125 0.5 0.5"] } });
    expect(added).toEqual([1, 2, 3]);
    expect(liveSigns(optimizer, whole.checkpoint)).toEqual([{ code: "seen", text: "3 steps." }]);
  });

  it("go on in a resumed run; an older checkpoint, without them, is taken, and they begin anew", () => {
    const optimizer = nlr({ learningRate: 1, negativeLearningRate: 0.5 });
    const problem = valley(1, 3);
    const checkpoints: Checkpoint[] = [];
    const whole = minimize({ optimizer, problem, start, steps: 9, onStep: (info) => checkpoints.push(info) });
    const { step, theta, state, account, best, observers: kept } = checkpoints[4];
    const from = decode(encode({ step, theta, state, account, best, observers: kept })) as Checkpoint;
    expect(minimize({ optimizer, problem, start, steps: 9, from })).toStrictEqual(whole);
    const older = JSON.parse(JSON.stringify({ step, theta: [...theta], state, account, best })) as Checkpoint;
    const resumed = minimize({ optimizer, problem, start, steps: 9, from: older });
    expect(resumed.theta).toEqual(whole.theta);
    expect(resumed.observers!.tentative).toMatchObject({ steps: 4 });
    expect(whole.observers!.tentative).toMatchObject({ steps: 9 });
    const broken = { step, theta, state, account, best, observers: { tentative: { steps: "nine" } } };
    expect(() => minimize({ optimizer, problem, start, steps: 9, from: broken })).toThrow(
      'observers.tentative.steps is "nine"',
    );
  });

  it("may be named by an optimizer of one's own, which then shows their signs", () => {
    const optimizer = walker(() => ({ value: 1, raised: false, change: -1, standardError: 0, promised: 1 }), {
      observers: [observers.tentative],
    });
    expect(told(optimizer)[2]).toEqual([expect.objectContaining({ code: "no-reversal" })]);
  });

  it("are items, not names", () => {
    const named = { name: "mine", needs: [], options: {}, observers: ["tentative"] } as never;
    expect(() => defineMethod(named)).toThrow(
      'mine: it names the observer "tentative", but an observer is an item. Import observers from @uphill/optimizers and name an item: observers: [observers.tentative].',
    );
  });
});

describe("figures of reports", () => {
  const about = "steps that were long";

  it("are the shared ones, then what optimizers declare, each once", () => {
    const [one, other] = [walker(() => ({}), { reports: { long: { kind: "count", about } } }), nlr()];
    expect(figuresOf([one, other, one]).map(({ name }) => name)).toEqual([
      ...sharedFigures.map(({ name }) => name),
      "long",
    ]);
    expect(Object.keys(other.reports!)).toEqual(["raised", "reversed"]);
    expect(sgd()).not.toHaveProperty("reports");
  });

  it("count the steps whose field is true, or a number other than 0", () => {
    const figures = figuresOf([{ reports: { long: { kind: "count", about } } }]);
    let counts = noCounts(figures);
    const reports: Report[] = [
      { long: true, reversed: true },
      { long: 0 },
      { long: 2 },
      {},
      { long: false, raised: true },
    ];
    for (const report of reports) counts = countReport(figures, counts, report);
    expect(counts).toEqual({ raised: 1, reversals: 1, counts: { long: 2 } });
    expect(figures.map((figure) => countOf(counts, figure))).toEqual([1, 1, 2]);
    expect(countOf({}, figures[2])).toBeUndefined();
  });

  it.each([
    ["a field of every report", { value: { kind: "count", about } }, 'the field "value"'],
    ["no word", { "a b": { kind: "count", about } }, 'the field "a b"'],
    ["another kind", { long: { kind: "sum", about } }, 'the kind of its field long is "sum"'],
    ["no words about it", { long: { kind: "count" } }, "about of its field long is undefined"],
    ["an empty head", { long: { kind: "count", about, head: " " } }, 'head of its field long is " "'],
  ])("are refused where they are badly declared: %s", (_, reports, message) => {
    expect(() => walker(() => ({}), { reports })).toThrow(message);
  });
});

it("the law of telemetry finds a figure that is no count", () => {
  const law = laws.find(({ name }) => name === "telemetry")!;
  const family = (value: unknown) =>
    defineMethod({
      name: "walker",
      needs: [],
      options: {},
      observers: [observers.tentative],
      reports: { long: { kind: "count", about: "steps that were long" } },
      init: () => null,
      // eslint-disable-next-line require-yield
      *step({ theta }) {
        return { theta: theta.slice(), state: null, report: { long: value as number } };
      },
    });
  expect(checkLaw(family(true), law)).toMatchObject({ passed: true, detail: "tentative, long" });
  expect(checkLaw(family(NaN), law)).toMatchObject({ passed: false });
  expect(checkLaw(family(NaN), law).detail).toContain("it declares that long is counted, and reports it as NaN");
});
