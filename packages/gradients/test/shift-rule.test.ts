import { cphase, crx, defineGate, realMatrix, rx, type Gate } from "@uphill/circuits";
import { describe, expect, it } from "vitest";
import { shiftRule } from "../src/index.js";

const withSpectrum = (...spectrum: number[]): Gate =>
  defineGate({
    name: "some",
    qubits: 1,
    angles: ["theta"],
    structure: "diagonal",
    spectrum,
    matrix: () => realMatrix([[1]]),
  }) as unknown as Gate;

describe("the shift rule", () => {
  it("has two terms for a Pauli rotation and for a phase", () => {
    for (const gate of [rx, cphase] as unknown as Gate[]) {
      const [{ shift, coefficient }, ...more] = shiftRule(gate);
      expect(more).toEqual([]);
      expect(shift).toBeCloseTo(Math.PI / 2, 15);
      expect(coefficient).toBeCloseTo(0.5, 15);
    }
  });

  it("has four terms for a controlled rotation: (√2 ± 1)/(4√2) at π/2 and 3π/2", () => {
    const [near, far, ...more] = shiftRule(crx);
    expect(more).toEqual([]);
    expect([near.shift, far.shift].map((shift) => shift / Math.PI)).toEqual([0.5, 1.5]);
    expect(near.coefficient).toBeCloseTo((Math.SQRT2 + 1) / (4 * Math.SQRT2), 14);
    expect(far.coefficient).toBeCloseTo(-(Math.SQRT2 - 1) / (4 * Math.SQRT2), 14);
  });

  it.each([
    [-0.5, 0.5],
    [0, 1, 2, 3],
    [-1.5, -0.5, 1.5],
    [0, 0.3, 0.9],
  ])("differentiates every function that the spectrum %j %j … allows", (...spectrum) => {
    const frequencies = spectrum.flatMap((a, i) => spectrum.slice(i + 1).map((b) => b - a));
    const f = (t: number): number =>
      frequencies.reduce((sum, w, k) => sum + (k + 1) * Math.sin(w * t) + 0.3 * Math.cos(w * t), 0.7);
    const slope = (t: number): number =>
      frequencies.reduce((sum, w, k) => sum + w * ((k + 1) * Math.cos(w * t) - 0.3 * Math.sin(w * t)), 0);
    for (const t of [-1.3, 0, 0.4, 2]) {
      const terms = shiftRule(withSpectrum(...spectrum));
      const found = terms.reduce((sum, { shift, coefficient }) => sum + coefficient * (f(t + shift) - f(t - shift)), 0);
      expect(found).toBeCloseTo(slope(t), 10);
    }
  });

  it("refuses what it cannot serve", () => {
    expect(() => shiftRule(withSpectrum())).toThrow("declares no spectrum");
    expect(() => shiftRule(withSpectrum(0, 1, Math.SQRT2))).toThrow("has frequencies");
  });
});
