import { circuit } from "@uphill/circuits";
import { dataset, gaussian, split, type Dataset } from "@uphill/datasets";
import { adjoint, parameterShift } from "@uphill/gradients";
import { adam, armijo, nlr, sgd, type StepInfo } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { assemble, classifier, classifierProblem, RECORDS, startWeights, type ClassifierSpec } from "@uphill/problems";
import { fit, type FitOptions } from "../src/index.js";
import { caught, randomTable, table } from "../../problems/test/data.js";

const small = classifier({ qubits: 2, layers: 1, encoding: "angle" });
const base = (options: Partial<FitOptions> = {}): FitOptions => ({
  model: small,
  train: randomTable(6, 2),
  optimizer: sgd({ learningRate: 0.1 }),
  steps: 10,
  seed: 4,
  ...options,
});
const plain = (result: ReturnType<typeof fit>): unknown => ({ ...result, model: result.model.toJSON() });

describe("fit", () => {
  it("learns what can be learnt", () => {
    const { train, test } = split(gaussian({ rows: 60, seed: 1, features: 4, angle: 80, spread: 0.1 }), {
      train: 40,
      test: 20,
    });
    const model = classifier({ qubits: 2, layers: 2 });
    const result = fit({ model, train, test, optimizer: adam({ learningRate: 0.1 }), steps: 60, seed: 1 });
    expect(result.stopped).toBe("steps");
    expect(result.accuracy.train).toBe(1);
    expect(result.accuracy.test).toBe(1);
    expect(result.loss.train).toBeLessThan(0.5 * result.history[0].loss);
    expect(result.gradientNorm).toBeLessThan(0.1);
  });

  it("reports exact figures of the point it ends at", () => {
    const test = randomTable(4, 2, 9);
    const result = fit(
      base({ test, shots: 5, lossShots: 5, gradient: parameterShift(), optimizer: nlr({ learningRate: 0.3 }) }),
    );
    const train = randomTable(6, 2);
    const problem = classifierProblem({ assembly: assemble(small, train), train, seed: 4 });
    const { weights } = result.model;
    const told = (part: "train" | "test"): object => ({
      loss: result.loss[part],
      accuracy: result.accuracy[part],
      macroF1: result.macroF1[part],
      confusion: result.confusion[part],
    });
    expect(told("train")).toEqual(problem.exact(weights));
    expect(told("test")).toEqual(problem.score(weights, test));
    expect(result.gradientNorm).toBe(problem.gradientNorm(weights));
    const predicted = result.model.predict(test.features).map((name) => test.classes.indexOf(name));
    const right = predicted.filter((label, row) => label === test.labels[row]).length;
    expect(result.accuracy.test).toBe(right / test.rows);
    expect(fit(base())).toMatchObject({ loss: { test: null }, accuracy: { test: null } });
  });

  it("keeps the best point beside the last one, also where a budget ends the run", () => {
    const options = base({ optimizer: sgd({ learningRate: 3 }), steps: 12, budget: { rounds: 9 } });
    const seen: { theta: Float64Array; value: number }[] = [];
    const { best, stopped, history } = fit({
      ...options,
      onStep: ({ best: now }) => seen.push(now!),
    });
    expect(stopped).toBe("budget");
    expect(best).toEqual({ ...seen.at(-1)!, loss: best!.value });
    expect(best!.value).toBe(Math.min(...seen.map(({ value }) => value)));
    expect(best!.value).toBeLessThanOrEqual(history[0].loss);
    const noisy = fit({ ...options, shots: 3 });
    expect(noisy.best!.loss).not.toBe(noisy.best!.value);
  });

  it("starts in [−π, π) from the seed alone, the same for every optimizer", () => {
    const of = (weights: number, seed: number, start?: string): Float64Array =>
      startWeights({ layers: 1, circuit: { ...circuit(1, []), weights } }, seed, start);
    const many = of(2000, 5);
    expect(many.every((w) => w >= -Math.PI && w < Math.PI)).toBe(true);
    expect(Math.abs(many.reduce((s, w) => s + w, 0) / 2000)).toBeLessThan((4 * Math.PI) / Math.sqrt(3 * 2000));
    expect(of(3, 5)).toEqual(many.slice(0, 3));
    expect(of(3, 6)).not.toEqual(many.slice(0, 3));
    expect(of(3, 6, "zeros")).toEqual(new Float64Array(3));
    expect(() => of(3, 6, "unifrom")).toThrow('Did you mean "uniform"?');
    const given = fit(base({ steps: 1 })).model.weights;
    expect(fit(base({ steps: 1, start: given })).history[0].loss).toBe(fit(base({ steps: 1 })).loss.train);
    expect(() => fit(base({ start: [1, 2] }))).toThrow("the start has 2 numbers");
    const starts = [sgd(), adam(), armijo()].map((optimizer) => fit(base({ optimizer, steps: 1 })).history[0].loss);
    expect(new Set(starts).size).toBe(1);
  });

  it("gives the same bits twice, with shots and batches too", () => {
    const options = base({
      optimizer: nlr({ learningRate: 0.5, noise: 0.2 }),
      shots: 4,
      lossShots: 6,
      batchSize: 2,
      gradient: parameterShift(),
    });
    expect(plain(fit(options))).toStrictEqual(plain(fit(options)));
    expect(plain(fit({ ...options, seed: 5 }))).not.toEqual(plain(fit(options)));
  });

  it("counts idle weights", () => {
    const train = randomTable(2, 64);
    const of = (readout: ClassifierSpec["readout"]): unknown => {
      const { idle, live } = fit(base({ model: classifier({ readout }), train, steps: 1 }));
      return [idle, live];
    };
    expect(of("last")).toEqual([{ weights: 6, of: 90 }, "6 of 90 weights cannot move ⟨Z5⟩"]);
    expect(of("first")).toEqual([{ weights: 46, of: 90 }, "46 of 90 weights cannot move ⟨Z0⟩"]);
  });
});

