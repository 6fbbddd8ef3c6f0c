import {
  circuit,
  cnot,
  complexMatrix,
  defineGate,
  h,
  hardwareEfficient,
  pauli,
  rx,
  ry,
  weight,
  z,
} from "@uphill/circuits";
import { describe, expect, it } from "vitest";
import { compile } from "../src/index.js";

describe("R1: two qubits, one layer, amplitudes (1, 2, 3, 4)/√30", () => {
  // Reference numbers computed by other software.
  const program = compile(hardwareEfficient({ qubits: 2, layers: 1 }), { observables: [z(1), z(0)] });
  const batch = program.prepare({ states: { re: Float64Array.of(1, 2, 3, 4).map((a) => a / Math.sqrt(30)) } });
  const weights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const close = (found: ArrayLike<number>, wanted: readonly number[]): void => {
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((value, i) => expect(Math.abs(found[i] - value), `number ${i}`).toBeLessThan(1e-11));
  };

  it("has the values", () => {
    close(program.expectations({ weights, batch }), [0.538264378684, -0.795804394051]);
  });

  it("has the gradient", () => {
    const wanted = [0.002617422296, 0.491921775171, 0, -0.056521369672, 0.597666937691, 0];
    close(program.vjp({ weights, batch, cotangents: Float64Array.of(1, 0) }).gradient, wanted);
    close(program.jacobian({ weights, batch }).jacobian.subarray(0, 6), wanted);
  });
});

describe("by hand", () => {
  it("RY turns ⟨Z⟩ to cos t and ⟨X⟩ to sin t; RX turns ⟨Y⟩ to −sin t", () => {
    const t = 0.7;
    const run = (gate: typeof ry, word: string): number => {
      const program = compile(circuit(1, [gate(weight(0), 0)]), { observables: [pauli(word)] });
      return program.expectations({ weights: [t], batch: program.prepare({}) })[0];
    };
    expect(run(ry, "Z0")).toBeCloseTo(Math.cos(t), 14);
    expect(run(ry, "X0")).toBeCloseTo(Math.sin(t), 14);
    expect(run(rx, "Y0")).toBeCloseTo(-Math.sin(t), 14);
    expect(run(rx, "I")).toBeCloseTo(1, 14);
  });

  it("qubit 0 is the most significant bit", () => {
    const program = compile(circuit(3, [rx(Math.PI, 0)]), { observables: [z(0), z(1), z(2)] });
    const batch = program.prepare({});
    const { re, im } = program.state({ weights: [], batch });
    expect(re.map((a, j) => Math.round(a * a + im[j] * im[j]))).toEqual(Float64Array.of(0, 0, 0, 0, 1, 0, 0, 0));
    expect(im[4]).toBeCloseTo(-1, 14);
    expect([...program.expectations({ weights: [], batch })].map(Math.round)).toEqual([-1, 1, 1]);
  });

  it("H and CNOT make a Bell state", () => {
    const program = compile(circuit(2, [h(0), cnot(0, 1)]), {
      observables: ["X0 X1", "Y0 Y1", "Z0 Z1", "Z0"].map((word) => pauli(word)),
    });
    const values = program.expectations({ weights: [], batch: program.prepare({}) });
    [1, -1, 1, 0].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 14));
  });
});

it("differentiates a gate whose generator leaves a qubit alone: exp(−iθ·IX/2) on |00⟩ has ⟨Z₁⟩ = cos θ", () => {
  const ix = defineGate({
    name: "ix",
    qubits: 2,
    angles: ["theta"],
    structure: "dense",
    generator: [{ pauli: "IX", coefficient: 0.5 }],
    spectrum: [-0.5, 0.5],
    symbol: [],
    matrix(theta: number) {
      const [c, s] = [Math.cos(theta / 2), -Math.sin(theta / 2)];
      const turn = (i: number, j: number): readonly [number, number] =>
        i >> 1 !== j >> 1 ? [0, 0] : i === j ? [c, 0] : [0, s];
      return complexMatrix([0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => turn(i, j))));
    },
  });
  const program = compile(circuit(2, [ix(weight(0), 0, 1)]), { observables: [z(1)] });
  const run = { weights: [0.7], batch: program.prepare({}) };
  const { values, gradient } = program.vjp({ ...run, cotangents: Float64Array.of(1) });
  expect(values[0]).toBeCloseTo(Math.cos(0.7), 14);
  expect(gradient[0]).toBeCloseTo(-Math.sin(0.7), 14);
});
