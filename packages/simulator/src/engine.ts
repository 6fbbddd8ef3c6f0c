import { expand, lightCone, type Circuit, type Matrix, type Observable, type PauliLetter } from "@uphill/circuits";
import { isUphillError, UphillError } from "@uphill/core";
import { prepareBatch, type PreparedBatch } from "./batch.js";
import { kernelsFor, pauliMask, plainKernels, type Engine, type States } from "./kernels/index.js";
import { checkMemory } from "./memory.js";
import { bindStep, planSteps, type AngleAt, type BoundStep, type Found, type Step } from "./plan.js";
import type { Program, Run, Shift } from "./program.js";

/** Turns the letter a qubit is read in to Z. */
const READ_IN: Record<"X" | "Y", Matrix> = {
  X: {
    re: Float64Array.of(Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2),
    im: new Float64Array(4),
  },
  Y: {
    re: Float64Array.of(Math.SQRT1_2, 0, Math.SQRT1_2, 0),
    im: Float64Array.of(0, -Math.SQRT1_2, 0, Math.SQRT1_2),
  },
};

/** Makes states for the rest of one call. */
type Allocate = (rows: number) => States;

/**
 * The engine: neighbouring one-qubit gates are multiplied together, everything else runs as written, on kernels that are
 * WebAssembly or plain TypeScript and give the same bits.
 * @param options.maxBytes memory that the states of one call may take (default 4 GiB)
 * @param options.engine "wasm", "reference" (plain TypeScript), or "auto" (default): WebAssembly where the platform has it
 * and the states fit into it
 * @throws UphillError "observable" | "memory" | "engine"
 */
