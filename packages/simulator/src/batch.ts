import type { Circuit } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import type { States } from "./kernels/index.js";
import { checkMemory } from "./memory.js";
import type { Batch, BatchSource } from "./program.js";

export interface PreparedBatch extends Batch {
  /** The program it belongs to. */
  readonly owner: object;
  readonly inputs: Float64Array;
  /** Start states, amplitude-major; undefined means |0…0⟩ in every row. */
  readonly start?: States;
}

/** Checks and copies data for one program. @throws UphillError "shape" | "memory" | "non-finite" naming the row */
export function prepareBatch(owner: object, circuit: Circuit, maxBytes: number, source: BatchSource): PreparedBatch {
  const { inputs = new Float64Array(0), states } = source;
  const size = 2 ** circuit.qubits;
  const rows = states
    ? states.re.length / size
    : circuit.inputs > 0
      ? inputs.length / circuit.inputs
      : (("rows" in source ? source.rows : undefined) ?? 1);
  if (!Number.isInteger(rows) || rows < 1) {
    if (states) throw shapeError(`the states hold ${states.re.length} numbers`, `each row has ${size} amplitudes`);
    if (circuit.inputs === 0) throw shapeError(`it was asked for ${rows} rows`, "rows must be a whole number from 1");
    throw shapeError(`the inputs hold ${inputs.length} numbers`, `each row has ${circuit.inputs} inputs`);
  }
  if (states?.im && states.im.length !== states.re.length) {
    throw shapeError(`re has ${states.re.length} numbers and im ${states.im.length}`, "both parts need the same shape");
  }
  if (inputs.length !== rows * circuit.inputs) {
    throw shapeError(
      `there are ${rows} rows and ${inputs.length} input numbers`,
      `each row has ${circuit.inputs} inputs`,
    );
  }
  checkMemory(circuit.qubits, rows, maxBytes);
  const bad = inputs.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw nonFinite(Math.floor(bad / circuit.inputs), inputs[bad]);
  return {
    owner,
    rows,
    inputs: inputs.slice(),
    ...(states && { start: amplitudeMajor(states, circuit.qubits, rows) }),
  };
}

function amplitudeMajor({ re, im }: { re: Float64Array; im?: Float64Array }, qubits: number, rows: number): States {
  const size = 2 ** qubits;
  const states = { qubits, rows, re: new Float64Array(size * rows), im: new Float64Array(size * rows) };
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < size; j++) {
      const a = re[row * size + j];
      const b = im ? im[row * size + j] : 0;
      if (!Number.isFinite(a) || !Number.isFinite(b)) throw nonFinite(row, Number.isFinite(a) ? b : a);
      states.re[j * rows + row] = a;
      states.im[j * rows + row] = b;
    }
  }
  return states;
}

function shapeError(got: string, wanted: string): UphillError {
  return new UphillError({ code: "shape", who: "prepare", got, wanted, todo: "Give whole rows, and at least one." });
}

function nonFinite(row: number, value: number): UphillError {
  return new UphillError({
    code: "non-finite",
    who: "prepare",
    got: `row ${row} contains ${value}`,
    wanted: "every number must be finite",
    todo: "Clean or drop that row.",
  });
}
