import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  circuit,
  cnot,
  defineGate,
  fromQasm,
  gates,
  h,
  inverse,
  pauliRot,
  rot,
  rx,
  toQasm,
  unitary,
  weight,
  type Circuit,
  type Gate,
  type Matrix,
} from "../src/index.js";
import { distance, randomOperations, unitary as dense } from "./dense.js";

const all = Object.values(gates) as unknown as Gate[];
const families = ["X", "IZ", "YX", "XIZ", "ZZZ"].map((word) => pauliRot(word) as unknown as Gate);

/** A random unitary gate: the product of a random circuit. */
function randomUnitary(seed: number, qubits: number): Gate {
  const random = streams(seed).stream("unitary gate").at(qubits);
  const operations = randomOperations(random, all, { qubits, length: 12, weights: 2 });
  return unitary(dense(circuit(qubits, operations), [0.3, -1.2])) as unknown as Gate;
}

/** Rid of the global phase: the largest entry of `a` gets the phase that it has in `b`. */
function aligned(a: Matrix, b: Matrix): Matrix {
  let most = 0;
  for (let k = 0; k < a.re.length; k++) {
    if (Math.hypot(a.re[k], a.im[k]) > Math.hypot(a.re[most], a.im[most])) most = k;
  }
  const size = Math.hypot(a.re[most], a.im[most]) * Math.hypot(b.re[most], b.im[most]);
  const c = (a.re[most] * b.re[most] + a.im[most] * b.im[most]) / size;
  const s = (a.re[most] * b.im[most] - a.im[most] * b.re[most]) / size;
  return { re: a.re.map((re, k) => c * re - s * a.im[k]), im: a.re.map((re, k) => c * a.im[k] + s * re) };
}

const WEIGHTS = [0.7, -1.9, 2.4];
const INPUTS = [0.11, -0.6];

function sameAfter(given: Circuit, title: string): void {
  const truth = dense(given, WEIGHTS, INPUTS);
  const three = toQasm(given);
  const data = Array.from({ length: given.inputs }, (_, k) => `x${k}`);
  const back = fromQasm(three, { data });
  expect(back.circuit.qubits, title).toBe(given.qubits);
  expect([back.weightNames.length, back.inputNames], title).toEqual([given.weights, data]);
  expect(distance(dense(back.circuit, WEIGHTS, INPUTS), truth), `${title}\n${three}`).toBeLessThan(1e-12);
  // Without being told, names that meet are inputs, and all others weights.
  const guessed = fromQasm(three);
  const value = (name: string): number => (name.startsWith("w") ? WEIGHTS : INPUTS)[Number(name.slice(1))];
  const [weights, inputs] = [guessed.weightNames.map(value), guessed.inputNames.map(value)];
  expect(weights.length + inputs.length, title).toBe(given.weights + given.inputs);
  expect(distance(dense(guessed.circuit, weights, inputs), truth), title).toBeLessThan(1e-12);
  const bound = fromQasm(toQasm(given, { weights: WEIGHTS, inputs: INPUTS }));
  expect(bound.circuit.weights, title).toBe(0);
  expect(distance(dense(bound.circuit, []), truth), title).toBeLessThan(1e-12);
  const two = toQasm(given, { version: 2, weights: WEIGHTS, inputs: INPUTS });
  expect(two, title).not.toMatch(/gphase|ctrl|input/);
  expect(distance(aligned(dense(fromQasm(two).circuit, []), truth), truth), `${title}\n${two}`).toBeLessThan(1e-12);
}

