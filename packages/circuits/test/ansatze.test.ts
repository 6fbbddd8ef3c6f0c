import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { ansatze, hardwareEfficient, type Ansatz } from "../src/index.js";
import { adjoint, distance, identity, product, unitary } from "./dense.js";

const all = Object.entries(ansatze) as unknown as [string, Ansatz][];

describe.each(all)("contract of ansatz %s", (key, ansatz) => {
  it("is named in kebab case after its export", () => {
    expect(ansatz.name).toBe(key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
  });

  it.each([1, 2, 3, 6])("makes a trainable circuit of %d qubits with its defaults", (qubits) => {
    const made = ansatz({ qubits });
    expect(made.qubits).toBe(qubits);
    expect(made.inputs).toBe(0);
    expect(made.weights).toBeGreaterThan(0);
    expect(ansatz({ qubits })).toEqual(made);
    const used = made.operations.flatMap(({ angles }) =>
      angles.flatMap((angle) => (typeof angle === "object" && "weight" in angle ? [angle.weight] : [])),
    );
    expect([...new Set(used)].sort((a, b) => a - b)).toEqual(Array.from({ length: made.weights }, (_, i) => i));
  });

  it("is unitary", () => {
    const made = ansatz({ qubits: 2 });
    const u = unitary(
      made,
      Array.from({ length: made.weights }, (_, i) => 0.3 * i - 1),
    );
    expect(distance(product(adjoint(u), u), identity(4))).toBeLessThan(1e-12);
  });

  it("has options with a sentence, and refuses others", () => {
    for (const field of Object.values(ansatz.options)) {
      expect(field.about.length).toBeGreaterThan(5);
      expect(field.schema["~standard"].validate(field.default)).toHaveProperty("value");
    }
    for (const wrong of [{ qubits: 0 }, { qubits: 31 }, { qubits: 1.5 }, { qubits: 2, nonsense: 1 }]) {
      try {
        ansatz(wrong);
        expect.unreachable();
      } catch (error) {
        expect(isUphillError(error) && error.code).toBe("options");
        expect((error as Error).message).toContain(`${ansatz.name}: `);
      }
    }
  });
});

describe("hardwareEfficient", () => {
  type Options = Partial<Parameters<typeof hardwareEfficient>[0]>;
  /** Each operation as a word: `rx[4] 1` is RX on qubit 1 with weight 4. */
  const words = (qubits: number, options: Options = {}): string[] =>
    hardwareEfficient({ ...options, qubits }).operations.map(({ gate, angles, qubits: on }) =>
      [
        gate.name +
          angles.map((angle) => (typeof angle === "object" && "weight" in angle ? `[${angle.weight}]` : "?")).join(""),
        ...on,
      ].join(" "),
    );
  const entanglers = (qubits: number, options: Options): string[] =>
    words(qubits, { layers: 1, rotations: ["rx"], ...options }).slice(qubits);

  it("has the paper's 90 weights on 6 qubits in 5 layers, index (layer · 6 + qubit) · 3 + rotation", () => {
    expect(hardwareEfficient({ qubits: 6 })).toEqual(hardwareEfficient({ qubits: 6, layers: 5 }));
    expect(hardwareEfficient({ qubits: 6 }).weights).toBe(90);
    const wanted = Array.from({ length: 5 }, (_, layer) => [
      ...Array.from({ length: 6 }, (_, qubit) =>
        ["rx", "ry", "rz"].map((name, k) => `${name}[${(layer * 6 + qubit) * 3 + k}] ${qubit}`),
      ).flat(),
      ...["cnot 0 1", "cnot 1 2", "cnot 2 3", "cnot 3 4", "cnot 4 5"],
    ]).flat();
    expect(words(6)).toEqual(wanted);
  });

  it("takes other rotations, in time order", () => {
    expect(words(2, { layers: 2, rotations: ["rz", "ry"], entanglingGate: "cz" })).toEqual([
      ...["rz[0] 0", "ry[1] 0", "rz[2] 1", "ry[3] 1", "cz 0 1"],
      ...["rz[4] 0", "ry[5] 0", "rz[6] 1", "ry[7] 1", "cz 0 1"],
    ]);
  });

  it("entangles in a line, a ring, or all to all", () => {
    expect(entanglers(4, { entangler: "linear" })).toEqual(["cnot 0 1", "cnot 1 2", "cnot 2 3"]);
    expect(entanglers(4, { entangler: "ring" })).toEqual(["cnot 0 1", "cnot 1 2", "cnot 2 3", "cnot 3 0"]);
    expect(entanglers(2, { entangler: "ring" })).toEqual(["cnot 0 1"]);
    expect(entanglers(4, { entangler: "all-to-all" })).toEqual(
      ["0 1", "0 2", "0 3", "1 2", "1 3", "2 3"].map((pair) => `cnot ${pair}`),
    );
    for (const entangler of ["linear", "ring", "all-to-all"] as const) expect(entanglers(1, { entangler })).toEqual([]);
  });

  it("says what is wrong with an option", () => {
    expect(() => hardwareEfficient({ qubits: 2, layers: 0 })).toThrow(
      "hardware-efficient: layers is 0, but it must be an integer ≥ 1. Number of layers (default 5).",
    );
  });
});
