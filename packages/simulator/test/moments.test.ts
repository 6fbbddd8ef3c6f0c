import { circuit, cnot, pauli, rx, ry, rz, sum, weight, z, type Operation } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { expect, it } from "vitest";
import { compile } from "../src/index.js";

// Real samples that outnumber amplitudes run by their second moments: on both sides of each threshold, and with odd ends.
it.each([
  { qubits: 3, rows: 23 },
  { qubits: 3, rows: 24 },
  { qubits: 3, rows: 47 },
  { qubits: 3, rows: 131 },
  { qubits: 4, rows: 49 },
  { qubits: 5, rows: 193 },
])("$rows real samples on $qubits qubits agree with the reference engine", ({ qubits, rows }) => {
  const operations: Operation[] = [];
  let next = 0;
  for (let layer = 0; layer < 3; layer++) {
    for (let q = 0; q < qubits; q++)
      operations.push(rx(weight(next++), q), ry(weight(next++), q), rz(weight(next++), q));
    for (let q = 0; q + 1 < qubits; q++) operations.push(cnot(q, q + 1));
  }
  const made = circuit(qubits, operations);
  const observables = [sum(z(qubits - 1), pauli("X0 Y1", 0.4), pauli("Y0", -0.3))];
  const random = streams(rows).stream("moments").at();
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal() / 3);
  const [weights, re, labels] = [numbers(made.weights), numbers(rows * 2 ** qubits), numbers(rows)];
  const [found, wanted] = (["wasm", "reference"] as const).map((engine) => {
    const program = compile(made, { observables, engine });
    const run = { weights, batch: program.prepare({ states: { re } }) };
    const slopes = (values: Float64Array): Float64Array => values.map((value, row) => value - labels[row]);
    return { exact: program.expectations(run), ...program.vjp({ ...run, cotangents: slopes }) };
  });
  for (const name of ["exact", "values", "gradient"] as const) {
    expect(found[name]).toHaveLength(wanted[name].length);
    wanted[name].forEach((value, k) =>
      expect(Math.abs(found[name][k] - value), `${name} ${k}`).toBeLessThan(1e-12 * rows),
    );
  }
});
