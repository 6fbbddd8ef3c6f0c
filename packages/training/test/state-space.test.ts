import {
  circuit,
  cnot,
  cry,
  phase,
  pauliRot,
  rx,
  ry,
  rz,
  rzz,
  weight,
  z,
  type Circuit,
  type Operation,
} from "@uphill/circuits";
import { inOneGo, streams } from "@uphill/core";
import {
  layerWise,
  minimize,
  momentumQng,
  nlr,
  qng,
  qnspsa,
  rotoselect,
  rotosolve,
  sgd,
  type Answer,
  type Optimizer,
  type Request,
} from "@uphill/optimizers";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { assemble, classifier, classifierProblem, type ClassifierProblem, type ProblemOptions } from "@uphill/problems";
import { fit } from "../src/index.js";
import { meanMetric, readoutFrequencies } from "../../problems/src/state-space.js";
import { caught, randomTable } from "../../problems/test/data.js";

const once = (): { rows: number } => ({ rows: 1 });

/** The metric as minus half of the second differences of the fidelity. */
function slowMetric(given: Circuit, weights: number[]): number[] {
  const program = compile(given, { observables: [z(0)] });
  const batch = program.prepare({ rows: 1 });
  const step = 1e-3;
  const fidelity = (...moves: [number, number][]): number => {
    const moved = weights.map((w, i) => moves.reduce((sum, [k, by]) => (k === i ? sum + by : sum), w));
    return program.fidelities({ weights, batch, other: { weights: moved, batch } })[0];
  };
  return weights.flatMap((_, i) =>
    weights.map((_, j) => {
      const at = (a: number, b: number): number => fidelity([i, a * step], [j, b * step]);
      return -(at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (8 * step * step);
    }),
  );
}

describe("metric of states", () => {
  const metricOf = (given: Circuit, weights: number[]): Float64Array =>
    inOneGo(meanMetric(compile(given, { observables: [z(0)] }), Float64Array.from(weights), 1, once));

  it("RX, RY, CNOT, RZ, RZ: 0.25 and 0.2475 first", () => {
    const given = circuit(2, [rx(weight(0), 0), ry(weight(1), 0), cnot(0, 1), rz(weight(2), 1), rz(weight(3), 0)]);
    const metric = metricOf(given, [0.1, 0.2, 0.4, 0.5]);
    expect(metric[0]).toBeCloseTo(0.25, 12);
    expect(metric[5]).toBeCloseTo(0.25 * Math.cos(0.1) ** 2, 12);
    expect(metric[5]).toBeCloseTo(0.2475, 4);
    // Both see the same bit, and no row or column knows left from right.
    expect(metric[10]).toBeCloseTo(metric[15], 12);
    expect(metric[10]).toBeCloseTo(metric[11], 12);
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(metric[4 * i + j]).toBe(metric[4 * j + i]);
  });

  it("is minus half the curvature of the fidelity: gates of any spectrum, scaled, shared and idle weights", () => {
    const gates: ((k: number, random: () => number) => Operation)[] = [
      (k) => rx(weight(k), 0),
      (k, r) => ry(weight(k, { scale: 2 * r(), offset: r() }), 1),
      (k) => cry(weight(k), 0, 2),
      (k) => phase(weight(k, { scale: -0.5 }), 1),
      (k) => rzz(weight(k), 1, 2),
      (k) => pauliRot("XYZ")(weight(k), 2, 0, 1),
      () => cnot(1, 2),
    ];
    for (let seed = 0; seed < 8; seed++) {
      const random = streams(seed).stream("metric").at();
      const uniform = (): number => 2 * random.uniform() - 1;
      const operations = Array.from({ length: 9 }, () =>
        gates[Math.floor(gates.length * random.uniform())](Math.floor(4 * random.uniform()), uniform),
      );
      const given = circuit(3, [...operations, ry(weight(3), 0)]);
      const weights = Array.from({ length: 4 }, () => 3 * uniform());
      const metric = metricOf(given, weights);
      slowMetric(given, weights).forEach((wanted, k) =>
        expect(Math.abs(metric[k] - wanted), `seed ${seed}, entry ${k}`).toBeLessThan(2e-5),
      );
    }
  });

  it("takes its rows in parts where their derivatives would take too much memory", () => {
    const wide = circuit(10, [rx(weight(0), 0), ry(weight(1), 3), rz(weight(499), 3)]);
    const program = compile(wide, { observables: [z(0)] });
    const weights = new Float64Array(500).fill(0.3);
    const asked: number[] = [];
    const source = (part: readonly number[]): { rows: number } => {
      asked.push(...part);
      return { rows: part.length };
    };
    const metric = inOneGo(meanMetric(program, weights, 7, source));
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(metric[0]).toBeCloseTo(0.25, 12);
    expect(metric[501]).toBeCloseTo(0.25, 12);
  });
});

const small = classifier({ qubits: 2, layers: 1, encoding: "angle" });
const theta = Float64Array.of(0.3, -0.8, 1.1, 0.5, 0.9, -0.2);
const other = theta.map((t) => t / 2);

function problemOf(rows: number, options: Partial<ProblemOptions> = {}, spec = small): ClassifierProblem {
  const train = randomTable(rows, 2);
  return classifierProblem({ assembly: assemble(spec, train), train, seed: 3, ...options });
}
function answer(problem: ClassifierProblem, request: Partial<Request>, step = 0): Answer {
  const whole: Request = { kind: "metric", thetas: [theta], phase: "metric", ...request };
  return problem.answer(whole, { step, phase: whole.phase, ask: 0 }) as Answer;
}

describe("a classifier's metric and overlaps", () => {
  it("are means over the rows of the request", () => {
    const rows = 5;
    const all = randomTable(rows, 2);
    const one = (row: number): ClassifierProblem => {
      const train = {
        ...all,
        rows: 1,
        features: all.features.slice(2 * row, 2 * row + 2),
        labels: all.labels.slice(row, row + 1),
      };
      return classifierProblem({ assembly: assemble(small, train), train, seed: 3 });
    };
    const singles = Array.from({ length: rows }, (_, row) => one(row));
    const [{ metric, value, shots }] = answer(problemOf(rows), {});
    expect([value, shots]).toEqual([0, undefined]);
    metric!.forEach((entry, k) =>
      expect(entry).toBeCloseTo(singles.reduce((s, p) => s + answer(p, {})[0].metric![k], 0) / rows, 12),
    );
    const overlap = { kind: "overlap", others: [other] } as const;
    const [{ value: mean }] = answer(problemOf(rows), overlap);
    expect(mean).toBeCloseTo(singles.reduce((s, p) => s + answer(p, overlap)[0].value, 0) / rows, 12);
    expect(answer(problemOf(rows), { kind: "overlap", others: [theta] })[0].value).toBeCloseTo(1, 12);
    // A batch is a batch.
    const batched = problemOf(rows, { batchSize: 2 });
    expect(answer(batched, {}, 0)[0].metric).not.toEqual(answer(batched, {}, 1)[0].metric);
    expect(answer(batched, { data: "next" }, 0)).toEqual(answer(batched, {}, 1));
    expect(answer(batched, { data: "all" })).toEqual(answer(problemOf(rows), {}));
  });

  it("fit together: 1 − overlap = Δᵀ·metric·Δ to second order", () => {
    const problem = problemOf(4);
    const [{ metric }] = answer(problem, {});
    const move = theta.map((t, i) => 1e-3 * (i - 2.5) * t);
    const [{ value }] = answer(problem, { kind: "overlap", others: [theta.map((t, i) => t + move[i])] });
    let square = 0;
    for (let i = 0; i < 6; i++) for (let j = 0; j < 6; j++) square += move[i] * metric![6 * i + j] * move[j];
    expect((1 - value) / square).toBeCloseTo(1, 4);
  });

  it("overlaps from shots have no bias and the right error; one shot tells none", () => {
    const problem = problemOf(3, { lossShots: 20 });
    const [{ value: exact }] = answer(problemOf(3), { kind: "overlap", others: [other] });
    const found = Array.from(
      { length: 2000 },
      (_, step) => answer(problem, { kind: "overlap", others: [other] }, step)[0],
    );
    const mean = found.reduce((s, { value }) => s + value, 0) / 2000;
    const variance = found.reduce((s, { value }) => s + (value - mean) ** 2, 0) / 1999;
    const told = found.reduce((s, { standardError }) => s + standardError ** 2, 0) / 2000;
    expect(Math.abs(mean - exact)).toBeLessThan(4 * Math.sqrt(variance / 2000));
    expect(Math.abs(told / variance - 1)).toBeLessThan(0.15);
    expect(answer(problem, { kind: "overlap", others: [other], shots: 1 })[0]).toMatchObject({
      standardError: 0,
      shots: 1,
    });
  });

  it("cost one circuit a row for an overlap, those of its overlaps for the metric, which has no price in shots", () => {
    const problem = problemOf(3, { shots: 5, lossShots: 7 });
    const ask = { thetas: [theta], others: [other], phase: "metric" } as const;
    expect(problem.price({ kind: "overlap", ...ask })).toEqual({ circuits: 3, shots: 21, rounds: 1 });
    // Six weights on two qubits, each used once.
    expect(problem.price({ kind: "metric", ...ask })).toEqual({ circuits: 3 * (6 + 4 * 15), rounds: 1 });
    // A readout of more settings does not matter to either.
    const mean = problemOf(3, {}, { ...small, readout: "mean" });
    expect(mean.price({ kind: "overlap", ...ask }).circuits).toBe(3);
  });
});

describe("frequencies of the loss", () => {
  const program = (...operations: Operation[]) => compile(circuit(2, operations), { observables: [z(0)] });

  it("of a readout: sums and differences over the uses of a weight", () => {
    expect(readoutFrequencies(program(rx(weight(0), 0)), 0)).toEqual([1]);
    expect(readoutFrequencies(program(rx(weight(0, { scale: -3 }), 0)), 0)).toEqual([3]);
    expect(readoutFrequencies(program(rx(weight(0), 0), ry(weight(0), 0)), 0)).toEqual([1, 2]);
    expect(readoutFrequencies(program(rx(weight(0), 0), ry(weight(0, { scale: 2 }), 0)), 0)).toEqual([1, 2, 3]);
    expect(readoutFrequencies(program(rx(weight(0), 0), ry(weight(0, { scale: 3 }), 0)), 0)).toEqual([1, 2, 3, 4]);
    expect(readoutFrequencies(program(rx(0.3, 1), cry(weight(0), 1, 0)), 0)).toEqual([0.5, 1]);
    // What cannot be seen does not turn the readout.
    expect(readoutFrequencies(program(rx(weight(0), 0), rx(weight(1), 1)), 1)).toEqual([]);
  });

  it("of the squared error: once more sums and differences; of other losses unknown", () => {
    const problem = problemOf(3);
    const all = Array.from({ length: 6 }, (_, weight) => problem.frequencies!(weight));
    // RZ comes before a control or a readout: idle.
    expect(all).toEqual([[1, 2], [1, 2], [], [1, 2], [1, 2], []]);
    for (const loss of ["bce", "hinge"] as const)
      expect(problemOf(3, {}, { ...small, loss }).frequencies!(0)).toBeNull();
  });

  it("are all there are: a fit of the waves meets the loss everywhere", () => {
    const problem = problemOf(4);
    for (const weight of [0, 1, 3, 4]) {
      const value = (x: number): number => problem.exact(theta.with(weight, x)).loss;
      const degree = Math.max(...problem.frequencies!(weight)!);
      const count = 2 * degree + 1;
      const nodes = Array.from({ length: count }, (_, k) => value((2 * Math.PI * k) / count));
      for (const x of [0.1, 1.7, 4]) {
        // Dirichlet's kernel.
        const interpolated = nodes.reduce((sum, y, k) => {
          const d = x - (2 * Math.PI * k) / count;
          return sum + (y * Math.sin((count * d) / 2)) / (count * Math.sin(d / 2));
        }, 0);
        expect(interpolated).toBeCloseTo(value(x), 10);
      }
    }
  });
});

describe("methods that need more than a gradient train classifiers", () => {
  const train = randomTable(8, 2);
  const model = classifier({ qubits: 2, layers: 2, encoding: "angle" });
  const optimizers: [Optimizer, number][] = [
    [qng({ learningRate: 0.1 }), 8],
    [momentumQng({ learningRate: 0.02 }), 12],
    [qnspsa({ learningRate: 0.1 }), 25],
    [rotosolve(), 2],
    [rotoselect(), 2],
    [layerWise({ layers: 2, stageSteps: 5, learningRate: 0.2, zeros: false }), 15],
    [layerWise({ layers: 2, stageSteps: 5, base: nlr({ learningRate: 0.2 }), zeros: false }), 15],
    [layerWise({ layers: 2, stageSteps: 1, base: rotosolve(), zeros: false }), 2],
  ];

  it.each(optimizers.map(([optimizer, steps]) => [optimizer.name, optimizer, steps] as const))(
    "%s: the loss falls",
    (_, optimizer, steps) => {
      const { stopped, loss, history, account } = fit({ model, train, optimizer, steps, seed: 2 });
      expect(stopped).toBe("steps");
      expect(loss.train).toBeLessThan(0.9 * history[0].loss);
      if (optimizer.needs.includes("metric")) {
        expect(account.phases.metric!.circuits).toBe(steps * 8 * (12 + 4 * 66));
        expect(account.unpriced).toBe(true);
      }
    },
  );

  it("rotosolve reaches the minimum along each weight, and refuses a loss of unknown frequencies", () => {
    const { loss } = fit({ model, train, optimizer: rotosolve(), steps: 1, seed: 2 });
    const plain = fit({ model, train, optimizer: sgd({ learningRate: 0.1 }), steps: 10, seed: 2 });
    expect(loss.train).toBeLessThan(plain.loss.train);
    const refused = caught(() => fit({ model: { ...model, loss: "bce" }, train, optimizer: rotosolve(), steps: 1 }));
    expect(refused.code).toBe("frequencies");
  });

  it("with shots too, where overlaps and values are bought and the metric is not", () => {
    const shots = { model, train, steps: 3, shots: 20, lossShots: 20 };
    expect(fit({ ...shots, optimizer: qnspsa() }).account.unpriced).toBe(false);
    expect(fit({ ...shots, optimizer: qng() }).account.unpriced).toBe(true);
  });
});

it("below η = 1/(3P) NLR is gradient descent on a classifier's squared error, to the bit", () => {
  for (const [seed, spec] of [
    [1, small],
    [2, classifier({ qubits: 2, layers: 2, encoding: "angle", readout: "mean" })],
    [3, classifier({ qubits: 3, layers: 1 })],
  ] as const) {
    const train = randomTable(6, spec.encoding === "angle" ? 2 : 8, seed);
    const problem = classifierProblem({ assembly: assemble(spec, train), train, seed });
    const learningRate = 1 / (3 * problem.size);
    const random = streams(seed).stream("start").at();
    const start = Float64Array.from({ length: problem.size }, () => 6 * random.uniform() - 3);
    const path = (optimizer: Optimizer): Float64Array[] => {
      const points: Float64Array[] = [];
      minimize({ optimizer, problem, start, steps: 40, onStep: ({ theta }) => points.push(theta) });
      return points;
    };
    const plain = path(sgd({ learningRate }));
    expect(path(nlr({ learningRate, negativeLearningRate: 2 * learningRate, noise: 1, verify: true }))).toEqual(plain);
  }
});
