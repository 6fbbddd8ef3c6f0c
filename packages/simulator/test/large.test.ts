import { circuit, cnot, pauli, ry, weight } from "@uphill/circuits";
import { expect, it } from "vitest";
import { machineFor } from "../src/engines/wasm/machine.js";
import { compile } from "../src/index.js";

/**
 * On 24 qubits pieces of work times chunks reach 2³². cos(a/2)|0…0⟩ + sin(a/2)|1…1⟩, each qubit then turned by b: Z becomes
 * cos b Z − sin b X, so that the word of all Zs is ∏ cos b + sin a ∏ sin b for an even number of qubits.
 */
it.each([
  ["in halves", (k: number) => k],
  // Every gate crosses between the halves, and so they do not help.
  ["whole", (k: number) => (k % 2 === 0 ? k / 2 : 12 + (k - 1) / 2)],
])("24 qubits know the closed form of a turned GHZ state, %s", (_, place) => {
  const qubits = 24;
  const order = Array.from({ length: qubits }, (_, k) => place(k));
  const ghz = circuit(qubits, [
    ry(weight(0), order[0]),
    ...order.slice(1).map((qubit, k) => cnot(order[k], qubit)),
    ...order.map((qubit, k) => ry(weight(1 + k), qubit)),
  ]);
  const weights = Float64Array.from({ length: ghz.weights }, (_, k) => (k === 0 ? 2.2 : 0.7 + 0.01 * k));
  const word = pauli(order.map((qubit) => `Z${qubit}`).join(" "));
  const program = compile(ghz, { observables: [word] });
  const turns = Array.from(weights.subarray(1));
  const product = (of: (b: number) => number): number => turns.reduce((value, b) => value * of(b), 1);
  const expected = product(Math.cos) + Math.sin(2.2) * product(Math.sin);
  expect(program.expectations({ weights, batch: program.prepare({}) })[0] / expected).toBeCloseTo(1, 9);
  program.dispose();
});

it("a state may end where the addresses do, as one of 27 qubits must", () => {
  const qubits = 20;
  const bytes = 16 * 2 ** qubits;
  const ghz = circuit(qubits, [
    ry(weight(0), 0),
    ...Array.from({ length: qubits - 1 }, (_, k) => cnot(k, k + 1)),
    ...Array.from({ length: qubits }, (_, k) => ry(weight(1 + k), k)),
  ]);
  const weights = Float64Array.from({ length: ghz.weights }, (_, k) => Math.sin(k + 1));
  const program = compile(ghz, { observables: [pauli(Array.from({ length: qubits }, (_, k) => `Z${k}`).join(" "))] });
  const batch = program.prepare({});
  const machine = machineFor(false);
  const atTheEnd = machine.frame(() => {
    const from = machine.take(0);
    machine.take(2 ** 32 - 2 * bytes - from);
    return program.expectations({ weights, batch });
  });
  expect(atTheEnd).toEqual(program.expectations({ weights, batch }));
  program.dispose();
});
