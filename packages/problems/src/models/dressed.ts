import { circuit, cnot, h, input, ry, weight, type Operation } from "@uphill/circuits";
import { parseOptions, type OptionsOf } from "@uphill/core";
import { hybrid, type HybridSpec } from "../hybrid/hybrid.js";
import { linear, tanh } from "../hybrid/maps/index.js";
import { features, layers } from "./fields.js";

const fields = { features, layers: layers(3) };

/**
 * The dressed quantum circuit: angles π/2 · tanh(W·x); H and RY of its angle on each qubit; layers of trained RY and a ring of CNOT;
 * V·⟨Z⟩ with softmax cross-entropy. W and V start normal with standard deviation 1/features.
 * Rows: standardised.
 * Source: Mari et al. 2020, arXiv:1912.08278, as Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, run it. Departures: none.
 * @param options `features`, the numbers in a row; `layers`, default 3
 * @returns the model, for `fit`
 * @throws UphillError "options" for an option that is out of range
 */
export function dressed(options: Partial<OptionsOf<typeof fields>>): HybridSpec {
  const { features, layers } = parseOptions("dressed", fields, options);
  const qubits = Array.from({ length: features }, (_, k) => k);
  // Two qubits have one pair, not the same one twice.
  const ring = qubits.slice(0, features > 2 ? features : features - 1).map((q) => cnot(q, (q + 1) % features));
  const layer = (_: unknown, at: number): Operation[] => [
    ...qubits.map((q) => ry(weight(at * features + q), q)),
    ...ring,
  ];
  return hybrid({
    before: [linear({ outputs: features, bias: false }), tanh({ scale: Math.PI / 2 })],
    circuit: circuit(features, [
      ...qubits.flatMap((q) => [h(q), ry(input(q), q)]),
      ...Array.from({ length: layers }, layer).flat(),
    ]),
    observables: qubits.map((q) => `Z${q}`),
    after: [linear({ outputs: 2, bias: false })],
  });
}
