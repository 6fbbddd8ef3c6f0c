import { circuit, gates, pauli, sum, type Gate } from "@uphill/circuits";
import { fingerprint, streams } from "@uphill/core";
import { randomOperations, randomWord } from "../../../circuits/test/dense.js";
import { compile, startThreads, type Engine } from "../../src/index.js";

/** What a program says on one platform. */
export interface Said {
  /** Threads that were waited for, the caller's included. */
  readonly threads: number;
  /** By circuit and call: the bits, shortened. */
  readonly bits: Record<string, string>;
}

// Rows in one tile, in several, single states, and two that are large enough to be divided among threads.
const CASES = [
  { qubits: 1, rows: 1 },
  { qubits: 3, rows: 7 },
  { qubits: 6, rows: 200 },
  { qubits: 12, rows: 1 },
  { qubits: 5, rows: 3000 },
  { qubits: 15, rows: 1 },
];

// By name: bundlers keep a namespace in an order of their own.
const all = (Object.values(gates) as unknown as Gate[]).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Values, derivatives and states of a few seeded circuits over all gates: the same bits wherever it runs. @param wait for the threads to start */
export async function said(engine: Engine, wanted: number, wait = true): Promise<Said> {
  const threads = wait ? await startThreads(wanted) : 1;
  const bits: Record<string, string> = {};
  for (const { qubits, rows } of CASES) {
    const random = streams(qubits).stream("browser").at();
    const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
    const usable = all.filter((gate) => gate.qubits <= qubits);
    // Without angles of a row's own where there are many rows, so that samples may run as second moments too.
    const inputs = rows > 1000 ? 0 : 2;
    const made = circuit(qubits, randomOperations(random, usable, { qubits, length: 40, weights: 8, inputs }));
    const observables = [0, 1].map(() =>
      sum(...[0, 1, 2].map(() => pauli(randomWord(random, qubits), random.normal()))),
    );
    const program = compile(made, { observables, engine, threads: wanted });
    const size = 2 ** qubits;
    const batch = program.prepare({
      states: { re: numbers(size * rows), im: numbers(size * rows) },
      inputs: numbers(rows * made.inputs),
    });
    const weights = numbers(made.weights);
    const run = { weights, batch };
    const { values, gradient, inputGradient } = program.vjp({ ...run, cotangents: (at) => at, inputsToo: true });
    const { re, im } = program.state(run);
    const expectations = program.expectations(run);
    const parts = { values, gradient, inputGradient, re, im, expectations };
    for (const [name, part] of Object.entries(parts)) {
      bits[`${name}, ${qubits} qubits, ${rows} rows`] = fingerprint(part);
    }
    program.dispose();
  }
  return { threads, bits };
}
