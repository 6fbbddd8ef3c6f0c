import { cnot, hardwareEfficient, lightCone, z } from "@uphill/circuits";
import { expect, test } from "vitest";
import { parameterShift } from "../src/cases/parameter-shift.js";
import { benchCircuit } from "../src/circuit.js";
import { benchDataset, benchRows, benchWeights } from "../src/data.js";
import { ours } from "../src/ours.js";

test("the circuit is the one that a classifier has by default", () => {
  expect(benchCircuit(6)).toEqual(hardwareEfficient({ qubits: 6, layers: 5 }));
  expect(benchCircuit(3, 1).operations.at(-1)).toEqual(cnot(1, 2));
  // 84 of 90 weights matter, two shifts each.
  expect(lightCone(benchCircuit(6), [z(5)]).weights.filter(Boolean)).toHaveLength(84);
});

test("rows have unit length, and weights differ from call to call", () => {
  const { states, labels } = benchRows(3, 2);
  for (let row = 0; row < 3; row++) expect(Math.hypot(...states.subarray(4 * row, 4 * row + 4))).toBeCloseTo(1, 12);
  expect([...labels]).toEqual([1, -1, 1]);
  expect([...benchDataset(3, 2).labels]).toEqual([1, 0, 1]);
  expect(benchWeights(5, 0)).toEqual(benchWeights(5, 0));
  expect(benchWeights(5, 0)).not.toEqual(benchWeights(5, 1));
});

test("what peers are checked against agrees with itself: gradient, Jacobian, and a step of training", () => {
  const batch = { qubits: 3, rows: 4 };
  const vjp = ours({ kind: "batch-vjp", ...batch }, 1);
  const weights = benchWeights(vjp.weights, 0);
  const [values, gradient] = vjp.numbers(weights);
  const [again, jacobian] = ours({ kind: "jacobian", ...batch }, 1).numbers(weights);
  const { labels } = benchRows(batch.rows, batch.qubits);
  expect([...again]).toEqual([...values]);
  expect([...ours({ kind: "batch-forward", ...batch }, 1).numbers(weights)[0]]).toEqual([...values]);
  gradient.forEach((g, k) => {
    let sum = 0;
    values.forEach((f, row) => (sum += ((2 * (f - labels[row])) / 4) * jacobian[row * gradient.length + k]));
    expect(g).toBeCloseTo(sum, 12);
  });
  const [trained] = ours({ kind: "training", ...batch }, 1).numbers(weights);
  // Adam's first steps go against the gradient's sign, at about the learning rate.
  const live = gradient.findIndex((g) => Math.abs(g) > 0.1);
  expect(Math.sign(trained[live] - weights[live])).toBe(-Math.sign(gradient[live]));
});

test("shifted circuits and the plain loop are the same numbers", async () => {
  const { weights, ours: own, other } = await parameterShift.prepare();
  const at = benchWeights(weights, 0);
  const [a, b] = [own(at) as Float64Array, other(at) as Float64Array];
  expect(a).toHaveLength(168 * 200);
  expect(Math.max(...a.map((value, k) => Math.abs(value - b[k])))).toBeLessThan(1e-12);
});
