import type { PauliLetter } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import type { Visit } from "./engines/engine.js";
import type { Batch, Run, SampleRun, Shift } from "./program.js";

/** A run whose batch is known. */
export type WholeRun = Run & { readonly batch: Batch };

/** Shows a run's states row by row. */
export type ShowStates = (run: WholeRun, visit: Visit, shift?: Shift) => void;

/** [rows, 2ⁿ], one angle perhaps moved */
export function state(
  states: ShowStates,
  run: WholeRun & { readonly shift?: Shift },
  qubits: number,
): { re: Float64Array; im: Float64Array } {
  const size = 2 ** qubits;
  const [re, im] = [new Float64Array(run.batch.rows * size), new Float64Array(run.batch.rows * size)];
  states(
    run,
    (row, rowRe, rowIm) => {
      re.set(rowRe, row * size);
      im.set(rowIm, row * size);
    },
    run.shift,
  );
  return { re, im };
}

/** [rows, shots] */
export function sample(
  states: ShowStates,
  { shots, random, basis = new Map<number, PauliLetter>(), shift, ...run }: SampleRun & WholeRun,
  qubits: number,
): Uint32Array {
  checkQubits("basis", [...basis.keys()], qubits);
  const outcomes = new Uint32Array(run.batch.rows * shots);
  states(
    run,
    (row, re, im) => {
      for (const [qubit, letter] of basis) readIn(letter, re, im, 2 ** (qubits - 1 - qubit));
      let total = 0;
      // The real parts are of no more use: cumulative weights take their place.
      const cumulative = re;
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

/** [rows, 2^k]: the probabilities of the outcomes of k qubits, the first named most significant. */
export function probabilities(
  states: ShowStates,
  run: WholeRun,
  named: readonly number[],
  qubits: number,
): Float64Array {
  const place = placesOf(named, qubits);
  const out = new Float64Array(run.batch.rows * 2 ** named.length);
  states(run, (row, re, im) => {
    const from = row * 2 ** named.length;
    for (let j = 0; j < re.length; j++) out[from + place(j)] += re[j] * re[j] + im[j] * im[j];
  });
  return out;
}

/** [rows, 2^k, 2^k]: Tr over the other qubits of |ψ⟩⟨ψ|. */
export function reducedDensity(
  states: ShowStates,
  run: WholeRun,
  named: readonly number[],
  qubits: number,
): { re: Float64Array; im: Float64Array } {
  const place = placesOf(named, qubits);
  const size = 2 ** named.length;
  const kept = named.reduce((mask, qubit) => mask | (1 << (qubits - 1 - qubit)), 0);
  // Index of each setting of the named qubits, the others 0.
  const settings = new Float64Array(size);
  for (let j = 0; j < 2 ** qubits; j++) if ((j & ~kept) === 0) settings[place(j)] = j;
  const [outRe, outIm] = [0, 0].map(() => new Float64Array(run.batch.rows * size * size));
  states(run, (row, re, im) => {
    for (let rest = 0; rest < re.length; rest++) {
      if (rest & kept) continue;
      for (let a = 0, at = row * size * size; a < size; a++) {
        const i = rest | settings[a];
        for (let b = 0; b < size; b++, at++) {
          const j = rest | settings[b];
          outRe[at] += re[i] * re[j] + im[i] * im[j];
          outIm[at] += im[i] * re[j] - re[i] * im[j];
        }
      }
    }
  });
  return { re: outRe, im: outIm };
}

/** ⟨ψ|φ⟩ of each row, ψ being the run's state and φ that of `other`: [rows] each. */
export function overlaps(
  states: ShowStates,
  run: WholeRun,
  other: WholeRun,
  qubits: number,
): { re: Float64Array; im: Float64Array } {
  const { rows } = run.batch;
  if (other.batch.rows !== rows) {
    throw new UphillError({
      code: "shape",
      who: "simulator",
      got: `one run has ${rows} rows and the other ${other.batch.rows}`,
      wanted: "overlaps are taken row by row",
      todo: "Prepare both batches with the same number of rows.",
    });
  }
  const kept = state(states, run, qubits);
  const [outRe, outIm] = [new Float64Array(rows), new Float64Array(rows)];
  states(other, (row, re, im) => {
    const from = row * re.length;
    let [sumRe, sumIm] = [0, 0];
    for (let j = 0; j < re.length; j++) {
      const [a, b] = [kept.re[from + j], kept.im[from + j]];
      sumRe += a * re[j] + b * im[j];
      sumIm += a * im[j] - b * re[j];
    }
    outRe[row] = sumRe;
    outIm[row] = sumIm;
  });
  return { re: outRe, im: outIm };
}

/** |⟨ψ|φ⟩|² of each row, from ⟨ψ|φ⟩. */
export function fidelities({ re, im }: { readonly re: Float64Array; readonly im: Float64Array }): Float64Array {
  return re.map((value, row) => value * value + im[row] * im[row]);
}

/** From a basis index to the index of the named qubits alone. @throws UphillError "qubits" */
function placesOf(named: readonly number[], qubits: number): (index: number) => number {
  checkQubits("list of qubits", named, qubits, "qubits");
  const distinct = new Set(named).size === named.length && named.length > 0;
  if (!distinct) {
    throw new UphillError({
      code: "qubits",
      who: "simulator",
      got: `the list of qubits is [${named.join(", ")}]`,
      wanted: "it must name at least one, and none twice",
      todo: "For example [0, 2].",
    });
  }
  const shifts = named.map((qubit) => qubits - 1 - qubit);
  return (index) => shifts.reduce((place, shift) => 2 * place + ((index >> shift) & 1), 0);
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

function checkQubits(what: string, named: readonly number[], qubits: number, code = "basis"): void {
  for (const qubit of named) {
    if (Number.isInteger(qubit) && qubit >= 0 && qubit < qubits) continue;
    throw new UphillError({
      code,
      who: "simulator",
      got: `the ${what} names qubit ${qubit}`,
      wanted: `the circuit has qubits 0 to ${qubits - 1}`,
      todo: "Match the arguments to the compiled circuit.",
    });
  }
}
