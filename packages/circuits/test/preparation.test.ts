import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { counts, preparation } from "../src/index.js";
import { apply, ground, unitary } from "./dense.js";

/** |⟨target|prepared⟩|² */
function fidelity(re: readonly number[], im: readonly number[] = re.map(() => 0)): number {
  const made = preparation({ re, im });
  const state = apply(unitary(made, []), ground(made.qubits)) as { re: ArrayLike<number>; im: ArrayLike<number> };
  let [a, b, norm] = [0, 0, 0];
  re.forEach((x, j) => {
    a += x * state.re[j] + im[j] * state.im[j];
    b += x * state.im[j] - im[j] * state.re[j];
    norm += x * x + im[j] * im[j];
  });
  return (a * a + b * b) / norm;
}

describe("preparation", () => {
  it("prepares random states of 1 to 6 qubits, up to a phase", () => {
    for (const qubits of [1, 2, 3, 4, 6]) {
      const random = streams(qubits).stream("test").at(0);
      const part = (): number[] => Array.from({ length: 2 ** qubits }, () => random.normal());
      expect(fidelity(part(), part())).toBeCloseTo(1, 12);
      expect(fidelity(part())).toBeCloseTo(1, 12);
      const sparse = part().map((x, j) => (j % 3 === 1 ? x : 0));
      expect(
        fidelity(
          sparse,
          sparse.map((x) => (x > 0 ? -2 * x : 0)),
        ),
      ).toBeCloseTo(1, 12);
    }
  });

  it("leaves out what is not needed", () => {
    const of = (re: number[], im?: number[]) => counts(preparation({ re, ...(im && { im }) })).gates;
    expect(of([1, 0, 0, 0])).toEqual({});
    expect(of([1, 1, 1, 1])).toEqual({ ry: 2 });
    expect(of([0.6, 0], [0.8, 0])).toEqual({});
    expect(of([1, 0, 0, 1])).toEqual({ ry: 3, cnot: 2 });
    // Angles of both kinds for each state of the qubits before: 2 · 7 rotations, 2 · (2 + 4) CNOTs.
    const random = streams(1).stream("test").at(0);
    const part = (): number[] => Array.from({ length: 8 }, () => random.normal());
    expect(of(part(), part())).toEqual({ ry: 7, rz: 7, cnot: 12 });
  });

  it.each([
    [{ re: [1, 0, 0] }, "there are 3 real and 3 imaginary parts"],
    [{ re: [1] }, "there are 1 real"],
    [{ re: [1, 0], im: [0] }, "there are 2 real and 1 imaginary parts"],
    [{ re: [0, 0] }, "squares sum to 0"],
    [{ re: [1, NaN] }, "squares sum to NaN"],
  ])("refuses %o", (given, words) => expect(() => preparation(given)).toThrow(words));
});