describe("the paper's setting: exact values, full batch, η = 0.01", () => {
  const rows = 12;
  const paper = (optimizer: FitOptions["optimizer"]): ReturnType<typeof fit> =>
    fit(base({ model: classifier(), train: gaussian({ rows, seed: 2 }), optimizer, steps: 25 }));

  it("nlr is sgd, to the bit, and pays one more circuit a row and step for it", () => {
    const [plainRun, tentative] = [sgd(), nlr()].map(paper);
    expect(tentative.reversals).toBe(0);
    expect(tentative.model.toJSON().weights).toEqual(plainRun.model.toJSON().weights);
    const bare = ({ history }: typeof plainRun): unknown =>
      history.map(({ circuits, ...rest }) => ({ ...rest, circuits: circuits > 0 }));
    expect(bare(tentative)).toEqual(bare(plainRun));
    expect(plainRun.account).toEqual({
      circuits: 25 * 169 * rows,
      shots: 0,
      rounds: 25,
      // Parameter shift of all 90 weights takes 1 + 2·90 = 181 circuits.
      idle: { circuits: 25 * (181 - 169) * rows, shots: 0 },
      unpriced: true,
      phases: { gradient: { circuits: 25 * 169 * rows, shots: 0, rounds: 25 } },
    });
    expect(tentative.account.phases).toEqual({
      ...plainRun.account.phases,
      tentative: { circuits: 25 * rows, shots: 0, rounds: 25 },
    });
    expect(tentative.trace).toMatchObject({ steps: 25, compared: 25, raised: 0 });
  });
});

describe("price", () => {
  it("of shots by hand: gradient (1 + 2·84)·rows circuits of S shots, two losses of S′ where S ≠ S′", () => {
    const run = (lossShots?: number): ReturnType<typeof fit>["account"] =>
      fit(
        base({
          model: classifier(),
          train: randomTable(2, 64),
          optimizer: nlr(),
          steps: 2,
          shots: 3,
          ...(lossShots && { lossShots }),
          gradient: parameterShift(),
        }),
      ).account;
    const gradient = { circuits: 2 * 338, shots: 2 * 338 * 3, rounds: 2 };
    expect(run(3)).toMatchObject({
      phases: { gradient, tentative: { circuits: 4, shots: 12, rounds: 2 } },
      circuits: 680,
      shots: 2040,
      unpriced: false,
    });
    expect(run(10).phases).toEqual({ gradient, tentative: { circuits: 8, shots: 80, rounds: 4 } });
    expect(run()).toMatchObject({
      phases: { gradient, tentative: { circuits: 8, shots: 0, rounds: 4 } },
      unpriced: true,
    });
  });
});

