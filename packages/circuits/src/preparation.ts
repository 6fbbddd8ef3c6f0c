import { UphillError } from "@uphill/core";
import { circuit, type Circuit } from "./circuit.js";
import type { Operation } from "./gate.js";
import { cnot } from "./gates/fixed.js";
import { ry, rz } from "./gates/rotations.js";

/** A rotation by less than this is left out. */
const TINY = 1e-14;

/**
 * Makes a circuit that prepares a state from |0…0⟩, up to a global phase: RY and RZ on each qubit, by an angle for each state of the
 * qubits before it, taken apart into rotations and CNOT. What is not needed is left out, as the RZ of real amplitudes.
 * Cost: about 2ⁿ⁺¹ rotations and as many CNOTs for n qubits.
 * Source: Möttönen et al. 2005, arXiv:quant-ph/0407010.
 * @param amplitudes re and im, [2ⁿ], n from 1 to 20; their squares may sum to any number above 0
 * @returns the circuit
 * @throws UphillError "state" for a number of amplitudes that is no power of two, for one that is not finite, and where all are 0
 * @example
 * ```ts
 * preparation({ re: [1, 0, 0, 1] }); // (|00⟩ + |11⟩)/√2
 * ```
 */
export function preparation({ re, im }: { re: ArrayLike<number>; im?: ArrayLike<number> }): Circuit {
  const qubits = Math.log2(re.length);
  const imaginary = im ?? new Float64Array(re.length);
  const refuse = (got: string, wanted: string): never => {
    throw new UphillError({
      code: "state",
      who: "preparation",
      got,
      wanted,
      todo: "Give the amplitudes of all basis states, in order.",
    });
  };
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > 20 || imaginary.length !== re.length)
    refuse(
      `there are ${re.length} real and ${imaginary.length} imaginary parts`,
      "there must be 2ⁿ of each, n from 1 to 20",
    );
  let masses = Float64Array.from(re, (x, j) => x * x + imaginary[j] * imaginary[j]);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  if (!(total > 0 && total < Infinity))
    refuse(`the amplitudes' squares sum to ${total}`, "it must be a number above 0");
  let phases = Float64Array.from(re, (x, j) => Math.atan2(imaginary[j], x));
  const parts: Operation[] = [];
  for (let qubit = qubits - 1; qubit >= 0; qubit--) {
    const half = masses.length / 2;
    const pair = <T>(make: (zero: number, one: number) => T): T[] =>
      Array.from({ length: half }, (_, p) => make(2 * p, 2 * p + 1));
    // The phase of an amplitude of 0 is that of its neighbour.
    const both = pair((a, b): [number, number] => [
      masses[a] === 0 ? phases[b] : phases[a],
      masses[b] === 0 ? phases[a] : phases[b],
    ]);
    parts.unshift(
      ...byEarlierQubits(
        ry,
        pair((a, b) => 2 * Math.atan2(Math.sqrt(masses[b]), Math.sqrt(masses[a]))),
        qubit,
      ),
      ...byEarlierQubits(
        rz,
        both.map(([a, b]) => b - a),
        qubit,
      ),
    );
    phases = Float64Array.from(both, ([a, b]) => (a + b) / 2);
    masses = Float64Array.from(pair((a, b) => masses[a] + masses[b]));
  }
  return circuit(qubits, parts);
}

/** A rotation of a qubit, by an angle for each state of all qubits before it: in the order of a Gray code, with CNOTs between. */
function byEarlierQubits(rotation: typeof ry, angles: readonly number[], qubit: number): Operation[] {
  const operations: Operation[] = [];
  // CNOTs onto one target commute, and two of a kind undo each other.
  const due = new Set<number>();
  const bring = (): void => {
    operations.push(...[...due].map((control) => cnot(control, qubit)));
    due.clear();
  };
  for (let step = 0; step < angles.length; step++) {
    const gray = step ^ (step >> 1);
    const angle = angles.reduce((sum, each, state) => sum + (odd(state & gray) ? -each : each), 0) / angles.length;
    if (Math.abs(angle) > TINY) {
      bring();
      operations.push(rotation(angle, qubit));
    }
    const bit = step === angles.length - 1 ? qubit - 1 : Math.log2((step + 1) & -(step + 1));
    const control = qubit - 1 - bit;
    if (angles.length > 1 && !due.delete(control)) due.add(control);
  }
  bring();
  return operations;
}

function odd(bits: number): boolean {
  let found = false;
  for (let rest = bits; rest; rest &= rest - 1) found = !found;
  return found;
}
