import { minimize, nlr, type Answer, type Optimizer, type TentativeReport as Report } from "@uphill/optimizers";
import { expect, it } from "vitest";
import { assemble, classifier, classifierProblem, type ClassifierProblem, type ClassifierSpec } from "../src/index.js";
import { table } from "./data.js";

// R1 of our reading of the paper: n = 2, L = 1, x = (1, 2, 3, 4)/√30, label +1.
const start = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const train = table([[1, 2, 3, 4]], [1]);

function problemOf(readout: ClassifierSpec["readout"]): { problem: ClassifierProblem; f: number; slope: number[] } {
  const assembly = assemble(classifier({ qubits: 2, layers: 1, readout }), train);
  const batch = assembly.program.prepare({ states: { re: Float64Array.of(1, 2, 3, 4).map((x) => x / Math.sqrt(30)) } });
  const { values, gradient } = assembly.program.vjp({ weights: start, batch, cotangents: Float64Array.of(1) });
  return { problem: classifierProblem({ assembly, train, seed: 0 }), f: values[0], slope: [...gradient] };
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(found[i] - value), `number ${i}`).toBeLessThan(1e-10));
}

it("decision value and its slope", () => {
  const { f, slope } = problemOf("last");
  expectClose([f], [0.538264378684]);
  expectClose(slope, [0.002617422296, 0.491921775171, 0, -0.056521369672, 0.597666937691, 0]);
  expectClose([problemOf("first").f], [-0.795804394051]);
  expectClose([problemOf("mean").f], [(0.538264378684 - 0.795804394051) / 2]);
});

it("loss and gradient", () => {
  const { problem } = problemOf("last");
  const request = { kind: "gradient", thetas: [Float64Array.from(start)], phase: "gradient" } as const;
  const [{ value, gradient, shots, standardError }] = problem.answer(request, {
    step: 0,
    phase: "gradient",
    ask: 0,
  }) as Answer;
  expectClose([value], [0.213199783992]);
  expectClose(gradient!, [-0.00241711422, -0.454275612995, 0, 0.052195859486, -0.55192822963, 0]);
  expect([shots, standardError]).toEqual([undefined, 0]);
  expect(problem.exact(Float64Array.from(start))).toMatchObject({ loss: value, accuracy: 1 });
  expectClose([problem.gradientNorm(Float64Array.from(start))], [Math.hypot(...gradient!)]);
});

function oneStep(optimizer: Optimizer): { theta: Float64Array; loss: number; report: Report } {
  const { problem } = problemOf("last");
  let report: Report = {};
  const onStep = (info: { report: Report }): void => void (report = info.report);
  const { theta } = minimize({ optimizer, problem, start, steps: 1, onStep });
  return { theta, loss: problem.exact(theta).loss, report };
}

it("η = 0.01, η′ = 0.02 accepts", () => {
  const { theta, loss, report } = oneStep(nlr({ learningRate: 0.01, negativeLearningRate: 0.02 }));
  expect(report.reversed).toBe(false);
  expectClose([loss], [0.208098586505]);
  expectClose(theta, [0.100024171142, 0.20454275613, 0.3, 0.399478041405, 0.505519282296, 0.6]);
});

it("η = 5, η′ = 10 tries 1.18 and reverses", () => {
  const { theta, report } = oneStep(nlr({ learningRate: 5, negativeLearningRate: 10 }));
  expect(report.reversed).toBe(true);
  expectClose([report.value! + report.change!], [1.182709097631]);
  expectClose(theta, [0.075828857795, -4.342756129947, 0.3, 0.921958594863, -5.019282296298, 0.6]);
});