export function compile(
  given: Circuit,
  {
    observables,
    maxBytes = 2 ** 32,
    engine = "auto",
  }: { observables: readonly Observable[]; maxBytes?: number; engine?: Engine },
): Program {
  // Composite gates are taken apart, so that every trained angle has a generator; the program speaks of the parts.
  const circuit = expand(given);
  const { qubits, operations } = circuit;
  const size = 2 ** qubits;
  const owner = {};
  checkMemory(qubits, 1, maxBytes);
  checkObservables(observables, qubits);
  const cone = lightCone(circuit, observables);
  const located = operations.map((operation, index) => ({ operation, index }));
  const allSteps = planSteps(located);
  const seenSteps = planSteps(located.filter(({ index }) => cone.operations[index]));
  const measured = observables.map(({ terms }) =>
    terms.map(({ coefficient, paulis }) => ({ coefficient, mask: pauliMask(qubits, paulis) })),
  );

  let kernels = kernelsFor(engine);

  /**
   * Gives `work` states that are freed when it ends: nothing stays allocated between calls, and calls may nest (in a cotangent
   * function, for one). Where they do not fit into WebAssembly, "auto" starts the call again on plain kernels.
   */
  function allocating<T>(work: (allocate: Allocate) => T): T {
    const used = kernels;
    const taken: States[] = [];
    try {
      return work((rows) => {
        const states = used.allocate(qubits, rows);
        taken.push(states);
        return states;
      });
    } catch (error) {
      const full = isUphillError(error) && error.code === "memory";
      if (!full || engine !== "auto" || used === plainKernels) throw error;
      kernels = plainKernels;
    } finally {
      for (const states of taken) used.free(states);
    }
    return allocating(work);
  }

  function own({ batch, weights }: Run): PreparedBatch {
    const prepared = batch as PreparedBatch;
    if (prepared.owner !== owner) {
      throw refusal("batch", "the batch was prepared by another program", "it must come from this program's prepare");
    }
    if (weights.length !== circuit.weights) {
      throw refusal("shape", `there are ${weights.length} weights`, `the circuit has ${circuit.weights}`);
    }
    return prepared;
  }

  function begin(batch: PreparedBatch, allocate: Allocate): States {
    const psi = allocate(batch.rows);
    if (batch.start) copy(batch.start, psi);
    else {
      psi.re.fill(0).fill(1, 0, batch.rows);
      psi.im.fill(0);
    }
    return psi;
  }

  function angles({ weights }: Run, { inputs }: PreparedBatch): AngleAt {
    return (angle, row) => {
      if (typeof angle === "number") return angle;
      if ("weight" in angle) return angle.scale * weights[angle.weight] + angle.offset;
      return angle.scale * inputs[row * circuit.inputs + angle.input] + angle.offset;
    };
  }

  /** Runs the steps from the start; everything else begins with this. */
  function forward(
    run: Run,
    steps: readonly Step[],
    allocate: Allocate,
    shift?: Shift,
  ): { psi: States; batch: PreparedBatch; bound: BoundStep[] } {
    const batch = own(run);
    const psi = begin(batch, allocate);
    const angleAt = angles(run, batch);
    const bound = steps.map((step) => bindStep(kernels, step, batch.rows, angleAt));
    bound.forEach((step, k) => {
      const moved = shift && steps[k].members.some(({ index }) => index === shift.operation);
      (moved ? step.shifted(shift) : step.apply)(psi, false);
    });
    return { psi, batch, bound };
  }

  function measure(psi: States): Float64Array {
    const out = new Float64Array(psi.rows * observables.length);
    measured.forEach((terms, observable) => {
      const perRow = new Float64Array(psi.rows);
      for (const { coefficient, mask } of terms) kernels.addOverlap(perRow, psi, psi, mask, "re", coefficient);
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
        if (factor.some((value) => value !== 0)) kernels.addPauli(lambda, psi, mask, factor);
      }
    });
    for (const step of bound.toReversed()) {
      step.derivatives(lambda, psi, found);
      step.apply(psi, true);
      step.apply(lambda, true);
    }
  }

  function shifted({ shifts, ...run }: Run & { readonly shifts: readonly Shift[] }, allocate: Allocate): Float64Array {
    const batch = own(run);
    checkShifts(shifts, circuit);
    const block = batch.rows * observables.length;
    const out = new Float64Array(shifts.length * block);
    const angleAt = angles(run, batch);
    const bound = seenSteps.map((step) => bindStep(kernels, step, batch.rows, angleAt));
    const shiftsOf = new Map<number, number[]>();
    shifts.forEach(({ operation }, k) => shiftsOf.set(operation, [...(shiftsOf.get(operation) ?? []), k]));
    // One walk through the circuit is the prefix of every shifted run, and the shifts of one step run side by side.
    const prefix = begin(batch, allocate);
    const psi = allocate(batch.rows);
    const sides = new Map<number, States>();
    seenSteps.forEach(({ members }, position) => {
      const moved = members.flatMap(({ index }) => shiftsOf.get(index) ?? []);
      if (moved.length > 0) {
        const side = sides.get(moved.length) ?? allocate(moved.length * batch.rows);
        sides.set(moved.length, side);
        moved.forEach((k, slot) => {
          copy(prefix, psi);
          bound[position].shifted(shifts[k])(psi, false);
          kernels.insert(psi, side, slot);
        });
        for (let later = position + 1; later < bound.length; later++) bound[later].apply(side, false);
        const values = measure(side);
        moved.forEach((k, slot) => out.set(values.subarray(slot * block, (slot + 1) * block), k * block));
      }
      bound[position].apply(prefix, false);
    });
    // A shift outside the light cone changes nothing.
    const unmoved = measure(prefix);
    shifts.forEach(({ operation }, k) => {
      if (!cone.operations[operation]) out.set(unmoved, k * block);
    });
    return out;
  }

  return {
    circuit,
    observables,
    liveWeights: cone.weights,
    liveOperations: cone.operations,

    prepare: (source) => prepareBatch(owner, circuit, maxBytes, source),

    expectations: (run) => allocating((allocate) => measure(forward(run, seenSteps, allocate).psi)),

    shifted: (run) => allocating((allocate) => shifted(run, allocate)),

    vjp: ({ cotangents, inputsToo = false, ...run }) =>
      allocating((allocate) => {
        const { psi, batch, bound } = forward(run, seenSteps, allocate);
        const lambda = allocate(batch.rows);
        const values = measure(psi);
        const given = typeof cotangents === "function" ? cotangents(values) : cotangents;
        if (given.length !== values.length) {
          throw refusal("shape", `there are ${given.length} cotangents`, `there are ${values.length} values`);
        }
        const gradient = new Float64Array(circuit.weights);
        const inputGradient = new Float64Array(inputsToo ? batch.rows * circuit.inputs : 0);
        const add: Found = (angle, perRow) => {
          if ("weight" in angle) {
            let total = gradient[angle.weight];
            for (let row = 0; row < batch.rows; row++) total += angle.scale * perRow[row];
            gradient[angle.weight] = total;
          } else if (inputsToo) {
            for (let row = 0; row < batch.rows; row++) {
              inputGradient[row * circuit.inputs + angle.input] += angle.scale * perRow[row];
            }
          }
        };
        sweep(bound, psi, lambda, (observable, row) => given[row * observables.length + observable], add);
        return inputsToo ? { values, gradient, inputGradient } : { values, gradient };
      }),

    jacobian: (run) =>
      allocating((allocate) => {
        const { psi, batch, bound } = forward(run, seenSteps, allocate);
        const lambda = allocate(batch.rows);
        const end = allocate(batch.rows);
        const values = measure(psi);
        copy(psi, end);
        const jacobian = new Float64Array(values.length * circuit.weights);
        for (let observable = 0; observable < observables.length; observable++) {
          const add: Found = (angle, perRow) => {
            if (!("weight" in angle)) return;
            for (let row = 0; row < batch.rows; row++) {
              jacobian[(row * observables.length + observable) * circuit.weights + angle.weight] +=
                angle.scale * perRow[row];
            }
          };
          copy(end, psi);
          sweep(bound, psi, lambda, (other) => (other === observable ? 1 : 0), add);
        }
        return { values, jacobian };
      }),

    state: (run) =>
      allocating((allocate) => {
        const { psi, batch } = forward(run, allSteps, allocate);
        return { re: rowMajor(psi.re, size, batch.rows), im: rowMajor(psi.im, size, batch.rows) };
      }),

    sample: ({ shots, random, basis = new Map<number, PauliLetter>(), shift, ...run }) => {
      for (const qubit of basis.keys()) {
        if (Number.isInteger(qubit) && qubit >= 0 && qubit < qubits) continue;
        throw refusal("basis", `the basis names qubit ${qubit}`, `the circuit has qubits 0 to ${qubits - 1}`);
      }
      const cumulative = allocating((allocate) => {
        const { psi } = forward(run, allSteps, allocate, shift);
        for (const [qubit, letter] of basis) {
          if (letter !== "Z") kernels.applyOne(psi, qubit, READ_IN[letter], false);
        }
        return cumulativeWeights(psi);
      });
      const rows = cumulative.length / size;
      const outcomes = new Uint32Array(rows * shots);
      for (let row = 0; row < rows; row++) {
        const weights = cumulative.subarray(row * size, (row + 1) * size);
        const stream = random(row);
        for (let shot = 0; shot < shots; shot++) {
          outcomes[row * shots + shot] = firstAbove(weights, stream.uniform() * weights[size - 1]);
        }
      }
      return outcomes;
    },

    dispose: () => undefined,
  };
}

