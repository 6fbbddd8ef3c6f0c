import { circuit, type Operation } from "@uphill/circuits";
import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { apply, ground, unitary } from "../../circuits/test/dense.js";
import { amplitude, statePreparation } from "../src/index.js";

/** The largest deviation of the prepared state from the normalised one. */
function off(re: readonly number[], im: readonly number[] = re.map(() => 0)): number {
  const qubits = Math.log2(re.length);
  const made = apply(unitary(circuit(qubits, statePreparation({ re, im })), []), ground(qubits));
  const largest = Math.max(...[...re, ...im].map(Math.abs));
  const length = Math.hypot(...[...re, ...im].map((part) => part / largest));
  return Math.max(
    ...re.map((part, k) => Math.hypot(made.re[k] - part / largest / length, made.im[k] - im[k] / largest / length)),
  );
}
const names = (operations: Operation[]): string[] =>
  operations.map(({ gate, qubits, angles }) =>
    [gate.name + angles.map((a) => `(${Math.round((1e3 * (a as number)) / Math.PI) / 1e3}π)`).join(""), ...qubits].join(
      " ",
    ),
  );

describe("statePreparation", () => {
  it("by hand: a basis state, a Bell state, a phase", () => {
    expect(names(statePreparation({ re: [0, 1] }))).toEqual(["ry(1π) 0"]);
    expect(names(statePreparation({ re: [1, 1] }))).toEqual(["ry(0.5π) 0"]);
    expect(names(statePreparation({ re: [1, 0, 0, 0] }))).toEqual([]);
    expect(names(statePreparation({ re: [1, 0, 0, 1] }))).toEqual([
      "ry(0.5π) 0",
      "ry(0.5π) 1",
      "cnot 0 1",
      "ry(-0.5π) 1",
      "cnot 0 1",
    ]);
    expect(names(statePreparation({ re: [1, 0], im: [0, 1] }))).toEqual(["ry(0.5π) 0", "phase(0.5π) 0"]);
  });

  it.each([1, 2, 3, 4, 5])("makes random real and complex states of %d qubits to 1e-12", (qubits) => {
    for (let seed = 0; seed < (qubits < 5 ? 6 : 1); seed++) {
      const random = streams(seed).stream("state").at(qubits);
      const draw = (zeros: number): number[] =>
        Array.from({ length: 2 ** qubits }, () => (random.uniform() < zeros ? 0 : random.normal()));
      expect(off(draw(0)), `real, seed ${seed}`).toBeLessThan(1e-12);
      expect(off(draw(0), draw(0)), `complex, seed ${seed}`).toBeLessThan(1e-12);
      const [re, im] = [draw(0.5), draw(0.5)];
      re[0] = -0.5;
      expect(off(re), `sparse real, seed ${seed}`).toBeLessThan(1e-12);
      expect(off(re, im), `sparse complex, seed ${seed}`).toBeLessThan(1e-12);
    }
  });

  it("keeps signs and the global phase, tiny and huge numbers", () => {
    for (const re of [
      [-1, 0],
      [0, -1],
      [-1, -1, -1, -1],
      [0, 0, -3, 4],
      [-0, -0, 0, -1],
      [1e-200, -1e-200],
      [1e300, 1e300, 0, -1e300],
    ]) {
      // prettier-ignore
      expect(off(re), JSON.stringify(re)).toBeLessThan(1e-12);
    }
    expect(off([0, 0], [-1, 0])).toBeLessThan(1e-12);
    expect(off([0, 0, 0, 0], [1e-310, 0, 0, -1e-310])).toBeLessThan(1e-12);
  });

  it("takes at most 2ⁿ − 1 RY and 2ⁿ − 2 CNOT for real amplitudes", () => {
    const random = streams(0).stream("cost").at();
    for (const qubits of [1, 2, 3, 6]) {
      const made = statePreparation({ re: Array.from({ length: 2 ** qubits }, () => random.normal()) });
      expect(made.filter(({ gate }) => gate.name === "ry")).toHaveLength(2 ** qubits - 1);
      expect(made.filter(({ gate }) => gate.name === "cnot")).toHaveLength(2 ** qubits - 2);
    }
  });

  it("makes what amplitude encoding loads", () => {
    const row = [3, -1, 0.5, 2, 0, 7];
    const { states } = amplitude({ qubits: 3, width: 6 }).load(Float64Array.from(row));
    const made = apply(unitary(circuit(3, statePreparation(states!)), []), ground(3));
    states!.re.forEach((value, k) => expect(Math.abs(made.re[k] - value)).toBeLessThan(1e-12));
  });

  it.each([
    [[1, 2, 3], undefined, "shape", "there are 3 real and 3 imaginary parts"],
    [[1], undefined, "shape", "there are 1 real and 1 imaginary parts"],
    [[], undefined, "shape", "there are 0 real"],
    [[1, 2], [1], "shape", "there are 2 real and 1 imaginary parts"],
    [[1, NaN], undefined, "non-finite", "amplitude 1 has a part NaN"],
    [[1, 0], [Infinity, 0], "non-finite", "amplitude 0 has a part Infinity"],
    [[0, 0], undefined, "zero-row", "all amplitudes are zero"],
  ])("refuses %j, %j", (re, im, code, words) => {
    try {
      statePreparation({ re, ...(im && { im }) });
      expect.unreachable();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe(code);
      expect((error as Error).message).toContain(words);
    }
  });
});
