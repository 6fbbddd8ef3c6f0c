import { adjoint, finiteDifference, parameterShift } from "@uphill/gradients";
import type { Answer, Data, Request } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { assemble, classifier, classifierProblem, type ClassifierProblem, type ProblemOptions } from "../src/index.js";
import { caught, randomTable } from "./data.js";

const small = classifier({ qubits: 2, layers: 1, encoding: "angle" });
const theta = Float64Array.of(0.3, -0.8, 1.1, 0.5, 0.9, -0.2);
const other = theta.map((t) => t / 2);

function problemOf(rows: number, options: Partial<ProblemOptions> = {}, spec = small): ClassifierProblem {
  const train = randomTable(rows, 2);
  return classifierProblem({ assembly: assemble(spec, train), train, seed: 3, ...options });
}

function answer(problem: ClassifierProblem, request: Partial<Request>, step = 0, ask = 0): Answer {
  const whole: Request = { kind: "values", thetas: [theta], phase: "loss", ...request };
  return problem.answer(whole, { step, phase: whole.phase, ask }) as Answer;
}

describe("exact answers", () => {
  it("are the mean loss of every method, with its gradient", () => {
    const exact = answer(problemOf(5), { kind: "gradient" })[0];
    for (const gradient of [parameterShift(), finiteDifference()]) {
      const found = answer(problemOf(5, { gradient }), { kind: "gradient" })[0];
      expect(found.value).toBeCloseTo(exact.value, 14);
      found.gradient!.forEach((g, i) => expect(g).toBeCloseTo(exact.gradient![i], 8));
    }
    expect(answer(problemOf(5), {})[0]).toEqual({ value: exact.value, standardError: 0 });
    const step = 1e-6;
    exact.gradient!.forEach((g, i) => {
      const [up, down] = [step, -step].map((d) => problemOf(5).exact(theta.map((t, k) => (k === i ? t + d : t))).loss);
      expect(g).toBeCloseTo((up - down) / (2 * step), 8);
    });
    expect(problemOf(5).gradientNorm(theta)).toBeCloseTo(Math.hypot(...exact.gradient!), 14);
  });

  it("do not depend on what was asked before, and are the asker's own", () => {
    const problem = problemOf(5);
    const first = answer(problem, { kind: "gradient" })[0];
    first.gradient!.fill(7);
    for (let k = 0; k < 6; k++) problem.exact(theta.map((t) => t + k));
    problem.gradientNorm(other);
    expect(answer(problem, { kind: "gradient" })).toEqual(answer(problemOf(5), { kind: "gradient" }));
    expect(answer(problem, { thetas: [theta, other] })).toEqual([
      ...answer(problem, { thetas: [theta] }),
      ...answer(problem, { thetas: [other] }),
    ]);
  });

  it("score other rows with the same figures, f = 0 speaking for the second class", () => {
    const problem = problemOf(9);
    expect(problem.score(theta, randomTable(9, 2))).toEqual(problem.exact(theta));
    const held = randomTable(4, 2, 2);
    const heldOut = classifierProblem({ assembly: assemble(small, held), train: held, seed: 0 });
    expect(problem.score(theta, held)).toEqual(heldOut.exact(theta));
    expect(answer(problemOf(9, { heldOut: held }), { data: "held-out" })[0].value).toBe(heldOut.exact(theta).loss);
  });

  it("refuse held-out rows where there are none, in price and answer", () => {
    for (const act of [
      () => answer(problemOf(5), { data: "held-out" }),
      () => problemOf(5).price({ kind: "values", thetas: [theta], phase: "loss", data: "held-out" }),
    ]) {
      expect(caught(act)).toEqual({
        code: "held-out",
        message:
          "fit: an optimizer asked for held-out rows, but none were given. Give fit a heldOut data set, or compare on batch, next or all.",
      });
    }
  });
});

describe("price", () => {
  const price = (problem: ClassifierProblem, kind: Request["kind"], data?: Data, points = 1, shots?: number): unknown =>
    problem.price({
      kind,
      thetas: Array.from({ length: points }, () => theta),
      phase: "loss",
      ...(data && { data }),
      ...(shots && { shots }),
    });

  it("of the paper's circuit: (1 + 2·84) circuits a row for a gradient, one for a value", () => {
    const train = randomTable(10, 64);
    const make = (options: Partial<ProblemOptions>): ClassifierProblem =>
      classifierProblem({ assembly: assemble(classifier(), train), train, seed: 0, ...options });
    expect(make({}).size).toBe(90);
    // 12 circuits more for the 6 idle weights.
    const idle = (rows: number, shots: number): object => ({ circuits: 12 * rows, shots: 12 * rows * shots });
    expect(price(make({}), "gradient")).toEqual({ circuits: 169 * 10, rounds: 1, idle: idle(10, 0) });
    expect(price(make({}), "values", "all", 2)).toEqual({ circuits: 20, rounds: 1 });
    const noisy = make({ shots: 7, lossShots: 100, batchSize: 4, heldOut: randomTable(3, 64) });
    expect(price(noisy, "gradient")).toEqual({
      circuits: 169 * 4,
      shots: 169 * 4 * 7,
      rounds: 1,
      idle: idle(4, 7),
    });
    expect(price(noisy, "gradient", "all")).toEqual({ circuits: 1690, shots: 11830, rounds: 1, idle: idle(10, 7) });
    for (const data of ["batch", "next"] as const) {
      expect(price(noisy, "values", data)).toEqual({ circuits: 4, shots: 400, rounds: 1 });
    }
    expect(price(noisy, "values", "held-out", 2)).toEqual({ circuits: 6, shots: 600, rounds: 1 });
    expect(price(noisy, "values", "batch", 1, 5)).toEqual({ circuits: 4, shots: 20, rounds: 1 });
  });

  it("is the same by adjoint and by parameter shift, and the method's own otherwise", () => {
    // One layer on two qubits read at the last: RX and RY of both; RZ stands before a control or a readout.
    const idle = { circuits: 12, shots: 0 };
    expect(price(problemOf(3), "gradient")).toEqual({ circuits: 27, rounds: 1, idle });
    expect(price(problemOf(3, { gradient: parameterShift() }), "gradient")).toEqual(price(problemOf(3), "gradient"));
    expect(price(problemOf(3, { gradient: finiteDifference() }), "gradient")).toEqual(price(problemOf(3), "gradient"));
  });
});

