import { describe, expect, it } from "vitest";
import { isUphillError } from "@uphill/core";
import { circuit, cnot, compose, input, rx, ry, rz, weight } from "../src/index.js";

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return isUphillError(error) ? error.code : String(error);
  }
  return undefined;
}

describe("weight and input", () => {
  it("are affine angles", () => {
    expect(weight(2)).toEqual({ weight: 2, scale: 1, offset: 0 });
    expect(input(0, { scale: -2, offset: 0.5 })).toEqual({ input: 0, scale: -2, offset: 0.5 });
  });

  it.each([-1, 0.5, NaN, Infinity])("refuse the index %d", (index) => {
    expect(() => weight(index)).toThrow(`weight: the index is ${index}, but it must be a whole number from 0.`);
    expect(() => input(index)).toThrow(`input: the index is ${index}, but it must be a whole number from 0.`);
    expect(codeOf(() => weight(index))).toBe("index");
  });
});

describe("circuit", () => {
  it("counts weights and inputs by the largest index", () => {
    const made = circuit(2, [ry(weight(4), 0), rx(input(1), 1), rz(weight(0), 1), cnot(0, 1)]);
    expect(made).toMatchObject({ qubits: 2, weights: 5, inputs: 2 });
    expect(made.operations.map(({ gate }) => gate.name)).toEqual(["ry", "rx", "rz", "cnot"]);
    expect(circuit(1, [])).toMatchObject({ weights: 0, inputs: 0, operations: [] });
  });

  it("is a value: frozen, and apart from the list it was made from", () => {
    const operations = [rx(0.1, 0)];
    const made = circuit(1, operations);
    operations.push(rx(0.2, 0));
    expect(made.operations).toHaveLength(1);
    expect(Object.isFrozen(made) && Object.isFrozen(made.operations)).toBe(true);
  });

  it.each([0, -1, 1.5, NaN, 31, 40])("refuses %d qubits", (qubits) => {
    expect(codeOf(() => circuit(qubits, []))).toBe("qubits");
    expect(() => circuit(qubits, [])).toThrow(
      `circuit: it was asked for ${qubits} qubits, but the number of qubits must be a whole number from 1 to 30. Choose fewer`,
    );
  });

  it.each([
    [
      "a qubit that is not there",
      () => circuit(2, [rx(0, 0), rx(0, 2)]),
      "operation 1 (rx): it acts on qubit 2, but there are 2",
    ],
    [
      "a qubit below 0",
      () => circuit(2, [cnot(0, -1)]),
      "operation 0 (cnot): it acts on qubit -1, but there are 2 qubits",
    ],
    ["half a qubit", () => circuit(2, [rx(0, 0.5)]), "operation 0 (rx): it acts on qubit 0.5"],
    ["one qubit twice", () => circuit(2, [cnot(1, 1)]), "it acts on qubits 1, 1, but a gate's qubits must differ"],
    ["an angle that is not finite", () => circuit(1, [rx(NaN, 0)]), "an angle is NaN, but angles must be finite"],
    [
      "a scale that is not finite",
      () => circuit(1, [rx(weight(0, { scale: Infinity }), 0)]),
      "an angle is Infinity, 0, but",
    ],
    ["an offset that is not finite", () => circuit(1, [rx(input(0, { offset: NaN }), 0)]), "an angle is 1, NaN, but"],
  ])("refuses %s and names the operation", (_, act, message) => {
    expect(act).toThrow(message);
    expect(codeOf(act)).toBe("operation");
  });
});

describe("compose", () => {
  it("puts circuits in time order; weights and inputs keep their numbers", () => {
    const first = circuit(1, [ry(input(0), 0)]);
    const second = circuit(3, [rx(weight(1), 2), cnot(0, 1)]);
    const both = compose(first, second);
    expect(both).toMatchObject({ qubits: 3, weights: 2, inputs: 1 });
    expect(both.operations).toEqual([...first.operations, ...second.operations]);
    expect(compose(second)).toEqual(second);
  });

  it("refuses to make a circuit of nothing", () => {
    expect(codeOf(() => compose())).toBe("qubits");
  });
});
