// Shows a reversal: SGD and NLR on one qubit with loss ⟨Z⟩ = cos θ, at a small and at a large learning rate.
import { circuit, ry, weight, z } from "@uphill/circuits";
import { functionProblem, minimize, nlr, sgd, type StepInfo } from "@uphill/optimizers";
import { compile } from "@uphill/simulator";

const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
const batch = program.prepare({ rows: 1 });
const problem = functionProblem({
  size: 1,
  value: (weights) => program.expectations({ weights, batch })[0],
  gradient: (weights) => program.vjp({ weights, batch, cotangents: Float64Array.of(1) }).gradient,
});
for (const learningRate of [0.5, 5]) {
  for (const optimizer of [sgd({ learningRate }), nlr({ learningRate, negativeLearningRate: 2 * learningRate })]) {
    const onStep = ({ theta, report }: StepInfo): void =>
      console.log(optimizer.name, `η = ${learningRate}: 3 →`, theta[0].toFixed(6), report.reversed ? "reversed" : "");
    minimize({ optimizer, problem, start: [3], steps: 1, onStep });
  }
}

// Output:
//   sgd η = 0.5: 3 → 3.070560
//   nlr η = 0.5: 3 → 3.070560
//   sgd η = 5: 3 → 3.705600
//   nlr η = 5: 3 → 1.588800 reversed
