import { cnot, phase, ry, rz, x, type Operation } from "@uphill/circuits";
import { UphillError } from "@uphill/core";

/**
 * Makes a circuit that turns |0…0⟩ into a given state, with its global phase. Amplitude encoding can so be written for
 * tools that cannot set a start state.
 * Cost: up to 2ⁿ − 1 RY and 2ⁿ − 2 CNOT gates for real amplitudes, about twice as many for complex ones. Real
 * amplitudes need no other gates than RY and CNOT.
 * Source: Möttönen et al. 2005, arXiv:quant-ph/0407010.
 * @param amplitudes the real parts and, if there are any, the imaginary parts: 2ⁿ numbers each, n from 1; they are
 *   normalised here
 * @returns the operations, in time order
 * @throws UphillError "shape" | "non-finite" | "zero-row"
 * @example
 * ```ts
 * statePreparation({ re: [1, 0, 0, 1] }); // a Bell state: (|00⟩ + |11⟩)/√2
 * ```
 */
export function statePreparation(amplitudes: { re: ArrayLike<number>; im?: ArrayLike<number> }): Operation[] {
  const re = Float64Array.from(amplitudes.re);
  const im = amplitudes.im ? Float64Array.from(amplitudes.im) : new Float64Array(re.length);
  const qubits = check(re, im);
  const complex = im.some((part) => part !== 0);
  // Scaled by the largest part, so that neither tiny nor huge amplitudes under- or overflow.
  const largest = [re, im].reduce((most, parts) => parts.reduce((m, part) => Math.max(m, Math.abs(part)), most), 0);
  const first = re.map((part, k) => (complex ? Math.hypot(part / largest, im[k] / largest) : part / largest + 0));

  // lengths[k]: the length of the part of the state under each setting of the first k qubits; the last level has signs.
  const lengths: Float64Array[] = [];
  for (let level = qubits, below = first; level > 0; level--) {
    lengths[level] = below;
    const under = below;
    below = Float64Array.from({ length: below.length / 2 }, (_, k) => Math.hypot(under[2 * k], under[2 * k + 1]));
  }
  const operations: Operation[] = [];
  for (let qubit = 0; qubit < qubits; qubit++) {
    const below = lengths[qubit + 1];
    const angles = Float64Array.from(
      { length: below.length / 2 },
      (_, k) => 2 * Math.atan2(below[2 * k + 1], below[2 * k]),
    );
    operations.push(...multiplexed(ry, angles, qubit));
  }
  if (complex) operations.push(...phases(Float64Array.from(re, (part, k) => Math.atan2(im[k], part))));
  return operations;
}

/** The diagonal gate e^{iφ}: from the last qubit to the first, differences become RZ and means go on. */
function phases(given: Float64Array): Operation[] {
  const operations: Operation[] = [];
  let left = given;
  while (left.length > 2) {
    const now = left;
    const half = now.length / 2;
    const differences = Float64Array.from({ length: half }, (_, k) => now[2 * k + 1] - now[2 * k]);
    operations.push(...multiplexed(rz, differences, Math.log2(half)));
    left = Float64Array.from({ length: half }, (_, k) => (now[2 * k] + now[2 * k + 1]) / 2);
  }
  if (left[0] !== 0) operations.push(x(0), phase(left[0], 0), x(0));
  if (left[1] !== 0) operations.push(phase(left[1], 0));
  return operations;
}

/**
 * A rotation of `target` by angles[k] where the qubits before it are the bits of k. The CNOTs, in the order of a Gray code, flip
 * the sense of the turns between them; the turns are the Walsh–Hadamard transform of the angles.
 */
function multiplexed(rotation: typeof ry, angles: Float64Array, target: number): Operation[] {
  if (angles.every((angle) => angle === 0)) return [];
  const turns = Float64Array.from(angles);
  for (let half = 1; half < turns.length; half *= 2) {
    for (let k = 0; k < turns.length; k++) {
      if (k & half) continue;
      const [a, b] = [turns[k], turns[k + half]];
      turns[k] = (a + b) / 2;
      turns[k + half] = (a - b) / 2;
    }
  }
  const gray = (k: number): number => k ^ (k >> 1);
  return Array.from(turns, (_, k) => {
    const turn = rotation(turns[gray(k)], target);
    if (turns.length === 1) return [turn];
    // The bit in which this code word differs from the next; the last and the first differ in the highest.
    const flipped = gray(k) ^ gray((k + 1) % turns.length);
    return [turn, cnot(target - 1 - Math.log2(flipped), target)];
  }).flat();
}

/** The number of qubits. */
function check(re: Float64Array, im: Float64Array): number {
  const refuse = (code: string, got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code, who: "state preparation", got, wanted, todo });
  };
  const qubits = Math.log2(re.length);
  if (!Number.isInteger(qubits) || qubits < 1 || im.length !== re.length) {
    refuse(
      "shape",
      `there are ${re.length} real and ${im.length} imaginary parts`,
      "a state of n qubits has 2ⁿ amplitudes",
      "Pad with zeros.",
    );
  }
  for (const [k, part] of [...re.entries(), ...im.entries()]) {
    if (!Number.isFinite(part)) {
      refuse(
        "non-finite",
        `amplitude ${k} has a part ${part}`,
        "every part must be a finite number",
        "Clean the state.",
      );
    }
  }
  if (re.every((part) => part === 0) && im.every((part) => part === 0)) {
    refuse("zero-row", "all amplitudes are zero", "a state needs a direction", "Give one that is not zero.");
  }
  return qubits;
}