describe("mini-batches", () => {
  const rowLosses = (rows: number): number[] => {
    const all = randomTable(rows, 2);
    return Array.from({ length: rows }, (_, row) => {
      const one = {
        ...all,
        rows: 1,
        features: all.features.slice(2 * row, 2 * row + 2),
        labels: all.labels.slice(row, row + 1),
      };
      return classifierProblem({ assembly: assemble(small, one), train: one, seed: 0 }).exact(theta).loss;
    });
  };
  /** The rows of a step, found by their losses; every set of `size` rows has a loss of its own. */
  function rowsOf(batchLoss: number, size: number, all: number[]): number[] {
    const search = (from: number, left: number, rest: number): number[] | undefined => {
      if (left === 0) return Math.abs(rest) < 1e-11 ? [] : undefined;
      for (let row = from; row < all.length; row++) {
        const more = search(row + 1, left - 1, rest - all[row]);
        if (more) return [row, ...more];
      }
      return undefined;
    };
    return search(0, size, batchLoss * size) ?? [];
  }

  it.each([
    [12, 3],
    [11, 3],
    [5, 1],
    [7, 6],
  ])("of %d rows, %d a step: an epoch covers no row twice, and the next one is shuffled anew", (rows, size) => {
    const problem = problemOf(rows, { batchSize: size });
    const all = rowLosses(rows);
    const perEpoch = Math.floor(rows / size);
    const epochs = [0, 1, 2].map((epoch) =>
      Array.from({ length: perEpoch }, (_, k) => rowsOf(answer(problem, {}, epoch * perEpoch + k)[0].value, size, all)),
    );
    for (const epoch of epochs) {
      for (const step of epoch) expect(step).toHaveLength(size);
      expect(new Set(epoch.flat()).size).toBe(perEpoch * size);
    }
    expect(new Set(epochs.map((epoch) => JSON.stringify(epoch))).size).toBeGreaterThan(1);
    expect(new Set(epochs.flat(2)).size).toBe(rows); // rows left over come another time
  });

  it("are the same whoever asks, in any order; next is the next step's", () => {
    const asked = problemOf(11, { batchSize: 3 });
    const values = Array.from({ length: 9 }, (_, step) => answer(asked, {}, step)[0].value);
    const backwards = problemOf(11, { batchSize: 3 });
    for (let step = 7; step >= 0; step--) {
      expect(answer(backwards, { data: "next" }, step)[0].value).toBe(values[step + 1]);
      expect(answer(backwards, { kind: "gradient", phase: "gradient" }, step)[0].value).toBe(values[step]);
      expect(answer(backwards, { data: "batch", phase: "tentative" }, step, 2)[0].value).toBe(values[step]);
    }
    const seeded = problemOf(11, { batchSize: 3, seed: 4 });
    expect(Array.from({ length: 9 }, (_, step) => answer(seeded, {}, step)[0].value)).not.toEqual(values);
    expect(answer(backwards, { data: "all" }, 4)[0].value).toBe(backwards.exact(theta).loss);
  });

  it.each([0, 11, 12])("of size %d are the full batch, in every step", (batchSize) => {
    const problem = problemOf(11, { batchSize });
    for (const step of [0, 1, 5]) {
      for (const data of ["batch", "next"] as const) {
        expect(answer(problem, { data }, step)[0].value).toBe(problem.exact(theta).loss);
      }
    }
  });
});

