import { circuit } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { apply, ground, unitary } from "../../circuits/test/dense.js";
import { angle } from "../src/index.js";

type Complex = readonly [re: number, im: number];

/** Closed forms of a rotation's first column. */
const turned: Record<"rx" | "ry" | "rz", (radians: number) => readonly [Complex, Complex]> = {
  rx: (t) => [
    [Math.cos(t / 2), 0],
    [0, -Math.sin(t / 2)],
  ],
  ry: (t) => [
    [Math.cos(t / 2), 0],
    [Math.sin(t / 2), 0],
  ],
  rz: (t) => [
    [Math.cos(t / 2), -Math.sin(t / 2)],
    [0, 0],
  ],
};

describe("angle", () => {
  it("holds one feature a qubit, with one rotation each", () => {
    expect([1, 6].map((qubits) => angle.capacity(qubits))).toEqual([1, 6]);
    const { operations } = angle({ qubits: 3, width: 2 });
    expect(operations.map(({ gate, qubits, angles }) => [gate.name, qubits, angles])).toEqual([
      ["rx", [0], [{ input: 0, scale: 1, offset: 0 }]],
      ["rx", [1], [{ input: 1, scale: 1, offset: 0 }]],
    ]);
  });

  it("hands the features on as they are", () => {
    const features = Float64Array.of(1, -2, 0.5, 1e200);
    expect(angle({ qubits: 2, width: 2 }).load(features)).toEqual({ inputs: features });
  });

  it.each(["rx", "ry", "rz"] as const)("makes the product state of %s rotations of |0⟩", (rotation) => {
    for (let seed = 0; seed < 10; seed++) {
      const random = streams(seed).stream("angle").at();
      const [qubits, width, scale] = [3, 1 + random.integer(3), random.normal()];
      const encoder = angle({ qubits, width, rotation, scale });
      const features = Float64Array.from({ length: 2 * width }, () => random.normal());
      const { inputs } = encoder.load(features);
      const made = circuit(qubits, encoder.operations);
      for (let row = 0; row < 2; row++) {
        const found = apply(unitary(made, [], inputs!.subarray(row * width, (row + 1) * width)), ground(qubits));
        for (let index = 0; index < 8; index++) {
          let wanted: Complex = [1, 0];
          for (let qubit = 0; qubit < qubits; qubit++) {
            const bit = (index >> (qubits - 1 - qubit)) & 1;
            const radians = qubit < width ? scale * features[row * width + qubit] : 0;
            const [re, im] = turned[rotation](radians)[bit];
            wanted = [wanted[0] * re - wanted[1] * im, wanted[0] * im + wanted[1] * re];
          }
          const off = Math.hypot(found.re[index] - wanted[0], found.im[index] - wanted[1]);
          expect(off, `seed ${seed}, row ${row}, index ${index}`).toBeLessThan(1e-14);
        }
      }
    }
  });

  it("refuses a rotation that is not there", () => {
    const loose = angle as unknown as (options: object) => unknown;
    expect(() => loose({ qubits: 1, width: 1, rotation: "u3" })).toThrow(
      'rotation is "u3", but it must be rx | ry | rz',
    );
  });
});
