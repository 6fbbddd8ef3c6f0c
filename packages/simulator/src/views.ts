import type { PauliLetter } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import type { Visit } from "./engine.js";
import type { Run, SampleRun, Shift } from "./program.js";

/** Shows a run's states row by row. */
export type States = (run: Run, visit: Visit, shift?: Shift) => void;

/** [rows, 2ⁿ] */
export function state(states: States, run: Run, qubits: number): { re: Float64Array; im: Float64Array } {
  const size = 2 ** qubits;
  const [re, im] = [new Float64Array(run.batch.rows * size), new Float64Array(run.batch.rows * size)];
  states(run, (row, rowRe, rowIm) => {
    re.set(rowRe, row * size);
    im.set(rowIm, row * size);
  });
  return { re, im };
}

/** [rows, shots] */
export function sample(
  states: States,
  { shots, random, basis = new Map<number, PauliLetter>(), shift, ...run }: SampleRun,
  qubits: number,
): Uint32Array {
  checkQubits("basis", [...basis.keys()], qubits);
  const outcomes = new Uint32Array(run.batch.rows * shots);
  const cumulative = new Float64Array(2 ** qubits);
  states(
    run,
    (row, re, im) => {
      for (const [qubit, letter] of basis) readIn(letter, re, im, 2 ** (qubits - 1 - qubit));
      let total = 0;
      for (let j = 0; j < re.length; j++) cumulative[j] = total += re[j] * re[j] + im[j] * im[j];
      const stream = random(row);
      for (let shot = 0; shot < shots; shot++) {
        outcomes[row * shots + shot] = firstAbove(cumulative, stream.uniform() * total);
      }
    },
    shift,
  );
  return outcomes;
}

/** Turns the letter that a qubit is read in to Z. */
function readIn(letter: PauliLetter, re: Float64Array, im: Float64Array, run: number): void {
  if (letter === "Z") return;
  for (let start = 0; start < re.length; start += 2 * run) {
    for (let p = start, q = start + run; p < start + run; p++, q++) {
      const [pr, pi, qr, qi] = [re[p], im[p], re[q], im[q]];
      // X: (1, 1; 1, −1)/√2. Y: (1, −i; 1, i)/√2.
      const [ar, ai] = letter === "X" ? [qr, qi] : [qi, -qr];
      re[p] = Math.SQRT1_2 * (pr + ar);
      im[p] = Math.SQRT1_2 * (pi + ai);
      re[q] = Math.SQRT1_2 * (pr - ar);
      im[q] = Math.SQRT1_2 * (pi - ai);
    }
  }
}

/** The first index whose cumulative weight exceeds the target. */
function firstAbove(cumulative: Float64Array, target: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkQubits(what: string, named: readonly number[], qubits: number): void {
  for (const qubit of named) {
    if (Number.isInteger(qubit) && qubit >= 0 && qubit < qubits) continue;
    throw new UphillError({
      code: "basis",
      who: "simulator",
      got: `the ${what} names qubit ${qubit}`,
      wanted: `the circuit has qubits 0 to ${qubits - 1}`,
      todo: "Match the arguments to the compiled circuit.",
    });
  }
}
