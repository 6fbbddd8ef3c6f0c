import { readFileSync } from "node:fs";
import { iqp, zzFeatureMap } from "@uphill/encodings";
import { describe, expect, it } from "vitest";
import { encodingCircuit, fidelityKernel, kernelMatrix, projectedKernel, svm } from "../src/index.js";
import { gaussian, largestDifference, rowsOf } from "./rows.js";

/** What Qiskit, PennyLane and scikit-learn found; the file names its script and their versions. */
const golden = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as {
  zz: number[];
  projected: number[];
  iqp: number[];
  machines: {
    classes: number;
    cost: number;
    tolerance: number;
    labels: number[];
    support: number[];
    decisions: number[];
    predicted: number[];
  }[];
};

const rows = rowsOf(6, 3);
const zz = encodingCircuit({ qubits: 3, width: 3, encoding: zzFeatureMap });

describe("kernel matrices equal the peers'", () => {
  it.each([
    ["fidelity, zz-feature-map: Qiskit", fidelityKernel(zz), golden.zz],
    ["projected, zz-feature-map: Qiskit", projectedKernel(zz, { gamma: 1 }), golden.projected],
    ["fidelity, iqp: PennyLane", fidelityKernel(encodingCircuit({ qubits: 3, width: 3, encoding: iqp })), golden.iqp],
  ])("%s", (_, kernel, wanted) => {
    expect(largestDifference(kernelMatrix(kernel, { rows }).values, wanted)).toBeLessThan(1e-12);
  });
});

describe("a support vector machine decides as scikit-learn's", () => {
  const train = rowsOf(40, 2);
  const test = rowsOf(60, 2).subarray(80);
  const [within, between] = [gaussian(train, train, 2, 0.8), gaussian(test, train, 2, 0.8)];

  it.each(golden.machines)("$classes classes, cost $cost", ({ classes, cost, tolerance, labels, ...wanted }) => {
    const machine = svm(within, labels, { cost, tolerance });
    expect(machine.converged).toBe(true);
    expect(machine.classes).toBe(classes);
    expect(machine.support).toEqual(wanted.support);
    const found = machine.decide(between);
    // Of several pairs, scikit-learn's positive values speak for the first class.
    const decisions = wanted.decisions.map((value) => (classes === 2 ? value : -value));
    expect(found).toHaveLength(decisions.length);
    expect(Array.from(found, Math.sign)).toEqual(decisions.map(Math.sign));
    // At the end α may still move along flat directions: LIBSVM shrinks its problem, and stops at another point of them.
    expect(largestDifference(found, decisions)).toBeLessThan(tolerance < 1e-3 ? 1e-4 : 1e-3);
    expect(Array.from(machine.predict(between))).toEqual(wanted.predicted);
  });
});
