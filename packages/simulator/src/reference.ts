import { lightCone, type Circuit, type Matrix, type Observable, type PauliLetter } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import { prepareBatch, type PreparedBatch } from "./batch.js";
import { addOverlap, addPauli, applyOne, pauliMask, type States } from "./kernels.js";
import { checkMemory } from "./memory.js";
import { bindStep, planSteps, type AngleAt, type BoundStep, type Step } from "./plan.js";
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

/**
 * The reference engine, in plain TypeScript: neighbouring one-qubit gates are multiplied together, everything else runs as
 * written. It is read first, runs anywhere, and is what faster engines are tested against.
 * @param options.maxBytes memory that the states of one call may take (default 4 GiB)
 * @throws UphillError "observable" | "memory"
 */
export function compile(
  circuit: Circuit,
  { observables, maxBytes = 2 ** 32 }: { observables: readonly Observable[]; maxBytes?: number },
): Program {
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

  const buffers = new Map<string, States>();
  function buffer(name: string, rows: number): States {
    let states = buffers.get(name);
    if (states?.rows !== rows) {
      states = { qubits, rows, re: new Float64Array(size * rows), im: new Float64Array(size * rows) };
      buffers.set(name, states);
    }
    return states;
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

  function begin(batch: PreparedBatch, name: string): States {
    const psi = buffer(name, batch.rows);
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
    shift?: Shift,
  ): { psi: States; batch: PreparedBatch; bound: BoundStep[] } {
    const batch = own(run);
    const psi = begin(batch, "psi");
    const angleAt = angles(run, batch);
    const bound = steps.map((step) => bindStep(step, batch.rows, angleAt, shift));
    for (const step of bound) step.apply(psi, false);
    return { psi, batch, bound };
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
    cotangent: (observable: number, row: number) => number,
    found: Parameters<BoundStep["derivatives"]>[2],
  ): void {
    const lambda = buffer("lambda", psi.rows);
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
    circuit,
    observables,
    liveWeights: cone.weights,
    liveOperations: cone.operations,

    prepare: (source) => prepareBatch(owner, circuit, maxBytes, source),

    expectations: (run) => measure(forward(run, seenSteps).psi),

    shifted({ shifts, ...run }) {
      const batch = own(run);
      checkShifts(shifts, circuit);
      const block = batch.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      const angleAt = angles(run, batch);
      const bound = seenSteps.map((step) => bindStep(step, batch.rows, angleAt));
      // One walk through the circuit is the prefix of every shifted run, and the shifts of one step run side by side.
      const prefix = begin(batch, "prefix");
      seenSteps.forEach((step, position) => {
        const moved = [...shifts.keys()].filter((k) => step.members.some(({ index }) => index === shifts[k].operation));
        if (moved.length > 0) {
          const side = buffer("side", moved.length * batch.rows);
          moved.forEach((k, slot) => {
            const psi = buffer("psi", batch.rows);
            copy(prefix, psi);
            bindStep(step, batch.rows, angleAt, shifts[k]).apply(psi, false);
            insert(psi, side, slot);
          });
          for (const later of bound.slice(position + 1)) later.apply(side, false);
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
    },

    vjp({ cotangents, inputsToo = false, ...run }) {
      const { psi, batch, bound } = forward(run, seenSteps);
      const values = measure(psi);
      const given = typeof cotangents === "function" ? cotangents(values) : cotangents;
      if (given.length !== values.length) {
        throw refusal("shape", `there are ${given.length} cotangents`, `there are ${values.length} values`);
      }
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = new Float64Array(inputsToo ? batch.rows * circuit.inputs : 0);
      sweep(
        bound,
        psi,
        (observable, row) => given[row * observables.length + observable],
        (angle, perRow) => {
          for (let row = 0; row < batch.rows; row++) {
            if ("weight" in angle) gradient[angle.weight] += angle.scale * perRow[row];
            else if (inputsToo) inputGradient[row * circuit.inputs + angle.input] += angle.scale * perRow[row];
          }
        },
      );
      return inputsToo ? { values, gradient, inputGradient } : { values, gradient };
    },

    jacobian(run) {
      const { psi, batch, bound } = forward(run, seenSteps);
      const values = measure(psi);
      const end = buffer("end", batch.rows);
      copy(psi, end);
      const jacobian = new Float64Array(values.length * circuit.weights);
      for (let observable = 0; observable < observables.length; observable++) {
        copy(end, psi);
        sweep(
          bound,
          psi,
          (other) => (other === observable ? 1 : 0),
          (angle, perRow) => {
            if (!("weight" in angle)) return;
            for (let row = 0; row < batch.rows; row++) {
              jacobian[(row * observables.length + observable) * circuit.weights + angle.weight] +=
                angle.scale * perRow[row];
            }
          },
        );
      }
      return { values, jacobian };
    },

    state(run) {
      const { psi, batch } = forward(run, allSteps);
      const rowMajor = (part: Float64Array): Float64Array =>
        Float64Array.from(part, (_, at) => part[(at % size) * batch.rows + Math.floor(at / size)]);
      return { re: rowMajor(psi.re), im: rowMajor(psi.im) };
    },

    sample({ shots, random, basis = new Map<number, PauliLetter>(), shift, ...run }) {
      for (const qubit of basis.keys()) {
        if (Number.isInteger(qubit) && qubit >= 0 && qubit < qubits) continue;
        throw refusal("basis", `the basis names qubit ${qubit}`, `the circuit has qubits 0 to ${qubits - 1}`);
      }
      const { psi, batch } = forward(run, allSteps, shift);
      for (const [qubit, letter] of basis) {
        if (letter !== "Z") applyOne(psi, qubit, READ_IN[letter], false);
      }
      const outcomes = new Uint32Array(batch.rows * shots);
      const cumulative = new Float64Array(size);
      for (let row = 0; row < batch.rows; row++) {
        let total = 0;
        for (let j = 0; j < size; j++) {
          const at = j * batch.rows + row;
          total += psi.re[at] * psi.re[at] + psi.im[at] * psi.im[at];
          cumulative[j] = total;
        }
        const stream = random(row);
        for (let shot = 0; shot < shots; shot++) {
          outcomes[row * shots + shot] = firstAbove(cumulative, stream.uniform() * total);
        }
      }
      return outcomes;
    },

    dispose: () => buffers.clear(),
  };
}

function copy(from: States, to: States): void {
  to.re.set(from.re);
  to.im.set(from.im);
}

/** Puts a batch next to others in a wider one. */
function insert(from: States, to: States, slot: number): void {
  for (let j = 0; j < 2 ** from.qubits; j++) {
    for (let row = 0, p = j * from.rows, q = j * to.rows + slot * from.rows; row < from.rows; row++, p++, q++) {
      to.re[q] = from.re[p];
      to.im[q] = from.im[p];
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
