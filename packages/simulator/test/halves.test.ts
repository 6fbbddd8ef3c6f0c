import {
  basicEntangler,
  ch,
  circuit,
  cnot,
  crx,
  cz,
  hardwareEfficient,
  input,
  lightCone,
  pauli,
  rx,
  ry,
  rz,
  rzz,
  stronglyEntangling,
  sum,
  swap,
  weight,
  z,
  type Circuit,
  type Observable,
  type Operation,
} from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { halvesOf } from "../src/engines/wasm/halves.js";
import { compile } from "../src/index.js";

const QUBITS = 14;
const random = streams(7).stream("halves").at();

/** Layers of turns on every qubit, each followed by the gates given. */
function layers(count: number, between: (layer: number) => readonly Operation[]): Circuit {
  let next = 0;
  return circuit(
    QUBITS,
    Array.from({ length: count }, (_, layer) => [
      ...Array.from({ length: QUBITS }, (_, qubit) => [ry(weight(next++), qubit), rz(weight(next++), qubit)]).flat(),
      ...between(layer),
    ]).flat(),
  );
}

const chain = Array.from({ length: QUBITS - 1 }, (_, qubit) => cnot(qubit, qubit + 1));

const found = (one: Circuit, observables: readonly Observable[]) =>
  halvesOf(one, lightCone(one, observables).operations);

/** Largest differences of values, gradient and input gradient between the engines. */
function differences(one: Circuit, observables: readonly Observable[], rows = 1): number[] {
  const weights = Float64Array.from({ length: one.weights }, () => random.normal());
  const inputs = Float64Array.from({ length: rows * one.inputs }, () => random.normal());
  const cotangents = Float64Array.from({ length: rows * observables.length }, () => random.normal());
  const [fast, slow] = (["wasm", "reference"] as const).map((engine) => {
    const program = compile(one, { observables, engine });
    const batch = program.prepare(one.inputs > 0 ? { inputs } : {});
    const alone = program.expectations({ weights, batch });
    const { values, gradient, inputGradient } = program.vjp({ weights, batch, cotangents, inputsToo: true });
    expect(values).toEqual(alone);
    return [values, gradient, inputGradient ?? new Float64Array(0)];
  });
  return fast.map((numbers, k) => numbers.reduce((most, value, i) => Math.max(most, Math.abs(value - slow[k][i])), 0));
}

describe("halves", () => {
  it("take what lies in front of the third gate across: three layers of a chain, and the upper qubits of all later ones", () => {
    const one = hardwareEfficient({ qubits: QUBITS, layers: 5 });
    const halves = found(one, [z(QUBITS - 1)])!;
    expect(halves.rank).toBe(4);
    const live = lightCone(one, [z(QUBITS - 1)]).operations;
    const turned = one.operations.filter(({ qubits }, k) => live[k] && !halves.within[k] && qubits.length === 1);
    const qubits = [...new Set(turned.map(({ qubits: [qubit] }) => qubit))];
    // Behind: the fourth layer from the last qubit of the upper half on, and the fifth from one qubit higher.
    expect(Math.min(...qubits)).toBe(QUBITS / 2 - 2);
    expect(turned).toHaveLength(3 * (QUBITS / 2 + 1) + 2 * (QUBITS / 2 + 2));
  });

  it("are not worth it where gates cross everywhere, where all is in front of nothing, or on few qubits", () => {
    const everywhere = layers(3, () =>
      Array.from({ length: QUBITS / 2 }, (_, qubit) => cnot(qubit, qubit + QUBITS / 2)),
    );
    expect(found(everywhere, [z(0)])).toBeUndefined();
    expect(found(circuit(QUBITS, []), [z(0)])).toBeUndefined();
    expect(found(hardwareEfficient({ qubits: 10, layers: 5 }), [z(9)])).toBeUndefined();
  });

  it.each([
    ["a chain", layers(4, () => chain)],
    ["a chain upwards", layers(4, () => chain.toReversed())],
    ["a ring", basicEntangler({ qubits: QUBITS, layers: 3 })],
    ["controlled phases", layers(3, () => chain.map(({ qubits: [a, b] }) => cz(a, b)))],
    ["a constant controlled turn across", layers(3, () => [...chain.slice(0, 6), crx(0.7, 6, 7), ...chain.slice(7)])],
    ["a control below", layers(3, () => [...chain.slice(0, 6), ch(7, 6), ...chain.slice(7)])],
    ["a constant phase across", layers(3, () => [...chain.slice(0, 6), rzz(0.3, 6, 7), ...chain.slice(7)])],
    ["nothing across", layers(9, () => [...chain.slice(0, 6), ...chain.slice(7), swap(8, 9)])],
    [
      "one gate across",
      layers(9, (layer) => [...chain.slice(0, 6), ...chain.slice(7), ...(layer ? [] : [cnot(13, 0)])]),
    ],
    [
      "a trained gate within a half",
      layers(3, () => [...chain, crx(weight(0), 0, 1), rzz(weight(1, { scale: 0.5, offset: 0.1 }), 9, 12)]),
    ],
    ["entangling of every range", stronglyEntangling({ qubits: QUBITS, layers: 2 })],
  ])("agree with the reference engine on %s", (_, one) => {
    const word = pauli("X0 Y2 Z3 Z4 X7 Y9 Z12 X13");
    const observables = [z(QUBITS - 1), sum(z(0), word)];
    expect(found(one, observables)).toBeDefined();
    for (const difference of differences(one, observables)) expect(difference).toBeLessThan(1e-13);
  });

  it("serve rows with angles of their own, one by one, and their derivatives", () => {
    const fed = circuit(QUBITS, [
      ...Array.from({ length: QUBITS }, (_, qubit) => rx(input(qubit % 3), qubit)),
      ...layers(3, () => chain).operations,
      ry(input(1), QUBITS - 1),
    ]);
    const observables = [z(QUBITS - 1), z(3)];
    expect(found(fed, observables)).toBeDefined();
    for (const difference of differences(fed, observables, 3)) expect(difference).toBeLessThan(1e-13);
  });

  it("stay their own where a cotangent function runs the same program", () => {
    const one = layers(4, () => chain);
    const weights = Float64Array.from({ length: one.weights }, (_, k) => Math.sin(k));
    const program = compile(one, { observables: [z(QUBITS - 1)] });
    const batch = program.prepare({});
    const plain = program.vjp({ weights, batch, cotangents: Float64Array.of(1) });
    const nested = program.vjp({
      weights,
      batch,
      cotangents: () => {
        program.vjp({ weights: weights.map((value) => 2 * value), batch, cotangents: Float64Array.of(1) });
        return Float64Array.of(1);
      },
    });
    expect(nested.gradient).toEqual(plain.gradient);
  });

  it("name an angle that is not finite", () => {
    const one = circuit(QUBITS, [rx(weight(0, { scale: 1e300 }), 0), ...layers(3, () => chain).operations]);
    const program = compile(one, { observables: [z(QUBITS - 1)] });
    const weights = new Float64Array(one.weights).fill(1e300);
    expect(() => program.expectations({ weights, batch: program.prepare({}) })).toThrow(
      "simulator: angle theta of operation 0 (rx) is Infinity",
    );
  });
});
