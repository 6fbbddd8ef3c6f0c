import { circuit, cnot, hardwareEfficient, rx, ry, weight, z, type PauliLetter } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { apply, ground, unitary } from "../../circuits/test/dense.js";
import { compile } from "../src/index.js";

const SHOTS = 20_000;
const stream = streams(2024).stream("shots");
const random = (row: number): ReturnType<typeof stream.at> => stream.at(0, row);

/** Frequencies lie within five standard errors of the probabilities. */
function expectFrequencies(outcomes: Uint32Array, probabilities: ArrayLike<number>): void {
  const found = new Array<number>(probabilities.length).fill(0);
  for (const outcome of outcomes) found[outcome] += 1;
  found.forEach((n, j) => {
    const p = probabilities[j];
    const error = Math.sqrt((p * (1 - p)) / outcomes.length);
    expect(Math.abs(n / outcomes.length - p), `outcome ${j}`).toBeLessThanOrEqual(5 * error + 1e-12);
  });
}

describe("sample", () => {
  const made = hardwareEfficient({ qubits: 3, layers: 2 });
  const weights = Array.from({ length: made.weights }, (_, i) => 0.3 * i - 1.2);
  const program = compile(made, { observables: [z(0)] });
  const end = apply(unitary(made, weights), ground(3));

  it("follows the squared amplitudes of the whole circuit", () => {
    const outcomes = program.sample({ weights, batch: program.prepare({}), shots: SHOTS, random });
    expect(outcomes).toHaveLength(SHOTS);
    expectFrequencies(
      outcomes,
      end.re.map((re, j) => re * re + end.im[j] * end.im[j]),
    );
  });

  it.each([
    ["X", new Map<number, PauliLetter>([[1, "X"]])],
    ["Y", new Map<number, PauliLetter>([[2, "Y"]])],
    [
      "X, Y and Z",
      new Map<number, PauliLetter>([
        [0, "Y"],
        [1, "X"],
        [2, "Z"],
      ]),
    ],
  ])("reads qubits in basis %s", (_, basis) => {
    // P(outcome) = ⟨ψ|⊗(1 ± P)/2|ψ⟩: for |ψ⟩ turned by R with RPR† = Z it is a squared amplitude. RY(−π/2) does X, RX(π/2) Y.
    const turns = [...basis].flatMap(([qubit, letter]) =>
      letter === "X" ? [ry(-Math.PI / 2, qubit)] : letter === "Y" ? [rx(Math.PI / 2, qubit)] : [],
    );
    const turned = apply(unitary(circuit(3, turns), []), end);
    const outcomes = program.sample({ weights, batch: program.prepare({}), shots: SHOTS, random, basis });
    expectFrequencies(
      outcomes,
      turned.re.map((re, j) => re * re + turned.im[j] * turned.im[j]),
    );
  });

  it("reads eigenstates of X and Y without chance", () => {
    // RY(π/2)|0⟩ = |+⟩ and RX(−π/2)|0⟩ = |+i⟩; the X in front makes the other eigenvalue.
    const plus = compile(circuit(2, [ry(Math.PI / 2, 0), rx(-Math.PI / 2, 1)]), { observables: [] });
    const basis = new Map<number, PauliLetter>([
      [0, "X"],
      [1, "Y"],
    ]);
    const read = { weights: [], batch: plus.prepare({}), shots: 50, random, basis };
    expect(new Set(plus.sample(read))).toEqual(new Set([0]));
    const minus = compile(circuit(2, [ry(-Math.PI / 2, 0), rx(Math.PI / 2, 1)]), { observables: [] });
    expect(new Set(minus.sample({ ...read, batch: minus.prepare({}) }))).toEqual(new Set([3]));
  });

  it("takes each row from its own stream, whatever the other rows are", () => {
    const chain = compile(circuit(2, [ry(weight(0), 0), cnot(0, 1)]), { observables: [z(0)] });
    const ask = (rows: number): number[] => [
      ...chain.sample({ weights: [1], batch: chain.prepare({ rows }), shots: 100, random }),
    ];
    expect(ask(3).slice(0, 100)).toEqual(ask(1));
    expect(ask(3)).toEqual(ask(3));
    expect(ask(2).slice(100)).not.toEqual(ask(1));
    expect(new Set(ask(3))).toEqual(new Set([0, 3]));
  });

  it("runs the circuit with one angle shifted", () => {
    const one = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
    const ask = { weights: [0], batch: one.prepare({}), shots: 20, random };
    expect(new Set(one.sample(ask))).toEqual(new Set([0]));
    expect(new Set(one.sample({ ...ask, shift: { operation: 0, angle: 0, delta: Math.PI } }))).toEqual(new Set([1]));
  });

  it("refuses a basis for a qubit that is not there", () => {
    const basis = new Map<number, PauliLetter>([[3, "X"]]);
    const ask = (): unknown =>
      program.sample({ weights, batch: program.prepare({ rows: 2 }), shots: 1, random, basis });
    expect(ask).toThrow("simulator: the basis names qubit 3, but the circuit has qubits 0 to 2.");
  });
});