describe("history", () => {
  /** The grid worked out anew from what onStep saw. */
  function expected(options: FitOptions): { wanted: unknown; found: unknown } {
    const { train, seed = 0, steps, budget = {} } = options;
    const problem = classifierProblem({ assembly: assemble(options.model, train), train, seed: 0 });
    const points: Pick<StepInfo, "step" | "theta" | "account" | "report">[] = [];
    const first = {
      step: 0,
      theta: startWeights(assemble(options.model, train), seed),
      account: { circuits: 0, shots: 0, rounds: 0 },
    };
    const count = (step: number, flag: "raised" | "reversed"): number =>
      points.slice(0, step).filter(({ report }) => report[flag]).length;
    const { history } = fit({ ...options, onStep: (info) => points.push(info) });
    const wanted = Array.from({ length: RECORDS + 1 }, (_, k) => {
      const within = ({ step, account }: typeof first): boolean =>
        step * RECORDS <= k * steps &&
        (["circuits", "shots", "rounds"] as const).every(
          (u) => budget[u] === undefined || account[u] * RECORDS <= k * budget[u],
        );
      const { step, theta, account } = [first, ...points].filter(within).at(-1)!;
      return {
        progress: k / RECORDS,
        step,
        circuits: account.circuits,
        shots: account.shots,
        raised: count(step, "raised"),
        reversals: count(step, "reversed"),
        loss: problem.exact(theta).loss,
        gradientNorm: k % 5 === 0 ? problem.gradientNorm(theta) : null,
      };
    });
    return { wanted, found: history };
  }

  it.each([1, 3, 20, 33, 100])("of %d steps holds 21 points, each the last within its share", (steps) => {
    const { wanted, found } = expected(base({ steps }));
    expect(found).toEqual(wanted);
  });

  it.each<Record<string, number>>([
    { circuits: 1000 },
    { circuits: 333 },
    { rounds: 7 },
    { shots: 5000 },
    { circuits: 700, shots: 4001 },
  ])("never overdraws a share of the budget %o", (budget) => {
    const options = base({
      steps: 40,
      budget,
      shots: 3,
      lossShots: 3,
      gradient: parameterShift(),
      optimizer: nlr({ learningRate: 0.4 }),
    });
    const { wanted, found } = expected(options);
    expect(found).toEqual(wanted);
    const { history, account, stopped } = fit(options);
    expect(stopped).toBe("budget");
    for (const [unit, limit] of Object.entries(budget)) {
      expect(account[unit as "rounds"]).toBeLessThanOrEqual(limit);
      if (unit === "rounds") continue;
      for (const point of history) expect(point[unit as "circuits"]).toBeLessThanOrEqual(point.progress * limit);
    }
  });

  it("of a run that stopped early goes on with its last point", () => {
    const signal = { aborted: false };
    const { history, stopped, steps } = fit(
      base({ steps: 40, signal, onStep: ({ step }) => void (signal.aborted = step === 10) }),
    );
    expect([stopped, steps]).toEqual(["interrupted", 10]);
    expect(history.map(({ step }) => step)).toEqual([0, 2, 4, 6, 8, ...Array.from({ length: 16 }, () => 10)]);
  });
});

it("signs are told with the step that showed each first", () => {
  const quiet = fit(base({ optimizer: nlr({ learningRate: 0.01 }), steps: 25 }));
  expect(quiet.signs.map(({ code, step }) => `${code} ${step}`)).toEqual(["no-reversal 1", "idle-weights 20"]);
  expect(quiet.history.at(-1)).toMatchObject({ raised: 0, reversals: 0 });
  const wild = fit(base({ optimizer: nlr({ learningRate: 5, negativeLearningRate: 10 }), steps: 40 }));
  expect(wild.history.at(-1)!.reversals).toBe(wild.reversals);
  expect(wild.reversals).toBeGreaterThan(0);
  expect(fit(base()).signs).toEqual([]);
});

it("no reversal so far is not said of a run that had one later", () => {
  let later = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const raised: boolean[] = [];
    const { signs } = fit(
      base({
        optimizer: nlr({ learningRate: 0.01 }),
        lossShots: 5,
        steps: 6,
        seed,
        onStep: ({ report }) => void raised.push(report.raised === true),
      }),
    );
    if (raised[0] || !raised.includes(true)) continue;
    later += 1;
    expect(signs.map(({ code }) => code)).not.toContain("no-reversal");
  }
  expect(later).toBeGreaterThan(0);
});

