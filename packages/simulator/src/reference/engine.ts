import { angleAt, type Circuit, type Observable } from "@uphill/circuits";
import type { Engine, EngineBatch } from "../engine.js";
import { checkBytes } from "../memory.js";
import type { Shift } from "../program.js";
import { addOverlap, addPauli, allocate, type States } from "./kernels.js";
import { pauliMask } from "./pauli.js";
import { bindStep, planSteps, type AngleAt, type BoundStep, type Found, type Step } from "./plan.js";

interface ReferenceBatch extends EngineBatch {
  readonly inputs: Float64Array;
  /** Start states, amplitude-major; undefined means |0…0⟩ in every row. */
  readonly start?: States;
}

/**
 * The reference engine, in plain TypeScript: read first, runs anywhere, and what the fast one is tested against. Neighbouring
 * one-qubit gates are multiplied together, everything else runs as written.
 * @param live for each operation, whether it can move an observable
 */
export function referenceEngine(
  circuit: Circuit,
  observables: readonly Observable[],
  live: readonly boolean[],
  maxBytes: number,
): Engine {
  const { qubits, operations } = circuit;
  const size = 2 ** qubits;
  const located = operations.map((operation, index) => ({ operation, index }));
  const allSteps = planSteps(located);
  const seenSteps = planSteps(located.filter(({ index }) => live[index]));
  const measured = observables.map(({ terms }) =>
    terms.map(({ coefficient, paulis }) => ({ coefficient, mask: pauliMask(qubits, paulis) })),
  );

  /** All rows run together. @param copies of the batch's states that a call takes, the start included */
  function checkMemory(rows: number, copies: number): void {
    checkBytes(qubits, rows, 16 * size * rows * copies, maxBytes);
  }

  function begin(batch: ReferenceBatch): States {
    const psi = allocate(qubits, batch.rows);
    if (batch.start) copy(batch.start, psi);
    else psi.re.fill(1, 0, batch.rows);
    return psi;
  }

  function angles(weights: ArrayLike<number>, { inputs }: ReferenceBatch): AngleAt {
    return (angle, row) => angleAt(angle, weights, inputs, row * circuit.inputs);
  }

  /** Runs the steps from the start; everything else begins with this. */
  function forward(
    weights: ArrayLike<number>,
    batch: ReferenceBatch,
    steps: readonly Step[],
    shift?: Shift,
  ): { psi: States; bound: BoundStep[] } {
    const psi = begin(batch);
    const angleAt = angles(weights, batch);
    const bound = steps.map((step) => bindStep(step, batch.rows, angleAt));
    bound.forEach((step, k) => {
      const moved = shift && steps[k].members.some(({ index }) => index === shift.operation);
      (moved ? step.shifted(shift) : step.apply)(psi, false);
    });
    return { psi, bound };
  }

  function measure(psi: States): Float64Array {
    const out = new Float64Array(psi.rows * observables.length);
    measured.forEach((terms, observable) => {
      const perRow = new Float64Array(psi.rows);
      for (const { coefficient, mask } of terms) addOverlap(perRow, psi, psi, mask, "re", coefficient);
      for (let row = 0; row < psi.rows; row++) out[row * observables.length + observable] = perRow[row];
    });
    return out;
  }

  /** Sets λ to Σ cotangent·O·ψ, then undoes the circuit on ψ and λ, collecting derivatives on the way. */
  function sweep(
    bound: readonly BoundStep[],
    psi: States,
    lambda: States,
    cotangent: (observable: number, row: number) => number,
    found: Found,
  ): void {
    lambda.re.fill(0);
    lambda.im.fill(0);
    measured.forEach((terms, observable) => {
      for (const { coefficient, mask } of terms) {
        const factor = Float64Array.from({ length: psi.rows }, (_, row) => coefficient * cotangent(observable, row));
        if (factor.some((value) => value !== 0)) addPauli(lambda, psi, mask, factor);
      }
    });
    for (const step of bound.toReversed()) {
      step.derivatives(lambda, psi, found);
      step.apply(psi, true);
      step.apply(lambda, true);
    }
  }

  return {
    load({ rows, inputs, states }): ReferenceBatch {
      checkMemory(rows, states ? 2 : 1);
      return { rows, inputs, ...(states && { start: amplitudeMajor(states, qubits, rows) }) };
    },

    expectations: (weights, batch, shift) => measure(forward(weights, batch as ReferenceBatch, seenSteps, shift).psi),

    shifted(weights, batch, shifts) {
      const block = batch.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      shifts.forEach((shift, k) => {
        out.set(measure(forward(weights, batch as ReferenceBatch, seenSteps, shift).psi), k * block);
      });
      return out;
    },

    vjp(weights, batch, cotangents, inputsToo) {
      const { rows, start } = batch as ReferenceBatch;
      checkMemory(rows, start ? 3 : 2);
      const { psi, bound } = forward(weights, batch as ReferenceBatch, seenSteps);
      const values = measure(psi);
      const given = typeof cotangents === "function" ? cotangents(values) : cotangents;
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = new Float64Array(inputsToo ? rows * circuit.inputs : 0);
      const add: Found = (angle, perRow) => {
        if ("weight" in angle) {
          let total = gradient[angle.weight];
          for (let row = 0; row < rows; row++) total += angle.scale * perRow[row];
          gradient[angle.weight] = total;
        } else if (inputsToo && "input" in angle) {
          for (let row = 0; row < rows; row++) {
            inputGradient[row * circuit.inputs + angle.input] += angle.scale * perRow[row];
          }
        }
      };
      const cotangent = (observable: number, row: number): number => given[row * observables.length + observable];
      sweep(bound, psi, allocate(qubits, rows), cotangent, add);
      return inputsToo ? { values, gradient, inputGradient } : { values, gradient };
    },

    jacobian(weights, batch) {
      const { rows, start } = batch as ReferenceBatch;
      checkMemory(rows, start ? 4 : 3);
      const { psi, bound } = forward(weights, batch as ReferenceBatch, seenSteps);
      const lambda = allocate(qubits, rows);
      const end = allocate(qubits, rows);
      const values = measure(psi);
      copy(psi, end);
      const jacobian = new Float64Array(values.length * circuit.weights);
      for (let observable = 0; observable < observables.length; observable++) {
        const add: Found = (angle, perRow) => {
          if (!("weight" in angle)) return;
          for (let row = 0; row < rows; row++) {
            jacobian[(row * observables.length + observable) * circuit.weights + angle.weight] +=
              angle.scale * perRow[row];
          }
        };
        copy(end, psi);
        sweep(bound, psi, lambda, (other) => (other === observable ? 1 : 0), add);
      }
      return { values, jacobian };
    },

    states(weights, batch, shift, visit) {
      const { psi } = forward(weights, batch as ReferenceBatch, allSteps, shift);
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      for (let row = 0; row < batch.rows; row++) {
        for (let j = 0; j < size; j++) {
          re[j] = psi.re[j * batch.rows + row];
          im[j] = psi.im[j * batch.rows + row];
        }
        visit(row, re, im);
      }
    },

    release: () => undefined,
  };
}

function copy(from: States, to: States): void {
  to.re.set(from.re);
  to.im.set(from.im);
}

function amplitudeMajor({ re, im }: { re: Float64Array; im?: Float64Array }, qubits: number, rows: number): States {
  const size = 2 ** qubits;
  const states = { qubits, rows, re: new Float64Array(size * rows), im: new Float64Array(size * rows) };
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < size; j++) {
      states.re[j * rows + row] = re[row * size + j];
      if (im) states.im[j * rows + row] = im[row * size + j];
    }
  }
  return states;
}