function copy(from: States, to: States): void {
  to.re.set(from.re);
  to.im.set(from.im);
}

/** From [size, rows] to [rows, size]. */
function rowMajor(part: Float64Array, size: number, rows: number): Float64Array {
  const out = new Float64Array(part.length);
  for (let j = 0, at = 0; j < size; j++) {
    for (let row = 0; row < rows; row++, at++) out[row * size + j] = part[at];
  }
  return out;
}

/** [rows, 2ⁿ]: the squared lengths of each row's amplitudes up to each index. */
function cumulativeWeights({ qubits, rows, re, im }: States): Float64Array {
  const size = 2 ** qubits;
  const out = new Float64Array(size * rows);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let j = 0; j < size; j++) {
      const at = j * rows + row;
      total += re[at] * re[at] + im[at] * im[at];
      out[row * size + j] = total;
    }
  }
  return out;
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

function refusal(code: string, got: string, wanted: string): UphillError {
  return new UphillError({ code, who: "simulator", got, wanted, todo: "Match the arguments to the compiled circuit." });
}

/** The light cone holds for any value of a trained or fed angle, but only for the given value of a fixed one. */
function checkShifts(shifts: readonly Shift[], { operations }: Circuit): void {
  for (const { operation, angle } of shifts) {
    if (operation in operations && typeof operations[operation].angles[angle] === "object") continue;
    throw refusal(
      "shift",
      `a shift moves angle ${angle} of operation ${operation}`,
      "it must be an angle that a weight or an input drives",
    );
  }
}

function checkObservables(observables: readonly Observable[], qubits: number): void {
  for (const [qubit] of observables.flatMap(({ terms }) => terms.flatMap(({ paulis }) => paulis))) {
    if (qubit < qubits) continue;
    throw refusal("observable", `an observable measures qubit ${qubit}`, `the circuit has qubits 0 to ${qubits - 1}`);
  }
}
