import { circuit, cnot, hardwareEfficient, input, meanZ, pauli, rx, ry, rz, sum, weight, z } from "@uphill/circuits";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { adjoint, finiteDifference, parameterShift, settings } from "../src/index.js";

const prices = (...asked: Parameters<typeof compile>): number[] => {
  const program = compile(...asked);
  return [parameterShift(), adjoint(), finiteDifference()].map((method) => method.circuits(program));
};

describe("settings", () => {
  it("counts the measurement settings of all observables together", () => {
    expect(settings([z(0)])).toBe(1);
    expect(settings([meanZ(5)])).toBe(1);
    expect(settings([z(0), z(1), pauli("Z0 Z1")])).toBe(1);
    expect(settings([pauli("X0"), pauli("Z1")])).toBe(1);
    expect(settings([sum(pauli("X0"), pauli("Z0"))])).toBe(2);
    expect(settings([pauli("X0"), pauli("Y0"), pauli("Z0")])).toBe(3);
  });

  it("is one circuit for an identity too", () => {
    expect(settings([pauli("I")])).toBe(1);
    expect(settings([])).toBe(1);
  });
});

// By hand: parameter shift takes one circuit and two per use of a live weight; differences two per live weight.
describe("price of values and gradient per row", () => {
  const made = circuit(2, [
    rx(input(0), 0),
    ry(weight(0), 0),
    ry(weight(0, { scale: 2 }), 1),
    cnot(0, 1),
    rz(weight(1), 0),
  ]);

  it("counts uses or weights inside the cone; adjoint costs what parameter shift does", () => {
    // ⟨Z₁⟩ cannot see RZ on qubit 0: weight 0 is used twice, weight 1 is free.
    expect(prices(made, { observables: [z(1)] })).toEqual([5, 5, 3]);
  });

  it("takes each of them in every measurement setting", () => {
    // ⟨X₀⟩ sees RZ: three uses, two weights; X₀ and Y₀ take two settings.
    expect(prices(made, { observables: [pauli("X0"), pauli("Y0")] })).toEqual([14, 14, 10]);
    expect(prices(made, { observables: [pauli("X0"), z(1)] })).toEqual([7, 7, 5]);
  });

  it("does not pay for a use that cannot be seen, though the weight can elsewhere", () => {
    const twice = circuit(1, [ry(weight(0), 0), rz(weight(0), 0)]);
    expect(prices(twice, { observables: [z(0)] })).toEqual([3, 3, 3]);
  });

  it("is 1 + 2·84 for the paper's circuit read at its last qubit, and 1 + 2·44 at its first", () => {
    const paper = hardwareEfficient({ qubits: 6, layers: 5 });
    expect(prices(paper, { observables: [z(5)] })).toEqual([169, 169, 169]);
    expect(prices(paper, { observables: [z(0)] })).toEqual([89, 89, 89]);
    expect(prices(paper, { observables: [meanZ(6)] })).toEqual([169, 169, 169]);
  });
});
