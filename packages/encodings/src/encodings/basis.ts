import { input, rx } from "@uphill/circuits";
import { defineEncoding } from "../encoding.js";

/**
 * Basis encoding: feature k is bit k of a basis state. Qubit k is flipped if the feature is 1, by RX(π · feature),
 * which is X up to the phase −i. Qubits without a feature stay |0⟩.
 * @throws UphillError "bit" for a feature that is neither 0 nor 1, naming its row
 */
export const basis = defineEncoding({
  name: "basis",
  options: {},
  domain: "bits",
  capacity: (qubits) => qubits,
  operations: ({ width }) => Array.from({ length: width }, (_, k) => rx(input(k, { scale: Math.PI }), k)),
  load: (features) => ({ inputs: features.slice() }),
});
