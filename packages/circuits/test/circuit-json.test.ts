import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  append,
  circuit,
  circuitFromJSON,
  circuitToJSON,
  cnot,
  compose,
  counts,
  crx,
  defineGate,
  gates,
  h,
  input,
  inverse,
  mapQubits,
  pauliRot,
  rot,
  rx,
  ry,
  toffoli,
  unitary,
  weight,
  type Gate,
  type Operation,
} from "../src/index.js";
import { distance, identity, randomOperations, unitary as dense } from "./dense.js";

const all = Object.values(gates) as unknown as Gate[];
const cases = Array.from({ length: 25 }, (_, seed) => {
  const random = streams(seed).stream("circuit").at();
  const shape = { qubits: 4, length: 14, weights: 4, inputs: 2, polynomials: seed % 2 === 1 };
  const made = circuit(4, randomOperations(random, all, shape));
  const numbers = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  return { seed, made, weights: numbers(made.weights), inputs: numbers(made.inputs) };
});

describe.each(cases)("random circuit, seed $seed", ({ made, weights, inputs }) => {
  it("comes back from JSON to the bit", () => {
    const back = circuitFromJSON(JSON.stringify(circuitToJSON(made)));
    expect(back).toEqual(made);
    expect(dense(back, weights, inputs)).toEqual(dense(made, weights, inputs));
  });

  it("is undone by its inverse", () => {
    const both = compose(made, inverse(made));
    expect(distance(dense(both, weights, inputs), identity(16))).toBeLessThan(1e-11);
  });

  it("keeps its unitary when its qubits are mapped there and back", () => {
    const there = [2, 0, 3, 1];
    const back = there.map((_, k) => there.indexOf(k));
    const twice = mapQubits(mapQubits(made, there), back);
    expect(dense(twice, weights, inputs)).toEqual(dense(made, weights, inputs));
  });
});

describe("circuit JSON", () => {
  it("holds Pauli rotations and unitaries", () => {
    const swapped = unitary({ re: [0, 1, 1, 0] }, "flip") as unknown as (on: number) => Operation;
    const made = circuit(3, [pauliRot("XIZ")(weight(0), 0, 1, 2), swapped(1)]);
    const back = circuitFromJSON(circuitToJSON(made));
    expect(distance(dense(back, [0.3]), dense(made, [0.3]))).toBe(0);
    expect(back.operations.map(({ gate }) => gate.name)).toEqual(["pauliRot(XIZ)", "flip"]);
  });

  it("refuses what it cannot write, and what it cannot read", () => {
    const own = defineGate({ name: "own", qubits: 1, angles: ["t"], structure: "dense", matrix: (t) => rx.matrix(t) });
    expect(() => circuitToJSON(circuit(1, [own(0.1, 0)]))).toThrow("gate own is not in the index and has angles");
    const good = circuitToJSON(circuit(2, [cnot(0, 1)]));
    const bad: [unknown, string][] = [
      ["{", "the text is not JSON"],
      [{}, 'it must be "uphill.circuit"'],
      [{ ...good, version: 9 }, "version is 9"],
      [{ ...good, operations: 3 }, "there is no list of operations"],
      [{ ...good, operations: [null] }, "operation 0: the gate is undefined"],
      [{ ...good, operations: [{ gate: "cnto", qubits: [0, 1] }] }, 'Did you mean "cnot"?'],
      [{ ...good, operations: [{ gate: "cnot", qubits: [0] }] }, "cnot has 0 angles and 1 qubits"],
      [{ ...good, operations: [{ gate: "cnot", qubits: [0, 7] }] }, "it acts on qubit 7"],
      [{ ...good, operations: [{ gate: "rx", qubits: [0], angles: ["a"] }] }, 'an angle is "a"'],
      [{ ...good, qubits: -1 }, "asked for -1 qubits"],
    ];
    for (const [json, message] of bad) expect(() => circuitFromJSON(json)).toThrow(message);
  });
});

it("append adds operations and leaves the old circuit alone", () => {
  const bell = circuit(2, [h(0)]);
  expect(append(bell, cnot(0, 1)).operations).toHaveLength(2);
  expect(bell.operations).toHaveLength(1);
});

it("mapQubits wants a place for every qubit", () => {
  expect(() => mapQubits(circuit(2, [h(0)]), [1, 1])).toThrow("mapQubits: the places are 1, 1");
  expect(mapQubits(circuit(2, [cnot(0, 1)]), [4, 2]).operations[0].qubits).toEqual([4, 2]);
});

it("counts gates, depth, two-qubit gates and the price of a gradient by hand", () => {
  const made = circuit(3, [
    h(0),
    rx(weight(0), 1), // one frequency: two circuits
    cnot(0, 1),
    crx(weight(1), 1, 2), // two frequencies: four
    rot(weight(2), 0.3, weight(0), 0), // two rotations move: four
    ry(input(0), 2),
    toffoli(0, 1, 2),
  ]);
  expect(counts(made)).toEqual({
    operations: 7,
    depth: 5,
    twoQubit: 2,
    weights: 3,
    inputs: 1,
    gates: { h: 1, rx: 1, cnot: 1, crx: 1, rot: 1, ry: 1, toffoli: 1 },
    evaluationsPerGradient: 1 + 2 + 4 + 4,
  });
});
