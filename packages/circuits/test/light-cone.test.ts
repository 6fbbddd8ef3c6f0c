import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  circuit,
  cnot,
  defineGate,
  gates,
  h,
  hardwareEfficient,
  lightCone,
  pauli,
  realMatrix,
  rx,
  ry,
  rz,
  sum,
  weight,
  x,
  z,
  type Circuit,
  type Gate,
  type Observable,
} from "../src/index.js";
import { apply, expectation, ground, randomOperations, randomWord, unitary } from "./dense.js";

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
const value = (made: Circuit, observable: Observable, weights: ArrayLike<number>): number =>
  expectation(observable, apply(unitary(made, weights), ground(made.qubits)));

describe("the paper's circuit", () => {
  const paper = hardwareEfficient({ qubits: 6, layers: 5 });

  it("has 44 live weights for ⟨Z0⟩ and 84 for ⟨Z5⟩", () => {
    expect(count(lightCone(paper, [z(0)]).weights)).toBe(44);
    expect(count(lightCone(paper, [z(5)]).weights)).toBe(84);
  });

  it("has the union of the cones for several observables", () => {
    const [first, last, both] = [[z(0)], [z(5)], [z(0), z(5)]].map(
      (observables) => lightCone(paper, observables).weights,
    );
    expect(both).toEqual(first.map((live, i) => live || last[i]));
    expect(lightCone(paper, []).weights).toEqual(new Array(90).fill(false));
  });
});

describe("by hand", () => {
  const cone = (made: Circuit, ...observables: Observable[]): string =>
    lightCone(made, observables)
      .operations.map((live) => (live ? "1" : "0"))
      .join("");

  it.each([
    ["RZ in front of ⟨Z⟩ is not seen", circuit(1, [ry(weight(0), 0), rz(weight(1), 0)]), "Z0", "10"],
    ["RZ in front of ⟨X⟩ is", circuit(1, [ry(weight(0), 0), rz(weight(1), 0)]), "X0", "11"],
    ["a qubit that is not measured is not seen", circuit(2, [rx(weight(0), 0), rx(weight(1), 1)]), "Z1", "01"],
    ["⟨Z⟩ of a control does not see CNOT", circuit(2, [rx(weight(0), 1), cnot(0, 1)]), "Z0", "00"],
    ["⟨Z⟩ of a target does", circuit(2, [rx(weight(0), 0), cnot(0, 1)]), "Z1", "11"],
    ["X changes the sign of ⟨Z⟩", circuit(1, [x(0)]), "Z0", "1"],
    ["X leaves ⟨X⟩", circuit(1, [h(0), x(0)]), "X0", "10"],
    ["H changes the sign of ⟨Y⟩", circuit(1, [rx(weight(0), 0), h(0)]), "Y0", "11"],
    ["a turn by π changes the sign of ⟨Z⟩", circuit(1, [rx(Math.PI, 0)]), "Z0", "1"],
    ["a turn by 0 changes nothing", circuit(1, [rx(0, 0)]), "Z0", "0"],
    ["a small turn is still seen", circuit(1, [ry(weight(0), 0), rx(1e-10, 0)]), "Y0", "11"],
    ["the identity sees nothing", circuit(1, [rx(weight(0), 0)]), "I", "0"],
  ])("%s", (_, made, word, wanted) => {
    expect(cone(made, pauli(word))).toBe(wanted);
  });

  it("asks a gate's matrix, not its name", () => {
    const swap = defineGate({
      name: "exchange",
      qubits: 2,
      angles: [],
      structure: "permutation",
      matrix: () =>
        realMatrix([
          [1, 0, 0, 0],
          [0, 0, 1, 0],
          [0, 1, 0, 0],
          [0, 0, 0, 1],
        ]),
    });
    expect(cone(circuit(2, [rx(weight(0), 0), rx(weight(1), 1), swap(0, 1)]), z(0))).toBe("011");
  });
});

describe.each(Array.from({ length: 40 }, (_, seed) => seed))("on a random circuit, seed %i", (seed) => {
  const random = streams(seed).stream("light cone").at();
  const qubits = 1 + random.integer(3);
  const available = Object.values(gates) as unknown as Gate[];
  const made = circuit(qubits, randomOperations(random, available, { qubits, length: 12, weights: 8 }));
  const observable = sum(...[0.7, -1.3].map((coefficient) => pauli(randomWord(random, qubits), coefficient)));
  const cone = lightCone(made, [observable]);
  const weights = Array.from({ length: made.weights }, () => random.normal());

  it("weights outside the cone never move the expectation", () => {
    const moved = weights.map((weight, i) => (cone.weights[i] ? weight : weight + random.normal()));
    expect(Math.abs(value(made, observable, moved) - value(made, observable, weights))).toBeLessThan(1e-12);
  });

  it("operations outside the cone can be left out", () => {
    const seen = circuit(
      qubits,
      made.operations.filter((_, index) => cone.operations[index]),
    );
    expect(Math.abs(value(seen, observable, weights) - value(made, observable, weights))).toBeLessThan(1e-12);
  });
});
