import type { Matrix } from "@uphill/circuits";
import { bindPass, type AngleAt, type TakeDerivative, type OneQubitKernels } from "../../passes/bind.js";
import { adjoint } from "../../passes/matrices.js";
import { planPasses, type Located, type Pass } from "../../passes/plan.js";
import type { States } from "../../passes/states.js";
import type { WasmMachine } from "./machine.js";

/** A gate across, as seen from one half: what happens in either term. */
export interface Fork {
  readonly qubit: number;
  readonly matrices: readonly [Matrix, Matrix];
}

type Part = Pass | Fork;

/** A half's operations, in its own qubits' numbers. */
export type Half = (Located | Fork)[];

/** Steps between forks: neighbouring one-qubit gates become one. */
function partsOf(half: Half): Part[] {
  const parts: Part[] = [];
  let run: Located[] = [];
  for (const item of half) {
    if ("matrices" in item) {
      for (const step of planPasses(run)) parts.push(step);
      parts.push(item);
      run = [];
    } else run.push(item);
  }
  return [...parts, ...planPasses(run)];
}

/** States in the machine's memory, and where. */
interface Placed extends States {
  readonly at: number;
}

export interface HalfRun {
  readonly states: States;
  lambda(): States;
  back(found: TakeDerivative): void;
}

/** One half of the circuit's front. */
export function prepareHalf(
  qubits: number,
  half: Half,
): { readonly bytes: number; run(angleAt: AngleAt, machine: WasmMachine, at: number): HalfRun } {
  const parts = partsOf(half);
  const bytesOf = (rows: number): number => 16 * rows * 2 ** qubits;
  let bytes = SCRATCH;
  const place = (rows: number): { rows: number; psi: number; lambda: number } => {
    const psi = bytes;
    bytes += 2 * bytesOf(rows);
    return { rows, psi, lambda: psi + bytesOf(rows) };
  };
  // A state for each stretch between forks, and what sweeps back through it.
  const stretches = [place(1)];
  for (const part of parts) if ("matrices" in part) stretches.push(place(2 * stretches.at(-1)!.rows));
  return {
    bytes,
    run(angleAt, machine, at) {
      const kernels = oneQubitKernels(machine, at);
      // Made anew for each use: memory that grows leaves its views behind.
      const view = (which: "psi" | "lambda", stretch: number): Placed => {
        const { rows, [which]: offset } = stretches[stretch];
        const length = rows * 2 ** qubits;
        const from = at + offset;
        const { buffer } = machine.memory;
        const re = new Float64Array(buffer, from, length);
        return { qubits, rows, at: from, re, im: new Float64Array(buffer, from + 8 * length, length) };
      };
      const last = stretches.length - 1;
      let stretch = 0;
      let psi = view("psi", 0);
      psi.re.fill(0);
      psi.im.fill(0);
      psi.re[0] = 1;
      const done = parts.map((part) => {
        if (!("matrices" in part)) {
          const bound = bindPass(part, psi.rows, angleAt, kernels);
          bound.apply(psi, false);
          return bound;
        }
        const to = view("psi", ++stretch);
        fork(psi, to, part);
        psi = to;
        return part;
      });
      return {
        states: psi,
        lambda: () => view("lambda", last),
        back(found) {
          stretch = last;
          psi = view("psi", last);
          let lambda = view("lambda", last);
          for (const part of done.toReversed()) {
            if ("matrices" in part) {
              const to = view("lambda", --stretch);
              join(lambda, to, part);
              lambda = to;
              psi = view("psi", stretch);
            } else {
              part.derivatives(lambda, psi, found);
              part.apply(psi, true);
              part.apply(lambda, true);
            }
          }
        },
      };
    },
  };
}

/** Room for a matrix, or for three overlaps. */
const SCRATCH = 64;

/** The reference engine's two busiest kernels, in WebAssembly. Overlaps are summed over the terms. */
function oneQubitKernels({ memory, kernels }: WasmMachine, scratch: number): OneQubitKernels {
  const runOf = ({ qubits, rows }: States, qubit: number): number => 8 * rows * 2 ** (qubits - 1 - qubit);
  return {
    applyOne(states, qubit, matrix, inverse) {
      const { re, im } = inverse ? adjoint(matrix) : matrix;
      const numbers = new Float64Array(memory.buffer, scratch, 8);
      for (let k = 0; k < 4; k++) {
        numbers[2 * k] = re[k];
        numbers[2 * k + 1] = im[k];
      }
      kernels.applyOne((states as Placed).at, 8 * states.re.length, runOf(states, qubit), scratch);
    },
    turnOverlaps(lambda, psi, qubit) {
      kernels.turnOverlaps((lambda as Placed).at, (psi as Placed).at, 8 * psi.re.length, runOf(psi, qubit), scratch);
      return new Float64Array(memory.buffer, scratch, 3).slice();
    },
  };
}

/** Term b becomes terms 2b and 2b + 1. */
function fork(from: States, to: States, { qubit, matrices }: Fork): void {
  to.re.fill(0);
  to.im.fill(0);
  matrices.forEach((matrix, value) =>
    addOne({ matrix, qubit }, { states: from, stride: 1, offset: 0 }, { states: to, stride: 2, offset: value }),
  );
}

/** What `fork` does, adjoint: terms 2b and 2b + 1 become term b. */
function join(from: States, to: States, { qubit, matrices }: Fork): void {
  to.re.fill(0);
  to.im.fill(0);
  matrices.forEach((matrix, value) =>
    addOne(
      { matrix: adjoint(matrix), qubit },
      { states: from, stride: 2, offset: value },
      { states: to, stride: 1, offset: 0 },
    ),
  );
}

/** Terms of states: term b is row stride · b + offset. */
interface Terms {
  readonly states: States;
  readonly stride: number;
  readonly offset: number;
}

/** to += U from on one qubit, term by term. */
function addOne(
  { matrix: { re: a, im: b }, qubit }: { readonly matrix: Matrix; readonly qubit: number },
  { states: from, stride: step, offset: first }: Terms,
  { states: to, stride: stepTo, offset: firstTo }: Terms,
): void {
  const [r00, r01, r10, r11] = a;
  const [i00, i01, i10, i11] = b;
  const { re, im } = from;
  const bit = 2 ** (from.qubits - 1 - qubit);
  const terms = from.rows / step;
  for (let j = 0; j < 2 ** from.qubits; j++) {
    if (j & bit) continue;
    let p = j * from.rows + first;
    let q = (j | bit) * from.rows + first;
    let toP = j * to.rows + firstTo;
    let toQ = (j | bit) * to.rows + firstTo;
    for (let term = 0; term < terms; term++, p += step, q += step, toP += stepTo, toQ += stepTo) {
      to.re[toP] += r00 * re[p] - i00 * im[p] + r01 * re[q] - i01 * im[q];
      to.im[toP] += r00 * im[p] + i00 * re[p] + r01 * im[q] + i01 * re[q];
      to.re[toQ] += r10 * re[p] - i10 * im[p] + r11 * re[q] - i11 * im[q];
      to.im[toQ] += r10 * im[p] + i10 * re[p] + r11 * im[q] + i11 * re[q];
    }
  }
}