describe("export, then import, is the same unitary", () => {
  it.each(all.map((gate) => [gate.name, gate] as const))("of %s alone, on turned qubits", (name, gate) => {
    const on = Array.from({ length: gate.qubits }, (_, k) => gate.qubits - 1 - k);
    const angles = gate.angles.map((_, k) => 0.4 + 1.7 * k);
    sameAfter(circuit(gate.qubits, [{ gate, angles, qubits: on }]), name);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))("of a random circuit, seed %i", (seed) => {
    const random = streams(seed).stream("qasm round trip").at();
    const qubits = 1 + (seed % 4);
    const available = [...all, ...families, randomUnitary(seed, 1), ...(qubits > 1 ? [randomUnitary(seed, 2)] : [])];
    const operations = randomOperations(random, available, { qubits, length: 12, weights: 3, inputs: 2 });
    sameAfter(circuit(qubits, operations), `seed ${seed}`);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))("of polynomials of the data, seed %i", (seed) => {
    const random = streams(seed).stream("qasm round trip of polynomials").at();
    const qubits = 1 + (seed % 3);
    const sizes = { qubits, length: 12, weights: 3, inputs: 2, polynomials: true };
    const given = circuit(qubits, randomOperations(random, [...all, ...families], sizes));
    sameAfter(given, `seed ${seed}`);
    sameAfter(inverse(given), `seed ${seed}, inverse`);
  });

  it.each([1, 2, 3])("of unitaries of %i qubits", (qubits) => {
    for (let seed = 0; seed < 5; seed++) {
      const gate = randomUnitary(100 + seed, qubits);
      const on = Array.from({ length: qubits }, (_, k) => k);
      sameAfter(circuit(qubits, [{ gate, angles: [], qubits: on }]), `seed ${seed}`);
    }
  });
});

describe("what is written", () => {
  it("is what one would write by hand", () => {
    const given = circuit(2, [
      h(0),
      rot(weight(0, { scale: -1 }), 0.1, weight(1, { scale: 0.5, offset: -2 }), 1),
      rot(1, 2, 3, 0),
      cnot(0, 1),
    ]);
    expect(toQasm(given)).toBe(`OPENQASM 3.0;
include "stdgates.inc";
gate rot(p0, p1, p2) q0 {
  rz(p0) q0;
  ry(p1) q0;
  rz(p2) q0;
}
input float[64] w0;
input float[64] w1;
qubit[2] q;
h q[0];
rot(-w0, 0.1, 0.5*w1 - 2) q[1];
rot(1, 2, 3) q[0];
cx q[0], q[1];
`);
  });

  it("has numbers that read back to the bit", () => {
    for (const angle of [0.1 + 0.2, 1e-300, 5e-324, 1.7976931348623157e308, 1e21, -1 / 3, Math.PI]) {
      const given = circuit(1, [rx(angle, 0)]);
      expect(fromQasm(toQasm(given)).circuit.operations[0].angles).toEqual([angle]);
      expect(fromQasm(toQasm(given, { version: 2 })).circuit.operations[0].angles).toEqual([angle]);
    }
  });

  it("takes gates of others: with a generator or parts, else with fixed angles only", () => {
    const matrix = (theta: number): Matrix => pauliRot("YX").matrix(theta);
    const bare = defineGate({ name: "My Gate", qubits: 2, angles: ["if"], structure: "dense", matrix });
    sameAfter(circuit(2, [bare(0.4, 1, 0)]), "bare");
    expect(() => toQasm(circuit(2, [bare(weight(0), 1, 0)]))).toThrow(
      "toQasm: the gate My Gate has angles and no known parts",
    );
    const generator = [{ pauli: "YX", coefficient: 0.5 }];
    const named = defineGate({ name: "My Gate", qubits: 2, angles: ["if"], structure: "dense", matrix, generator });
    sameAfter(circuit(2, [named(weight(0), 1, 0), named(0.2, 0, 1)]), "with a generator");
  });

  it("of 2.0 needs values", () => {
    const given = circuit(1, [rx(weight(1), 0)]);
    expect(() => toQasm(given, { version: 2 })).toThrow(
      "toQasm: no values of the weights are given, but the circuit has 2 weights, and OpenQASM 2.0 has no parameters.",
    );
    expect(() => toQasm(given, { weights: [1] })).toThrow("1 values of the weights are given");
    expect(() => toQasm(given, { weights: [1, NaN] })).toThrow("weights 1 is NaN");
    expect(toQasm(given, { version: 2, weights: [1, 0.5] })).toBe(
      'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[1];\nrx(0.5) q[0];\n',
    );
  });
});
