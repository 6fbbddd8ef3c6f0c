import { circuit, cnot, input, polynomial, ry, rz, weight, z } from "@uphill/circuits";
import { describe, expect, it } from "vitest";
import { compile, type Engine } from "../src/index.js";
import { deriveInputs } from "../src/derived-inputs.js";

const product = polynomial([{ inputs: [0, 1] }]);
const scaled = polynomial([{ inputs: [1, 0] }], { scale: -2, offset: 0.5 });

describe("angles of several inputs", () => {
  it("are inputs of their own to an engine, one for each polynomial up to scale and offset", () => {
    const given = circuit(2, [ry(product, 0), rz(scaled, 1), ry(polynomial([{ inputs: [0, 0, 2] }]), 1)]);
    const derived = deriveInputs(given);
    expect(derived.circuit.inputs).toBe(5);
    expect(derived.circuit.operations.map(({ angles }) => angles[0])).toEqual([
      { input: 3, scale: 1, offset: 0 },
      { input: 3, scale: -2, offset: 0.5 },
      { input: 4, scale: 1, offset: 0 },
    ]);
    const rows = Float64Array.of(2, 3, 5, 1, -1, 4);
    expect(derived.extend(rows, 2, 1e6)).toEqual(Float64Array.of(2, 3, 5, 6, 20, 1, -1, 4, -1, 4));
    const slopes = Float64Array.of(1, 0, 0, 10, 100, 0, 0, 7, 0, 1);
    // x0: 1 + 10·x1 + 100·2·x0·x2; x1: 10·x0; x2: 100·x0².
    expect(derived.pullBack(slopes, rows, 2)).toEqual(Float64Array.of(1 + 30 + 2000, 20, 400, 8, 0, 8));
  });

  it("leave other circuits as they are", () => {
    const given = circuit(1, [ry(input(0), 0)]);
    expect(deriveInputs(given).circuit).toBe(given);
  });

  it.each<Engine>(["wasm", "reference"])("give closed forms, engine %s", (engine) => {
    // ⟨Z⟩ = cos(w + x0·x1 + (x0 + x2²)), whatever the order.
    const sum = polynomial([{ inputs: [0] }, { inputs: [2, 2] }]);
    const made = circuit(2, [ry(weight(0), 0), ry(product, 0), ry(sum, 0), cnot(0, 1)]);
    const program = compile(made, { observables: [z(0)], engine });
    expect([program.circuit.inputs, program.circuit.operations.length]).toEqual([3, 4]);
    const inputs = Float64Array.of(0.3, -0.8, 0.5, 1.2, 0.1, -0.4);
    const batch = program.prepare({ inputs });
    const run = { weights: [0.7], batch };
    const cotangents = Float64Array.of(1, -2);
    const { values, gradient, inputGradient } = program.vjp({ ...run, cotangents, inputsToo: true });
    const angles = [0, 3].map((at) => {
      const [a, b, c] = inputs.subarray(at, at + 3);
      return { at: 0.7 + a * b + a + c * c, slopes: [b + 1, a, 2 * c] };
    });
    angles.forEach(({ at, slopes }, row) => {
      expect(values[row]).toBeCloseTo(Math.cos(at), 12);
      slopes.forEach((slope, k) =>
        expect(inputGradient![3 * row + k]).toBeCloseTo(-cotangents[row] * Math.sin(at) * slope, 12),
      );
    });
    expect(gradient[0]).toBeCloseTo(-Math.sin(angles[0].at) + 2 * Math.sin(angles[1].at), 12);
    const [plus, minus] = [1, -1].map((sign) => ({ operation: 1, angle: 0, delta: (sign * Math.PI) / 2 }));
    const shifted = program.shifted({ ...run, shifts: [plus, minus] });
    expect((shifted[0] - shifted[2]) / 2).toBeCloseTo(-Math.sin(angles[0].at), 12);
  });

  it("have derivative 0 outside of the light cone", () => {
    const program = compile(circuit(2, [ry(product, 0), ry(weight(0), 1)]), { observables: [z(1)] });
    const batch = program.prepare({ inputs: Float64Array.of(1, 2, 3, 4) });
    const { inputGradient } = program.vjp({ weights: [1], batch, cotangents: Float64Array.of(1, 1), inputsToo: true });
    expect(Array.from(inputGradient!)).toEqual([0, 0, 0, 0]);
  });

  it("are refused where a row makes them infinite, or where they take too much memory", () => {
    const program = compile(circuit(1, [ry(product, 0)]), { observables: [z(0)] });
    expect(() => program.prepare({ inputs: Float64Array.of(1, 1, 1e200, 1e200) })).toThrow(
      "prepare: row 1 gives an angle of several inputs the value Infinity",
    );
    const many = Array.from({ length: 1000 }, (_, k) => ry(polynomial([{ inputs: [0, k] }]), 0));
    const large = compile(circuit(1, many), { observables: [z(0)], maxBytes: 2 ** 20 });
    expect(() => large.prepare({ inputs: new Float64Array(1000 * 100) })).toThrow("1 qubits and 100 rows take");
  });
});
