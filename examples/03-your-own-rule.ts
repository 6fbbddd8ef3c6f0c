// Minimises Rosenbrock's function with a rule of your own: no qubit, only @uphill/optimizers and an option from core.
import { norm, number } from "@uphill/core";
import { defineRule, functionProblem, minimize } from "@uphill/optimizers";

const clipped = defineRule({
  name: "clipped",
  options: { learningRate: number({ default: 0.002, above: 0, about: "Length of a step" }) },
  init: () => null,
  step({ gradient, options: { learningRate } }) {
    const scale = learningRate / Math.max(1, norm(gradient));
    return { step: gradient.map((g) => scale * g), state: null };
  },
});
const value = ([x, y]: Float64Array): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
const gradient = ([x, y]: Float64Array): number[] => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)];
const problem = functionProblem({ size: 2, value, gradient });

for (const steps of [1000, 3000]) {
  const { theta, account } = minimize({ optimizer: clipped(), problem, start: [-1.2, 1], steps });
  console.log(`${steps} steps, ${account.circuits} evaluations: ${value(theta).toFixed(6)}`);
}

// Output:
//   1000 steps, 2000 evaluations: 0.552479
//   3000 steps, 6000 evaluations: 0.004047
