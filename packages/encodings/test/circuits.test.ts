import { circuit, pauli } from "@uphill/circuits";
import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { apply, expectation, ground, unitary, type Vector } from "../../circuits/test/dense.js";
import { angle, basis, iqp, reUploading, zzFeatureMap, type Encoder } from "../src/index.js";

/** The state of one row. */
function state(encoder: Encoder, qubits: number, ...row: number[]): Vector {
  const { inputs } = encoder.load(Float64Array.from(row));
  return apply(unitary(circuit(qubits, encoder.operations), [], inputs), ground(qubits));
}

const words = ({ operations }: Encoder): string[] =>
  operations.map(({ gate, qubits, angles }) =>
    [
      gate.name + angles.map((a) => (typeof a === "object" && "input" in a ? `[${a.input}]` : "?")).join(""),
      ...qubits,
    ].join(" "),
  );

function refused(act: () => unknown): [string, string] {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return [error.code, error.message];
  }
  throw new Error("nothing was refused");
}

describe("basis", () => {
  it("makes the basis state of its bits, the first the most significant", () => {
    for (let bits = 0; bits < 8; bits++) {
      const row = [bits >> 2, (bits >> 1) & 1, bits & 1];
      const { re, im } = state(basis({ qubits: 3, width: 3 }), 3, ...row);
      for (let k = 0; k < 8; k++) expect(Math.hypot(re[k], im[k])).toBeCloseTo(k === bits ? 1 : 0, 15);
    }
    const { re, im } = state(basis({ qubits: 3, width: 1 }), 3, 1);
    expect(Math.hypot(re[4], im[4])).toBeCloseTo(1, 15);
  });

  it("names the row and feature that is no bit", () => {
    expect(refused(() => basis({ qubits: 2, width: 2 }).load(Float64Array.of(0, 1, 1, 0.5)))).toEqual([
      "bit",
      "basis encoding: row 1, feature 1 is 0.5, but every feature must be 0 or 1. Turn features into bits first, or use angle encoding.",
    ]);
  });
});

// For the row (0.3, −1.1, 0.7): ⟨Z⟩ of every qubit and ⟨X0 Y2⟩, by PennyLane 0.45.1 and Qiskit 2.6.2:
//   qml.IQPEmbedding(x, wires=range(3), n_repeats=…) on qml.device("default.qubit", wires=3);
//   Statevector(zz_feature_map(3, reps=…, entanglement=…).assign_parameters(x)).expectation_value(SparsePauliOp(…)).
describe("other tools' values", () => {
  it.each([
    ["iqp", iqp({ qubits: 3, width: 3 }), [0, 0, 0, 0.367007433947]],
    [
      "iqp twice",
      iqp({ qubits: 3, width: 3, repeats: 2 }),
      [0.883933358448, 0.308070643331, 0.537025397665, 0.123349838501],
    ],
    ["zz-feature-map once", zzFeatureMap({ qubits: 3, width: 3, repeats: 1 }), [0, 0, 0, -0.042545736331]],
    [
      "zz-feature-map",
      zzFeatureMap({ qubits: 3, width: 3 }),
      [0.110252978797, 0.087691544193, -0.012638019153, -0.056404606758],
    ],
    [
      "zz-feature-map linear",
      zzFeatureMap({ qubits: 3, width: 3, entanglement: "linear" }),
      [0.427030263678, 0.087691544193, -0.048949395383, -0.09975946899],
    ],
  ])("%s", (_, encoder, wanted) => {
    const made = state(encoder, 3, 0.3, -1.1, 0.7);
    ["Z0", "Z1", "Z2", "X0 Y2"].forEach((word, k) =>
      expect(Math.abs(expectation(pauli(word), made) - wanted[k]), word).toBeLessThan(1e-11),
    );
  });
});

describe("iqp and zz-feature-map", () => {
  it("feed products of features as inputs behind the features, row by row", () => {
    const rows = Float64Array.of(2, 3, 5, -1, 0, 4);
    const full = iqp({ qubits: 4, width: 3 });
    expect([...full.load(rows).inputs!]).toEqual([2, 3, 5, 6, 10, 15, -1, 0, 4, -0, -4, 0]);
    expect([...iqp({ qubits: 3, width: 3, pattern: "linear" }).load(rows.subarray(0, 3)).inputs!]).toEqual([
      2, 3, 5, 6, 15,
    ]);
    const [a, b] = [Math.PI - 2, Math.PI - 3];
    expect([...zzFeatureMap({ qubits: 2, width: 2 }).load(Float64Array.of(2, 3)).inputs!]).toEqual([2, 3, a * b]);
  });

  it("stand as their sources draw them", () => {
    expect(words(iqp({ qubits: 3, width: 2 }))).toEqual(["h 0", "h 1", "rz[0] 0", "rz[1] 1", "rzz[2] 0 1"]);
    expect(words(iqp({ qubits: 1, width: 1, repeats: 2 }))).toEqual(["h 0", "rz[0] 0", "h 0", "rz[0] 0"]);
    const once = ["h 0", "h 1", "phase[0] 0", "phase[1] 1", "cnot 0 1", "phase[2] 1", "cnot 0 1"];
    expect(words(zzFeatureMap({ qubits: 2, width: 2 }))).toEqual([...once, ...once]);
  });

  it.each([
    ["iqp", iqp({ qubits: 2, width: 2 })],
    ["zz-feature-map", zzFeatureMap({ qubits: 2, width: 2 })],
  ])("%s names the row whose product leaves the doubles", (name, encoder) => {
    expect(refused(() => encoder.load(Float64Array.of(1, 1, 1e200, 1e200)))).toEqual([
      "non-finite",
      `${name} encoding: a product of two features in row 1 is Infinity, but it must be a finite angle. Scale the features to a few units.`,
    ]);
  });
});

describe("re-uploading", () => {
  it("is angle encoding that says it is to be repeated", () => {
    const given = { qubits: 3, width: 2, rotation: "ry", scale: 2 } as const;
    const encoder = reUploading(given);
    expect(encoder.operations).toEqual(angle(given).operations);
    expect([encoder.repeated, angle(given).repeated, reUploading.repeated]).toEqual([true, undefined, true]);
  });

  it("leaves random rows as they are", () => {
    const random = streams(1).stream("rows").at();
    const rows = Float64Array.from({ length: 6 }, () => random.normal());
    expect(reUploading({ qubits: 3, width: 3 }).load(rows).inputs).toEqual(rows);
  });
});
