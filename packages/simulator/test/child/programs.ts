import { circuit, cnot, input, ry, weight, z } from "@uphill/circuits";
import { compile } from "../../src/index.js";

// Thousands of programs, one after another, in a heap that could not hold them all.
const engine = process.argv[2] as "wasm" | "reference";
for (let k = 0; k < 3000; k++) {
  const qubits = 2 + (k % 5);
  const operations = Array.from({ length: qubits - 1 }, (_, q) => [
    ry(input(0), q),
    ry(weight(q), q + 1),
    cnot(q, q + 1),
  ]);
  const made = circuit(qubits, operations.flat());
  const program = compile(made, { observables: [z(qubits - 1)], engine });
  const batch = program.prepare({ inputs: new Float64Array(8).fill(0.1 * k) });
  const weights = new Float64Array(made.weights).fill(0.3);
  program.vjp({ weights, batch, cotangents: (values) => values });
}
console.log("done");