describe("what cannot be", () => {
  const refused = (options: Partial<FitOptions>): { code: string; message: string } => {
    let steps = 0;
    const error = caught(() => fit(base({ ...options, onStep: () => (steps += 1) })));
    expect(steps, "refused before the first step").toBe(0);
    return error;
  };
  const broken = (bad: number): Dataset =>
    table(
      [
        [1, 2],
        [3, bad],
      ],
      [0, 1],
    );

  it("is refused before the first step", () => {
    const three = randomTable(6, 2, 1, { classes: ["a", "b", "c"] });
    expect(refused({ train: three })).toEqual({
      code: "readout",
      message:
        'classifier: readout is last on 2 qubits, but the loss takes 3 decision values. Take readout "probabilities", more qubits, or a trained matrix behind the readouts: readout = all with head = linear.',
    });
    const one = { ...randomTable(6, 2, 1), classes: ["a"], labels: new Int32Array(6) };
    expect(refused({ train: one })).toMatchObject({ code: "classes" });
    for (const steps of [0, -1, 1.5, NaN]) {
      expect(refused({ steps })).toEqual({
        code: "options",
        message: `fit: steps is ${steps}, but it must be a whole number from 1. Change steps.`,
      });
    }
    expect(refused({ batchSize: -1 }).message).toContain("fit: batchSize is -1");
    expect(refused({ train: broken(NaN) }).message).toContain("angle encoding: row 1, feature 1 is NaN");
    const amplitudes = classifier({ qubits: 1, layers: 1 });
    expect(
      refused({
        model: amplitudes,
        train: table(
          [
            [1, 2],
            [0, 0],
          ],
          [0, 1],
        ),
      }),
    ).toMatchObject({ code: "zero-row" });
    expect(refused({ train: randomTable(6, 3) }).message).toContain("rows have 3 features, but 2 qubits hold 2");
    expect(refused({ model: classifier({ layers: 1 }), train: randomTable(6, 65) })).toMatchObject({ code: "shape" });
    expect(refused({ maxBytes: 100 })).toMatchObject({ code: "memory" });
  });

  it("in test and held-out rows too", () => {
    for (const part of ["test", "heldOut"] as const) {
      expect(refused({ [part]: broken(Infinity) }).message).toContain("angle encoding: row 1, feature 1 is Infinity");
      expect(refused({ [part]: randomTable(4, 1) })).toMatchObject({ code: "shape" });
      expect(refused({ [part]: randomTable(4, 1) }).message).toContain("training rows have 2 features and");
    }
  });

  it.each([
    ["labels 1 and 2", { labels: Int32Array.of(1, 2) }, "dataset"],
    ["labels of texts", { labels: ["no", "yes"] }, "dataset"],
    ["labels that are NaN", { labels: Float64Array.of(NaN, 1) }, "dataset"],
    ["half the features", { features: Float64Array.of(1, 2) }, "dataset"],
    ["plain lists", { features: [1, 2, 3, 4] }, "dataset"],
    ["other classes", { classes: ["yes", "no"] }, "classes"],
  ])("a hand-made part with %s", (_, wrong, code) => {
    const made = dataset({ features: [[1, 2], [3, 4]], labels: ["no", "yes"] }); // prettier-ignore
    const bad = { ...made, ...wrong } as Dataset;
    for (const part of ["train", "test", "heldOut"] as const) {
      if (part === "train" && code === "classes") continue;
      expect(refused({ train: made, [part]: bad })).toMatchObject({ code });
    }
    const assembly = assemble(base({}).model, made);
    const problem = classifierProblem({ assembly, train: made, seed: 0 });
    expect(caught(() => problem.score(new Float64Array(problem.size), bad))).toMatchObject({ code });
    expect(caught(() => classifierProblem({ assembly, train: made, heldOut: bad, seed: 0 }))).toMatchObject({ code });
    if (code === "dataset")
      expect(caught(() => classifierProblem({ assembly, train: bad, seed: 0 }))).toMatchObject({ code });
  });

  it("ends the run as failed where an optimizer asks what is not there", () => {
    const held = fit(base({ optimizer: nlr({ compareOn: "held-out" }) }));
    expect(held).toMatchObject({ stopped: "failed", steps: 0 });
    expect(String(held.error)).toContain("fit: an optimizer asked for held-out rows, but none were given.");
    expect(fit(base({ optimizer: nlr({ compareOn: "held-out" }), heldOut: randomTable(4, 2, 8) })).stopped).toBe(
      "steps",
    );
  });

  it("is refused at once where shots and gradient do not go together", () => {
    const refused = (options: Partial<FitOptions>) => caught(() => fit(base(options)));
    expect(refused({ shots: 5, gradient: adjoint() })).toMatchObject({ code: "shots" });
    expect(refused({ shots: 5, gradient: adjoint() }).message).toContain("adjoint needs exact states");
    expect(refused({ shots: 0 }).message).toContain("shots is 0, but it must be a whole number from 1");
    expect(refused({ lossShots: 1.5 }).message).toContain("lossShots is 1.5");
    expect(refused({ seed: 0.5 }).message).toContain("seed is 0.5");
    expect(fit(base({ shots: 5 })).account).toMatchObject({ unpriced: false });
  });

  it("is named with the nearest word", () => {
    expect(caught(() => classifier({ qubit: 2 } as object)).message).toContain('Did you mean "qubits"?');
    expect(caught(() => classifier({ loss: "msee" } as object)).message).toContain("it must be mse | bce | hinge");
  });
});
