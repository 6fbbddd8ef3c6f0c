import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  formatObservable,
  measurementGroups,
  parseObservable,
  pauli,
  product,
  projector,
  scale,
  simplify,
  sum,
} from "../src/index.js";
import { distance, observableMatrix, product as times, randomWord } from "./dense.js";

describe("parseObservable", () => {
  it.each([
    ["0.5*X0 Z1 - 1.2*Z2 + 0.3", sum(pauli("X0 Z1", 0.5), pauli("Z2", -1.2), pauli("", 0.3))],
    ["Z0", pauli("Z0")],
    ["X0 I1 + 2*I0", sum(pauli("X0"), pauli("", 2))],
    ["-Z0", pauli("Z0", -1)],
    ["2e-3X1Y0", pauli("Y0 X1", 2e-3)],
    [" 1.5 * Z1 * Z0 ", pauli("Z0 Z1", 1.5)],
    [".5Z3+.25", sum(pauli("Z3", 0.5), pauli("", 0.25))],
    ["Z0 + Z0 - 2*Z0 + X1", pauli("X1")],
  ])("reads %s", (text, wanted) => {
    expect(parseObservable(text)).toEqual(wanted);
  });

  it.each([
    ["", "it ends"],
    ["Z0 +", "it ends"],
    ["0.5*", "must follow *"],
    ["Z0 Q1", 'column 4 has "Q1"'],
    ["Z0 2", 'column 4 has "2"'],
    ["Z", 'column 1 has "Z"'],
    ["Z0 Z0", "a qubit stands twice"],
    ["1e999*Z0", "the coefficient is Infinity"],
    ["Z0 -- X1", 'column 5 has "- X1"'],
  ])("refuses %s and says where", (text, message) => {
    expect(() => parseObservable(text)).toThrow(message);
  });

  it("reads back what formatObservable writes, to the bit", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = streams(seed).stream("text").at();
      const made = simplify(sum(...[1, 2, 3].map(() => pauli(randomWord(random, 4), random.normal()))));
      expect(parseObservable(formatObservable(made)), `seed ${seed}`).toEqual(made);
    }
    expect(formatObservable(parseObservable("-1*Z0 X1 + 0.25 - 3*Y2"))).toBe("-Z0 X1 + 0.25 - 3*Y2");
    expect(formatObservable({ terms: [] })).toBe("0");
  });
});

describe("arithmetic", () => {
  it("agrees with dense matrices where observables commute, and refuses the rest", () => {
    let commuting = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = streams(seed).stream("arithmetic").at();
      const [a, b] = [1, 2].map(() => pauli(randomWord(random, 3), random.normal()));
      const [A, B] = [a, b].map((one) => observableMatrix(one, 3));
      const commute = distance(times(A, B), times(B, A)) < 1e-12;
      if (!commute) expect(() => product(a, b), `seed ${seed}`).toThrow("do not commute");
      else {
        commuting += 1;
        expect(distance(observableMatrix(product(a, b), 3), times(A, B)), `seed ${seed}`).toBeLessThan(1e-12);
      }
    }
    expect(commuting).toBeGreaterThan(10);
    expect(scale(pauli("Z0", 2), -0.5)).toEqual(pauli("Z0", -1));
  });

  it("makes the projector on a basis state", () => {
    const { re, im } = observableMatrix(projector("10"), 2);
    expect(Array.from(re)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(im.every((value) => value === 0)).toBe(true);
    for (const bits of ["", "012", "0".repeat(13)]) expect(() => projector(bits)).toThrow("projector");
  });
});

it("reads many terms, and groups them as one by one would", () => {
  const random = streams(8).stream("many terms").at();
  const word = (): string =>
    Array.from({ length: 6 }, (_, qubit) => (random.integer(2) ? `${"XYZ"[random.integer(3)]}${qubit}` : "")).join(" ");
  const text = Array.from({ length: 200_000 }, (_, k) => `${1 + (k % 7)}*${word().trim() || "Z0"}`).join(" + ");
  const read = parseObservable(text);
  expect(read.terms.length).toBeLessThan(4 ** 6);
  const slow: { basis: Map<number, string>; count: number }[] = [];
  const ordered = read.terms.toSorted((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient));
  for (const { paulis } of ordered) {
    let group = slow.find(({ basis }) => paulis.every(([qubit, letter]) => (basis.get(qubit) ?? letter) === letter));
    if (!group) slow.push((group = { basis: new Map(), count: 0 }));
    group.count += 1;
    for (const [qubit, letter] of paulis) group.basis.set(qubit, letter);
  }
  expect(measurementGroups(read).map(({ basis, terms }) => [basis, terms.length])).toEqual(
    slow.map(({ basis, count }) => [basis, count]),
  );
});
