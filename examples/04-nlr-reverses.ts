// Shows a reversal: SGD and NLR on one qubit with loss ⟨Z⟩ = cos θ, at a small and at a large learning rate.
import { circuit, ry, weight, z } from "@uphill/circuits";
import { functionProblem, minimize, nlr, sgd } from "@uphill/optimizers";
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
    minimize({
      ...{ optimizer, problem, start: [3], steps: 1 },
      onStep: ({ theta, report: { reversed = false } }) =>
        console.log(
          `${optimizer.name}, η = ${learningRate}: θ 3 → ${theta[0].toFixed(6)}${reversed ? ", reversed" : ""}`,
        ),
    });
  }
}

// Output:
//   ?
