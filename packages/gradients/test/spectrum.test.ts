import {
  circuit,
  defineGate,
  gates,
  pauli,
  pauliRot,
  ry,
  rx,
  sum,
  weight,
  type Gate,
  type Observable,
} from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { adjoint, classicalFisher, hessian, metricTensor, parameterShift } from "../src/index.js";

/** The same gate under another spectrum. */
function withSpectrum(gate: Gate, spectrum: readonly number[]): Gate {
  const { name, qubits, angles, structure, generator, matrix } = gate;
  return defineGate<readonly string[], number>({ name, qubits, angles, structure, generator, spectrum, matrix });
}

/** Sees every difference of eigenvalues: coherence of a control, and the turn of a target. */
const seen = (qubits: number): Observable =>
  sum(...Array.from({ length: qubits }, (_, q) => sum(pauli(`Z${q}`, 1 / (q + 1)), pauli(`X${q}`, 0.3 + q))));

const asked = (gate: Gate) => {
  const on = Array.from({ length: gate.qubits }, (_, q) => q);
  const made = circuit(gate.qubits, [
    ...on.map((q) => ry(0.7 + 0.3 * q, q)),
    (gate as (...all: unknown[]) => ReturnType<Gate>)(weight(0), ...on),
    ...on.map((q) => rx(0.4 - 0.5 * q, q)),
    ...on.map((q) => ry(1.1 + q, q)),
  ]);
  const program = compile(made, { observables: [seen(gate.qubits)] });
  return {
    program,
    batch: program.prepare({}),
    weights: Float64Array.of(0.8),
    cotangents: () => Float64Array.of(1),
  };
};

const entries = ([...Object.values(gates), pauliRot("Y"), pauliRot("XZ")] as unknown as Gate[])
  .filter(({ spectrum }) => spectrum !== undefined)
  .flatMap((gate) => gate.spectrum!.map((entry): [string, number, Gate] => [gate.name, entry, gate]));

// A spectrum is what shift rules rest on: with any entry left out, the rule must be refused or miss the truth.
describe.each(entries)("the spectrum of %s without %d", (_, entry, gate) => {
  const less = asked(
    withSpectrum(
      gate,
      gate.spectrum!.filter((value) => value !== entry),
    ),
  );
  const whole = asked(gate);

  const differs = (found: () => number, wanted: number): boolean => {
    try {
      return Math.abs(found() - wanted) > 1e-6;
    } catch (error) {
      return isUphillError(error) && error.code === "derivative";
    }
  };

  it("gives no right gradient", () => {
    const exact = adjoint().estimate(whole).gradient[0];
    expect(parameterShift().estimate(whole).gradient[0]).toBeCloseTo(exact, 12);
    expect(differs(() => parameterShift().estimate(less).gradient[0], exact)).toBe(true);
  });

  it("gives no right second order", () => {
    const found = [hessian, metricTensor, classicalFisher].map((family) =>
      differs(() => family().estimate(less)[0], family().estimate(whole)[0]),
    );
    expect(found.some(Boolean)).toBe(true);
  });
});
