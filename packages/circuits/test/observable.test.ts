import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { meanZ, measurementGroups, pauli, sum, x, y, z, type Observable } from "../src/index.js";
import { randomWord } from "./dense.js";

describe("pauli", () => {
  it("reads words, in any order of qubits", () => {
    expect(pauli("X0 Z1")).toEqual({
      terms: [
        {
          coefficient: 1,
          paulis: [
            [0, "X"],
            [1, "Z"],
          ],
        },
      ],
    });
    expect(pauli("  Y10   X2 ", -0.5)).toEqual({
      terms: [
        {
          coefficient: -0.5,
          paulis: [
            [2, "X"],
            [10, "Y"],
          ],
        },
      ],
    });
    for (const word of ["", "I", " I "]) expect(pauli(word, 3)).toEqual({ terms: [{ coefficient: 3, paulis: [] }] });
  });

  it.each([
    ["X", 1, '"X" is not a letter X, Y or Z with a qubit'],
    ["A0", 1, '"A0" is not a letter X, Y or Z with a qubit'],
    ["x0", 1, '"x0" is not a letter'],
    ["X-1", 1, '"X-1" is not a letter'],
    ["X0.5", 1, '"X0.5" is not a letter'],
    ["X0Z1", 1, '"X0Z1" is not a letter'],
    ["X0 Z0", 1, "a qubit stands twice"],
    ["X0", NaN, "the coefficient is NaN"],
    ["X0", Infinity, "the coefficient is Infinity"],
  ])("refuses %j with coefficient %d", (word, coefficient, got) => {
    const act = (): unknown => pauli(word, coefficient);
    expect(act).toThrow(`observable "${word}": ${got}`);
    try {
      act();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe("observable");
    }
  });
});

it("sum, z and meanZ are sums of words", () => {
  expect(sum(pauli("X0"), pauli("Z1", 2))).toEqual({ terms: [...pauli("X0").terms, ...pauli("Z1", 2).terms] });
  expect(sum()).toEqual({ terms: [] });
  expect([x(1), y(2), z(3)].map(({ terms }) => terms)).toEqual(["X1", "Y2", "Z3"].map((word) => pauli(word).terms));
  expect(() => z(-1)).toThrow('observable "Z-1"');
  expect(meanZ(4)).toEqual(sum(pauli("Z0", 0.25), pauli("Z1", 0.25), pauli("Z2", 0.25), pauli("Z3", 0.25)));
});

describe("measurementGroups", () => {
  const shown = (...terms: Observable[]): string[] =>
    measurementGroups(sum(...terms)).map(({ basis }) =>
      [...basis]
        .sort(([a], [b]) => a - b)
        .map(([qubit, letter]) => letter + String(qubit))
        .join(" "),
    );

  it("puts what can be read together into one setting, the largest first", () => {
    // The H₂ molecule on two qubits: IZ, ZI and ZZ share a setting, XX needs its own, the identity none.
    expect(
      shown(pauli("", -1.05), pauli("X0 X1", 0.18), pauli("Z1", 0.4), pauli("Z0", -0.4), pauli("Z0 Z1", -0.01)),
    ).toEqual(["Z0 Z1", "X0 X1"]);
    expect(shown(meanZ(5))).toEqual(["Z0 Z1 Z2 Z3 Z4"]);
    expect(shown(pauli("X0"), pauli("Y0"), pauli("Z0"))).toEqual(["X0", "Y0", "Z0"]);
    expect(shown(pauli("I"))).toEqual([]);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))("serves every term exactly once, seed %i", (seed) => {
    const random = streams(seed).stream("groups").at();
    const qubits = 1 + random.integer(4);
    const observable = sum(
      ...Array.from({ length: random.integer(10) }, () => pauli(randomWord(random, qubits), random.normal())),
    );
    const before = structuredClone(observable);
    const groups = measurementGroups(observable);
    expect(observable).toEqual(before);
    const served = groups.flatMap(({ terms }) => terms);
    const wanted = observable.terms.filter(({ paulis }) => paulis.length > 0);
    expect(served).toHaveLength(wanted.length);
    expect(new Set(served)).toEqual(new Set(wanted));
    for (const { basis, terms } of groups) {
      for (const [qubit, letter] of terms.flatMap(({ paulis }) => paulis)) expect(basis.get(qubit)).toBe(letter);
    }
  });
});
