import {
  circuit,
  defineGate,
  gates,
  pauli,
  realMatrix,
  sum,
  type Circuit,
  type Gate,
  type Observable,
} from "@uphill/circuits";
import { streams, type Random } from "@uphill/core";
import { compile, type Batch, type BatchSource, type Program } from "@uphill/simulator";
import { apply, expectation, ground, randomOperations, randomWord, unitary } from "../../circuits/test/dense.js";

/** A gate of which nothing is known but its matrix. */
export const turn = defineGate({
  name: "turn",
  qubits: 1,
  angles: ["t"],
  structure: "dense",
  matrix: (t) =>
    realMatrix([
      [Math.cos(t), -Math.sin(t)],
      [Math.sin(t), Math.cos(t)],
    ]),
});

const available = Object.values(gates) as unknown as Gate[];

/** A random problem: shared weights with scales and offsets, inputs, several rows, and observables of several Pauli words. */
export interface Case {
  made: Circuit;
  observables: readonly Observable[];
  program: Program;
  source: BatchSource;
  batch: Batch;
  chance: () => Random;
  rows: number;
  weights: Float64Array;
  inputs: Float64Array;
  /** ∂L/∂f of L = Σ (linear · f + ½f²). */
  cotangents: (values: Float64Array) => Float64Array;
  linear: Float64Array;
}

export function randomCase(seed: number, from = available): Case {
  const random = streams(seed).stream("gradient case").at();
  const qubits = 1 + (seed % 3);
  const sizes = { qubits, length: 12, weights: 4, inputs: 2, polynomials: seed % 4 === 3 };
  const made = circuit(qubits, randomOperations(random, from, sizes));
  const rows = made.inputs > 0 ? 1 + random.integer(3) : 1;
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const observables = Array.from({ length: 1 + random.integer(2) }, () =>
    sum(...Array.from({ length: 1 + random.integer(3) }, () => pauli(randomWord(random, qubits), random.normal()))),
  );
  const program = compile(made, { observables });
  const inputs = numbers(rows * made.inputs);
  const linear = numbers(rows * observables.length);
  const source = made.inputs > 0 ? { inputs } : { rows };
  return {
    made,
    observables,
    program,
    source,
    batch: program.prepare(source),
    chance: () => streams(seed).stream("directions").at(),
    rows,
    weights: numbers(made.weights),
    inputs,
    linear,
    cotangents: (values) => values.map((value, k) => linear[k] + value),
  };
}

/** ⟨O⟩ of every row and observable by dense matrices. */
export function denseValues({ made, observables, rows, inputs }: Case, weights: Float64Array): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const fed = inputs.subarray(row * made.inputs, (row + 1) * made.inputs);
    const end = apply(unitary(made, weights, fed), ground(made.qubits));
    return observables.map((observable) => expectation(observable, end));
  }).flat();
}

/** Central differences of the loss over dense matrices. */
export function denseGradient(all: Case): number[] {
  const step = 1e-5;
  const loss = (weights: Float64Array): number =>
    denseValues(all, weights).reduce((total, f, k) => total + all.linear[k] * f + (f * f) / 2, 0);
  return Array.from(all.weights, (_, i) => {
    const [up, down] = [step, -step].map((move) => loss(all.weights.map((w, k) => (k === i ? w + move : w))));
    return (up - down) / (2 * step);
  });
}

/** The stream of each repetition, row and circuit. */
export function shotStreams(seed: number): (repetition: number) => (row: number, circuit: number) => Random {
  const stream = streams(seed).stream("shots");
  return (repetition) => (row, number) => stream.at(repetition, row, number);
}

/** Mean, variance and standard error of the mean, column by column. */
export function statistics(samples: readonly ArrayLike<number>[]): { mean: number; variance: number; error: number }[] {
  return Array.from(samples[0], (_, k) => {
    const mean = samples.reduce((total, sample) => total + sample[k], 0) / samples.length;
    const squares = samples.reduce((total, sample) => total + (sample[k] - mean) ** 2, 0);
    const variance = squares / (samples.length - 1);
    return { mean, variance, error: Math.sqrt(variance / samples.length) };
  });
}