describe("losses from shots", () => {
  const REPETITIONS = 2000;
  const sampled = (
    problem: ClassifierProblem,
  ): { mean: number; error: number; variance: number; estimated: number } => {
    const answers = Array.from({ length: REPETITIONS }, (_, step) => answer(problem, {}, step)[0]);
    const mean = answers.reduce((s, { value }) => s + value, 0) / REPETITIONS;
    const variance = answers.reduce((s, { value }) => s + (value - mean) ** 2, 0) / (REPETITIONS - 1);
    const estimated = answers.reduce((s, { standardError }) => s + standardError ** 2, 0) / REPETITIONS;
    return { mean, variance, estimated, error: Math.sqrt(variance / REPETITIONS) };
  };

  it.each([
    ["mse", "last", 2],
    ["mse", "last", 10],
    ["mse", "mean", 5],
    ["hinge", "last", 3],
  ] as const)("%s of ⟨Z⟩ %s from %d shots has no bias", (loss, readout, lossShots) => {
    const problem = problemOf(3, { lossShots }, { ...small, loss, readout });
    const { mean, error } = sampled(problem);
    const { loss: exact } = problem.exact(theta);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
    // And the check could see the bias of the plain squared error, the mean of Var f̂.
    if (loss === "mse") expect(4 * error).toBeLessThan(0.4 / lossShots);
  });

  it.each(["mse", "hinge", "bce"] as const)(
    "%s has a standard error that is right: its square is the variance, to 15 %",
    (loss) => {
      for (const readout of ["last", "mean"] as const) {
        const { variance, estimated } = sampled(problemOf(3, { lossShots: 200 }, { ...small, loss, readout }));
        expect(Math.abs(estimated / variance - 1), readout).toBeLessThan(0.15);
      }
    },
  );

  it("gradients of the mse have no bias either, and their loss is corrected alike", () => {
    const problem = problemOf(2, { shots: 3, gradient: parameterShift() });
    const exact = answer(problemOf(2), { kind: "gradient" })[0];
    const size = theta.length;
    const sums = new Float64Array(size + 1);
    const squares = new Float64Array(size + 1);
    for (let step = 0; step < REPETITIONS; step++) {
      const { gradient, value, shots } = answer(problem, { kind: "gradient", phase: "gradient" }, step)[0];
      expect(shots).toBe(3);
      [...gradient!, value].forEach((x, i) => {
        sums[i] += x / REPETITIONS;
        squares[i] += (x * x) / REPETITIONS;
      });
    }
    [...exact.gradient!, exact.value].forEach((wanted, i) => {
      const error = Math.sqrt((squares[i] - sums[i] ** 2) / REPETITIONS);
      expect(Math.abs(sums[i] - wanted), `number ${i}`).toBeLessThan(4 * error + 1e-12);
    });
  });

  it("one shot tells no error and keeps the plain loss", () => {
    const { value, standardError, shots } = answer(problemOf(3, { lossShots: 1 }), {})[0];
    expect([standardError, shots]).toEqual([0, 1]);
    expect([0, 4 / 3, 8 / 3, 4].some((each) => Math.abs(each - value) < 1e-12)).toBe(true);
  });

  it("are a pure function of step, phase, ask and point", () => {
    const problem = problemOf(3, { lossShots: 5 });
    const at = (step: number, phase: Request["phase"], ask: number): number =>
      answer(problem, { phase }, step, ask)[0].value;
    const all = [at(0, "loss", 0), at(1, "loss", 0), at(0, "tentative", 0), at(0, "loss", 1)];
    expect(new Set(all).size).toBeGreaterThan(2);
    expect([at(0, "loss", 0), at(1, "loss", 0), at(0, "tentative", 0), at(0, "loss", 1)]).toEqual(all);
    const two = answer(problem, { thetas: [theta, theta] });
    expect(two.map(({ value }) => value)).toEqual([at(0, "loss", 0), at(0, "loss", 1)]);
  });

  it("are the same in any order of requests", () => {
    const requests: Partial<Request>[] = [
      {},
      { kind: "gradient", phase: "gradient" },
      { thetas: [theta, other], phase: "tentative" },
      { data: "all", shots: 7 },
      { kind: "overlap", others: [other], phase: "metric" },
      { data: "next" },
    ];
    const said = (order: readonly number[]): Answer[] => {
      const problem = problemOf(11, { batchSize: 3, shots: 4, lossShots: 5 });
      const answers: Answer[] = [];
      for (const k of order) answers[k] = answer(problem, requests[k], k % 3, k);
      return answers;
    };
    const forwards = said([0, 1, 2, 3, 4, 5]);
    expect(said([5, 4, 3, 2, 1, 0])).toEqual(forwards);
    expect(said([2, 5, 0, 3, 1, 4])).toEqual(forwards);
  });

  it("take a request's own number of shots before the problem's", () => {
    const problem = problemOf(3, { lossShots: 5 });
    expect(answer(problem, { shots: 9 })[0].shots).toBe(9);
    expect(answer(problemOf(3), { shots: 9 })[0].shots).toBe(9);
    expect(answer(problemOf(3), {})[0].shots).toBeUndefined();
  });

  it("come by parameter shift unless something else is named, and never by adjoint", () => {
    const request = { kind: "gradient" } as const;
    const named = answer(problemOf(3, { shots: 5, gradient: parameterShift() }), request);
    expect(answer(problemOf(3, { shots: 5 }), request)).toEqual(named);
    expect(caught(() => answer(problemOf(3, { shots: 5, gradient: adjoint() }), request)).message).toContain(
      "adjoint: it was asked for 5 shots",
    );
  });
});
