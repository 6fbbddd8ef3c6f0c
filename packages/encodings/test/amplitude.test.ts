import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { amplitude } from "../src/index.js";

/** Amplitudes of rows of the given width on the given qubits. */
function load(qubits: number, width: number, ...features: number[]): number[] {
  const { states, inputs } = amplitude({ qubits, width }).load(Float64Array.from(features));
  expect(inputs).toBeUndefined();
  return [...states!.re];
}

describe("amplitude", () => {
  it("holds 2ⁿ features and puts no gate before the ansatz", () => {
    expect([1, 2, 6].map((qubits) => amplitude.capacity(qubits))).toEqual([2, 4, 64]);
    expect(amplitude({ qubits: 2, width: 3 }).operations).toEqual([]);
  });

  it("normalises: feature k is the amplitude of basis index k", () => {
    expect(load(1, 2, 3, 4)).toEqual([0.6, 0.8]);
    expect(load(1, 2, -6, 8)).toEqual([-0.6, 0.8]);
    for (let k = 0; k < 8; k++) {
      const row = Array.from({ length: 8 }, (_, i) => (i === k ? -2.5 : 0));
      expect(load(3, 8, ...row).map((a) => a + 0)).toEqual(row.map((value) => value / 2.5 + 0));
    }
    const root = Math.sqrt(30);
    load(2, 4, 1, 2, 3, 4).forEach((found, k) => expect(found).toBeCloseTo((k + 1) / root, 15));
  });

  it("pads with zeros behind the features, row by row", () => {
    expect(load(2, 3, 0, 3, 4, 5, 0, 0)).toEqual([0, 0.6, 0.8, 0, 1, 0, 0, 0]);
    expect(load(3, 1, 7)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("pads with a constant before it normalises, so that x and −x differ", () => {
    const padded = (...row: number[]): number[] => [
      ...amplitude({ qubits: 2, width: 2, padding: 2 }).load(Float64Array.from(row)).states!.re,
    ];
    expect(padded(2, -2)).toEqual([0.5, -0.5, 0.5, 0.5]);
    expect(padded(-2, 2)).toEqual([-0.5, 0.5, 0.5, 0.5]);
    expect(padded(0, 0)).toEqual(
      [0, 0, Math.SQRT1_2, Math.SQRT1_2].map((value) => expect.closeTo(value, 15) as number),
    );
  });

  it("holds copies of a row: the Kronecker power of its state", () => {
    expect(amplitude.capacity(4, { copies: 2 })).toBe(4);
    const { states } = amplitude({ qubits: 2, width: 2, copies: 2 }).load(Float64Array.of(3, 4, 0, 1));
    [0.36, 0.48, 0.48, 0.64, 0, 0, 0, 1].forEach((wanted, k) => expect(states!.re[k]).toBeCloseTo(wanted, 15));
    expect(() => amplitude({ qubits: 2, width: 3, copies: 2 })).toThrow("2 qubits hold 2");
    expect(() => amplitude({ qubits: 3, width: 2, copies: 2 })).toThrow("there are 2 copies on 3 qubits");
  });

  it("names the row that is all zeros", () => {
    let error: unknown;
    try {
      load(2, 2, 1, 0, 0, -0);
    } catch (reason) {
      error = reason;
    }
    expect(isUphillError(error) && error.code).toBe("zero-row");
    expect(String(error)).toContain("amplitude encoding: row 1 is all zeros, but a state needs a direction.");
  });

  // Squares of these leave the range of doubles: 1e-400 is 0 and 1e400 is Infinity.
  it.each([1e-200, 1e200, 5e-324, 1e-310, 1.7e308])("keeps the direction of rows of size %d", (size) => {
    const [a, b] = load(1, 2, size, -size);
    expect(a).toBeCloseTo(Math.SQRT1_2, 15);
    expect(b).toBe(-a);
  });

  it("mixes tiny and huge rows in one table", () => {
    const found = load(1, 2, 3e-200, 4e-200, 3e200, 4e200, 3, 4);
    for (let row = 0; row < 3; row++) {
      expect(found[2 * row]).toBeCloseTo(0.6, 15);
      expect(found[2 * row + 1]).toBeCloseTo(0.8, 15);
    }
  });

  it("forgets a row's length, on random rows", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = streams(seed).stream("amplitude").at();
      const row = Array.from({ length: 16 }, () => random.normal());
      const found = load(4, 16, ...row);
      const length = Math.hypot(...row);
      found.forEach((a, k) => expect(Math.abs(a - row[k] / length), `seed ${seed}, feature ${k}`).toBeLessThan(1e-15));
      expect(load(4, 16, ...row.map((value) => 4 * value)), `seed ${seed}`).toEqual(found);
    }
  });
});
