import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { circuit, expand, invert, lightCone, pauliRot, rot, unitary, weight, z, type Operation } from "../src/index.js";
import { combine, distance, exponential, identity, pauliWord, product, randomWord, unitary as dense } from "./dense.js";

describe("pauliRot", () => {
  it.each(["X", "YZ", "XIZ", "ZZZ", "YXIY", "IYI"])("%s is exp(−iθP/2), whole and taken apart", (word) => {
    const gate = pauliRot(word);
    const qubits = Array.from(word, (_, k) => k);
    const half = combine([0.5, 0], pauliWord(word), [0, 0], pauliWord(word));
    for (const theta of [-2.1, 0, 0.7]) {
      expect(distance(gate.matrix(theta), exponential(half, theta))).toBeLessThan(1e-12);
      const parts = circuit(word.length, gate.decomposition!([theta], qubits));
      expect(distance(dense(parts, []), gate.matrix(theta))).toBeLessThan(1e-12);
      const there = gate(theta, ...qubits);
      const both = circuit(word.length, [there, ...invert(there)]);
      expect(distance(dense(both, []), identity(2 ** word.length))).toBeLessThan(1e-12);
    }
  });

  it("refuses other words", () => {
    for (const word of ["", "II", "XA", "x"]) expect(() => pauliRot(word)).toThrow(`pauliRot: the word is "${word}"`);
  });

  it("of many qubits is taken apart before it runs, and stays in the light cone", () => {
    const wide = circuit(7, [pauliRot("XXXXXXX")(weight(0), 0, 1, 2, 3, 4, 5, 6)]);
    expect(expand(wide).operations.every(({ qubits }) => qubits.length <= 2)).toBe(true);
    expect(lightCone(wide, [z(3)]).weights).toEqual([true]);
    expect(lightCone(expand(wide), [z(3)]).weights).toEqual([true]);
  });
});

describe("unitary", () => {
  it("takes any unitary, and undoes it", () => {
    const random = streams(5).stream("unitary").at(0);
    const words = [randomWord(random, 2), randomWord(random, 2)].map((word) => pauliRot(wordOf(word, 2)).matrix(0.9));
    const matrix = product(words[0], words[1]);
    const gate = unitary(matrix) as unknown as (...on: number[]) => Operation;
    const there = gate(1, 0);
    const both = circuit(2, [there, ...invert(there)]);
    expect(distance(dense(both, []), identity(4))).toBeLessThan(1e-12);
  });

  it("refuses what is none", () => {
    expect(() => unitary({ re: [1, 0, 0, 2] })).toThrow("off the identity by 3.0e+0");
    expect(() => unitary({ re: [1, 0, 0] })).toThrow("the matrix has 3 real and 3 imaginary entries");
    expect(() => unitary({ re: [1, 0, 0, NaN] })).toThrow("unitary");
  });
});

/** "X0 Z1" as "XZ". */
function wordOf(word: string, qubits: number): string {
  const letters = Array.from({ length: qubits }, () => "I");
  for (const factor of word.split(" ").filter(Boolean)) letters[Number(factor.slice(1))] = factor[0];
  return letters.every((letter) => letter === "I") ? "ZI" : letters.join("");
}

it("expand takes composite gates apart where an angle moves, and leaves the rest", () => {
  const [a, b, c] = [weight(0), weight(1), weight(2)];
  const trained = circuit(1, [rot(a, b, c, 0), rot(1, 2, 3, 0)]);
  expect(expand(trained).operations.map(({ gate }) => gate.name)).toEqual(["rz", "ry", "rz", "rot"]);
  const plain = circuit(1, [rot(1, 2, 3, 0)]);
  expect(expand(plain)).toBe(plain);
});
