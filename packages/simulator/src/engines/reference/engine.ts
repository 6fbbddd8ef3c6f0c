import { angleAt, type Circuit } from "@uphill/circuits";
import type { EngineBatch, EngineNeed, EngineProgram, EngineRun, MemoryLoad } from "../engine.js";
import type { Shift } from "../../program.js";
import { addOverlap } from "../../passes/overlaps.js";
import { pauliMask } from "../../passes/pauli.js";
import { allocate, type States } from "../../passes/states.js";
import { bindPass, type AngleAt, type BoundPass, type TakeDerivative } from "../../passes/bind.js";
import { planPasses, type Pass } from "../../passes/plan.js";
import { addPauli } from "./add-pauli.js";

interface ReferenceBatch extends EngineBatch {
  readonly inputs: Float64Array;
  /** Start states, amplitude-major; undefined means |0…0⟩ in every row. */
  readonly start?: States;
}

/** All rows run together; a Jacobian keeps the end state besides. */
export function memory({ qubits, rows, work, starts }: MemoryLoad): number {
  const copies = { values: 1, vjp: 2, jacobian: 3 }[work] + (starts ? 1 : 0);
  return 16 * 2 ** qubits * rows * copies;
}

/** Neighbouring one-qubit gates are multiplied together, everything else runs as written. */
export function compileReference(circuit: Circuit, { observables, live }: EngineNeed): EngineProgram {
  const { qubits, operations } = circuit;
  const size = 2 ** qubits;
  const located = operations.map((operation, index) => ({ operation, index }));
  /** Made when a whole state is first asked for. */
  let allPasses: readonly Pass[] | undefined;
  const seenPasses = planPasses(located.filter(({ index }) => live[index]));
  const measured = observables.map(({ terms }) =>
    terms.map(({ coefficient, paulis }) => ({ coefficient, mask: pauliMask(qubits, paulis) })),
  );

  function begin(batch: ReferenceBatch): States {
    const psi = allocate(qubits, batch.rows);
    if (batch.start) copy(batch.start, psi);
    else psi.re.fill(1, 0, batch.rows);
    return psi;
  }

  function angles(weights: ArrayLike<number>, { inputs }: ReferenceBatch): AngleAt {
    return (angle, row) => angleAt(angle, weights, inputs, row * circuit.inputs);
  }

  /** Fixes the angles of passes one by one: those of a million gates, kept, would fill the memory. */
  function binder({ weights, batch }: EngineRun): (pass: Pass) => BoundPass {
    const angleAt = angles(weights, batch as ReferenceBatch);
    return (pass) => bindPass(pass, batch.rows, angleAt);
  }

  /** Runs the passes from the start; everything else begins with this. */
  function forward(run: EngineRun & { readonly shift?: Shift }, passes: readonly Pass[] = seenPasses): States {
    const { shift } = run;
    const psi = begin(run.batch as ReferenceBatch);
    const bind = binder(run);
    for (const pass of passes) {
      const moved = shift && pass.members.some(({ index }) => index === shift.operation);
      const bound = bind(pass);
      (moved ? bound.shifted(shift) : bound.apply)(psi, false);
    }
    return psi;
  }

  function measure(psi: States): Float64Array {
    const out = new Float64Array(psi.rows * observables.length);
    measured.forEach((terms, observable) => {
      const perRow = new Float64Array(psi.rows);
      for (const { coefficient, mask } of terms) {
        addOverlap(perRow, { left: psi, mask, right: psi, part: "re", scale: coefficient });
      }
      for (let row = 0; row < psi.rows; row++) out[row * observables.length + observable] = perRow[row];
    });
    return out;
  }

  /** Sets λ to Σ cotangent·O·ψ, then undoes the circuit on ψ and λ, collecting derivatives on the way. */
  function sweep(
    bind: (pass: Pass) => BoundPass,
    psi: States,
    lambda: States,
    cotangent: (observable: number, row: number) => number,
    found: TakeDerivative,
  ): void {
    lambda.re.fill(0);
    lambda.im.fill(0);
    measured.forEach((terms, observable) => {
      for (const { coefficient, mask } of terms) {
        const factor = Float64Array.from({ length: psi.rows }, (_, row) => coefficient * cotangent(observable, row));
        if (factor.some((value) => value !== 0)) addPauli(lambda, psi, mask, factor);
      }
    });
    undo(bind, seenPasses, psi, lambda, found);
  }

  /** Undoes passes on ψ and λ, the last one first, collecting derivatives on the way. */
  function undo(
    bind: (pass: Pass) => BoundPass,
    passes: readonly Pass[],
    psi: States,
    lambda: States,
    found: TakeDerivative,
  ): void {
    for (let k = passes.length - 1; k >= 0; k--) {
      const pass = bind(passes[k]);
      pass.derivatives(lambda, psi, found);
      pass.apply(psi, true);
      pass.apply(lambda, true);
    }
  }

  return {
    load({ rows, inputs, states }): ReferenceBatch {
      return { rows, inputs, ...(states && { start: amplitudeMajor(states, qubits, rows) }) };
    },

    expectations: (run) => measure(forward(run)),

    shifted({ weights, batch, shifts }) {
      const block = batch.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      shifts.forEach((shift, k) => {
        out.set(measure(forward({ weights, batch, shift })), k * block);
      });
      return out;
    },

    vjp({ cotangents, inputsToo, ...run }) {
      const { rows } = run.batch;
      const psi = forward(run);
      const values = measure(psi);
      const given = typeof cotangents === "function" ? cotangents(values) : cotangents;
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = new Float64Array(inputsToo ? rows * circuit.inputs : 0);
      const add: TakeDerivative = (angle, perRow) => {
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
      sweep(binder(run), psi, allocate(qubits, rows), cotangent, add);
      return inputsToo ? { values, gradient, inputGradient } : { values, gradient };
    },

    jacobian(run) {
      const { rows } = run.batch;
      const psi = forward(run);
      const lambda = allocate(qubits, rows);
      const end = allocate(qubits, rows);
      const values = measure(psi);
      copy(psi, end);
      const jacobian = new Float64Array(values.length * circuit.weights);
      for (let observable = 0; observable < observables.length; observable++) {
        const add: TakeDerivative = (angle, perRow) => {
          if (!("weight" in angle)) return;
          for (let row = 0; row < rows; row++) {
            jacobian[(row * observables.length + observable) * circuit.weights + angle.weight] +=
              angle.scale * perRow[row];
          }
        };
        copy(end, psi);
        sweep(binder(run), psi, lambda, (other) => (other === observable ? 1 : 0), add);
      }
      return { values, jacobian };
    },

    states({ visit, ...run }) {
      const psi = forward(run, (allPasses ??= planPasses(located)));
      const { batch } = run;
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      for (let row = 0; row < batch.rows; row++) {
        for (let j = 0; j < size; j++) {
          re[j] = psi.re[j * batch.rows + row];
          im[j] = psi.im[j * batch.rows + row];
        }
        visit(row, re, im);
      }
    },

    sweepStates({ lambda: { re, im }, ...run }) {
      const passes = (allPasses ??= planPasses(located));
      const psi = forward(run, passes);
      const gradient = new Float64Array(circuit.weights);
      undo(binder(run), passes, psi, amplitudeMajor({ re, im }, qubits, psi.rows), (angle, perRow) => {
        if (!("weight" in angle)) return;
        for (const slope of perRow) gradient[angle.weight] += angle.scale * slope;
      });
      return gradient;
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
