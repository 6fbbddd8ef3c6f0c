import {
  append,
  circuit,
  circuitToJSON,
  cnot,
  compose,
  counts,
  drawSvg,
  drawText,
  formatObservable,
  hardwareEfficient,
  inverse,
  lightCone,
  measurementGroups,
  parseObservable,
  pauli,
  rx,
  ry,
  sum,
  toQasm,
  weight,
  z,
} from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { expect, it } from "vitest";
import { compile } from "../src/index.js";

const good = circuit(2, [ry(weight(0), 0), cnot(0, 1)]);
const program = compile(good, { observables: [z(0)] });
const loose = (act: unknown): ((...given: unknown[]) => unknown) => act as (...given: unknown[]) => unknown;

it.each<[string, () => unknown, string]>([
  ["a text for an angle", () => loose(ry)("w0", 0), 'ry: theta is "w0"'],
  ["a list for an angle", () => loose(rx)([0], 0), "rx: theta is [0]"],
  ["nothing for an angle", () => loose(rx)(undefined, 0), "rx: theta is undefined"],
  ["an uncalled weight", () => loose(rx)(weight, 0), "rx: theta is the function weight"],
  ["a text for a qubit", () => loose(cnot)("0", 1), 'cnot: qubit 0 is "0"'],
  ["a number for a weight's options", () => loose(weight)(0, 2), "weight: it was given 2"],
  ["a misspelt scale", () => loose(weight)(0, { sacle: 2 }), 'Did you mean "scale"?'],
  ["a text for a scale", () => loose(weight)(0, { scale: "2" }), 'scale is "2"'],
  ["an uncalled gate", () => loose(circuit)(1, [ry]), "operation 0 is the function"],
  ["no operations", () => loose(circuit)(1), "the list of operations is missing"],
  ["a number for options", () => loose(hardwareEfficient)(3), "hardware-efficient: it was given 3"],
  ["an uncalled ansatz", () => loose(compile)(hardwareEfficient, { observables: [z(0)] }), "Call it: "],
  ["a text for an observable", () => loose(compile)(good, { observables: ["Z0"] }), 'Write parseObservable("Z0").'],
  ["an uncalled observable", () => loose(compile)(good, { observables: [z] }), "an observable is the function"],
  ["one observable for a list", () => loose(compile)(good, { observables: z(0) }), "it must be a list of observables"],
  ["no options", () => loose(compile)(good), "compile: it was given undefined"],
  ["a misspelt option", () => loose(compile)(good, { observable: [z(0)] }), 'Did you mean "observables"?'],
  ["null for a batch", () => loose(program.expectations)({ weights: [0], batch: null }), "the batch is null"],
  ["a number for a batch", () => loose(program.vjp)({ weights: [0], batch: 1 }), "the batch is 1"],
  [
    "no weights",
    () => loose(program.expectations)({ batch: program.prepare({ rows: 1 }) }),
    "the weights are undefined",
  ],
  ...[append, compose, inverse, counts, toQasm, circuitToJSON, drawText, drawSvg].map(
    (act): [string, () => unknown, string] => [
      `{ qubits: 2 } for ${act.name}`,
      () => loose(act)({ qubits: 2 }),
      "the circuit is",
    ],
  ),
  ...[formatObservable, measurementGroups, sum].map((act): [string, () => unknown, string] => [
    `a text for ${act.name}`,
    () => loose(act)("Z0"),
    'an observable is "Z0"',
  ]),
  ["a text for a light cone", () => loose(lightCone)(good, "Z0"), "it must be a list of observables"],
  ["a number for a text", () => loose(parseObservable)(3), "it takes a text"],
  ["a number for a word", () => loose(pauli)(3), "the word is no text"],
])("%s is refused in one sentence", (_, act, sentence) => {
  let found: unknown;
  try {
    act();
  } catch (error) {
    found = error;
  }
  expect(isUphillError(found), String(found)).toBe(true);
  expect((found as Error).message).toContain(sentence);
});
